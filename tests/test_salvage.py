"""One bad job must not cost the page."""

import json
from collections import OrderedDict
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    JobStatus,
    Reject,
    StructureError,
    converter,
    make_converter,
    salvage,
    salvage_lines,
)
from strategies import OPTIONS, cameled, documents, mixed

BAD = {"id": "b", "job_status": {"value": 5}, "title": 7}
PAGE: dict[str, Any] = {"next": "n", "data": [{"id": "a"}, BAD, {"id": "c"}, 3]}


@pytest.mark.parametrize("form", [lambda p: p, json.dumps, lambda p: json.dumps(p).encode()])
def test_a_page_without_its_bad_jobs(form: Any) -> None:
    """The good jobs in order; and each reject with its place, its problems and itself."""
    page, rejects = salvage(form(PAGE), AtsJobsPaginated)
    assert AtsJobsPaginated(next="n", data=[AtsJob(id="a"), AtsJob(id="c")]) == page
    assert [(1, "$.data[1]", BAD), (3, "$.data[3]", 3)] == [
        (r.index, r.path, r.raw) for r in rejects
    ]
    paths = ["$.data[1].title", "$.data[1].job_status.value"]
    assert [paths, ["$.data[3]"]] == [[p.path for p in r.problems] for r in rejects]


def test_a_page_may_be_a_subclass_of_dict() -> None:
    """As for `structure`."""
    page, rejects = salvage(OrderedDict(data=[{"id": 5}, {"id": "a"}]), AtsJobsPaginated)
    assert ["a"] == [job.id for job in page.data]
    assert [0] == [reject.index for reject in rejects]


def test_the_raw_job_is_the_very_one() -> None:
    """Of builtins, nothing is copied that nobody could structure."""
    _, (reject, _) = salvage(PAGE, AtsJobsPaginated)
    assert BAD is reject.raw
    assert 4 == len(PAGE["data"])


def test_a_clean_page_has_no_rejects() -> None:
    """And is what `structure` gives."""
    wire = {"data": [{"id": "a"}]}
    assert (converter.structure(wire, AtsJobsPaginated), []) == salvage(wire, AtsJobsPaginated)


@pytest.mark.parametrize("options", OPTIONS)
@settings(max_examples=settings.default.max_examples // 8 + 1)
@given(data=st.data())
def test_good_jobs_are_as_on_a_clean_page(options: str, data: st.DataObject) -> None:
    """With every option: what is salvaged is what each job is by itself, and nothing is missing."""
    chosen = make_converter(**OPTIONS[options])
    wires: list[Any] = data.draw(st.lists(documents(AtsJob) | mixed(AtsJob), max_size=5))
    if options.startswith("camel"):
        wires = [cameled(wire, AtsJob) for wire in wires]
    good, bad = [], []
    for index, wire in enumerate(wires):
        try:
            good.append(chosen.structure(wire, AtsJob))
        except StructureError:  # noqa: PERF203
            bad.append((index, wire))
    expected = exactly((good, bad))
    for source in (wires, json.dumps(wires)):
        jobs, rejects = salvage(source, list[AtsJob], converter=chosen)
        assert expected == exactly((jobs, [(r.index, r.raw) for r in rejects]))
        page, rejects = salvage({"data": wires}, AtsJobsPaginated, converter=chosen)
        assert expected == exactly((page.data, [(r.index, r.raw) for r in rejects]))


def test_more_bad_jobs_than_an_error_holds() -> None:
    """All of them are found, all good ones kept."""
    wires: list[Any] = [{"id": index if index % 2 else str(index)} for index in range(24_000)]
    jobs, rejects = salvage(wires, list[AtsJob])
    assert 12_000 == len(jobs) == len(rejects)
    assert list(range(1, 24_000, 2)) == [reject.index for reject in rejects]
    assert "$[23999].id" == rejects[-1].problems[0].path


@pytest.mark.parametrize(
    "data",
    [
        '{"data": [{"id": 5}], "next": 5}',
        '{"data": {"0": {"id": 5}}}',
        '{"next": "a"}',
        "[]",
        '{"data": [{"id": 5}',
        "",
        b"\xff",
        3,
        None,
    ],
)
def test_what_is_wrong_with_the_page_itself_is_an_error(data: Any) -> None:
    """As it is without `salvage`: the same problems."""
    text = isinstance(data, (str, bytes))
    with pytest.raises(StructureError) as expected:
        (converter.loads if text else converter.structure)(data, AtsJobsPaginated)
    with pytest.raises(StructureError) as raised:
        salvage(data, AtsJobsPaginated)
    assert expected.value.problems == raised.value.problems


def test_lines_without_the_bad_ones() -> None:
    """Broken JSON costs its line; the index is the line's."""
    lines = b'{"id":"a"}\n\n {"id":5}\r\n{"id":\n"x"\n{"id":"\xe2\x80\xa8"}\n'
    expected = [AtsJob(id="a"), AtsJob(id="\u2028")]
    sources: list[Any] = [lines, lines.decode(), bytearray(lines), iter(lines.split(b"\n"))]
    sources.append([memoryview(line) for line in lines.split(b"\n")])
    for source in sources:
        jobs, rejects = salvage_lines(source, AtsJob)
        assert expected == jobs
        assert [(2, "$", {"id": 5}), (4, "$", "x")] == [
            (r.index, r.path, r.raw) for r in rejects if r.index != 3
        ]
        assert ["$.id"] == [problem.path for problem in rejects[0].problems]
        broken = rejects[1].raw
        assert b'{"id":' == (broken.encode() if isinstance(broken, str) else bytes(broken))


@attrs.define
class Two:
    """Two lists of items."""

    jobs: list[AtsJob]
    statuses: list[JobStatus] | None
    names: list[str] = attrs.field(factory=list)


@attrs.define
class Maybe:
    """Its list need not be there."""

    jobs: list[AtsJob] | None = None


def test_which_list_has_the_items_can_be_said() -> None:
    """It has to be said if it can't be told."""
    wire = {"jobs": [{"id": "a"}], "statuses": [{"value": 5}, {"value": "open"}]}
    two, (reject,) = salvage(wire, Two, items="statuses")
    assert "$.statuses[0]" == reject.path
    assert two.statuses is not None
    assert ["open"] == [status.value for status in two.statuses]
    jobs, _ = salvage({"jobs": [{"id": 5}]}, Maybe, items="jobs")
    assert Maybe([]) == jobs
    for cl, items in ((Two, None), (Two, "names"), (Two, "x"), (Maybe, None), (AtsJob, None)):
        with pytest.raises(TypeError, match="say which field"):
            salvage({}, cl, items=items)
    for cl in (dict[str, AtsJob], int, JobStatus | None):
        with pytest.raises(TypeError, match="makes lists and attrs classes"):
            salvage({}, cl)


def test_a_reject_says_what_it_is() -> None:
    """Its repr has everything."""
    _, (reject,) = salvage([{"id": 5}], list[AtsJob])
    expected = (
        "Reject(index=0, path='$[0]', problems=(<Problem at $[0].id: expected a string, found "
        "number 5>,), raw={'id': 5})"
    )
    assert expected == repr(reject)
    assert isinstance(reject, Reject)
