"""When, and how, msgspec reads a document for us, and writes one.

If every hook in the tree of types is ours, what it does is known (`shape`). Then:

- Builtins are read by one function of generated code (`gen`), not by a hook for each.
- JSON text is read by msgspec into *Structs*: classes made here, which have the same fields as ours
  and of which msgspec can make instances much faster than of attrs classes. Generated code takes
  over what they hold. What msgspec would pass over in silence are undeclared keys: so it is
  told to refuse them. Documents that have some are read once more, by Structs that allow them, and
  after a look for what could hide there.
- Objects are taken over into Structs by generated code, too, and written by msgspec. What it would
  write as something else, such as `nan` as null, that code looks for.

Wherever msgspec refuses or the code gives up, it is not their word that counts: the hooks read the
text, or write the object, again, and say what is wrong with it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from .code import Code
from .gen import FromBuiltins, FromStructs, ToBuiltins, ToStructs
from .shape import tree_of
from .structs import StructsToRead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .codecs.json_text import JsonText
    from .shape import Tree

__all__ = ["dumps_function", "loads_function", "structure_function"]


def structure_function(
    type_: Any,
    hook_of: Callable[[Any], Callable[..., Any]],
    by_hooks: Callable[[Any], Any],
    valid: list[object],
) -> Callable[[Any], Any]:
    """Make the function that reads builtins as a type.

    Args:
        type_: What they are to become.
        hook_of: What returns the structure hook for a type.
        by_hooks: What reads them by hooks alone.
        valid: When it is emptied, the hooks have become others.

    Returns:
        A function that does the same as *by_hooks*, which itself it is if nothing faster can be.
    """
    try:
        return _function(FromBuiltins(_code(valid)), tree_of(type_, hook_of), by_hooks)
    except Exception:  # noqa: BLE001 - whatever is odd about the type, the hooks will say it
        return by_hooks


def loads_function(
    type_: Any,
    hook_of: Callable[[Any], Callable[..., Any]],
    by_hooks: Callable[[JsonText], Any],
    valid: list[object],
) -> Callable[[JsonText], Any]:
    """Make the function that reads JSON text as a type.

    Args:
        type_: What the text is to become.
        hook_of: What returns the structure hook for a type.
        by_hooks: What reads a text by hooks alone.
        valid: When it is emptied, the hooks have become others.

    Returns:
        A function that does the same as *by_hooks*, which itself it is if nothing faster can be.
    """
    try:
        tree = tree_of(type_, hook_of)
        treatments = set(_treatments(tree))
        if "keep" in treatments:  # of what is extra, Structs would keep nothing
            return _function(FromBuiltins(_code(valid)), tree, by_hooks, before=_decode)
        lax: Callable[[JsonText], Any] = by_hooks
        if "forbid" not in treatments:
            lax = _Lazily(lambda: _lax_reader(tree, by_hooks, valid))
        decode = msgspec.json.Decoder(StructsToRead(strict=True).of(tree)).decode
        return _function(FromStructs(_code(valid), strict=True), tree, lax, before=decode)
    except Exception:  # noqa: BLE001 - whatever is odd about the type, the hooks will say it
        return by_hooks


def dumps_function(
    type_: Any,
    hook_of: Callable[[Any], Callable[..., Any]],
    by_hooks: Callable[[Any], bytes],
    valid: list[object],
) -> Callable[[Any], bytes]:
    """Make the function that writes objects of a type as JSON.

    Args:
        type_: What the objects are.
        hook_of: What returns the unstructure hook for a type.
        by_hooks: What writes an object by hooks alone.
        valid: When it is emptied, the hooks have become others.

    Returns:
        A function that does the same as *by_hooks*, which itself it is if nothing faster can be.
    """
    try:
        tree = tree_of(type_, hook_of)
        # What is extra has no field in a Struct.
        with_extra = _Lazily(
            lambda: _function(ToBuiltins(_code(valid)), tree, by_hooks, after=_encode)
        )
        return _function(ToStructs(_code(valid)), tree, with_extra, after=_encode)
    except Exception:  # noqa: BLE001 - whatever is odd about the type, the hooks will say it
        return by_hooks


_decode: Final = msgspec.json.Decoder().decode
_encode: Final = msgspec.json.Encoder().encode


def _code(valid: list[object]) -> Code:
    """Begin a function that is of no use any more when the hooks have become others."""
    code = Code()
    code.give_up_if(f"not {code.named(valid)}")
    return code


def _function(
    walk: FromBuiltins | FromStructs | ToBuiltins,
    tree: Tree,
    otherwise: Callable[[Any], Any],
    *,
    before: Callable[[Any], Any] | None = None,
    after: Callable[[Any], Any] | None = None,
) -> Callable[[Any], Any]:
    """Make a function of generated code, and of what has to be done before or after it."""
    code = walk.code
    if before:
        code.add(f"value = {code.named(before)}(value)")
    done = walk.value(tree, "value")
    code.add(f"return {code.named(after)}({done})" if after else f"return {done}")
    return code.function(otherwise)


def _lax_reader(
    tree: Tree, by_hooks: Callable[[JsonText], Any], valid: list[object]
) -> Callable[[JsonText], Any]:
    """Make the function for documents with undeclared keys."""
    decode = msgspec.json.Decoder(StructsToRead(strict=False).of(tree)).decode

    def checked(data: JsonText) -> Any:
        _check_utf_8(data)
        return decode(data)

    return _function(FromStructs(_code(valid), strict=False), tree, by_hooks, before=checked)


def _treatments(tree: Tree) -> Iterator[str]:
    """Yield what becomes of undeclared keys in the classes of a tree."""
    if tree.shape.kind == "class":
        yield tree.shape.unknown
    for sub in tree.inside:
        yield from _treatments(sub)


class _Lazily:
    """A function that is made when it is needed."""

    def __init__(self, make: Callable[[], Callable[[Any], Any]]) -> None:
        self._made = cache(make)

    def __call__(self, value: Any) -> Any:
        """Call it."""
        return self._made()(value)


def _check_utf_8(data: JsonText) -> None:
    """Find broken UTF-8; in what msgspec skips it does not look for it.

    Raises:
        UnicodeDecodeError: There is some.
    """
    if not isinstance(data, str):
        text = bytes(data)
        if not text.isascii():
            text.decode()
