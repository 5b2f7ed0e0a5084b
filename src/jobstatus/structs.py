"""Structs that stand for the classes in a tree of shapes: what msgspec reads and writes fastest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Union

import msgspec

if TYPE_CHECKING:
    from .shape import Field, Tree

__all__ = ["StructsToRead", "other_name", "own_name", "struct_to_write", "twin_name"]

_LEVELS: Final = 8


# No two of these are ever the same, whatever a user's fields are called.


def own_name(field: Field) -> str:
    """Return the name, in a Struct, of what comes under a field's key."""
    return f"own_{field.name}"


def twin_name(field: Field) -> str:
    """Return the name, in a Struct, of what comes under the second spelling of a key."""
    return f"second_{field.name}"


def other_name(field: Field) -> str:
    """Return the name, in a Struct, of what comes under a key's spelling of the other case."""
    return f"other_{field.name}"


class StructsToRead:
    """The types that JSON text is read as, in the place of those in a tree.

    A date-time is text in them, for msgspec would round digits away, and take what is not quite
    RFC 3339. A field that is absent is `UNSET`, or `None` if that is its default.

    Attributes:
        strict: Whether they refuse what has to be looked at otherwise: undeclared keys, second
            spellings, and values of any JSON that nest deeper than a few levels.
        made: The Struct for each class.
    """

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.made: dict[Any, Any] = {}

    def of(self, tree: Tree) -> Any:
        """Return the type that stands for one, with Structs in it for classes."""
        found: Any = getattr(self, f"_{tree.shape.kind}")(tree)
        return found

    def _scalar(self, tree: Tree) -> Any:
        return int | float if tree.type is float else tree.type  # or it would make floats of ints

    def _range(self, tree: Tree) -> Any:
        return Annotated[int, msgspec.Meta(ge=tree.shape.allowed[0], le=tree.shape.allowed[-1])]

    def _open_enum(self, tree: Tree) -> Any:
        return tree.type

    def _date_time(self, _tree: Tree) -> Any:
        return str

    def _json(self, tree: Tree) -> Any:
        arms: dict[str, Any] = {kind.__name__: kind for kind in tree.shape.kinds}
        for kind, of_any in (_FEW_LEVELS if self.strict else _ANY_LEVELS).items():
            if kind in arms:
                arms[kind] = of_any
        arms |= {sub.shape.kind: self.of(sub) for sub in tree.inside}
        return Union[tuple(arms.values())]  # noqa: UP007 - there is no other way

    def _optional(self, tree: Tree) -> Any:
        return self.of(tree.inside[0]) | None

    def _list(self, tree: Tree) -> Any:
        return list[self.of(tree.inside[0])]  # type: ignore[misc]

    def _dict(self, tree: Tree) -> Any:
        return dict[str, self.of(tree.inside[0])]  # type: ignore[misc]

    def _one_or_many(self, _tree: Tree) -> Any:
        return list[str] | str

    def _class(self, tree: Tree) -> Any:
        if tree.type not in self.made:
            self.made[tree.type] = self._struct(tree)
        return self.made[tree.type]

    def _struct(self, tree: Tree) -> Any:
        names: dict[str, str] = {}
        declared: list[tuple[str, Any, Any]] = []
        for field, inside in zip(tree.shape.fields, tree.inside, strict=True):
            type_ = self.of(inside)
            twin = field.twin if not self.strict else None
            plain = field.default is None and not twin
            if not plain:
                type_ = type_ | msgspec.UnsetType
            names[own_name(field)] = field.key
            declared.append((own_name(field), type_, None if plain else msgspec.UNSET))
            if twin:
                names[twin_name(field)] = twin
                declared.append((twin_name(field), type_, msgspec.UNSET))
            if field.other and not self.strict:
                names[other_name(field)] = field.other
                declared.append((other_name(field), Any, msgspec.UNSET))
        return msgspec.defstruct(
            tree.class_.__name__,
            declared,
            rename=names,
            forbid_unknown_fields=self.strict,
            gc=False,  # none of them outlives the reading
        )


def struct_to_write(tree: Tree) -> Any:
    """Return the Struct whose instances are written as those of a class; it takes every field."""
    return msgspec.defstruct(
        tree.class_.__name__,
        # A default is for nothing but to be left out, and UNSET is in no field.
        [(f.name, Any, None if f.left_out else msgspec.UNSET) for f in tree.shape.fields],
        rename={field.name: field.key for field in tree.shape.fields},
        omit_defaults=True,
        gc=False,
    )


_ANY_LEVELS: Final[dict[str, Any]] = {"list": list[Any], "dict": dict[str, Any]}


def _few_levels() -> dict[str, Any]:
    """Return what a list and a dict of any JSON are if they do not nest deep."""
    arms: dict[str, Any] = {}
    for _ in range(_LEVELS):
        item: Any = Union[(str, int, float, bool, None, *arms.values())]
        arms = {"list": list[item], "dict": dict[str, item]}
    return arms


_FEW_LEVELS: Final = _few_levels()
