"""A plan is a JSON file with a task on each line, which further runs add to."""

import json
from pathlib import Path

import pytest
from attrs import evolve

from jobstatus.bulk.output import ConversionError
from jobstatus.bulk.plan import Options, Plan, number_lines, read_plan, update_plan
from jobstatus.bulk.sources import find_sources
from lakes import job, lines

STEP = 1 << 14


def plan_of(folder: Path, *sources: Path, options: Options = Options(), step: int = STEP) -> Plan:  # noqa: B008 - it is frozen
    """Plan the conversion of sources."""
    folder.mkdir(exist_ok=True)
    return update_plan(folder, find_sources(sources), options, step)


def write_jobs(path: Path, count: int) -> Path:
    """Write jobs as NDJSON."""
    path.write_bytes(lines(job(number) for number in range(count)))
    return path


def test_a_plan_is_json_and_comes_back(tmp_path: Path) -> None:
    """A plan's file is one JSON document, from which the same tasks are read."""
    out = tmp_path / "out"
    plan = plan_of(out, write_jobs(tmp_path / "a.json", 500), write_jobs(tmp_path / "b.json", 2))
    tasks = list(plan.tasks())
    document = json.loads(plan.path.read_text())
    assert ["format", "options", "tasks"] == list(document)
    assert [task.id for task in tasks] == [task["id"] for task in document["tasks"]]
    assert plan == read_plan(out)
    assert len({task.id for task in tasks}) == len(tasks) > 2


def test_small_files_share_a_task(tmp_path: Path) -> None:
    """A task has several small files, but not too many, for opening each has its cost."""
    files = [write_jobs(tmp_path / f"{number}.json", 1) for number in range(5)]
    plan = plan_of(tmp_path / "out", *files, step=2 * STEP)
    assert [2, 2, 1] == [len(task.pieces) for task in plan.tasks()]


def test_the_id_of_a_task_is_that_of_its_content(tmp_path: Path) -> None:
    """Other options or another version of a source make another task; another folder does not."""
    source = write_jobs(tmp_path / "a.json", 2)
    plans = [
        plan_of(tmp_path / "1", source),
        plan_of(tmp_path / "2", source),
        plan_of(tmp_path / "3", source, options=Options(case="camel")),
        plan_of(tmp_path / "4", write_jobs(source, 3)),
    ]
    first, second, *others = [next(plan.tasks()).id for plan in plans]
    assert first == second
    assert 3 == len({first, *others})
    assert 24 == len(first)


def test_a_plan_is_written_only_if_it_grows(tmp_path: Path) -> None:
    """A plan is left as it is until it grows, and tasks of earlier runs come first in it."""
    first, second = write_jobs(tmp_path / "a.json", 500), write_jobs(tmp_path / "b.json", 2)
    plan = plan_of(tmp_path / "out", first)
    written, tasks = plan.path.stat().st_ino, list(plan.tasks())
    assert written == plan_of(tmp_path / "out", first).path.stat().st_ino
    more = list(plan_of(tmp_path / "out", first, second).tasks())
    assert tasks == more[:-1]
    assert str(second) == more[-1].pieces[0].name


def test_names_that_are_no_utf_8_are_planned(tmp_path: Path) -> None:
    """The plan is ASCII, whatever the names are."""
    source = write_jobs(tmp_path / "ä\udcff.json", 2)
    (task,) = plan_of(tmp_path / "out", source).tasks()
    assert str(source) == task.pieces[0].path


def test_an_empty_plan_comes_back(tmp_path: Path) -> None:
    """A plan has no tasks if all sources are in the folder itself."""
    out = tmp_path / "out"
    plan_of(out, write_jobs(tmp_path / "a.json", 2)).path.unlink()
    (out / "_lock").touch()
    plan = update_plan(out, [], Options(), STEP)
    assert [] == list(plan.tasks())
    assert [] == json.loads(plan.path.read_text())["tasks"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no plan of a conversion"),
        ("[]", "is no plan of a conversion"),
        ('{"format": 1, "options": {"x": 1}, "tasks": [\n]}', "is no plan of a conversion"),
        (
            '{"format": 2, "options": {}, "tasks": [\n]}',
            "was written by another version of jobstatus",
        ),
        ("ä", "is no plan of a conversion"),
    ],
    ids=["empty", "list", "options", "version", "encoding"],
)
def test_other_files_are_no_plans(tmp_path: Path, text: str, message: str) -> None:
    """The error names the file."""
    (tmp_path / "_plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConversionError) as caught:
        read_plan(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / '_plan.json'}: {message}")


def test_a_folder_without_a_plan_has_none(tmp_path: Path) -> None:
    """A folder without a plan is a new one."""
    assert None is read_plan(tmp_path)


def test_ranges_get_the_numbers_of_their_lines(tmp_path: Path) -> None:
    """The lines of every file are numbered, even if tasks before them are left out."""
    sources = [write_jobs(tmp_path / f"{name}.json", 400) for name in "abc"]
    sources[1].write_bytes(b"\n" + sources[1].read_bytes())
    plan = plan_of(tmp_path / "out", *sources)
    numbered = list(number_lines(plan.tasks()))
    for task in numbered:
        for piece in task.pieces:
            before = Path(piece.path).read_bytes()[: piece.start]
            assert 1 + before.count(b"\n") == piece.line
    assert numbered[1::2] == list(number_lines(list(plan.tasks())[1::2]))
    first = next(plan.tasks())
    assert evolve(first, pieces=numbered[0].pieces) == numbered[0]
