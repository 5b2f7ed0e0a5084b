"""Generic classes: one `Pair[E]` for every enum there is."""

import json
import random
from functools import cache
from typing import Any, Generic, Optional, TypeVar

import attrs
import cattrs
import pytest
from typing_extensions import TypeVarTuple, Unpack

from exactly import exactly
from jobstatus import (
    NO_EXTRA,
    DriftCounter,
    Extra,
    JsonConverter,
    Open,
    OpenEnum,
    SourceValue,
    StructureError,
    UnrecognizedText,
    UnstructureError,
    configure,
    configure_json_values,
    configure_open_enums,
    converter,
    make_converter,
    salvage,
)
from jobstatus.nodes.base import HookNode
from jobstatus.nodes.generics import fields_of, is_generic
from jobstatus.nodes.lookup import structure_node, unstructure_node

E = TypeVar("E", bound=OpenEnum)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Gender(OpenEnum):
    """One enum."""

    MALE = "male"
    FEMALE = "female"


class Size(OpenEnum):
    """And another."""

    SMALL = "small"


@attrs.frozen
class Pair(Generic[E]):
    """StackOne's pair, of any enum."""

    value: Open[E] | None = None
    source_value: SourceValue = None
    extra: Extra = attrs.field(default=NO_EXTRA, kw_only=True)


@attrs.frozen
class Sized(Pair[Size]):
    """A pair of one enum, with one field more."""

    two_words: str | None = None


@attrs.frozen
class Twice(Pair[E], Generic[E, T]):
    """A pair with a variable of its own."""

    many: Optional[list[T]] = None


@attrs.frozen
class Confused(Pair[Size], Generic[E]):
    """The same variable means one thing here, and another in the base."""

    own: E | None = None


@attrs.frozen
class Page(Generic[T]):
    """A page of anything."""

    data: list[T]
    next: str | None = None


@attrs.define(slots=False)
class Loose(Generic[T]):
    """It has no slots."""

    it: T


@attrs.frozen
class Variadic(Generic[Unpack[Ts]]):
    """There is no saying how many types it has."""

    n: int = 0


PAIR = {"value": "neither", "source_value": {"id": [1, 1.0, True, None]}}

CASES: dict[str, tuple[Any, Any]] = {
    "pair": (Pair[Gender], PAIR),
    "listed": (Pair[Gender], {"value": "male"}),
    "list": (list[Pair[Size]], [PAIR, {"value": "small"}]),
    "page": (Page[Pair[Gender]], {"data": [PAIR], "next": "x"}),
    "base": (Sized, {**PAIR, "two_words": "x"}),
    "two": (Twice[Gender, Size], {**PAIR, "many": ["small", "x"]}),
    "loose": (Loose[Pair[Gender]], {"it": PAIR}),
    "optional": (Optional[Loose[int]], {"it": 1}),
}


def types_of(type_: Any) -> dict[str, Any]:
    """Return the types of the fields by their names."""
    return {a.name: a.type for a in fields_of(type_)}


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (Pair[Gender], Open[Gender] | None),
        (Sized, Open[Size] | None),
        (Twice[Gender, int], Open[Gender] | None),
        (Confused[Size], Open[Size] | None),
    ],
    ids=str,
)
def test_a_variable_is_what_stands_for_it(type_: Any, value: Any) -> None:
    """A variable is replaced by its argument, whether the class has the argument or its base."""
    assert value == types_of(type_)["value"]


@pytest.mark.parametrize("type_", [Pair, Twice, Confused, Confused[Gender]], ids=str)
def test_a_variable_with_no_meaning_or_two_stays_a_variable(type_: Any) -> None:
    """Nobody has said what it is."""
    assert is_generic(types_of(type_)["value"])


def test_other_variables_are_left_alone() -> None:
    """Of `*Ts` there are any number."""
    assert {"n": int} == types_of(Variadic[int, str, bool]) == types_of(Variadic)
    assert Variadic(1) == converter.structure({"n": 1}, Variadic[int, str])


@pytest.mark.parametrize(("type_", "wire"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("options", [{}, {"unknown": "keep"}, {"unknown": "forbid"}], ids=str)
def test_what_is_read_is_written(type_: Any, wire: Any, options: dict[str, Any]) -> None:
    """As builtins and as text, by the type and by the class of the object."""
    chosen = make_converter(**options)
    read = chosen.structure(wire, type_)
    assert exactly(read) == exactly(chosen.loads(json.dumps(wire), type_))
    assert (
        exactly(wire)
        == exactly(chosen.unstructure(read))
        == exactly(chosen.unstructure(read, type_))
    )
    assert wire == json.loads(chosen.dumps(read)) == json.loads(chosen.dumps(read, type_))


@pytest.mark.parametrize(("type_", "wire"), CASES.values(), ids=CASES)
def test_generic_classes_have_nodes_like_any_class(type_: Any, wire: Any) -> None:
    """Both ways; no foreign hook is called."""
    for find in (structure_node, unstructure_node):
        left = [find(type_, converter)]
        left[0].resolve()
        while left:
            node = left.pop()
            assert not isinstance(node, HookNode)
            left += node.parts()
    assert converter.structure(wire, type_)


def test_all_problems_have_their_paths() -> None:
    """In generic classes, too."""
    with pytest.raises(StructureError) as caught:
        converter.structure({"data": [{"value": 5}, {"source_value": b""}]}, Page[Pair[Gender]])
    assert ["$.data[0].value", "$.data[1].source_value"] == [p.path for p in caught.value.problems]


def test_without_an_argument_there_is_nothing_to_read_as() -> None:
    """It is cattrs that says so."""
    with pytest.raises(cattrs.StructureHandlerNotFoundError, match="generic argument E"):
        converter.structure(PAIR, Pair)


@pytest.mark.parametrize("configured", [configure, configure_open_enums], ids=lambda f: f.__name__)
def test_without_an_argument_an_open_enum_is_written_all_the_same(configured: Any) -> None:
    """By the class of the value, as plain text; what is none is refused."""
    plain = cattrs.Converter()
    configured(plain)
    for value in (Gender.MALE, Gender("neither"), "male"):
        written = plain.unstructure(Pair(value))["value"]
        assert (str, str(value)) == (type(written), written)
    with pytest.raises(UnstructureError, match="expected a string, found number 5"):
        plain.unstructure(Pair(5))


def test_a_hook_for_one_enum_wins_without_an_argument() -> None:
    """As it does with one."""
    mine = make_converter()
    mine.register_unstructure_hook(Gender, lambda value: value.upper())
    for pair in (mine.unstructure(Pair(Gender.MALE)), mine.unstructure(Loose(Pair(Gender.MALE)))):
        assert "MALE" in str(pair)


def test_what_is_unrecognized_in_generic_classes_is_heard() -> None:
    """With its path as the document spells it."""
    counter = DriftCounter()
    hearing = make_converter(case="camel", on_drift=counter)
    hearing.structure({"data": [{"value": "x", "twoWords": "y"}]}, Page[Sized])
    hearing.structure({"value": "x", "sourceValue": 1}, Pair[Gender])
    assert [
        UnrecognizedText(Size, "x", "$.data[0].value"),
        UnrecognizedText(Gender, "x", "$.value"),
    ] == [seen.first for seen in counter.seen()]


def test_a_generic_page_is_salvaged() -> None:
    """Its items are those of the argument."""
    page, rejects = salvage({"data": [PAIR, {"value": 5}]}, Page[Pair[Gender]])
    assert [Gender("neither")] == [pair.value for pair in page.data]
    assert [1] == [reject.index for reject in rejects]


NUMBER_OF_PAIRS = 258
"""So many pairs of an enum and a source value there are in StackOne's API."""


@cache
def made_up(seed: int) -> list[tuple[type[OpenEnum], list[str]]]:
    """Make that many enums, of 2 to 41 texts each; and say which."""
    rng = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz_é 0123456789"
    made = []
    for number in range(NUMBER_OF_PAIRS):
        many = rng.choice([1, 2, 3, 10, 40])
        texts = {"".join(rng.choices(letters, k=rng.randint(1, 12))) for _ in range(many)}
        texts |= {"unmapped_value"}
        members = {f"MEMBER_{i}": text for i, text in enumerate(sorted(texts))}
        enum: Any = OpenEnum(f"Enum{number}", members)  # type: ignore[call-overload]
        made.append((enum, [*sorted(texts), "new since"]))
    return made


SOURCES = ["M", "", 1, 1.0, True, None, -0.0, 10**40, {"id": 1, "label": ["M", None]}, [[], {}]]


def declared_alone(enum: type[OpenEnum]) -> Any:
    """Declare a pair as a class of its own."""
    fields: dict[str, Any] = {
        "value": attrs.field(default=None, type=Open[enum] | None),  # type: ignore[valid-type]
        "source_value": attrs.field(default=None, type=SourceValue),
        "extra": attrs.field(default=NO_EXTRA, kw_only=True, type=Extra),
    }
    return attrs.make_class(f"{enum.__name__}Pair", fields, frozen=True)


def declared_generic(enum: type[OpenEnum]) -> Any:
    """Declare a pair by the generic class."""
    return Pair[enum]  # type: ignore[valid-type]


def plain_cattrs(**options: Any) -> cattrs.Converter:
    """Make cattrs's own converter, configured."""
    made = cattrs.Converter()
    configure(made, **options)
    return made


def pieces() -> cattrs.Converter:
    """Make cattrs's own converter, with the two pieces that a pair needs."""
    made = cattrs.Converter(omit_if_default=True)
    configure_open_enums(made)
    configure_json_values(made)
    return made


CONVERTERS: dict[str, Any] = {
    "default": make_converter,
    "keep": lambda: make_converter(unknown="keep"),
    "camel": lambda: make_converter(case="camel"),
    "configured": lambda: plain_cattrs(unknown="keep"),
    "pieces": pieces,
}


@pytest.mark.parametrize("declare", [declared_alone, declared_generic], ids=lambda f: f.__name__)
@pytest.mark.parametrize("make", CONVERTERS.values(), ids=CONVERTERS)
def test_all_pairs_of_the_api_are_read_and_written(make: Any, declare: Any) -> None:
    """Every text and every kind of source value comes back, from builtins and from text."""
    chosen = make()
    rng = random.Random(258)
    camel = make is CONVERTERS["camel"]
    for enum, texts in made_up(7):
        pair = declare(enum)
        for source in rng.sample(SOURCES, 3):
            wire = {"value": rng.choice(texts), "sourceValue" if camel else "source_value": source}
            if source is None:
                wire = {"value": wire["value"]}
            read = chosen.structure(wire, pair)
            assert read.value is enum(wire["value"])
            assert exactly(source) == exactly(read.source_value)
            assert exactly(wire) == exactly(chosen.unstructure(read, pair))
            if isinstance(chosen, JsonConverter):
                text = chosen.dumps(read)
                assert json.dumps(wire, separators=(",", ":")) == json.dumps(
                    json.loads(text), separators=(",", ":")
                )
                assert exactly(read) == exactly(chosen.loads(text, pair))


@pytest.mark.parametrize("declare", [declared_alone, declared_generic], ids=lambda f: f.__name__)
def test_all_pairs_of_the_api_keep_what_they_do_not_declare(declare: Any) -> None:
    """Undeclared keys and explicit nulls, too."""
    keep = make_converter(unknown="keep")
    for number, (enum, texts) in enumerate(made_up(7)):
        wire = {"value": texts[-1], "source_value": None, f"key {number}": [number, -0.0]}
        pair = declare(enum)
        assert exactly(wire) == exactly(keep.unstructure(keep.structure(wire, pair)))
        assert exactly(keep.structure(wire, pair)) == exactly(keep.loads(json.dumps(wire), pair))
