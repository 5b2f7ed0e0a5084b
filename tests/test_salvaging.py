"""One bad job must not cost the page."""

import json
from collections import OrderedDict
from typing import Any

import attrs
import pytest
from cattrs.gen import override
from hypothesis import given, settings
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    JobStatus,
    Problem,
    Reject,
    StructureError,
    converter,
    make_converter,
    salvage,
    salvage_lines,
)
from jobstatus.errors import structure_error
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


def test_a_reject_is_json_ready_without_its_item() -> None:
    """As a dict it tells where and what is wrong; the item may be large or confidential."""
    secret = {"id": "a", "title": 5, "description": "confidential"}
    _, (reject,) = salvage({"data": [{}, secret]}, AtsJobsPaginated)
    message, excerpt = "expected a string, found number 5", "5"
    problem = {
        "path": "$.data[1].title", "message": message, "kind": "number", "excerpt": excerpt
    }  # fmt: skip
    expected = {"index": 1, "path": "$.data[1]", "problems": [problem]}
    assert expected == reject.as_dict() == json.loads(json.dumps(reject.as_dict()))


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
        except StructureError as error:  # noqa: PERF203
            bad.append((index, wire, [problem.under(index) for problem in error.problems]))
    expected = exactly((good, bad))
    in_page = [(i, wire, [p.under("data") for p in problems]) for i, wire, problems in bad]
    for source in (wires, json.dumps(wires)):
        jobs, rejects = salvage(source, list[AtsJob], converter=chosen)
        assert expected == exactly((jobs, [(r.index, r.raw, [*r.problems]) for r in rejects]))
        page, rejects = salvage({"data": wires}, AtsJobsPaginated, converter=chosen)
        found = [(r.index, r.raw, [*r.problems]) for r in rejects]
        assert exactly((good, in_page)) == exactly((page.data, found))


def test_more_bad_jobs_than_an_error_holds() -> None:
    """All of them are found, all good ones kept."""
    wires: list[Any] = [{"id": index if index % 2 else str(index)} for index in range(24_000)]
    jobs, rejects = salvage(wires, list[AtsJob])
    assert 12_000 == len(jobs) == len(rejects)
    assert list(range(1, 24_000, 2)) == [reject.index for reject in rejects]
    assert "$[23999].id" == rejects[-1].problems[0].path


@attrs.define
class Item:
    """An item that a hook of ours, or the test's, reads."""

    numbers: list[int] = attrs.field(factory=list)


@attrs.define
class Items:
    """A page of them, of which there must be one."""

    items: list[Item] | None = attrs.field(validator=attrs.validators.min_len(1))
    name: str = ""


@pytest.mark.slow
@pytest.mark.parametrize("of_page", [True, False])
def test_each_item_is_read_three_times_at_most(of_page: bool) -> None:
    """However many errors the bad ones would fill."""
    good = 0

    def structure_item(value: Any, _: Any) -> Item:
        nonlocal good
        good += bool(value)
        return Item([10 // value])

    mine = make_converter()
    mine.register_structure_hook(Item, structure_item)
    wires = [*[5] * 1_000, *[0] * 30_000]
    if of_page:
        page, rejects = salvage({"items": wires}, Items, converter=mine, items="items")
        items = page.items
    else:
        items, rejects = salvage(wires, list[Item], converter=mine)
    assert [Item([2])] * 1_000 == items
    assert list(range(1_000, 31_000)) == [reject.index for reject in rejects]
    assert "ZeroDivisionError" in rejects[-1].problems[0].message
    assert good <= 3 * 1_000


def test_all_problems_of_an_item_are_its_own() -> None:
    """As many as an error holds, whatever is wrong with those before it."""
    bad = {"numbers": ["x"] * 6_000}
    worse = {"numbers": ["x"] * 12_000}
    items, rejects = salvage([bad, {}, bad, worse], list[Item])
    assert [Item()] == items
    assert [6_000, 6_000, 10_000] == [len(reject.problems) for reject in rejects]
    assert "$[2].numbers[5999]" == rejects[1].problems[-1].path


def test_a_page_and_its_items_have_as_many_problems_as_an_error_holds() -> None:
    """The problems of page and items are all named up to 10,000; beyond, those of the page alone are."""
    for bad, paths in ((9_999, ["$.name", "$.items[0]"]), (10_000, ["$.name"])):
        with pytest.raises(StructureError) as raised:
            salvage({"items": [1] * bad, "name": 5}, Items, items="items")
        assert set(paths) <= {problem.path for problem in raised.value.problems}
        assert len(raised.value.problems) == (10_000 if len(paths) > 1 else 1)


def test_what_is_wrong_with_the_page_is_an_error_however_many_items_are_bad() -> None:
    """Even if it shows only when they are gone."""
    with pytest.raises(StructureError) as raised:
        salvage({"items": [*[1] * 10_001, {}], "name": 5}, Items, items="items")
    assert ["$.name"] == [problem.path for problem in raised.value.problems]
    with pytest.raises(StructureError, match="Length of 'items' must be"):
        salvage({"items": [1]}, Items, items="items")


def is_list_of_jobs(type_: Any) -> bool:
    """Tell whether a type is a list of jobs."""
    return bool(type_ == list[AtsJob])


def unwrapping(converter: Any, type_: Any, key: str | None = None) -> Any:
    """Make a hook for a list, or for a page, whose items are each wrapped once more."""
    stock = converter.get_structure_hook(type_)

    def unwrapped(value: Any, _: Any) -> Any:
        if key is None:
            return stock([item["of"] for item in value], type_)
        return stock({**value, key: [item["of"] for item in value[key]]}, type_)

    return unwrapped


@pytest.mark.parametrize("hooked", ["list", "page", "type"])
def test_hooks_for_the_list_or_the_page_count(hooked: str) -> None:
    """There an item by itself is not what it is on the page."""
    heard: list[str] = []
    options: Any = {"on_drift": lambda event: heard.append(event.path)}
    mine = make_converter(**options)
    if hooked == "list":
        mine.register_structure_hook_func(is_list_of_jobs, unwrapping(mine, list[AtsJob]))
    elif hooked == "page":
        mine.register_structure_hook(AtsJobsPaginated, unwrapping(mine, AtsJobsPaginated, "data"))
    else:
        hook = unwrapping(mine, list[AtsJob])
        mine.type_overrides = {list[AtsJob]: override(struct_hook=hook)}
    wires = [{"of": {"id": 5}}, {"of": {"id": "a", "job_status": {"value": "new"}}}]
    page, (reject,) = salvage({"data": wires}, AtsJobsPaginated, converter=mine)
    assert ["a"] == [job.id for job in page.data]
    assert ("$.data[0].id", wires[0]) == (reject.problems[0].path, reject.raw)
    assert ["$.data[1].job_status.value"] == heard
    if hooked == "list":
        jobs, _ = salvage(wires, list[AtsJob], converter=mine)
        assert page.data == jobs


@pytest.mark.parametrize("levels", range(503, 513))
def test_a_page_may_nest_as_deep_as_without_salvage(levels: int) -> None:
    """The limit of depth is the same, to the level, whether bad items are salvaged or not."""
    source: Any = 1
    for _ in range(levels):
        source = [source]
    wire = {"data": [{"job_status": {"source_value": source}}]}
    try:
        expected = [len(converter.structure(wire, AtsJobsPaginated).data)]
    except StructureError:
        expected = [0]
    page, rejects = salvage(wire, AtsJobsPaginated)
    assert expected == [len(page.data)] == [1 - len(rejects)]


def test_a_hook_for_the_list_may_find_more_bad_items_than_an_error_holds() -> None:
    """All of them are found, and what is wrong with the list then."""
    mine = make_converter()
    stock = unwrapping(mine, list[AtsJob])

    def at_least_one(value: Any, cl: Any) -> Any:
        if not value:
            raise ValueError(value)
        return stock(value, cl)

    mine.register_structure_hook_func(is_list_of_jobs, at_least_one)
    bad = [{"of": {"id": 5}}] * 11_000
    jobs, rejects = salvage([*bad, {"of": {"id": "a"}}], list[AtsJob], converter=mine)
    assert [AtsJob(id="a")] == jobs
    assert list(range(11_000)) == [reject.index for reject in rejects]
    with pytest.raises(StructureError, match="ValueError"):
        salvage(bad, list[AtsJob], converter=mine)


def test_a_hook_may_make_something_else_of_the_good_items() -> None:
    """Then where each of them was can't be told."""
    heard: list[str] = []
    mine = make_converter(on_drift=lambda event: heard.append(event.path))
    stock = mine.get_structure_hook(list[AtsJob])
    mine.register_structure_hook_func(is_list_of_jobs, lambda value, t: stock(value, t)[-1:])
    wires = [{"id": 5}, {"id": "a"}, {"job_status": {"value": "new"}}]
    jobs, _ = salvage(wires, list[AtsJob], converter=mine)
    assert [None] == [job.id for job in jobs]
    assert ["$[0].job_status.value"] == heard


@pytest.mark.parametrize("step", [2, -1])
def test_a_hook_may_complain_of_items_that_are_not_there(step: int) -> None:
    """That is no item's problem."""

    def complain(value: Any, cl: Any) -> Any:
        raise structure_error([Problem.about(value, "is odd", (step,))], cl)

    mine = make_converter()
    mine.register_structure_hook_func(is_list_of_jobs, complain)
    with pytest.raises(StructureError, match="is odd"):
        salvage([{}, {}], list[AtsJob], converter=mine)


def test_what_is_heard_is_where_the_document_has_it() -> None:
    """Whatever was wrong before it, and on the page around it; once, and not of the rejects."""
    heard: list[Any] = []
    mine = make_converter(on_drift=lambda event: heard.append((event.text, event.path)))
    stock = mine.get_structure_hook(AtsJob)

    def structure_job(value: Any, type_: Any) -> AtsJob:
        if type(value) is dict:
            mine.structure(value.get("job_status", {}), JobStatus)
        return stock(value, type_)

    mine.register_structure_hook(AtsJob, structure_job)
    wires = [{"id": 5, "job_status": {"value": "x"}}, {"job_status": {"value": "y"}}, 3, {}]
    wires.append({"job_status": {"value": "z"}})
    salvage({"data": wires}, AtsJobsPaginated, converter=mine)
    assert [("y", "$.data[1].job_status.value"), ("z", "$.data[4].job_status.value")] == heard
    heard.clear()
    salvage(json.dumps(wires), list[AtsJob], converter=mine)
    assert [("y", "$[1].job_status.value"), ("z", "$[4].job_status.value")] == heard
    heard.clear()
    salvage(wires[-1:], list[AtsJob], converter=mine)
    assert [("z", "$[0].job_status.value")] == heard
    heard.clear()
    two = {"jobs": [{"id": 5}], "statuses": [{"value": "s"}]}
    salvage(two, Two, converter=mine, items="jobs")
    assert [("s", "$.statuses[0].value")] == heard


@attrs.define
class Twin:
    """Its list is read in two spellings."""

    source_value: list[AtsJob]


def test_the_second_spelling_of_the_items_key_is_salvaged() -> None:
    """With the paths as the document spells them; both at once are wrong with the page."""
    heard: list[str] = []
    mine = make_converter(on_drift=lambda event: heard.append(event.path))
    wires = [{"id": 5}, {"job_status": {"value": "new"}}]
    for key in ("sourceValue", "source_value"):
        heard.clear()
        page, (reject,) = salvage({key: wires}, Twin, converter=mine)
        assert [None] == [job.id for job in page.source_value]
        assert (f"$.{key}[0]", wires[0]) == (reject.path, reject.raw)
        assert [f"$.{key}[1].job_status.value"] == heard
    with pytest.raises(StructureError, match="second spelling"):
        salvage({"sourceValue": wires, "source_value": wires}, Twin)


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


def released() -> memoryview:
    """Return what cannot be read any more."""
    view = memoryview(b'{"id":"a"}')
    view.release()
    return view


@pytest.mark.parametrize(
    "line", [None, {"id": "a"}, 10**12, 5, [], object(), released(), "\u2028", b"\x0b", "\xa0"]
)
def test_a_line_that_is_no_text_is_a_reject(line: Any) -> None:
    """With the problems that `loads` finds; nor is all white space JSON's."""
    with pytest.raises(StructureError) as expected:
        converter.loads(line, AtsJob)
    jobs, (reject,) = salvage_lines([b'{"id":"a"}', line, " \t\r\n"], AtsJob)
    assert [AtsJob(id="a")] == jobs
    assert (1, "$", expected.value.problems) == (reject.index, reject.path, reject.problems)
    assert line is reject.raw


@pytest.mark.parametrize("data", [None, 5, 10**12, {}, {"id": "a"}, object(), released()])
def test_what_has_no_lines_is_an_error(data: Any) -> None:
    """A clear one."""
    with pytest.raises(StructureError, match=r"expected newline-delimited JSON|cannot be read"):
        salvage_lines(data, AtsJob)


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


def test_an_item_may_be_null() -> None:
    """If the type says so."""
    items, (reject,) = salvage([None, {"numbers": 5}, {}], list[Item | None])
    assert [None, Item()] == items
    assert 1 == reject.index


def test_what_is_salvaged_in_the_middle_of_a_document_is_not_reported_twice() -> None:
    """It is a part of the document."""
    reported: list[str] = []
    mine = make_converter(on_drift=lambda event: reported.append(event.path))
    mine.register_structure_hook(
        Maybe, lambda value, _: Maybe(salvage(value, list[AtsJob], converter=mine)[0])
    )
    mine.structure([[{"job_status": {"value": "new"}}, {"id": 5}]], list[Maybe])
    assert ["$[0].jobs[0].job_status.value"] == reported
