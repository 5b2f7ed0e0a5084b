"""What earlier versions have written is read by this one."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from exactly import exactly, unordered
from jobstatus import AtsJobsPaginated, StructureError, make_converter
from keeping import BROKEN, DOCUMENT, KEPT

pa = pytest.importorskip("pyarrow")

from jobstatus.arrow import from_rows  # noqa: E402 - it needs pyarrow
from jobstatus.bulk import restore  # noqa: E402
from jobstatus.reports import build_report, compare, profile_of  # noqa: E402

VERSIONS = sorted(path for path in KEPT.iterdir() if path.is_dir())

of_each_version = pytest.mark.parametrize("kept", VERSIONS, ids=lambda path: path.name)


@pytest.fixture
def objects(kept: Path) -> Any:
    """Return the objects that a version has pickled."""
    return pickle.loads((kept / "objects.pickle").read_bytes())


@of_each_version
def test_a_pickled_page_is_the_page_that_is_read_now(objects: Any) -> None:
    """With the same members of enums, unrecognized values and undeclared keys."""
    keeping = make_converter(unknown="keep")
    assert exactly(keeping.loads(DOCUMENT, AtsJobsPaginated)) == exactly(objects["page"])
    assert unordered(json.loads(DOCUMENT)) == unordered(json.loads(keeping.dumps(objects["page"])))


@of_each_version
def test_a_pickled_change_leaves_unset_what_was_unset(objects: Any) -> None:
    """An unset field is not written, and `None` is written as null."""
    assert b'{"code":"R-7","title":null}' == make_converter().dumps(objects["change"])


@of_each_version
def test_a_pickled_error_has_its_problems(objects: Any) -> None:
    """Each with the path that it has now."""
    with pytest.raises(StructureError) as caught:
        make_converter(unknown="keep").loads(BROKEN, AtsJobsPaginated)
    paths = [problem.path for problem in caught.value.problems]
    assert paths == [problem.path for problem in objects["error"].problems]


@of_each_version
def test_a_pickled_converter_and_counter_go_on(objects: Any) -> None:
    """The converter has its options, and the counter what it has counted."""
    assert "unknown='keep' case='camel'" in repr(objects["converter"])
    assert {"filled", "new", "total"} <= {
        getattr(seen.first, "text", None) or seen.first.key for seen in objects["counter"].seen()
    }


@of_each_version
def test_rows_in_an_arrow_file_are_the_jobs(kept: Path) -> None:
    """As JSON they are equal to the jobs of the page."""
    with pa.OSFile(str(kept / "rows.arrow")) as file:
        table = pa.ipc.open_file(file).read_all()
    jobs = [job for batch in table.to_batches() for job in from_rows(batch)]
    first = [job for job in jobs if job.get("id") in {"a1", "a2", "a3"}]
    assert unordered(json.loads(DOCUMENT)["data"]) == unordered(first)


@of_each_version
def test_converted_documents_are_restored(kept: Path) -> None:
    """Broken ones byte by byte."""
    *read, broken = restore(kept / "tables")
    assert unordered([json.loads(DOCUMENT), json.loads(BROKEN)]) == unordered(
        [*map(json.loads, read)]
    )
    assert b"no JSON" == broken


@of_each_version
def test_a_report_is_compared_with_one_that_is_made_now(kept: Path) -> None:
    """Nothing is new, and nothing is gone."""
    now = profile_of(build_report(str(kept / "documents.ndjson")).as_json())
    before = profile_of(json.loads((kept / "report.json").read_text("utf-8")))
    comparison = compare(before, now)
    assert ([], []) == ([*comparison.added], [*comparison.removed])
