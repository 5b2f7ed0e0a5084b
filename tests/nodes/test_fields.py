"""Fields are read and written as cattrs finds their hooks."""

import json
import sys
import threading
from datetime import datetime, timezone
from typing import Annotated, Any, Final

import attrs
import cattrs
import pytest
from cattrs.gen import override

from jobstatus import (
    NO_EXTRA,
    AtsJob,
    Extra,
    JobStatus,
    StructureError,
    UnstructureError,
    configure,
    converter,
    make_converter,
)
from jobstatus.nodes import slots
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.lookup import structure_node, unstructure_node

MOMENT = datetime(2021, 1, 1, tzinfo=timezone.utc)


def configured(**settings: Any) -> Any:
    """Make cattrs's own converter, configured."""
    made = cattrs.Converter(**settings)
    configure(made)
    return made


@attrs.define
class Finals:
    """Its fields say what they are by their defaults."""

    number: Final = 3  # type: ignore[misc]
    typed: Final[str] = "x"


def test_a_bare_final_is_of_the_type_of_its_default() -> None:
    """As in cattrs."""
    assert {"number": 3, "typed": "x"} == converter.unstructure(Finals())
    assert Finals() == converter.structure({"number": 3}, Finals)
    with pytest.raises(StructureError, match=r"\$\.number: expected an integer, found string"):
        converter.structure({"number": "3"}, Finals)


@attrs.define
class Converted:
    """Attrs makes something else of what comes."""

    event: threading.Event = attrs.field(converter=lambda _: threading.Event())
    number: int = attrs.field(default=0, converter=int)


def test_a_type_without_a_hook_is_left_to_the_attrs_converter() -> None:
    """It gets the value as it came."""
    assert isinstance(converter.structure({"event": 5}, Converted).event, threading.Event)


def test_the_attrs_converter_may_be_preferred() -> None:
    """To the hook for the type, which would refuse."""
    preferring = configured(prefer_attrib_converters=True)
    assert 5 == preferring.structure({"event": 1, "number": "5"}, Converted).number
    with pytest.raises(StructureError, match=r"\$\.number: expected an integer"):
        converter.structure({"event": 1, "number": "5"}, Converted)


@attrs.define
class Defaults:
    """Defaults of all kinds."""

    name: str = "a"
    twice: str = attrs.field(default=attrs.Factory(lambda self: self.name * 2, takes_self=True))
    many: list[int] = attrs.field(factory=list)
    plain: int = attrs.field(default="1", converter=int)
    own: int = attrs.field(
        default="1", converter=attrs.Converter(lambda value, _: int(value), takes_self=True)
    )


def test_defaults_are_left_out_as_cattrs_leaves_them_out() -> None:
    """Those of factories, and of attrs converters, too."""
    omitting = configured(omit_if_default=True)
    assert {} == omitting.unstructure(Defaults())
    changed = Defaults(name="b", twice="aa", many=[1], plain=2, own=2)
    expected = {"name": "b", "twice": "aa", "many": [1], "plain": 2, "own": 2}
    assert expected == omitting.unstructure(changed)


def test_the_converter_of_a_field_without_a_default_is_not_asked_for_one() -> None:
    """A field that is required has no default to be left out."""

    @attrs.define
    class Converted:
        required: int = attrs.field(converter=int)

    assert {"required": 1} == configured(omit_if_default=True).unstructure(Converted(1))


@attrs.define
class Moments:
    """Moments in containers."""

    by_name: dict[str, datetime] | None = None
    pairs: tuple[datetime, ...] = ()
    any_of: str | list[datetime] | None = None
    maybe: list[datetime | None] | None = None
    extra: Extra = NO_EXTRA


@pytest.mark.parametrize("key", ["by_name", "any_of", "maybe"])
def test_spellings_are_kept_in_containers(key: str) -> None:
    """Of what is neither a class nor in one."""
    keeping = make_converter(unknown="keep")
    wire: Any = {
        key: {"a": "2021-01-01t00:00:00Z"} if key == "by_name" else ["2021-01-01t00:00:00Z"]
    }
    assert wire.items() <= keeping.unstructure(keeping.structure(wire, Moments)).items()


def test_what_is_extra_for_a_field_counts_only_if_it_spells_the_field() -> None:
    """Anything else is older than the field."""
    job = AtsJob(created_at=MOMENT, extra={"created_at": "long ago"})
    assert {"created_at": "2021-01-01T00:00:00.000Z"} == converter.unstructure(job)


def test_everything_wrong_with_what_is_extra_is_named() -> None:
    """At once."""
    with pytest.raises(UnstructureError) as caught:
        converter.unstructure(AtsJob(id=1, extra={1: 2, "a": {1}, "b": float("nan")}))  # type: ignore[arg-type,dict-item]
    assert ["$.id", "$.extra", "$.a", "$.b"] == [problem.path for problem in caught.value.problems]


def test_a_value_is_read_from_a_stack_that_is_nearly_full() -> None:
    """A nested value is read even if the stack has no room left for recursion."""
    value: Any = []
    for _ in range(400):
        value = [value]
    room = sys.getrecursionlimit() - 300

    def deep(levels: int) -> Any:
        return deep(levels - 1) if levels else converter.structure({"value": value}, Holder).value

    depth = 0
    frame = sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]
    assert value == deep(room - depth)


@attrs.define
class Holder:
    """It holds anything."""

    value: str | int | float | bool | list[Any] | dict[str, Any] | None = None


@attrs.frozen
class Halved:
    """Its key is half a character, which no UTF-8 can say."""

    half: Annotated[int | None, override(rename="\ud800")] = None


def test_a_key_that_no_utf_8_can_say_is_refused_where_bytes_are_written() -> None:
    """Builtins may have it; without a value, it is not written."""
    assert Halved(1) == converter.structure({"\ud800": 1}, Halved)
    assert {"\ud800": 1} == converter.unstructure(Halved(1))
    assert b"{}" == converter.dumps(Halved())
    with pytest.raises(UnstructureError, match="lone surrogate"):
        converter.dumps(Halved(1))


@pytest.mark.parametrize("wire", [{"pairs": ["2021-01-01t00:00:00Z"]}, {"any_of": "2021"}])
def test_spellings_are_kept_in_tuples_and_unions(wire: Any) -> None:
    """Whatever arm of a union a value is of."""
    keeping = make_converter(unknown="keep")
    (key,) = wire
    read = keeping.structure(wire, Moments)
    assert wire[key] == keeping.unstructure(read)[key]
    assert wire[key] == json.loads(keeping.dumps(read))[key]


@attrs.define
class WrittenOnly:
    """A field of a type that can only be written."""

    lock: threading.Event | None = None
    extra: Extra = NO_EXTRA


def test_a_class_may_be_written_whose_fields_cannot_be_read() -> None:
    """Nobody asks for the hook that is not there."""
    mine = make_converter(unknown="keep")
    mine.register_unstructure_hook(threading.Event, lambda _: "event")
    assert {"lock": "event"} == mine.unstructure(WrittenOnly(threading.Event()))


@attrs.define
class NumberOrMoments:
    """A field whose values may be neither text nor a list."""

    any_of: int | list[datetime] | None = None
    extra: Extra = NO_EXTRA


def test_a_number_has_one_spelling() -> None:
    """A number has one spelling, though other values of its field have several."""
    keeping = make_converter(unknown="keep")
    assert NumberOrMoments(5) == keeping.structure({"any_of": 5}, NumberOrMoments)


@attrs.frozen
class WithRequiredExtra:
    """Its extra content has no default."""

    id: int
    extra: Extra


@pytest.mark.parametrize("unknown", ["drop", "forbid", "keep"])
def test_an_extra_field_without_a_default_gets_the_empty_one(unknown: Any) -> None:
    """And what there is, if it is kept."""
    mine = make_converter(unknown=unknown)
    assert WithRequiredExtra(1, {}) == mine.structure({"id": 1}, WithRequiredExtra)
    if unknown == "keep":
        kept = mine.structure({"id": 1, "x": 2}, WithRequiredExtra)
        assert WithRequiredExtra(1, {"x": 2}) == kept


def test_an_extra_that_is_no_object_is_named_with_all_else_that_is_wrong() -> None:
    """Neither hides the other."""
    with pytest.raises(UnstructureError) as caught:
        converter.unstructure(AtsJob(id=1, extra=5))  # type: ignore[arg-type]
    assert ["$.id", "$.extra"] == [problem.path for problem in caught.value.problems]


@attrs.define
class Shouted:
    """A field with a hook of its own."""

    name: Annotated[str, override(struct_hook=lambda value, _: value.upper())]


def test_the_hook_of_an_override_reads_its_field() -> None:
    """Instead of the one for the type; null is its business, too."""
    assert Shouted("A") == converter.structure({"name": "a"}, Shouted)
    with pytest.raises(StructureError, match=r"\$\.name: AttributeError"):
        converter.structure({"name": None}, Shouted)


@pytest.mark.parametrize(
    ("key", "length"),
    [
        ("id", 2),
        ("ä", 2),
        ("a/b", 3),
        ('"', sys.maxsize),
        ("a\\", sys.maxsize),
        ("\n", sys.maxsize),
        ("\x7f", 1),
        ("\ud800", sys.maxsize),
    ],
)
def test_the_bytes_of_a_key_are_counted_unless_json_escapes_it(key: str, length: int) -> None:
    """The compiled reader looks for these bytes between quotes; what is escaped, it decodes first."""
    made = make_converter()
    class_ = attrs.make_class(
        "Keyed", {"a": attrs.field(type=Annotated[str, override(rename=key)])}
    )
    (field,) = structure_node(class_, made).parts()
    assert (key, length) == (field.key, field.length)


def test_no_room_is_known_of_a_node_that_has_written_nothing() -> None:
    """The compiled writer notes in a node how much memory the next document is likely to need."""
    assert 0 == unstructure_node(JobStatus, make_converter()).room


@pytest.mark.skipif(slots.COMPILED, reason="compiled, methods of nodes cannot be replaced")
def test_the_services_own_date_times_need_not_be_written_to_be_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Date-times of that spelling come back as they are: to write and compare them takes longer."""
    monkeypatch.setattr(DateTimeNode, "write", None)
    made = make_converter(unknown="keep").structure(
        {"created_at": "2021-01-01T01:01:01.000Z"}, AtsJob
    )
    assert datetime(2021, 1, 1, 1, 1, 1, tzinfo=timezone.utc) == made.created_at


@attrs.define
class Dated:
    """A class that keeps nothing that is extra."""

    created_at: datetime | None = None


@pytest.mark.parametrize(("class_", "is_found"), [(AtsJob, True), (Dated, False)])
def test_a_field_finds_how_it_is_read_only_if_it_may_be_written_as_it_came(
    class_: Any, *, is_found: bool
) -> None:
    """A class that keeps what is extra keeps the spellings of date-times, too."""
    node: Any = unstructure_node(class_, make_converter())
    node.resolve()
    (field,) = (field for field in node.fields if field.name == "created_at")
    assert is_found is (field.read_node is not None)


def test_before_a_node_has_found_its_parts_it_takes_no_short_ways() -> None:
    """What a value holds is asked of the nodes for it, which the node of the value does not know yet."""
    made = make_converter()
    reader, writer = structure_node(AtsJob, made), unstructure_node(AtsJob, made)
    lists, dicts = structure_node(list[str], made), structure_node(dict[str, str | None], made)

    def short_ways(*nodes: Any) -> list[str]:
        names = ("by_slots", "nullable", "text")
        return [name for node in nodes for name in names if getattr(node, name, False)]

    assert [] == short_ways(reader, lists, dicts)
    assert [] == short_ways(*reader.find_parts(), *writer.find_parts())
    for node in (lists, dicts):
        node.find_parts()
    assert ["by_slots", "text", "nullable"] == short_ways(reader, lists, dicts)
