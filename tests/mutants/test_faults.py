"""The lists of faults and of mutants that survive fit the files; to try them takes hours."""

from pathlib import Path

import pytest

from mutants.faults import MODULES, NEAREST, NODES, ROOT, directives, read_faults, read_survivors

FAULTS = read_faults()
TEXTS = {file: (ROOT / NODES / file).read_text("utf-8") for file in MODULES}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.file}: {fault.what}")
def test_a_fault_changes_its_file_in_one_place(fault: object) -> None:
    """The text that it replaces stands exactly once in the file, and another one takes its place."""
    assert TEXTS[fault.file] != fault.apply(TEXTS[fault.file])  # type: ignore[attr-defined]


def test_each_fault_says_what_is_broken() -> None:
    """In one sentence, which no other fault of its file has."""
    names = [(fault.file, fault.what) for fault in FAULTS]
    assert len(names) == len(set(names))
    assert all(fault.what[0].isupper() and fault.what.endswith(".") for fault in FAULTS)


def test_each_reason_is_of_a_line_that_is_there() -> None:
    """A mutant that has a reason to survive changes a line of its file."""
    for entry in read_survivors():
        lines = [line.strip() for line in (ROOT / entry["file"]).read_text("utf-8").splitlines()]
        assert entry["reason"].endswith(".")
        assert entry["before"] != entry["after"]
        assert all(line in lines for line in entry["before"].split("\n"))
        assert entry["nth"] <= lines.count(entry["before"].partition("\n")[0])


def test_the_nearest_tests_of_each_file_exist() -> None:
    """As do the faults of each file, and the settings by which it is compiled."""
    assert set(MODULES) == set(NEAREST) == {fault.file for fault in FAULTS}
    assert all(Path(ROOT, path).exists() for paths in NEAREST.values() for path in paths)
    assert "-Xnonecheck=True" in directives()
