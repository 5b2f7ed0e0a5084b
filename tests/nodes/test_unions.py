"""Unions of classes that cattrs tells apart say what they would have taken."""

from typing import Any, Literal

import attrs
import cattrs
import pytest
from cattrs.strategies import configure_tagged_union

from exactly import exactly
from jobstatus import (
    AtsJobValue,
    DriftEvent,
    JobStatus,
    StructureError,
    UnrecognizedText,
    UnstructureError,
    configure,
    make_converter,
)
from jobstatus.drift.finder import DriftFinder
from jobstatus.nodes.lookup import (
    ClassUnionNode,
    InstanceUnionNode,
    structure_node,
    unstructure_node,
)


@attrs.define
class Cat:
    """It has a name."""

    name: str


@attrs.define
class Dog:
    """It has a name, too."""

    name: str


@attrs.define
class Circle:
    """It says what it is by a literal, and has a key of its own."""

    radius: int
    kind: Literal["circle"] = "circle"


@attrs.define
class Square:
    """The same."""

    side: int
    kind: Literal["square"] = "square"


@attrs.define
class Open:
    """It has a key of its own."""

    opened: int


@attrs.define
class Closed:
    """The same."""

    closed: int


Pet = Cat | Dog

CASES: list[tuple[Any, Any, str, str]] = [
    (Pet, {"_type": "cow"}, "$[0]._type", 'expected one of "Cat", "Dog", found string "cow"'),
    (Pet, {"_type": [1]}, "$[0]._type", 'expected one of "Cat", "Dog", found array [1]'),
    (Pet, {}, "$[0]._type", 'is required, but absent (expected one of "Cat", "Dog")'),
    (Pet, 5, "$[0]", "expected an object, found number 5"),
    (Pet, [1], "$[0]", "expected an object, found array [1]"),
    (Pet, {"_type": "Dog", "name": 5}, "$[0].name", "expected a string, found number 5"),
    (
        Circle | Square,
        {"kind": "line"},
        "$[0].kind",
        'expected one of "circle", "square", found string "line"',
    ),
    (Circle | Square, {"kind": "circle"}, "$[0].radius", "is required, but absent"),
    (
        Open | Closed,
        {"x": 1},
        "$[0]",
        'expected an object with one of "closed", "opened" as a key, found object {"x": 1}',
    ),
    (Open | Closed, 5, "$[0]", "expected an object, found number 5"),
    (Open | Closed, {"opened": "x"}, "$[0].opened", 'expected an integer, found string "x"'),
]


@pytest.mark.parametrize("unknown", ["drop", "forbid", "keep"])
@pytest.mark.parametrize(("type_", "wire", "path", "message"), CASES)
def test_a_value_without_a_class_is_told_what_there_is(
    unknown: Any, type_: Any, wire: Any, path: str, message: str
) -> None:
    """By the tag, the literal or the keys that choose; and what is wrong behind that is as ever."""
    mine = make_converter(unknown=unknown)
    configure_tagged_union(Pet, mine)
    with pytest.raises(StructureError) as caught:
        mine.structure([wire], list[type_])
    found = {problem.path: problem.message for problem in caught.value.problems}
    assert message == found[path]


@pytest.mark.parametrize("unknown", ["drop", "forbid", "keep"])
def test_tagged_unions_come_back(unknown: Any) -> None:
    """The tag of a union is no undeclared key, even where such keys are forbidden."""
    mine = make_converter(unknown=unknown)
    configure_tagged_union(Pet, mine)
    wire = {"name": "Rex", "_type": "Dog"}
    assert Dog("Rex") == mine.structure(wire, Pet)
    assert wire == mine.unstructure(Dog("Rex"), Pet)


@attrs.define
class Leaf:
    """It has a status, and a key of its own."""

    leaf: int
    status: JobStatus | None = None


@attrs.define
class Branch:
    """It holds leaves and branches."""

    branch: "list[Leaf | Branch]"
    first: "Leaf | Branch | None" = None


attrs.resolve_types(Branch, globals())


@attrs.define
class Label:
    """Anything that is not open."""

    label: str = ""


@attrs.define
class Kinds:
    """Three classes, two of which have one kind: cattrs chooses between those by their keys."""

    kind: Literal["circle", "line"]
    points: list[int]


Tree = Leaf | Branch


@pytest.mark.parametrize("of_null", [Tree, Leaf | None | Branch])
@pytest.mark.parametrize("make", [make_converter, cattrs.Converter])
def test_unions_of_classes_have_nodes(make: Any, of_null: Any) -> None:
    """On any converter, with null or without: so a document is one walk, in both directions."""
    mine = make()
    configure(mine)
    assert ClassUnionNode is type(structure_node(of_null, mine))
    assert InstanceUnionNode is type(unstructure_node(of_null, mine))


@pytest.mark.parametrize("unknown", ["drop", "forbid", "keep"])
def test_unions_of_classes_come_back(unknown: Any) -> None:
    """At the root, in lists and in fields; and from bytes."""
    mine = make_converter(unknown=unknown)
    wire = {
        "branch": [{"leaf": 1, "status": {"value": "x"}}, {"branch": [], "first": {"branch": []}}],
        "first": {"leaf": 2},
    }
    tree = mine.structure(wire, Tree)
    status = JobStatus(AtsJobValue("x"))
    assert Branch([Leaf(1, status), Branch([], Branch([]))], Leaf(2)) == tree
    assert exactly(wire) == exactly(mine.unstructure(tree, Tree))
    assert tree == mine.loads(mine.dumps(tree, Tree), Tree)


def test_null_is_in_a_union_of_classes_only_if_the_union_has_it() -> None:
    """In both directions, wherever the union stands."""
    mine = make_converter()
    either = Leaf | None | Branch
    for type_, value in ((either, None), (list[either], [None, Leaf(1)])):
        assert value == mine.structure(mine.unstructure(value, type_), type_)
        assert value == mine.loads(mine.dumps(value, type_), type_)
    with pytest.raises(StructureError, match="expected an object, found null"):
        mine.structure([None], list[Tree])
    with pytest.raises(
        UnstructureError, match="expected an instance of Leaf or Branch, found null"
    ):
        mine.unstructure([None], list[Tree])


@pytest.mark.parametrize("wrong", [3, {"leaf": 1}, Label()], ids=repr)
@pytest.mark.parametrize("type_", [Tree, Leaf | None | Branch])
def test_only_instances_of_the_classes_are_written(type_: Any, wrong: Any) -> None:
    """Whatever else is in their place is named, with all other problems."""
    mine = make_converter()
    bad: Any = [wrong, Leaf("x"), Branch([wrong])]  # type: ignore[arg-type]
    with pytest.raises(UnstructureError) as caught:
        mine.dumps(bad, list[type_])
    assert ["$[0]", "$[1].leaf", "$[2].branch[0]"] == [p.path for p in caught.value.problems]
    assert "expected an instance of Leaf or Branch, found " in str(caught.value)


def test_an_instance_of_a_subclass_is_written_with_all_its_fields() -> None:
    """By the hook for its own class, as anywhere."""

    @attrs.define
    class Coloured(Leaf):
        colour: str = "red"

    assert [{"leaf": 1, "colour": "red"}] == make_converter().unstructure([Coloured(1)], list[Tree])


@pytest.mark.parametrize("other", [Label, Kinds])
def test_a_class_without_a_key_of_its_own_is_what_is_left(other: Any) -> None:
    """Cattrs takes it where no other class has its key."""
    mine = make_converter()
    if other is Label:
        assert Label("x") == mine.structure({"label": "x"}, Open | Label)
        assert Open(1) == mine.structure({"opened": 1, "label": "x"}, Open | Label)
    else:
        three = Circle | Square | Kinds
        assert Kinds("line", [1]) == mine.structure({"kind": "line", "points": [1]}, three)
        assert Kinds("circle", [1]) == mine.structure({"kind": "circle", "points": [1]}, three)
        assert Circle(1) == mine.structure({"kind": "circle", "radius": 1}, three)


def test_a_tree_of_unions_is_as_deep_as_any_other() -> None:
    """Beyond the one limit it is an error in both directions, and no `RecursionError`."""
    mine = make_converter()
    wire: Any = {"branch": []}
    tree = Branch([])
    for _ in range(600):
        wire, tree = {"branch": [wire]}, Branch([tree])
    with pytest.raises(StructureError, match="is nested deeper than 512 levels"):
        mine.structure(wire, Tree)
    with pytest.raises(UnstructureError, match="is nested deeper than 512 levels"):
        mine.unstructure(tree, Tree)


def test_unrecognized_values_are_found_below_a_union_of_classes() -> None:
    """With their paths; an object without any is not searched."""
    seen: list[DriftEvent] = []
    mine = make_converter(on_drift=seen.append)
    wire = {"branch": [{"leaf": 1, "status": {"value": "new"}}, {"leaf": 2}]}
    mine.structure(wire, Tree)
    mine.structure({"leaf": 1, "status": {"value": "open"}}, Tree)
    assert [UnrecognizedText(AtsJobValue, "new", "$.branch[0].status.value")] == seen
    node = structure_node(Tree, mine)
    node.resolve()
    assert not DriftFinder(node, mine).always


def test_a_users_hook_for_a_union_of_classes_wins() -> None:
    """With or without null, also if it is registered after the first document."""
    mine = make_converter()
    assert Leaf(1) == mine.structure({"leaf": 1}, Leaf | None | Branch)
    mine.register_structure_hook(Tree, lambda _, __: Leaf(-1))
    assert Leaf(-1) == mine.structure({"leaf": 1}, Tree)
    assert Leaf(-1) == mine.structure({"leaf": 1}, Leaf | None | Branch)
    mine.register_unstructure_hook(Tree, lambda _: "tree")
    assert ["tree"] == mine.unstructure([Leaf(1)], list[Tree])
