"""What our hooks do, said once more as data: faster code that does the same is made of it.

A hook can only be called. Beside each of ours stands a `Shape`, which says what the hook says, and
a tree of them is what `gen` writes code for, and `schema` describes. A hook that has none is a
user's: nothing is known of it, and for no type with such a hook in its tree is there faster code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeVar, cast, get_origin
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Field",
    "NoShapeError",
    "Shape",
    "Tree",
    "shape_of",
    "shape_of_class",
    "shaped",
    "tree_of",
]

_Hook = TypeVar("_Hook", bound="Callable[..., Any]")


class Field(NamedTuple):
    """A field of a class, as a hook reads or writes it.

    Attributes:
        name: Of the attribute.
        alias: Of the parameter of the class's `__init__`.
        key: In the document.
        twin: The second spelling of the key, read too, if there is one.
        other: How documents of the other case spell the key, if they do it otherwise.
        type: What it holds.
        default: What it is when the key is absent: a value, an attrs `Factory`, or `NOTHING` if
            it is required.
        left_out: Whether `None` is not written.
        hook: What reads it in place of the hook for its type, if something does.
    """

    name: str
    alias: str
    key: str
    type: Any
    default: Any
    twin: str | None = None
    other: str | None = None
    left_out: bool = False
    hook: Callable[..., Any] | None = None


class Shape(NamedTuple):
    """What a hook does.

    Attributes:
        kind: `"scalar"`: a `str`, `int`, `float`, `bool` or `None`, strictly, where an `int` is a
            `float`, too. `"range"`: an integer in a range. `"open_enum"`, `"date_time"`: what they
            are. `"json"`: a union of JSON kinds. `"optional"`, `"list"`, `"dict"`: `None` or, a
            list of, a text-keyed dict of, what is inside. `"one_or_many"`: a list of text, which
            may come as bare text. `"class"`: an attrs class. `"same"`: whatever is inside.
        inside: The types inside; of a JSON union those arms that are not just any JSON.
        fields: Of a class.
        allowed: Of a ranged integer.
        unknown: Of a class: what becomes of undeclared keys.
        extra: Of a class: the name of the field for what no other field takes, if there is one.
        extra_hook: What is called with a document and the instance that is made of it, and returns
            what that field takes; or with the dict that is written and its instance, to add it.
        kinds: Of a JSON union: the builtin classes of which it takes every value that is JSON.
        subclasses: Whether it holds for subclasses of the type, for which cattrs finds the hook too.
        plain: Of a class: whether its fields are all that there is to it; no code is made of others.
    """

    kind: Literal[
        "scalar",
        "range",
        "open_enum",
        "date_time",
        "json",
        "optional",
        "list",
        "dict",
        "one_or_many",
        "class",
        "same",
    ]
    inside: tuple[Any, ...] = ()
    fields: tuple[Field, ...] = ()
    allowed: range = range(0)
    unknown: Literal["drop", "forbid", "keep"] = "drop"
    extra: str | None = None
    extra_hook: Callable[[Any, Any], Any] | None = None
    kinds: frozenset[type] = frozenset()
    subclasses: bool = False
    plain: bool = True


class Tree(NamedTuple):
    """A type, what the hook for it does, and the trees of what is inside."""

    type: Any
    hook: Callable[..., Any]
    shape: Shape
    inside: tuple[Tree, ...]

    @property
    def class_(self) -> Any:
        """The class of instances of the type: that of `Pair[Gender]` is `Pair`."""
        return get_origin(self.type) or self.type


class NoShapeError(Exception):
    """There is a hook in the tree that too little is known of, or the tree has no end."""


_shapes: Final[WeakKeyDictionary[Any, tuple[Any, Any]]] = WeakKeyDictionary()


def shaped(hook: _Hook, type_: Any, shape: Shape | Callable[[], Shape | None]) -> _Hook:
    """Note down what a hook does for a type: its shape, or what returns it when somebody asks.

    It is noted beside the hook, not on it: what wraps a hook takes over its attributes, but it may
    do something else.
    """
    _shapes[hook] = (type_, shape)
    return hook


def shape_of(hook: Callable[..., Any], type_: Any) -> Shape | None:
    """Return what was noted of a hook and a type, or `None` if nothing was: it may be a user's."""
    try:
        noted, known = _shapes.get(hook, (None, None))
    except TypeError:  # it can't be referred to weakly
        return None
    shape = cast("Shape | None", known() if callable(known) else known)
    if shape and shape.subclasses and isinstance(type_, type) and isinstance(noted, type):
        return shape if issubclass(type_, noted) else None
    return shape if noted == type_ else None


def shape_of_class(class_: Any, hook_of: Callable[[Any], Callable[..., Any]]) -> Shape | None:
    """Return the shape of a class that there are instances of, or `None` if nothing is known.

    Whatever the type variables of a generic one stand for, its keys are the same.
    """
    variables = getattr(class_, "__parameters__", ())
    try:
        type_ = class_[(Any,) * len(variables)] if variables else class_
        return shape_of(hook_of(type_), type_)
    except Exception:  # noqa: BLE001 - a user's hook may make instances that no other hook can
        return None


def tree_of(type_: Any, hook_of: Callable[[Any], Callable[..., Any]]) -> Tree:
    """Return the tree of a type.

    Args:
        type_: Any type.
        hook_of: What returns the hook for a type.

    Raises:
        NoShapeError: A hook has no shape, or that of a class that is not plain, or the type is
            within itself.
    """
    return _tree(type_, hook_of, ())


def _tree(type_: Any, hook_of: Callable[[Any], Callable[..., Any]], above: tuple[Any, ...]) -> Tree:
    hook = hook_of(type_)
    shape = shape_of(hook, type_)
    if shape is None or not shape.plain or type_ in above:
        raise NoShapeError(type_)
    types = shape.inside or tuple(field.type for field in shape.fields)
    inside = tuple(_tree(sub, hook_of, (*above, type_)) for sub in types)
    return inside[0] if shape.kind == "same" else Tree(type_, hook, shape, inside)
