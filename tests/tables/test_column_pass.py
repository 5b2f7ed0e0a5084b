"""The pass over nodes: which column each kind of field has."""

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Annotated, Any, Generic, Literal, TypeVar

import attrs
import pyarrow as pa
import pytest
from cattrs.gen import override

from anybodys import Colour, Pair, Tree
from jobstatus import AtsJob, JsonValue, Open, OpenEnum, make_converter
from jobstatus.arrow import arrow_schema
from table_law import KEEP, lawful, row_of

E = TypeVar("E", bound=OpenEnum)
UTC = timezone.utc


@dataclass
class Point:
    """A dataclass."""

    x: int = 0


@attrs.define
class Inner:
    """A class in others."""

    n: int = 0


def made_of(type_: Any, converter: Any = KEEP) -> list[tuple[str, Any]]:
    """Return the columns of a class with one field, `of_it`, but for what is extra."""
    class_ = attrs.make_class("Of", {"of_it": attrs.field(type=type_)})
    schema = arrow_schema(class_, converter=converter)
    return [(field.name, field.type) for field in schema if field.name != "extra"]


text = pa.string()
struct = pa.struct([("n", pa.int64()), ("extra", text)])


@pytest.mark.parametrize(
    ("type_", "columns"),
    [
        (str, [("of_it", text)]),
        (bool | None, [("of_it", pa.bool_())]),
        (int, [("of_it", pa.int64())]),
        (float | None, [("of_it", pa.float64())]),
        (int | float | None, [("of_it", pa.float64())]),
        (datetime, [("of_it", pa.timestamp("us", tz="UTC"))]),
        (Open[Colour], [("of_it", text), ("of_it_listed", pa.bool_())]),
        (Colour, [("of_it", text), ("of_it_listed", pa.bool_())]),
        (JsonValue, [("of_it", text), ("of_it_kind", text)]),
        (str | int | None, [("of_it", text), ("of_it_kind", text)]),
        (Inner | None, [("of_it", struct)]),
        (list[Inner], [("of_it", pa.list_(struct))]),
        (list[list[int] | None] | None, [("of_it", pa.list_(pa.list_(pa.int64())))]),
        (list[JsonValue], [("of_it", pa.list_(text))]),
        (list[Open[Colour]], [("of_it", pa.list_(text))]),
        (Annotated[str, "note"], [("of_it", text)]),
        (dict[str, int], [("of_it", text)]),
        (tuple[int, ...], [("of_it", text)]),
        (Point, [("of_it", text)]),
        (date, [("of_it", text)]),
        (None, [("of_it", text)]),
        (Any, [("of_it", text)]),
        (list[deque[int]], [("of_it", pa.list_(text))]),
    ],
    ids=str,
)
def test_a_field_has_the_column_of_its_kind(
    type_: Any, columns: list[tuple[str, pa.DataType]]
) -> None:
    """A field of a kind that has no column of its own has a column of JSON text."""
    assert columns == made_of(type_)


def test_a_hook_of_yours_is_asked_and_what_it_writes_is_json() -> None:
    """A hook may be for one direction or both, and for a type or for one field."""
    converter = make_converter(unknown="keep")
    converter.register_unstructure_hook(datetime, lambda moment: moment.timestamp())
    assert [("of_it", text)] == made_of(datetime, converter)
    assert [("of_it", pa.list_(text))] == made_of(list[datetime], converter)
    row = row_of(AtsJob(created_at=datetime(1970, 1, 2, tzinfo=UTC)), converter)
    assert {"created_at": "86400.0"} == row
    hooked = Annotated[str, override(unstruct_hook=str.upper, struct_hook=lambda v, _: v.lower())]
    assert [("of_it", text)] == made_of(hooked)
    assert {"of_it": '"A"'} == row_of(
        attrs.make_class("O", {"of_it": attrs.field(type=hooked)})("a")
    )


def test_a_hook_that_only_writes_is_asked_too() -> None:
    """A hook that only unstructures may be for a field, or for a choice of texts."""
    shouted = attrs.make_class(
        "Shouted",
        {"of_it": attrs.field(type=Annotated[str, override(unstruct_hook=str.upper)])},
    )
    assert {"of_it": '"A"'} == row_of(shouted("a"))
    converter = make_converter()
    converter.register_unstructure_hook_func(lambda type_: type_ == Literal["a"], str.upper)
    chosen = attrs.make_class("Chosen", {"of_it": attrs.field(type=Literal["a"])})
    assert {"of_it": "A"} == row_of(chosen("a"), converter)


def test_numbers_may_be_null_where_they_are_required() -> None:
    """A required number may be null if the union of its type has `None`."""
    numbers = attrs.make_class("Numbers", {"of_it": attrs.field(type=int | float | None)})
    table = lawful([numbers(None), numbers(1), numbers(1.0)], numbers)
    assert [None, 1.0, 1.0] == table["of_it"].to_pylist()
    assert [None, None, '{"of_it":1.0}'] == table["extra"].to_pylist()


def test_a_class_that_a_hook_writes_is_json() -> None:
    """A class or a list that a hook unstructures has a column of JSON text."""
    converter = make_converter(unknown="keep")
    converter.register_unstructure_hook(Inner, lambda inner: inner.n)
    assert [("of_it", text)] == made_of(Inner, converter)
    converter = make_converter(unknown="keep")
    converter.register_unstructure_hook_func(lambda type_: type_ == list[int], len)
    assert [("of_it", text)] == made_of(list[int], converter)


def test_generic_classes_have_the_columns_of_what_they_are_of() -> None:
    """Each use of a generic class has the columns of its own argument."""

    @attrs.frozen
    class Two(Generic[E]):
        one: Pair[Colour] | None = None
        two: Pair[E] | None = None

    lawful([Two(Pair(Colour("red"), 1)), Two(None, Pair(Colour("blue")))], Two[Colour])


def test_columns_have_the_names_of_attributes() -> None:
    """A key that differs from its attribute's name is in documents alone."""

    @attrs.define
    class Renamed:
        name: Annotated[str, override(rename="Name")]
        _private: int | None = None

    assert ["name", "_private", "extra"] == arrow_schema(Renamed).names
    lawful([Renamed("a", 1)], Renamed)


def test_a_class_in_itself_is_json() -> None:
    """A struct that holds itself would have no end."""
    (row,) = lawful([Tree("a", [Tree("b")], parent=Tree("c"))], Tree).to_pylist()
    assert ['{"name":"b","children":[]}'] == row["children"]
    assert '{"name":"c","children":[]}' == row["parent"]
