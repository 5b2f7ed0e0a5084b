"""Strategies of cattrs work on our converters: unions by tags or keys, subclasses, methods, renames."""

import json
from collections.abc import Callable
from typing import Any, Literal

import attrs
import cattrs
import pytest
from attrs import frozen
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf import orjson as preconf_orjson
from cattrs.strategies import (
    configure_tagged_union,
    configure_union_passthrough,
    include_subclasses,
    use_class_methods,
)

from jobstatus import (
    Extra,
    JobStatusError,
    configure,
    make_converter,
    salvage,
)
from jobstatus.nodes.extra import NO_EXTRA

OPTIONS: dict[str, dict[str, Any]] = {
    "drop": {},
    "forbid": {"unknown": "forbid"},
    "keep": {"unknown": "keep"},
    "camel": {"case": "camel"},
}


def configured(module: Any = None, **options: Any) -> Any:
    """Make a converter of cattrs's that is configured."""
    made = module.make_converter() if module else cattrs.Converter()
    configure(made, **options)
    return made


MAKERS: dict[str, Callable[..., Any]] = {
    "ours": make_converter,
    "configured": configured,
    "preconfigured": lambda **options: configured(preconf_orjson, **options),
}

by_option = pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
by_maker = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@frozen
class Cat:
    """One pet."""

    claw_count: int
    extra: Extra = NO_EXTRA


@frozen
class Dog:
    """Another."""

    first_bark: str
    extra: Extra = NO_EXTRA


@frozen
class Zoo:
    """A class with both."""

    pets: list[Cat | Dog]
    king: Cat | Dog | None = None


def key(options: Any, name: str) -> str:
    """Return a key as documents of a converter spell it."""
    first, *words = name.split("_")
    return first + "".join(map(str.capitalize, words)) if "case" in options else name


def problems_of(call: Callable[[], object]) -> list[tuple[str, str]]:
    """Return the path and message of each problem that a call raises."""
    with pytest.raises(JobStatusError) as info:
        call()
    return [(problem.path, str(problem)) for problem in info.value.problems]


def assert_no_python(found: list[tuple[str, str]]) -> None:
    """Check that no message shows the exception of a strategy that was surprised by the data."""
    for _, message in found:
        for name in ("KeyError", "TypeError", "AttributeError", "ValueError"):
            assert not message.startswith(name), message


@by_maker
@by_option
def test_tagged_unions_are_read_and_written(make: Any, options: Any) -> None:
    """The tag is no unknown key, even where those are forbidden; nothing is lost on the way back."""
    made = make(**options)
    configure_tagged_union(Cat | Dog, made)
    claws, bark = key(options, "claw_count"), key(options, "first_bark")
    document = {"pets": [{claws: 1, "_type": "Cat"}, {bark: "wow", "_type": "Dog"}]}
    zoo = made.structure(document, Zoo)
    assert [(Cat, 1), (Dog, "wow")] == [(type(p), attrs.astuple(p)[0]) for p in zoo.pets]
    assert document == made.unstructure(zoo)
    assert document["pets"] == [made.unstructure(pet, Cat | Dog) for pet in zoo.pets]
    assert {"_type": "Cat", claws: 1} == made.unstructure(Cat(1), Cat | Dog)
    if hasattr(made, "loads"):
        assert zoo == made.loads(json.dumps(document), Zoo)
        assert document == json.loads(made.dumps(zoo))


@by_option
def test_what_is_wrong_inside_a_tagged_union_has_its_path(options: Any) -> None:
    """Problems of the chosen class stand where they are in the document."""
    made = make_converter(**options)
    configure_tagged_union(Cat | Dog, made, tag_name="is")
    claws, bark = key(options, "claw_count"), key(options, "first_bark")
    document = {"pets": [{"is": "Cat", claws: "x"}, {"is": "Dog"}]}
    assert [
        (f"$.pets[0].{claws}", 'expected an integer, found string "x"'),
        (f"$.pets[1].{bark}", "is required, but absent"),
    ] == problems_of(lambda: made.structure(document, Zoo))
    assert [(f"$.pets[1].{claws}", 'expected an integer, found string "x"')] == problems_of(
        lambda: made.dumps(Zoo([Cat(1), Cat("x")]))  # type: ignore[arg-type]
    )


@by_option
@pytest.mark.parametrize(
    ("pet", "where", "found"),
    [
        ({"_type": "Cow"}, "._type", 'string "Cow"'),
        ({"_type": ["Cat"]}, "._type", 'array ["Cat"]'),
        ({"_type": None}, "._type", "null"),
        ({}, "._type", ""),
        ([], "", "array []"),
        (5, "", "number 5"),
        ("Cat", "", 'string "Cat"'),
        (None, "", "null"),
    ],
    ids=["wrong tag", "list as tag", "null as tag", "no tag", "list", "number", "text", "null"],
)
def test_a_tag_that_is_wrong_or_absent_is_answered_by_those_that_are_right(
    options: Any, pet: Any, where: str, found: str
) -> None:
    """It is never a bare `KeyError`: the tags that would have been taken are named, at the tag's path."""
    made = make_converter(**options)
    configure_tagged_union(Cat | Dog, made)
    for call in (
        lambda: made.structure({"pets": [pet]}, Zoo),
        lambda: made.loads(json.dumps({"pets": [pet]}), Zoo),
    ):
        ((path, message),) = problems_of(call)
        assert_no_python([(path, message)])
        assert f"$.pets[0]{where}" == path
        assert found in message
        assert ('"Cat"' in message and '"Dog"' in message) or (not where and "object" in message)
    ((path, message),) = problems_of(lambda: made.structure(pet, Cat | Dog))
    assert f"${where}" == path


@by_option
def test_a_default_of_a_tagged_union_is_taken_without_a_tag(options: Any) -> None:
    """So it is with a tag that nobody knows."""
    made = make_converter(**options)
    configure_tagged_union(Cat | Dog, made, default=Cat)
    claws = key(options, "claw_count")
    document = [{claws: 1}, {claws: 2, "_type": "Cow"}, {claws: 3, "_type": "Cat"}]
    pets = made.structure(document, list[Cat | Dog])
    assert [1, 2, 3] == [pet.claw_count for pet in pets]


@by_maker
@by_option
def test_unions_of_classes_are_told_apart_by_their_keys(make: Any, options: Any) -> None:
    """By those of the documents: camelCase, where that is what the converter reads."""
    made = make(**options)
    claws, bark = key(options, "claw_count"), key(options, "first_bark")
    document = {"pets": [{claws: 1}, {bark: "wow"}], "king": {bark: "grr"}}
    zoo = made.structure(document, Zoo)
    assert Zoo([Cat(1), Dog("wow")], Dog("grr")) == zoo
    assert document == made.unstructure(zoo)
    assert Dog("wow") == made.structure({bark: "wow"}, Cat | Dog)


@by_option
@pytest.mark.parametrize("pet", [{}, {"mane": 1}, 5, [], "Cat"], ids=repr)
def test_a_document_of_no_class_of_a_union_is_answered_by_what_would_be_one(
    options: Any, pet: Any
) -> None:
    """The keys that would have told are named; or it is no object at all."""
    made = make_converter(**options)
    for call in (
        lambda: made.structure({"pets": [pet]}, Zoo),
        lambda: made.loads(json.dumps({"pets": [pet]}), Zoo),
    ):
        ((path, message),) = problems_of(call)
        assert "$.pets[0]" == path
        assert_no_python([(path, message)])
        assert "object" in message
        if isinstance(pet, dict):
            assert key(options, "claw_count") in message
            assert key(options, "first_bark") in message


# cattrs looks for a literal under the attribute's name, whatever the key is renamed to.
by_option_of_names = pytest.mark.parametrize(
    "options", [OPTIONS["drop"], OPTIONS["forbid"], OPTIONS["keep"]], ids=["drop", "forbid", "keep"]
)


@frozen
class Circle:
    """A class that says by a literal what it is."""

    shape_kind: Literal["circle", "round"]
    size: int


@frozen
class Square:
    """Another."""

    shape_kind: Literal["square"]
    size: str


@by_option_of_names
def test_unions_are_told_apart_by_literals(options: Any) -> None:
    """By their values, where all else is alike."""
    made = make_converter(**options)
    kind = key(options, "shape_kind")
    document = [{kind: "round", "size": 1}, {kind: "square", "size": "a"}]
    shapes = made.structure(document, list[Circle | Square])
    assert [Circle("round", 1), Square("square", "a")] == shapes
    assert document == made.unstructure(shapes)
    assert shapes == made.loads(made.dumps(shapes), list[Circle | Square])
    document[0]["size"] = "x"
    assert [("$[0].size", 'expected an integer, found string "x"')] == problems_of(
        lambda: made.structure(document, list[Circle | Square])
    )


@by_option_of_names
@pytest.mark.parametrize("given", ["triangle", ["circle"], None, ...], ids=repr)
def test_a_literal_that_tells_nothing_is_answered_by_those_that_would(
    options: Any, given: Any
) -> None:
    """It is never a bare `KeyError`."""
    made = make_converter(**options)
    kind = key(options, "shape_kind")
    document = [{"size": 1} if given is ... else {kind: given, "size": 1}]
    ((path, message),) = problems_of(lambda: made.structure(document, list[Circle | Square]))
    assert_no_python([(path, message)])
    assert f"$[0].{kind}" == path
    assert all(f'"{name}"' in message for name in ("circle", "round", "square"))


@frozen
class Animal:
    """A class with subclasses."""

    legs: int


@frozen
class Bird(Animal):
    """One."""

    wing_span: int


@frozen
class Fish(Animal):
    """Another."""

    fin_count: str


@frozen
class Owl(Bird):
    """One that is further below."""

    wisdom: int


def animals_in(options: Any) -> list[tuple[Any, Any]]:
    """List documents, and what they are read as."""
    span, fins = key(options, "wing_span"), key(options, "fin_count")
    return [
        ({"legs": 4}, Animal(4)),
        ({"legs": 2, span: 5}, Bird(2, 5)),
        ({"legs": 0, fins: "7"}, Fish(0, "7")),
        ({"legs": 2, span: 5, "wisdom": 9}, Owl(2, 5, 9)),
    ]


@by_maker
@by_option
def test_subclasses_are_read_and_written_as_what_they_are(make: Any, options: Any) -> None:
    """None becomes its base class, which would lose its fields in silence."""
    made = make(**options)
    include_subclasses(Animal, made)
    documents, animals = map(list, zip(*animals_in(options), strict=True))
    assert animals == made.structure(documents, list[Animal])
    assert documents == made.unstructure(animals, list[Animal])
    assert documents == [made.unstructure(animal, Animal) for animal in animals]
    assert animals[3] == made.structure(documents[3], Bird)
    if hasattr(made, "loads"):
        assert animals == made.loads(json.dumps(documents), list[Animal])
        assert documents == json.loads(made.dumps(animals, list[Animal]))


@by_option
def test_what_is_wrong_in_subclasses_has_its_path(options: Any) -> None:
    """The problems are those of the class that the keys tell."""
    made = make_converter(**options)
    include_subclasses(Animal, made)
    span = key(options, "wing_span")
    document = [{"legs": "4"}, {"legs": 2, span: "x"}, {"legs": 2, span: 5, "wisdom": []}, 5]
    found = problems_of(lambda: made.structure(document, list[Animal]))
    assert ["$[0].legs", f"$[1].{span}", "$[2].wisdom", "$[3]"] == [path for path, _ in found]
    assert_no_python(found)
    _, rejects = salvage([{"legs": 1}, *document], list[Animal], converter=made)
    assert [1, 2, 3, 4] == [reject.index for reject in rejects]


@by_option
def test_subclasses_may_be_told_apart_by_a_tag(options: Any) -> None:
    """One strategy is the other's argument, as in cattrs."""
    made = make_converter(**options)
    include_subclasses(Animal, made, union_strategy=configure_tagged_union)
    documents = [{**document, "_type": type(a).__name__} for document, a in animals_in(options)]
    animals = [animal for _, animal in animals_in(options)]
    assert animals == made.structure(documents, list[Animal])
    assert documents == made.unstructure(animals, list[Animal])
    assert documents == json.loads(made.dumps(animals, list[Animal]))
    found = problems_of(lambda: made.structure([{"legs": 1, "_type": "Cow"}], list[Animal]))
    assert ["$[0]._type"] == [path for path, _ in found]
    assert_no_python(found)


class Plain:
    """A class with methods of its own, and nothing else."""

    def __init__(self, value: object) -> None:
        self.value: object = value

    @classmethod
    def from_wire(cls, data: Any) -> "Plain":
        """Make one."""
        return cls(data["value"])

    def to_wire(self) -> object:
        """Write it."""
        return {"value": self.value}


@frozen
class Spelled:
    """An attrs class that reads and writes itself, and has the converter do the inside."""

    number: int
    inner: Animal

    @classmethod
    def from_wire(cls, data: Any, converter: Any) -> "Spelled":
        """Make one."""
        return cls(int(data["number"]), converter.structure(data["inner"], Animal))

    def to_wire(self, converter: Any) -> object:
        """Write it."""
        return {"number": str(self.number), "inner": converter.unstructure(self.inner)}


@frozen
class Holder:
    """A class with both."""

    plain: Plain
    spelled: list[Spelled]


@by_maker
@by_option
def test_class_methods_are_used(make: Any, options: Any) -> None:
    """Classes that have them are read and written by them, wherever they stand."""
    made = make(**options)
    use_class_methods(made, "from_wire", "to_wire")
    document = {"plain": {"value": 1}, "spelled": [{"number": "5", "inner": {"legs": 4}}]}
    holder = made.structure(document, Holder)
    assert (1, [Spelled(5, Animal(4))]) == (holder.plain.value, holder.spelled)
    assert document == made.unstructure(holder)
    if hasattr(made, "loads"):
        assert holder.spelled == made.loads(json.dumps(document), Holder).spelled
        assert document == json.loads(made.dumps(holder))


def test_what_a_class_method_raises_is_a_problem_with_a_path() -> None:
    """It stands at the value that the method was given."""
    made = make_converter()
    use_class_methods(made, "from_wire", "to_wire")
    good = {"number": "5", "inner": {"legs": 4}}
    bad = [good, {**good, "number": "x"}, {**good, "inner": {"legs": "4"}}]
    found = problems_of(lambda: made.structure({"plain": {"value": 1}, "spelled": bad}, Holder))
    assert ["$.spelled[1]", "$.spelled[2].legs"] == [path for path, _ in found]
    assert found[0][1].startswith("ValueError: invalid literal for int()")


@frozen
class Inner:
    """A class with a key that is no name."""

    the_x: int


@frozen
class Outer:
    """A class around it."""

    inner: Inner
    many: list[Inner]
    optional: int | None = None


def renamed(**options: Any) -> Any:
    """Make a converter with hooks that cattrs has generated, with other keys."""
    made = make_converter(**options)
    made.register_structure_hook(
        Inner, make_dict_structure_fn(Inner, made, the_x=override(rename="x"))
    )
    made.register_unstructure_hook(
        Inner, make_dict_unstructure_fn(Inner, made, the_x=override(rename="x"))
    )
    keys = {"inner": override(rename="in"), "many": override(rename="all")}
    made.register_structure_hook(
        Outer,
        make_dict_structure_fn(Outer, made, _cattrs_forbid_extra_keys=True, **keys),  # type: ignore[arg-type]
    )
    made.register_unstructure_hook(Outer, make_dict_unstructure_fn(Outer, made, **keys))  # type: ignore[arg-type]
    return made


@by_option
def test_generated_hooks_with_other_keys_work(options: Any) -> None:
    """Both ways, inside each other, and inside what is ours."""
    made = renamed(**options)
    document = [{"in": {"x": 1}, "all": [{"x": 2}], "optional": None}]
    outers = made.structure(document, list[Outer])
    assert [Outer(Inner(1), [Inner(2)])] == outers == made.loads(json.dumps(document), list[Outer])
    assert document == made.unstructure(outers) == json.loads(made.dumps(outers))


def test_generated_hooks_name_the_fields_of_problems_as_in_cattrs() -> None:
    """The paths of problems name the attributes; no value that is there is said to be absent."""
    made = renamed()
    bad = {"in": {"x": "1"}, "all": [{"x": 2}, {"x": None}, {}], "optional": "z", "more": 1}
    found = problems_of(lambda: made.structure([bad, {}], list[Outer]))
    assert [
        ("$[0].inner.the_x", 'expected an integer, found string "1"'),
        ("$[0].many[1].the_x", "expected an integer, found null"),
        ("$[0].many[2].the_x", "is required, but absent"),
        ("$[0].optional", 'expected an integer, found string "z"'),
        ("$[0].more", "is not a known field"),
        ("$[1].inner", "is required, but absent"),
        ("$[1].many", "is required, but absent"),
    ] == found


def test_what_a_foreign_hook_raises_under_another_key_is_not_absence() -> None:
    """A `KeyError` of a hook for a value that is there says what it says."""

    class Picky:
        """A class of the user's."""

    @frozen
    class Has:
        picky: Picky

    def structure(value: Any, _: object) -> Picky:
        raise KeyError(value)

    made = make_converter()
    made.register_structure_hook(Picky, structure)
    made.register_structure_hook(
        Has, make_dict_structure_fn(Has, made, picky=override(rename="pi-cky"))
    )
    ((path, message),) = problems_of(lambda: made.structure({"pi-cky": "moo"}, Has))
    assert "$.picky" == path
    assert "absent" not in message
    assert "moo" in message


def test_unions_that_are_passed_through_stay_strict() -> None:
    """The strategy says which scalars a union takes, and no other value is taken."""
    made = make_converter()
    configure_union_passthrough(str | int | None, made)
    assert ["a", 1, None] == made.structure(["a", 1, None], list[str | int | None])
    for value in (True, 1.5, [], {}):
        assert 1 == len(problems_of(lambda: made.structure([value], list[str | int | None])))  # noqa: B023 - at once
