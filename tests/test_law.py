"""The law: `loads` says what `structure` says of the decoded text, compiled or interpreted."""

import json
import re
import threading
from collections import OrderedDict, defaultdict
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any

import attrs
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anybodys import ANYBODYS
from exactly import exactly, named, outcome
from interpreted import interpreted
from jobstatus import (
    AtsJob,
    AtsJobResult,
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    JobStatusError,
    JsonValue,
    Open,
    RawResponse,
    SourceValue,
    StructureError,
    UnstructureError,
    converter,
    make_converter,
)
from jobstatus.nodes import slots
from jobstatus.nodes.base import HookNode, Node, UnstructureHookNode
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.lookup import structure_node, unstructure_node
from strategies import CLASSES, OPTIONS, cameled, mixed, no_json

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
INTERPRETED = {name: interpreted().make_converter(**options) for name, options in OPTIONS.items()}


def lawful(data: bytes | str, type_: Any, options: str = "default") -> None:
    """Assert that a text is read as what it is decoded to, and that by both builds."""
    wire = json.loads(data)
    expected = outcome(lambda: CONVERTERS[options].structure(wire, type_))
    assert expected == outcome(lambda: CONVERTERS[options].loads(data, type_))
    # Their classes are others: what both say is compared.
    if slots.COMPILED and type_ in TWINS:
        twin = TWINS[type_]
        assert named(expected) == named(outcome(lambda: INTERPRETED[options].loads(data, twin)))


TWINS: dict[Any, Any] = {
    class_: getattr(interpreted(), class_.__name__) for class_ in (*CLASSES, AtsJobValue)
}
TWINS |= {
    list[AtsJob]: list[interpreted().AtsJob],
    JobStatus | None: interpreted().JobStatus | None,
}
TWINS |= {SourceValue: SourceValue, dict[str, list[JsonValue]]: dict[str, list[JsonValue]]}
"""The types of the interpreted package that stand for those of the one that is tested."""


def by_type(types: Any) -> Any:
    """Run a test for each type."""
    return pytest.mark.parametrize("type_", types, ids=lambda t: getattr(t, "__name__", str(t)))


@by_type(TYPES)
@given(data=st.data())
def test_loads_says_what_structure_says(type_: Any, data: st.DataObject) -> None:
    """Of valid, hostile and mixed documents: same value, same types, or the same problems."""
    wire = data.draw(mixed(type_))
    text = json.dumps(wire, ensure_ascii=data.draw(st.booleans()))
    lawful(data.draw(st.sampled_from([text, text.encode()])), type_)


@by_type([AtsJob, AtsJobsPaginated, JobStatus, RawResponse, *ANYBODYS[-4:], list[AtsJob]])
@pytest.mark.parametrize("options", [name for name in OPTIONS if name != "default"])
@settings(max_examples=settings.default.max_examples // 8 + 1)
@given(data=st.data())
def test_loads_says_what_structure_says_with_every_option(
    type_: Any, options: str, data: st.DataObject
) -> None:
    """Of valid, hostile and mixed documents, in the right case and in the other one."""
    wire = data.draw(mixed(type_))
    if options.startswith("camel") and data.draw(st.booleans()):
        wire = cameled(wire, type_)
    lawful(json.dumps(wire), type_, options)


@by_type(TYPES)
@given(data=st.data())
def test_loads_says_what_structure_says_however_texts_are_escaped(
    type_: Any, data: st.DataObject
) -> None:
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
def test_loads_says_what_structure_says_of_keys_that_come_twice(
    type_: Any, data: st.DataObject
) -> None:
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
def test_loads_says_what_structure_says_of_tricky_documents(type_: Any, data: str | bytes) -> None:
    """`loads` agrees with `structure` where msgspec by itself would ignore or round something."""
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
def test_deep_values_are_read_either_way(depth: int) -> None:
    """Up to the hooks' limit; beyond a few levels it is they who read it."""
    data = '{"source_value":' + '[{"a":' * (depth // 2) + "1" + "}]" * (depth // 2) + "}"
    status = converter.structure(json.loads(data), JobStatus)
    assert status == converter.loads(data, JobStatus)


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
    mine = make_converter()
    mine.forbid_extra_keys = True
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


class Text(str, Enum):
    """Text that is more than text."""

    OPEN = "open"


class Number(int):
    """A number that is more than a number."""


MORE_THAN_JSON = no_json | st.sampled_from(
    [
        Text.OPEN,
        Number(3),
        OrderedDict(value="open"),
        defaultdict(list, value="open"),
        {"value": Text.OPEN, "source_value": Number(1)},
        {1: 2},
        {Text.OPEN: 1},
        [float("nan")],
        {"a": float("inf")},
        (),
        b"",
        "\ud800",
        datetime(2021, 1, 1),  # noqa: DTZ001 - on purpose
        datetime(2021, 1, 1, 1, 1, 1, 1000, timezone.utc),
        datetime(2021, 1, 1, 1, 1, 1, 1, timezone.utc),
        datetime(2021, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(0), "GMT")),
        datetime(2021, 1, 1, tzinfo=timezone(timedelta(seconds=20))),
        datetime(2021, 1, 1, tzinfo=timezone(timedelta(microseconds=-5))),
        10**18,
        -(10**400),
    ]
)


@st.composite
def with_python_values(draw: st.DrawFn, wire: Any) -> Any:
    """Put something in a document that no JSON text can hold, however deep."""
    if not isinstance(wire, (dict, list)) or not wire or draw(st.integers(0, 5)) == 0:
        return draw(MORE_THAN_JSON)
    copy: Any = dict(wire) if isinstance(wire, dict) else list(wire)
    key: Any = draw(st.sampled_from(list(wire) if isinstance(wire, dict) else range(len(wire))))
    copy[key] = draw(with_python_values(wire[key]))
    return copy


few = settings(max_examples=settings.default.max_examples // 8 + 1)


@by_type(CLASSES)
@pytest.mark.parametrize("options", OPTIONS)
@few
@given(data=st.data())
def test_both_builds_say_the_same_of_python_values(
    options: str, type_: Any, data: st.DataObject
) -> None:
    """Of documents with what no JSON text can hold, however deep: same value, or same problems."""
    wire = data.draw(mixed(type_).flatmap(with_python_values))
    expected = outcome(lambda: CONVERTERS[options].structure(wire, type_))
    twin = TWINS[type_]
    assert named(expected) == named(outcome(lambda: INTERPRETED[options].structure(wire, twin)))


@st.composite
def objects(draw: st.DrawFn, type_: Any) -> Any:
    """Draw an instance, some of whose fields, however deep, may hold what they should not."""
    instance = None
    while instance is None:
        try:
            instance = CONVERTERS["keep"].structure(draw(mixed(type_)), type_)
        except JobStatusError:  # noqa: PERF203
            continue
    for _ in range(draw(st.integers(0, 2))):
        instance = draw(altered(instance))
    return instance


@st.composite
def altered(draw: st.DrawFn, value: Any) -> Any:
    """Change one thing in an object, however deep."""
    if isinstance(value, list) and value:
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], draw(altered(value[index])), *value[index + 1 :]]
    if not attrs.has(type(value)) or draw(st.integers(0, 9)) == 0:
        return draw(MORE_THAN_JSON | st.sampled_from(["text", 1, 1.5, [], {}, None, ["a"], [1]]))
    field = draw(st.sampled_from(attrs.fields(type(value))))
    other = draw(altered(getattr(value, field.name)))
    copied: Any = type(value).__new__(type(value))
    for a in attrs.fields(type(value)):
        new = other if a.name == field.name else getattr(value, a.name)
        object.__setattr__(copied, a.name, new)
    return copied


def twin_of(value: Any) -> Any:
    """Return an object of ours as one of the other package; others stay what they are."""
    if type(value) in TWINS and attrs.has(type(value)):
        copied = TWINS[type(value)].__new__(TWINS[type(value)])
        for a in attrs.fields(type(value)):
            item = twin_of(getattr(value, a.name))
            no_extra = a.name == "extra" and item == {} and type(item) is not dict
            object.__setattr__(copied, a.name, interpreted().NO_EXTRA if no_extra else item)
        return copied
    return [twin_of(item) for item in value] if type(value) is list else value


@by_type([*CLASSES, *ANYBODYS])
@pytest.mark.parametrize("options", ["default", "emit", "camel", "keep"])
@few
@given(data=st.data())
def test_dumps_is_the_text_of_what_is_unstructured(
    options: str, type_: Any, data: st.DataObject
) -> None:
    """Or the same problems, whatever the objects hold; and so it is with both builds."""
    instance = data.draw(objects(type_))
    chosen = CONVERTERS[options]
    ready = outcome(lambda: chosen.unstructure(instance))
    text = outcome(lambda: chosen.dumps(instance))
    if isinstance(text[-1], bytes):
        assert text[-1] == msgspec.json.encode(chosen.unstructure(instance))
    elif ready != text:  # the text is refused for a lone surrogate only
        assert all("lone surrogate" in problem[1] for problem in text)
    if type_ in TWINS:
        other = INTERPRETED[options]
        twin = twin_of(instance)
        assert named(ready) == named(outcome(lambda: other.unstructure(twin)))
        assert named(text) == named(outcome(lambda: other.dumps(twin)))


@pytest.mark.parametrize(
    "zone",
    [
        timezone(timedelta(seconds=20)),
        timezone(timedelta(seconds=-20)),
        timezone(timedelta(microseconds=5)),
        timezone(timedelta(hours=5, seconds=1)),
    ],
    ids=str,
)
def test_no_offset_is_rounded(zone: timezone) -> None:
    """RFC 3339 has whole minutes; an offset that is nearly UTC is not UTC."""
    job = AtsJob(created_at=datetime(2021, 1, 1, tzinfo=zone))
    for write in (converter.unstructure, converter.dumps):
        with pytest.raises(UnstructureError, match="whole minutes"):
            write(job)


def test_what_is_written_shares_nothing_with_the_object() -> None:
    """Whoever changes the one does not change the other."""
    status: Any = converter.structure({"source_value": {"a": [1]}}, JobStatus)
    converter.unstructure(status)["source_value"]["a"].append(2)
    assert {"a": [1]} == status.source_value
    job = converter.structure({"department_ids": ["a"]}, AtsJob)
    converter.unstructure(job)["department_ids"].append("b")
    assert ["a"] == job.department_ids


def test_what_is_read_shares_nothing_with_the_document() -> None:
    """Whoever changes the one does not change the other."""
    wire: Any = {"department_ids": ["a"], "unified_custom_fields": {"a": [1]}}
    job: Any = converter.structure(wire, AtsJob)
    assert job.department_ids is not wire["department_ids"]
    assert job.unified_custom_fields["a"] is not wire["unified_custom_fields"]["a"]


def all_below(node: Node) -> list[Node]:
    """Return a node and all nodes below it."""
    found: list[Node] = []
    left = [node]
    while left:
        node = left.pop()
        if not any(node is other for other in found):
            found.append(node)
            left += node.parts()
    return found


@by_type([*CLASSES, *TYPES[-7:]])
@pytest.mark.parametrize("options", OPTIONS)
def test_every_type_of_the_contract_has_nodes_of_ours_alone(options: str, type_: Any) -> None:
    """No foreign hook is called anywhere, and instances are made, and read, by their slots."""
    for find in (structure_node, unstructure_node):
        root = find(type_, CONVERTERS[options])
        root.resolve()
        for node in all_below(root):
            assert not isinstance(node, (HookNode, UnstructureHookNode))
            assert not isinstance(node, ClassNode) or node.by_slots


def test_a_foreign_hook_is_a_leaf() -> None:
    """It costs itself: everything around it is structured by nodes of ours."""
    mine = make_converter()
    mine.register_structure_hook(datetime, lambda value, _: value)
    root = structure_node(AtsJobsPaginated, mine)
    root.resolve()
    foreign = {node.type for node in all_below(root) if isinstance(node, HookNode)}
    assert {datetime} == foreign
