"""When, and how, msgspec reads a document for us, and writes one.

If every hook in the tree of types is ours, what it does is known (`shape`). Then:

- JSON text is read by msgspec into *Structs*: classes made here, which have the same fields as ours
  and of which msgspec can make instances much faster than of attrs classes. Generated code (`gen`)
  takes over what they hold. What msgspec would pass over in silence are undeclared keys: so it is
  told to refuse them. Documents that have some are read once more, by Structs that allow them, and
  after a look for what could hide there.
- An object is written by generated code as builtins, which msgspec encodes. Hooks have to be
  checked for what msgspec would write as something else, such as `nan` as null; this code does not.

Wherever msgspec refuses or the code gives up, it is not their word that counts: the hooks read the
text, or write the object, again, and say what is wrong with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Union

import msgspec
from attrs import Factory, define

from .gen import Code, FromStructs, ToBuiltins, twin_name
from .shape import tree_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .json_text import JsonText
    from .shape import Tree

__all__ = ["dumps_function", "loads_function"]


def loads_function(
    type_: Any,
    hook_of: Callable[[Any], Callable[..., Any]],
    by_hooks: Callable[[JsonText], Any],
) -> Callable[[JsonText], Any]:
    """Make the function that reads JSON text as a type.

    Args:
        type_: What the text is to become.
        hook_of: What returns the structure hook for a type.
        by_hooks: What reads a text by hooks alone.

    Returns:
        A function that does the same as *by_hooks*, which itself it is if nothing faster can be.
    """
    try:
        tree = tree_of(type_, hook_of)
        return _reader(tree, _Structs(strict=True), lambda: _lax_reader(tree, by_hooks))
    except Exception:  # noqa: BLE001 - whatever is odd about the type, the hooks will say it
        return by_hooks


def dumps_function(
    type_: Any,
    hook_of: Callable[[Any], Callable[..., Any]],
    by_hooks: Callable[[Any], bytes],
) -> Callable[[Any], bytes]:
    """Make the function that writes objects of a type as JSON.

    Args:
        type_: What the objects are.
        hook_of: What returns the unstructure hook for a type.
        by_hooks: What writes an object by hooks alone.

    Returns:
        A function that does the same as *by_hooks*, which itself it is if nothing faster can be.
    """
    code = Code()
    try:
        code.add("value = data")
        done = ToBuiltins(code).value(tree_of(type_, hook_of), "value")
        code.add(f"return {code.named(_encode)}({done})")
        return code.function("data", f"return {code.named(by_hooks)}(data)")
    except Exception:  # noqa: BLE001 - whatever is odd about the type, the hooks will say it
        return by_hooks


_encode: Final = msgspec.json.Encoder().encode


def _reader(
    tree: Tree, structs: _Structs, otherwise: Callable[[], Callable[[JsonText], Any]]
) -> Callable[[JsonText], Any]:
    """Make a function that reads JSON text by Structs, and what they refuse otherwise."""

    def give_up(data: JsonText) -> Any:
        nonlocal made
        if made is None:
            made = otherwise()
        return made(data)

    made: Callable[[JsonText], Any] | None = None
    code = Code()
    decode = msgspec.json.Decoder(structs.of(tree)).decode
    if not structs.strict:
        code.add(f"{code.named(_check_utf_8)}(data)")
    code.add(f"value = {code.named(decode)}(data)")
    done = FromStructs(code).value(tree, "value")
    code.add(f"return {done}")
    return code.function("data", f"return {code.named(give_up)}(data)")


def _lax_reader(tree: Tree, by_hooks: Callable[[JsonText], Any]) -> Callable[[JsonText], Any]:
    """Make the function for documents with undeclared keys."""
    return _reader(tree, _Structs(strict=False), lambda: by_hooks)


def _check_utf_8(data: JsonText) -> None:
    """Find broken UTF-8; in what msgspec skips it does not look for it.

    Raises:
        UnicodeDecodeError: There is some.
    """
    if not isinstance(data, str):
        text = bytes(data)
        if not text.isascii():
            text.decode()


@define
class _Structs:
    """What msgspec reads in the place of the types of a tree.

    Attributes:
        strict: Whether undeclared keys are refused.
        made: The Struct for each class.
    """

    strict: bool
    made: dict[Any, Any] = Factory(dict)

    def of(self, tree: Tree) -> Any:
        """Return the type that stands for one, with Structs in it for classes."""
        found: Any = getattr(self, f"_{tree.shape.kind}")(tree)
        return found

    def _scalar(self, tree: Tree) -> Any:
        return int | float if tree.type is float else tree.type  # or it would make floats of ints

    def _range(self, tree: Tree) -> Any:
        return Annotated[int, msgspec.Meta(ge=tree.shape.range[0], le=tree.shape.range[-1])]

    def _open_enum(self, tree: Tree) -> Any:
        return tree.type

    def _date_time(self, _tree: Tree) -> Any:
        return str  # msgspec would round digits away, and take what is not quite RFC 3339

    def _json(self, tree: Tree) -> Any:
        typed = {sub.shape.kind: self.of(sub) for sub in tree.inside}
        arms = [typed.get(kind.__name__, _ANY.get(kind, kind)) for kind in tree.shape.kinds]
        return Union[tuple(arms)]

    def _optional(self, tree: Tree) -> Any:
        return Union[self.of(tree.inside[0]), None]

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
            plain = field.default is None and not field.twin
            if not plain:
                type_ = Union[type_, msgspec.UnsetType]
            names[field.name] = field.key
            declared.append((field.name, type_, None if plain else msgspec.UNSET))
            if field.twin:
                names[twin_name(field)] = field.twin
                declared.append((twin_name(field), type_, msgspec.UNSET))
        return msgspec.defstruct(
            tree.type.__name__,
            declared,
            rename=names,
            forbid_unknown_fields=self.strict,
            gc=False,  # none of them outlives the reading
        )


_ANY: Final[dict[type, Any]] = {list: list[Any], dict: dict[str, Any]}
