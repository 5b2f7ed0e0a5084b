"""The whole: documents into classes and back, on any converter, whatever comes."""

import gc
import json
import threading
from collections.abc import Iterable
from datetime import datetime, timezone
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import attrs
import cattrs
import msgspec
import pytest
from cattrs.preconf import json as preconf_json
from cattrs.preconf import msgspec as preconf_msgspec
from cattrs.preconf import orjson as preconf_orjson
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import (
    UNSET,
    AtsJob,
    AtsJobResult,
    AtsJobsPaginated,
    AtsJobValue,
    AtsUpdateJobRequestDto,
    JobStatus,
    SourceValue,
    StructureError,
    Unrecognized,
    UnstructureError,
    configure,
    converter,
    make_converter,
)
from jobstatus.nodes.extra import Extra
from strategies import CLASSES, documents, json_values, no_json, statuses, texts

NOON = datetime(2021, 1, 1, 12, tzinfo=timezone.utc)

by_name = pytest.mark.parametrize("class_", CLASSES, ids=lambda class_: class_.__name__)


def kept(wire: Any, type_: Any) -> Any:
    """Return the part of a document that comes back: no undeclared keys, no nulls for `None`."""
    if get_origin(type_) is Annotated:
        return kept(wire, get_args(type_)[0])
    if get_origin(type_) in (Union, UnionType):
        arms = [arm for arm in get_args(type_) if arm not in (type(None), msgspec.UnsetType)]
        return wire if wire is None or len(arms) > 1 else kept(wire, arms[0])
    if get_origin(type_) is list:
        return [kept(item, get_args(type_)[0]) for item in wire]
    if not attrs.has(type_):
        return wire
    declared = {a.name: a for a in attrs.fields(type_) if a.type != Extra}
    return {
        name: kept(wire[name], a.type)
        for name, a in declared.items()
        if name in wire and (wire[name] is not None or a.default is not None)
    }


@by_name
@given(data=st.data())
def test_a_document_comes_back_exactly(class_: type[Any], data: st.DataObject) -> None:
    """All it says to the class, with the same types at every depth; unknown keys are dropped."""
    wire = data.draw(documents(class_))
    undeclared = data.draw(st.dictionaries(texts.map("x_".__add__), json_values, max_size=2))
    expected = exactly(kept(wire, class_))
    for read in (
        lambda: converter.structure({**undeclared, **wire}, class_),
        lambda: converter.loads(json.dumps({**wire, **undeclared}), class_),
    ):
        instance: Any = read()
        assert expected == exactly(converter.unstructure(instance))
        assert expected == exactly(json.loads(converter.dumps(instance)))


@by_name
@given(data=st.data())
def test_an_instance_comes_back_equal(class_: type[Any], data: st.DataObject) -> None:
    """A written instance reads as the same instance, nulls omitted or emitted."""
    instance = converter.structure(data.draw(documents(class_)), class_)
    for chosen in (converter, make_converter(nulls="emit")):
        again = chosen.loads(chosen.dumps(instance), class_)
        assert exactly(instance) == exactly(again)


@by_name
@given(data=st.data())
def test_what_is_unstructured_is_json_ready(class_: type[Any], data: st.DataObject) -> None:
    """`json.dumps` and `dumps` write the same document."""
    instance = converter.structure(data.draw(documents(class_)), class_)
    ready = converter.unstructure(instance)
    assert exactly(ready) == exactly(json.loads(json.dumps(ready)))
    assert exactly(ready) == exactly(json.loads(converter.dumps(instance)))


@given(status=statuses, source=json_values)
def test_no_status_comes_back_changed(status: str, source: object) -> None:
    """Whatever StackOne maps it to, and whatever the provider says."""
    pair = converter.loads(json.dumps({"value": status, "source_value": source}), JobStatus)
    assert AtsJobValue(status) is pair.value
    assert exactly(source) == exactly(pair.source_value)
    assert isinstance(pair.value, Unrecognized) is (status not in list(AtsJobValue))


@by_name
@given(data=st.data())
def test_a_corrupted_document_is_read_or_refused_where_it_is_corrupt(
    class_: type[Any], data: st.DataObject
) -> None:
    """One value replaced by anything: no other exception, and every path leads to that place."""
    wire = data.draw(documents(class_))
    path, corrupt = data.draw(corruptions(wire))
    try:
        converter.structure(corrupt, class_)
    except StructureError as error:
        for problem in error.problems:
            assert path == problem.steps[: len(path)]
            assert len(str(problem)) < 500


@st.composite
def corruptions(draw: st.DrawFn, wire: Any) -> tuple[tuple[str | int, ...], Any]:
    """Replace one value of a document, however deep, by any other, JSON or not."""
    if not wire or not isinstance(wire, (dict, list)) or draw(st.integers(0, 3)) == 0:
        return (), draw(json_values | no_json)
    keys: Any = list(wire) if isinstance(wire, dict) else list(range(len(wire)))
    key = draw(st.sampled_from(keys))
    path, inner = draw(corruptions(wire[key]))
    changed = dict(wire) if isinstance(wire, dict) else list(wire)
    changed[key] = inner
    return (key, *path), changed


BAD: dict[str, tuple[Any, list[str]]] = {
    "number": (5, ["$"]),
    "null": (None, ["$"]),
    "text": ("data", ["$"]),
    "array": ([], ["$"]),
    "data-missing": ({}, ["$.data"]),
    "data-null": ({"data": None}, ["$.data"]),
    "data-object": ({"data": {}}, ["$.data"]),
    "data-text": ({"data": "ab"}, ["$.data"]),
    "job-number": ({"data": [5]}, ["$.data[0]"]),
    "job-null": ({"data": [{}, None]}, ["$.data[1]"]),
    "job-array": ({"data": [["id"]]}, ["$.data[0]"]),
    "next-number": ({"data": [], "next": 5}, ["$.next"]),
    "status-number": ({"data": [{"job_status": 5}]}, ["$.data[0].job_status"]),
    "status-text": ({"data": [{"job_status": "open"}]}, ["$.data[0].job_status"]),
    "status-array": ({"data": [{"job_status": []}]}, ["$.data[0].job_status"]),
    "value-number": ({"data": [{"job_status": {"value": 5}}]}, ["$.data[0].job_status.value"]),
    "value-bool": ({"data": [{"job_status": {"value": True}}]}, ["$.data[0].job_status.value"]),
    "value-object": (
        {"data": [{"job_status": {"value": {"a": 1}}}]},
        ["$.data[0].job_status.value"],
    ),
    "both-spellings": (
        {"data": [{"job_status": {"source_value": 1, "sourceValue": 1}}]},
        ["$.data[0].job_status.sourceValue"],
    ),
    "date": ({"data": [{"created_at": "2021-01-01"}]}, ["$.data[0].created_at"]),
    "confidential": ({"data": [{"confidential": True}]}, ["$.data[0].confidential"]),
    "ids-number": ({"data": [{"remote_department_ids": 5}]}, ["$.data[0].remote_department_ids"]),
    "ids-of-numbers": ({"data": [{"department_ids": ["a", 5]}]}, ["$.data[0].department_ids[1]"]),
    "ids-bare": ({"data": [{"department_ids": "a"}]}, ["$.data[0].department_ids"]),
    "order-text": (
        {"data": [{"interview_stages": [{"order": "1"}]}]},
        ["$.data[0].interview_stages[0].order"],
    ),
    "order-bool": (
        {"data": [{"interview_stages": [{}, {"order": True}]}]},
        ["$.data[0].interview_stages[1].order"],
    ),
    "custom-array": (
        {"data": [{"unified_custom_fields": []}]},
        ["$.data[0].unified_custom_fields"],
    ),
    "raw": (
        {"data": [], "raw": [{"method": 1, "body": [255, 256, "x"], "response": 5}]},
        [f"$.raw[0].{at}" for at in ("method", "url", "body[1]", "body[2]", "response")],
    ),
    "several": (
        {"next": [], "data": [{"id": 1, "code": None, "title": 2}, {}, 3]},
        ["$.next", "$.data[0].id", "$.data[0].title", "$.data[2]"],
    ),
}


@pytest.mark.parametrize(("wire", "paths"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("entry", ["structure", "loads", "configured"])
def test_bad_pages_are_refused_with_the_paths_of_what_is_bad(
    wire: Any, paths: list[str], entry: str
) -> None:
    """All of it, and only it, through every entry point."""
    configured = cattrs.Converter(detailed_validation=False)
    configure(configured)
    read: Any = {
        "structure": lambda: converter.structure(wire, AtsJobsPaginated),
        "loads": lambda: converter.loads(json.dumps(wire), AtsJobsPaginated),
        "configured": lambda: configured.structure(wire, AtsJobsPaginated),
    }
    with pytest.raises(StructureError) as caught:
        read[entry]()
    assert paths == [problem.path for problem in caught.value.problems]


def test_a_string_of_fifty_megabytes_is_read_and_refused_in_bounded_space() -> None:
    """Values may be large; messages may not."""
    huge = "x" * 50_000_000
    status = converter.loads(f'{{"source_value":"{huge}"}}', JobStatus)
    assert huge == status.source_value
    with pytest.raises(StructureError) as caught:
        converter.loads(f'"{huge}"', JobStatus)
    assert len(str(caught.value)) < 200
    gc.collect()


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("1e400", "expected a finite number, found number inf"),
        ("-1e400", "expected a finite number, found number -inf"),
        ("1" * 5_000, "expected an integer of at most 4,300 digits, found number of about 5,000"),
        ("1" * 9_000, "expected an integer of at most 4,300 digits, found number of about 9,000"),
        ("1" * 100_001, "expected a finite number, found number inf"),
    ],
    ids=["float", "negative", "digits", "more-digits", "most-digits"],
)
def test_a_number_that_is_too_large_is_an_error_where_it_is_read(number: str, message: str) -> None:
    """It is JSON, so it may stand where nothing is read."""
    with pytest.raises(StructureError) as caught:
        converter.loads(f'{{"source_value":[{number}],"x":{number}}}', JobStatus)
    (problem,) = caught.value.problems
    assert ("$.source_value[0]", True) == (problem.path, problem.message.startswith(message))
    assert JobStatus() == converter.loads(f'{{"x":{number}}}', JobStatus)


def test_a_nested_value_is_read_up_to_the_limit() -> None:
    """And one level more is a problem with a path."""
    depth = 400
    wire = '{"source_value":' + "[" * depth + "]" * depth + "}"
    assert wire.replace(" ", "") == converter.dumps(converter.loads(wire, JobStatus)).decode()


@pytest.mark.parametrize("nulls", ["", "keep", None, True], ids=repr)
def test_a_wrong_option_is_refused_at_once(nulls: Any) -> None:
    """Not at the first document."""
    for make in (make_converter, lambda **kw: configure(cattrs.Converter(), **kw)):
        with pytest.raises(ValueError, match='nulls is "omit" or "emit", not'):
            make(nulls=nulls)


PRECONF: Any = {
    "plain": cattrs.Converter,
    "json": preconf_json.make_converter,
    "orjson": preconf_orjson.make_converter,
    "msgspec": preconf_msgspec.make_converter,
}


@pytest.mark.parametrize("make", PRECONF.values(), ids=PRECONF)
def test_any_converter_can_be_configured(make: Any) -> None:
    """Preconfigured ones too; it reads and writes as ours does."""
    configured = make()
    configure(configured)
    wire = {
        "data": [
            {
                "id": "a",
                "job_status": {"value": "filled", "source_value": {"id": 1, "x": [1.0, 1, True]}},
                "remote_department_ids": "d",
                "created_at": "2021-01-01T01:01:01.000Z",
            }
        ]
    }
    page = configured.structure(wire, AtsJobsPaginated)
    assert exactly(converter.structure(wire, AtsJobsPaginated)) == exactly(page)
    assert exactly(converter.unstructure(page)) == exactly(configured.unstructure(page))
    if hasattr(configured, "dumps"):
        assert page == configured.loads(configured.dumps(page), AtsJobsPaginated)


@pytest.mark.parametrize("type_", [str, SourceValue, AtsJobValue, datetime, list[str]], ids=str)
def test_a_configured_converter_raises_our_error_for_anything(type_: Any) -> None:
    """Even if what is asked for is a scalar."""
    configured = cattrs.Converter()
    configure(configured)
    with pytest.raises(StructureError):
        configured.structure((), type_)
    with pytest.raises(UnstructureError):
        configured.unstructure((), type_)


class TestUsersHooks:
    """A hook that a user registers later wins, whether before or after the first use."""

    wire = {  # noqa: RUF012
        "data": [{"created_at": "noon", "job_status": {"value": "open", "source_value": 1}}]
    }

    @pytest.mark.parametrize("used_before", [False, True], ids=["fresh", "used"])
    def test_for_a_nested_class(self, used_before: bool) -> None:
        """A hook for `JobStatus` is used inside a page."""
        mine = self.make(used_before)
        mine.register_structure_hook(JobStatus, lambda *_: JobStatus(source_value="mine"))
        mine.register_structure_hook(datetime, lambda *_: None)
        page = mine.structure(self.wire, AtsJobsPaginated)
        assert JobStatus(source_value="mine") == page.data[0].job_status
        mine.register_unstructure_hook(JobStatus, lambda _: "written")
        assert {"data": [{"job_status": "written"}]} == mine.unstructure(page)

    @pytest.mark.parametrize("used_before", [False, True], ids=["fresh", "used"])
    def test_for_date_times_enums_and_unions(self, used_before: bool) -> None:
        """Hooks for `datetime`, one enum and the union are used, too."""
        mine = self.make(used_before)
        mine.register_structure_hook(datetime, lambda *_: NOON)
        mine.register_structure_hook(AtsJobValue, lambda *_: AtsJobValue.DRAFT)
        mine.register_structure_hook(SourceValue, lambda *_: "union")
        job = mine.structure(self.wire, AtsJobsPaginated).data[0]
        assert AtsJob(created_at=NOON, job_status=JobStatus(AtsJobValue.DRAFT, "union")) == job
        mine.register_unstructure_hook(datetime, lambda _: "then")
        mine.register_unstructure_hook(AtsJobValue, lambda _: "drawn")
        mine.register_unstructure_hook(SourceValue, lambda _: ["u"])
        written = {"job_status": {"value": "drawn", "source_value": ["u"]}, "created_at": "then"}
        assert written == mine.unstructure(job)

    def test_as_a_decorator(self) -> None:
        """As cattrs allows."""
        mine = self.make(used_before=False)

        @mine.register_structure_hook
        def structure_status(_value: Any, _type: Any) -> JobStatus:
            return JobStatus()

        assert AtsJob(job_status=JobStatus()) == mine.structure({"job_status": 5}, AtsJob)

        @mine.register_unstructure_hook
        def unstructure_status(_value: JobStatus) -> str:
            return "written"

        assert {"job_status": "written"} == mine.unstructure(AtsJob(job_status=JobStatus()))
        assert {"job_status": "written"} == mine.copy().unstructure(AtsJob(job_status=JobStatus()))

    def test_its_exception_is_a_problem_with_a_path(self) -> None:
        """Whatever it raises, on the way in and out."""
        mine = self.make(used_before=False)
        mine.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
        with pytest.raises(StructureError, match=r"\$\.data\[0\]\.created_at: ValueError: Invalid"):
            mine.structure(self.wire, AtsJobsPaginated)
        mine.register_unstructure_hook(datetime, lambda value: value.no_such_thing)
        with pytest.raises(UnstructureError, match=r"\$\.created_at: AttributeError: "):
            mine.unstructure(AtsJob(created_at=NOON))

    def test_at_the_root(self) -> None:
        """Its exception is ours there too, with the original as cause."""
        mine = self.make(used_before=False)
        mine.register_structure_hook(AtsJob, lambda value, _: value["no"])
        mine.register_unstructure_hook(AtsJob, lambda value: value["no"])
        with pytest.raises(StructureError, match=r"\$: KeyError: 'no', found object") as caught:
            mine.structure({}, AtsJob)
        assert isinstance(caught.value.__cause__, KeyError)
        with pytest.raises(UnstructureError, match=r"\$: TypeError: ") as out:
            mine.unstructure(AtsJob())
        assert isinstance(out.value.__cause__, TypeError)

    def test_in_a_copy_only(self) -> None:
        """`copy` keeps all of ours, and what is registered on it stays there."""
        mine = converter.copy()
        mine.register_structure_hook(JobStatus, lambda *_: None)
        assert AtsJob() == mine.structure({"job_status": {"value": "open"}}, AtsJob)
        assert AtsJob(job_status=JobStatus()) == converter.structure({"job_status": {}}, AtsJob)
        assert b'{"job_status":{}}' == mine.dumps(AtsJob(job_status=JobStatus()))
        with pytest.raises(UnstructureError):
            mine.unstructure(object())

    def make(self, used_before: bool) -> Any:
        """Return a converter of our own, used or not."""
        mine = make_converter()
        if used_before:
            page = {"data": [{"job_status": {"value": "open", "source_value": [1]}}]}
            mine.dumps(mine.loads(json.dumps(page), AtsJobsPaginated))
        return mine


def test_a_type_without_a_hook_is_the_programmers_mistake() -> None:
    """No document can mend it, so it is no `StructureError`."""
    with pytest.raises(cattrs.StructureHandlerNotFoundError):
        converter.structure({}, object)


@pytest.mark.parametrize("value", [object(), {"a": object()}, {1: 2}, [float("nan")]])
def test_what_is_no_json_is_not_written_from_the_root_either(value: Any) -> None:
    """Plain containers are checked like any others."""
    with pytest.raises(UnstructureError):
        converter.dumps(value)


def test_other_types_are_written_as_cattrs_does_it() -> None:
    """Dates, closed enums and what else `cattrs.preconf.json` knows."""
    at = datetime.fromisoformat("2021-01-01T00:00:00+00:00")
    assert {"a": "2021-01-01"} == converter.unstructure({"a": at.date()})
    assert at.date() == converter.structure("2021-01-01", type(at.date()))


def test_sets_and_tuples_of_a_users_class_are_written_as_lists() -> None:
    """Unstructured values are JSON-ready, whatever collection they came from."""

    @attrs.define
    class Collections:
        a: set[str]
        b: tuple[int, ...]
        c: tuple[int, str]
        d: frozenset[int]

    ready = converter.unstructure(Collections({"x"}, (1,), (1, "a"), frozenset([2])))
    assert exactly({"a": ["x"], "b": [1], "c": [1, "a"], "d": [2]}) == exactly(ready)


def test_a_type_without_a_hook_is_written_by_the_class_of_each_value() -> None:
    """`Literal`, `object` and the like say nothing of how they are written."""

    @attrs.define
    class Loose:
        a: Literal["x", "y"]
        b: object
        c: list[Literal[1]]
        d: Iterable[JobStatus]

    loose = Loose("x", JobStatus(source_value=1), [1], [JobStatus()])
    written = {"a": "x", "b": {"source_value": 1}, "c": [1], "d": [{}]}
    assert exactly(written) == exactly(converter.unstructure(loose))


def test_an_object_that_lies_about_its_class_is_not_written() -> None:
    """Its hook would be looked for in vain, time and again."""

    class Liar:
        __class__ = object

    with pytest.raises(UnstructureError, match="expected a JSON value, or an object whose class"):
        converter.unstructure([Liar()])


@pytest.mark.parametrize("depth", [1, 250, 500])
def test_plain_values_are_written_as_deep_as_json_goes(depth: int) -> None:
    """Also where no type says that they are JSON."""
    data = b"[" * depth + b"]" * depth
    assert data == converter.dumps(converter.loads(data, SourceValue))
    with pytest.raises(UnstructureError, match="is nested"):
        converter.dumps(nested(depth + 2_000))


def nested(depth: int) -> list[Any]:
    """Return a list in a list, and so on."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def test_what_a_users_hook_makes_is_checked_before_it_is_written() -> None:
    """`nan` does not become null, nor bytes something."""
    mine = make_converter()
    mine.register_unstructure_hook(JobStatus, lambda _: {"a": [float("nan"), b"x"]})
    with pytest.raises(UnstructureError) as caught:
        mine.dumps([JobStatus()])
    assert ["$[0].a[0]", "$[0].a[1]"] == [problem.path for problem in caught.value.problems]


@pytest.mark.parametrize("nulls", ["omit", "emit"])
def test_an_update_sends_only_what_is_set(nulls: Any) -> None:
    """An unset field is not sent, so it is left as it is; `None` is sent as null."""
    chosen = make_converter(nulls=nulls)
    update = AtsUpdateJobRequestDto(code="7", description=None)
    assert b'{"code":"7","description":null}' == chosen.dumps(update)
    assert exactly(update) == exactly(chosen.loads(chosen.dumps(update), AtsUpdateJobRequestDto))
    assert "AtsUpdateJobRequestDto(code='7', description=None)" == repr(update)
    assert UNSET is update.title


@attrs.frozen
class Change:
    """Somebody's own class of what to change."""

    name: str | msgspec.UnsetType | None = UNSET
    tags: list[str] | msgspec.UnsetType = UNSET
    size: int = 3


def test_fields_of_anybodys_classes_may_be_unset() -> None:
    """Null is refused where the type does not have it, and unset where only a value can stand."""
    change = converter.loads(b'{"name": null}', Change)
    assert exactly(Change(name=None)) == exactly(change)
    assert {"name": None, "size": 3} == converter.unstructure(change)
    with pytest.raises(StructureError, match=r"\$\.tags: expected an array, found null"):
        converter.structure({"tags": None}, Change)
    with pytest.raises(UnstructureError, match=r"\$\[1\]: expected a value that is set"):
        converter.unstructure(["a", UNSET], list[str | msgspec.UnsetType | None])
    with pytest.raises(UnstructureError, match=r"\$\.size: expected an integer, found UnsetType"):
        converter.unstructure(Change(size=UNSET))  # type: ignore[arg-type]


@attrs.frozen
class Plain:
    """One field may be unset by its type, the other is by its default."""

    by_type: int | msgspec.UnsetType
    by_default: int = UNSET  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


def test_what_is_unset_is_left_out_whatever_says_that_it_may_be() -> None:
    """A field is left out if its type or its default says that it may be unset."""
    assert {} == converter.unstructure(Plain(UNSET))
    assert b"{}" == converter.dumps(Plain(UNSET))
    assert {"by_type": 1, "by_default": 2} == converter.unstructure(Plain(1, 2))


def test_a_dump_can_name_its_class() -> None:
    """`unstructure_as` chooses the hook, and an error names it."""
    assert b"null" == converter.dumps(None, unstructure_as=JobStatus | None)
    with pytest.raises(UnstructureError, match="cannot unstructure JobStatus: "):
        converter.dumps(5, unstructure_as=JobStatus)


@pytest.mark.parametrize(
    ("type_", "data", "expected"),
    [
        (list[JobStatus], b'[{"value":"open"}]', [JobStatus(AtsJobValue.OPEN)]),
        (dict[str, JobStatus], b'{"a":{}}', {"a": JobStatus()}),
        (JobStatus | None, b"null", None),
        (JobStatus | None, b"{}", JobStatus()),
        (AtsJobResult, b'{"data":{}}', AtsJobResult(data=AtsJob())),
        (AtsJobValue, b'"filled"', AtsJobValue("filled")),
    ],
    ids=["list", "dict", "none", "some", "result", "enum"],
)
def test_more_than_classes_can_be_asked_for(type_: Any, data: bytes, expected: object) -> None:
    """Lists, dicts, options, and what stands in a class."""
    value = converter.loads(data, type_)
    assert exactly(expected) == exactly(value)
    assert data == converter.dumps(value)


@pytest.mark.parametrize("key", ["remote_department_ids", "remote_location_ids"])
def test_both_remote_ids_may_be_one_bare_string(key: str) -> None:
    """As in the published example; they are written as lists."""
    job = converter.loads(f'{{"{key}":"a"}}', AtsJob)
    assert {key: ["a"]} == converter.unstructure(job)


def test_one_converter_serves_many_threads() -> None:
    """First use included."""
    fresh = make_converter()
    barrier = threading.Barrier(16)
    results: list[Any] = []
    body = b'{"data":[{"job_status":{"value":"new in threads","source_value":[1]}}]}'

    def use() -> None:
        barrier.wait()
        results.append(fresh.loads(body, AtsJobsPaginated))

    threads = [threading.Thread(target=use) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 16 == len(results)
    assert 1 == len({id(page.data[0].job_status.value) for page in results})


def test_a_hook_that_is_registered_while_another_is_made_is_seen_by_the_next_document() -> None:
    """Even if it comes while `loads` looks for its hooks for the first time."""
    mine = make_converter()

    def factory(_: Any) -> Any:
        mine.register_structure_hook(AtsJobValue, lambda value, _: value.upper())
        return lambda value, _: value

    mine.register_structure_hook_factory(lambda type_: type_ is AtsJob, factory)
    for _ in range(2):
        assert {"job": {"id": "a"}} == mine.loads(b'{"job":{"id":"a"}}', dict[str, AtsJob])
    assert "OPEN" == mine.loads(b'{"value":"open"}', JobStatus).value


def test_a_registration_drops_only_what_was_found_since_the_one_before() -> None:
    """So that registering and reading in turns takes linear time; what is dropped is found again."""
    made = make_converter()
    classes = [attrs.make_class(f"Class{i}", {"name": attrs.field(type=str)}) for i in range(3)]
    for each in classes:
        made.register_structure_hook(each, lambda value, type_: type_(value["name"]))
        assert [] == made._prepared
        assert each("a") == made.loads(b'{"name":"a"}', each)
        assert 1 == len(made._prepared)
    for each in classes:
        made.register_structure_hook(each, lambda _, type_: type_("hook"))
    for each in classes:
        assert each("hook") == made.loads(b'{"name":"a"}', each)


def test_the_repr_of_a_converter_shows_its_options() -> None:
    """Also those of a copy, and of a converter that was configured again."""
    assert "<JsonConverter nulls='omit' unknown='drop' case='snake'>" == repr(converter)
    made = make_converter(unknown="keep", case="camel", on_drift=print)
    expected = f"<JsonConverter nulls='omit' unknown='keep' case='camel' on_drift={print!r}>"
    assert expected == repr(made) == repr(made.copy())
    configure(made, nulls="emit")
    assert repr(made).startswith("<JsonConverter nulls='emit' unknown='drop' case='snake'")
