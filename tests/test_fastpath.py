"""The law of the fast path: `loads` says what `structure(json.loads(...))` says, only faster."""

import json
import re
import threading
from datetime import datetime
from typing import Any

import attrs
import cattrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anybodys import ANYBODYS
from exactly import exactly
from jobstatus import (
    AtsJob,
    AtsJobResult,
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    JsonValue,
    Open,
    RawResponse,
    SourceValue,
    StructureError,
    UnstructureError,
    converter,
    make_converter,
)
from jobstatus.fastpath import loads_function
from strategies import CLASSES, OPTIONS, cameled, mixed

TYPES: list[Any] = [
    *CLASSES,
    list[AtsJob],
    dict[str, JobStatus],
    JobStatus | None,
    Open[AtsJobValue],
    SourceValue,
    list[datetime | None],
    dict[str, list[JsonValue]],
]


CONVERTERS = {name: make_converter(**options) for name, options in OPTIONS.items()}


def outcome(read: Any) -> Any:
    """Return what a reading gives: the value with all its types, or the problems."""
    try:
        return exactly(read())
    except StructureError as error:
        return error.problems


def lawful(data: bytes | str, type_: Any, chosen: Any = converter) -> bool:
    """Tell whether both paths say the same of a document; raise if they do not."""
    expected = outcome(lambda: chosen.structure(json.loads(data), type_))
    assert expected == outcome(lambda: chosen.loads(data, type_))
    return is_read_fast(data, type_, chosen)


def is_read_fast(data: Any, type_: Any, chosen: Any = converter) -> bool:
    """Tell whether a document is read without the hooks."""
    loads = loads_function(type_, chosen.get_structure_hook, lambda _: None, [0])
    return loads(data) is not None


def has_fast_path(type_: Any, chosen: Any = converter) -> bool:
    """Tell whether documents that are to become a type may be read without the hooks."""

    def by_hooks(_: Any) -> Any:
        raise AssertionError

    return loads_function(type_, chosen.get_structure_hook, by_hooks, [0]) is not by_hooks


def by_type(types: Any) -> Any:
    """Run a test for each type."""
    return pytest.mark.parametrize("type_", types, ids=lambda t: getattr(t, "__name__", str(t)))


@by_type(TYPES)
@given(data=st.data())
def test_both_paths_say_the_same(type_: Any, data: st.DataObject) -> None:
    """Of valid, hostile and mixed documents: same value, same types, or the same problems."""
    wire = data.draw(mixed(type_))
    text = json.dumps(wire, ensure_ascii=data.draw(st.booleans()))
    lawful(data.draw(st.sampled_from([text, text.encode()])), type_)


@by_type([AtsJob, AtsJobsPaginated, JobStatus, RawResponse, *ANYBODYS[-4:], list[AtsJob]])
@pytest.mark.parametrize("options", [name for name in OPTIONS if name != "default"])
@settings(max_examples=settings.default.max_examples // 8 + 1)
@given(data=st.data())
def test_both_paths_say_the_same_with_every_option(
    type_: Any, options: str, data: st.DataObject
) -> None:
    """Of valid, hostile and mixed documents, in the right case and in the other one."""
    wire = data.draw(mixed(type_))
    if options.startswith("camel") and data.draw(st.booleans()):
        wire = cameled(wire, type_)
    lawful(json.dumps(wire), type_, CONVERTERS[options])


@by_type(TYPES)
@given(data=st.data())
def test_both_paths_say_the_same_however_texts_are_escaped(type_: Any, data: st.DataObject) -> None:
    """A key is the same key if some of its letters are escaped."""
    text = json.dumps(data.draw(mixed(type_)))
    letters = data.draw(st.sets(st.sampled_from("sourceValu_tdZT.+-0"), max_size=3))
    lawful(re.sub(r'"(?:[^"\\]|\\.)*"', lambda string: escaped(string[0], letters), text), type_)


def escaped(string: str, letters: set[str]) -> str:
    """Escape some letters of a JSON string, but those of its escapes."""
    return re.sub(
        r"\\u....|\\.|.",
        lambda m: rf"\u{ord(m[0]):04x}" if m[0] in letters else m[0],
        string,
        flags=re.DOTALL,
    )


@by_type([JobStatus, AtsJob])
@given(data=st.data())
def test_both_paths_say_the_same_of_keys_that_come_twice(type_: Any, data: st.DataObject) -> None:
    """The last one counts, whatever was wrong with the others."""
    wires = [data.draw(mixed(type_)) for _ in range(2)]
    objects = [json.dumps(wire)[1:-1] for wire in wires if isinstance(wire, dict) and wire]
    lawful("{" + ",".join(objects) + "}", type_)


TRICKY: dict[str, tuple[Any, str | bytes]] = {
    "twin": (JobStatus, '{"sourceValue":1}'),
    "twin-null": (JobStatus, '{"sourceValue":null,"source_value":null}'),
    "twin-escaped": (JobStatus, r'{"source\u0056alue":1}'),
    "twin-escaped-lower": (JobStatus, r'{"\u0073ourceValue":1}'),
    "twin-in-text": (JobStatus, '{"value":"sourceValue"}'),
    "twin-inside": (JobStatus, '{"source_value":{"sourceValue":1}}'),
    "large-undeclared": (JobStatus, '{"x":1e400}'),
    "large": (JobStatus, '{"source_value":1e400}'),
    "large-twice": (JobStatus, '{"source_value":1e400,"source_value":1}'),
    "bare-string": (AtsJob, '{"remote_department_ids":"a"}'),
    "byte": (RawResponse, '{"method":"","url":"","body":[256]}'),
    "order-int": (AtsJob, '{"interview_stages":[{"order":1},{"order":1.0},{"order":1e2}]}'),
    "order-large": (AtsJob, '{"interview_stages":[{"order":123456789012345678901234567890}]}'),
    "seven-digits": (AtsJob, '{"created_at":"2021-01-01T01:01:01.0000001Z"}'),
    "seven-zeros": (AtsJob, '{"created_at":"2021-01-01T01:01:01.0000000Z"}'),
    "offset": (AtsJob, '{"created_at":"2021-01-01T01:01:01+05:30"}'),
    "offset-zero": (AtsJob, '{"created_at":"2021-01-01T01:01:01+00:00"}'),
    "offset-basic": (AtsJob, '{"created_at":"2021-01-01T01:01:01+0000"}'),
    "offset-basic-escaped": (AtsJob, r'{"created_at":"2021-01-01T01:01:01+000\u0030"}'),
    "seven-digits-escaped": (AtsJob, r'{"created_at":"2021-01-01T01:01:01\u002e0000001Z"}'),
    "naive": (AtsJob, '{"created_at":"2021-01-01T01:01:01"}'),
    "too-deep": (JobStatus, '{"source_value":' + "[" * 513 + "]" * 513 + "}"),
    "too-deep-dict": (AtsJob, '{"unified_custom_fields":' + '{"a":' * 514 + "1" + "}" * 515),
    "data-later": (AtsJobsPaginated, '{"data":[{"id":5}],"data":[]}'),
    "null-data": (AtsJobResult, '{"data":null}'),
    "int-too-long": (JobStatus, '{"source_value":' + "1" * 4300 + "}"),
    "private": (JobStatus, '{"_value":"open","__dict__":{},"value":"open"}'),
    "bytes-later": (JobStatus, b'{"value":"open"}'),
}  # fmt: skip


@pytest.mark.parametrize(("type_", "data"), TRICKY.values(), ids=TRICKY)
def test_both_paths_say_the_same_of_tricky_documents(type_: Any, data: str | bytes) -> None:
    """Where msgspec by itself would pass over, round, or take too much."""
    lawful(data, type_)


@pytest.mark.parametrize(
    "data",
    [
        b'{"x":"\xff"}', b'{"\xff":1}', rb'{"x":"\ud800"}', b'{"x":NaN}', b'{"x":01}', b"\xef\xbb\xbf{}",
        b'{"x":[1,]}', b"", b"{", b"[" * 100_000, b'{"x":"\x01"}', "{}".encode("utf-16"), b"{}{}",
    ],
)  # fmt: skip
def test_what_only_a_lax_parser_reads_is_refused_also_where_nothing_is_read(data: bytes) -> None:
    """Undeclared keys hide no broken text."""
    for form in (bytes, bytearray, memoryview):
        with pytest.raises(StructureError):
            converter.loads(form(data), JobStatus)


@pytest.mark.parametrize("depth", [1, 63, 64, 65, 66, 500])
def test_both_paths_read_what_is_deep(depth: int) -> None:
    """Up to the hooks' limit; beyond a few levels it is they who read it."""
    data = '{"source_value":' + '[{"a":' * (depth // 2) + "1" + "}]" * (depth // 2) + "}"
    status = converter.structure(json.loads(data), JobStatus)
    assert status == converter.loads(data, JobStatus)


def test_the_fast_path_is_taken() -> None:
    """For a usual page, in every form of text, and for all that the contract has."""
    page = {
        "data": [
            {
                "id": "a",
                "created_at": "2021-01-01T01:01:01.000Z",
                "job_status": {"value": "filled", "source_value": {"id": 3, "x": [1, 1.5, None]}},
                "interview_stages": [{"order": 1}, {"order": 1.5}],
            }
        ]
        * 3
    }
    text = json.dumps(page)
    for data in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        assert is_read_fast(data, AtsJobsPaginated)
    for type_ in TYPES:
        assert has_fast_path(type_)


@attrs.define
class Converted:
    """What comes is not what its field holds."""

    n: int = attrs.field(default=0, converter=lambda n: n + 1)


@attrs.define
class Endless:
    """It is within itself."""

    below: "Endless | None" = None


attrs.resolve_types(Endless)


@attrs.define
class Odd:
    """A type that only cattrs knows."""

    x: tuple[int, ...] = ()


@attrs.define
class Nested:
    """A user's class with ours in it."""

    page: AtsJobsPaginated
    statuses: dict[str, JobStatus | None] = attrs.field(factory=dict)
    size: int = 0


@pytest.mark.parametrize(
    "type_", [Converted, Endless, Odd, Any, tuple[JobStatus, ...], set[str]], ids=str
)
def test_what_has_no_shape_is_for_the_hooks(type_: Any) -> None:
    """The fast path is not taken for these."""
    assert not has_fast_path(type_)


def test_undeclared_keys_are_passed_over_fast() -> None:
    """As are second spellings; neither is a reason to give up."""
    assert is_read_fast(b'{"data":[{"x":{"\xc3\xa9":[1]}}],"y":null}', AtsJobsPaginated)
    assert is_read_fast(b'{"sourceValue":null,"value":"open"}', JobStatus)


@pytest.mark.parametrize("type_", ANYBODYS, ids=lambda t: t.__name__)
@settings(max_examples=settings.default.max_examples // 4 + 1)
@given(data=st.data())
def test_both_paths_say_the_same_of_anybodys_classes(type_: Any, data: st.DataObject) -> None:
    """However they are made: with defaults, validators, private names, with and without slots."""
    assert has_fast_path(type_)
    wire = data.draw(mixed(type_))
    lawful(json.dumps(wire), type_)


@given(data=st.data())
@example(data=None)
def test_a_users_class_that_nests_ours_is_read_fast(data: st.DataObject | None) -> None:
    """And as lawfully."""
    inner = {"data": []} if data is None else data.draw(mixed(AtsJobsPaginated))
    taken = lawful(json.dumps({"page": inner, "statuses": {"a": None}, "size": 3}), Nested)
    assert taken or data is not None


HOOKS: dict[str, Any] = {
    "date-time": lambda c: c.register_structure_hook(datetime, lambda v, _: f"mine {v}"),
    "class": lambda c: c.register_structure_hook(JobStatus, lambda v, _: ("mine", v)),
    "enum": lambda c: c.register_structure_hook(AtsJobValue, lambda v, _: f"mine {v}"),
    "text": lambda c: c.register_structure_hook(str, lambda v, _: f"mine {v}"),
    "union": lambda c: c.register_structure_hook(SourceValue, lambda v, _: ["mine", v]),
    "optional": lambda c: c.register_structure_hook(JobStatus | None, lambda v, _: ["mine", v]),
    "list": lambda c: c.register_structure_hook_func(
        lambda t: t == list[AtsJob], lambda v, _: ["mine", v]
    ),
    "factory": lambda c: c.register_structure_hook_factory(
        lambda t: t is AtsJob, lambda _: lambda v, _: ["mine", v]
    ),
}


@pytest.mark.parametrize("used_before", [False, True], ids=["fresh", "used"])
@pytest.mark.parametrize("register", HOOKS.values(), ids=HOOKS)
def test_a_users_hook_is_seen(register: Any, used_before: bool) -> None:
    """For any type in the tree, and also if it is registered after a first `loads`."""
    wire = {
        "data": [
            {
                "id": "a",
                "created_at": "2021-01-01T01:01:01.000Z",
                "job_status": {"value": "open", "source_value": 1},
            }
        ]
    }
    text = json.dumps(wire)
    mine = make_converter()
    held = mine.get_loads_hook(AtsJobsPaginated)
    if used_before:
        ours = converter.loads(text, AtsJobsPaginated)
        assert exactly(ours) == exactly(held(text)) == exactly(mine.structure(wire, type(ours)))
    register(mine)
    page = mine.loads(text, AtsJobsPaginated)
    assert "mine" in repr(page)
    assert exactly(mine.structure(wire, AtsJobsPaginated)) == exactly(page) == exactly(held(text))


def test_a_hook_that_wraps_ours_is_seen() -> None:
    """Even if it takes over all attributes of the hook that it wraps."""
    import functools  # noqa: PLC0415

    mine = make_converter()
    ours = mine.get_structure_hook(JobStatus)
    mine.register_structure_hook(
        JobStatus, functools.wraps(ours)(lambda value, type_: [ours(value, type_)])
    )
    assert [JobStatus(AtsJobValue.OPEN)] == mine.loads(b'{"value":"open"}', JobStatus)


def test_a_hook_that_nothing_can_be_noted_of_is_seen() -> None:
    """Some callables can't be referred to weakly."""

    class Hook:
        __slots__ = ()

        def __call__(self, value: Any, _: Any) -> Any:
            return ["mine", value]

    mine = make_converter()
    mine.register_structure_hook(JobStatus, Hook())
    assert ["mine", {}] == mine.loads(b"{}", JobStatus)


@pytest.mark.parametrize("held", [False, True], ids=["fresh", "used"])
def test_a_list_of_objects_is_written_as_its_items_are(held: bool) -> None:
    """Fast if they are of one class; and by a user's hook, for the items or for lists, if there is one."""
    jobs: list[Any] = [AtsJob(id="a"), AtsJob(id="b")]
    mixed_up = [*jobs, JobStatus(AtsJobValue.OPEN), {"a": 1}, None]
    mine, lists = make_converter(), make_converter()
    for made in (converter, mine, lists):
        if held:
            assert b'[{"id":"a"},{"id":"b"}]' == made.dumps(jobs)
            assert b'[{"id":"a"},{"id":"b"},{"value":"open"},{"a":1},null]' == made.dumps(mixed_up)
            assert b"[]" == made.dumps([])
    mine.register_unstructure_hook(AtsJob, lambda job: job.id)
    assert b'["a","b"]' == mine.dumps(jobs)
    lists.register_unstructure_hook(list, len)
    assert b"2" == lists.dumps(jobs)
    with pytest.raises(UnstructureError) as raised:
        converter.dumps([AtsJob(id="a"), AtsJob(id=5)])  # type: ignore[arg-type]
    assert ["$[1].id"] == [problem.path for problem in raised.value.problems]
    with pytest.raises(UnstructureError, match="expected a list, found number 5"):
        converter.dumps(5, list)


def test_a_dumps_hook_that_is_held_sees_a_users_hook() -> None:
    """Registered after it was made, and used."""
    mine = make_converter()
    typed, untyped = mine.get_dumps_hook(JobStatus), mine.get_dumps_hook()
    status = JobStatus(AtsJobValue.OPEN)
    assert b'{"value":"open"}' == typed(status) == untyped(status)
    mine.register_unstructure_hook(AtsJobValue, str.upper)
    assert b'{"value":"OPEN"}' == typed(status) == untyped(status) == mine.dumps(status)


def test_settings_of_the_converter_are_honoured() -> None:
    """A converter that forbids undeclared keys does so whichever way a document comes."""
    strict = cattrs.Converter(forbid_extra_keys=True)
    mine = make_converter()
    mine.forbid_extra_keys = strict.forbid_extra_keys
    with pytest.raises(StructureError, match=r"\$\.x: is not a known field"):
        mine.loads(b'{"x":1}', JobStatus)


def test_the_first_use_may_come_from_sixteen_threads() -> None:
    """All of them get the same, right answer."""
    fresh = make_converter()
    barrier = threading.Barrier(16)
    body = b'{"data":[{"job_status":{"value":"open","source_value":[1]}}]}'
    pages: list[Any] = []

    def use() -> None:
        barrier.wait()
        pages.append(fresh.loads(body, AtsJobsPaginated))

    threads = [threading.Thread(target=use) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [converter.structure(json.loads(body), AtsJobsPaginated)] * 16 == pages


def test_loads_and_dumps_hooks_do_what_loads_and_dumps_do() -> None:
    """For those who like functions of one argument."""
    status = JobStatus(AtsJobValue.OPEN, [1])
    write = converter.get_dumps_hook(JobStatus)
    assert status == converter.get_loads_hook(JobStatus)(write(status))
