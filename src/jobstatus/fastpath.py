"""When, and how, msgspec reads a document for us, and writes one.

If every hook in the tree of types is ours, what it does is known (`shape`). Then:

- JSON text is read by msgspec into *Structs*: classes made here, which have the same fields as ours
  and of which msgspec can make instances much faster than of attrs classes. Generated code (`gen`)
  takes over what they hold. What msgspec would pass over in silence are undeclared keys: so it is
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

from .gen import Code, FromBuiltins, FromStructs, ToBuiltins, ToStructs
from .shape import tree_of
from .structs import StructsToRead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .json_text import JsonText
    from .shape import Tree

__all__ = ["dumps_function", "loads_function"]


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
        if "keep" in treatments:
            return _builtins_reader(tree, by_hooks, valid)
        lax: Callable[[JsonText], Any] = by_hooks
        if "forbid" not in treatments:
            lax = _Lazily(lambda: _reader(tree, StructsToRead(strict=False), by_hooks, valid))
        return _reader(tree, StructsToRead(strict=True), lax, valid)
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
        with_extra = _Lazily(lambda: _writer(ToBuiltins, tree, by_hooks, valid))
        return _writer(ToStructs, tree, with_extra, valid)
    except Exception:  # noqa: BLE001 - whatever is odd about the type, the hooks will say it
        return by_hooks


def _writer(
    walk: type[ToBuiltins],
    tree: Tree,
    otherwise: Callable[[Any], bytes],
    valid: list[object],
) -> Callable[[Any], bytes]:
    """Make a function that writes objects by generated code."""
    code = Code()
    code.give_up_if(f"not {code.named(valid)}")
    done = walk(code).value(tree, "value")
    code.add(f"return {code.named(_encode)}({done})")
    return code.function(otherwise)


_encode: Final = msgspec.json.Encoder().encode


def _reader(
    tree: Tree, structs: StructsToRead, otherwise: Callable[[JsonText], Any], valid: list[object]
) -> Callable[[JsonText], Any]:
    """Make a function that reads JSON text by Structs."""
    code = Code()
    decode = msgspec.json.Decoder(structs.of(tree)).decode
    code.give_up_if(f"not {code.named(valid)}")
    if not structs.strict:
        code.add(f"{code.named(_check_utf_8)}(value)")
    code.add(f"value = {code.named(decode)}(value)")
    done = FromStructs(code, strict=structs.strict).value(tree, "value")
    code.add(f"return {done}")
    return code.function(otherwise)


def _builtins_reader(
    tree: Tree, by_hooks: Callable[[JsonText], Any], valid: list[object]
) -> Callable[[JsonText], Any]:
    """Make a function that reads JSON text as builtins first: Structs would not keep all of it."""
    code = Code()
    code.give_up_if(f"not {code.named(valid)}")
    code.add(f"value = {code.named(_decode)}(value)")
    done = FromBuiltins(code).value(tree, "value")
    code.add(f"return {done}")
    return code.function(by_hooks)


def _treatments(tree: Tree) -> Iterator[str]:
    """Yield what becomes of undeclared keys in the classes of a tree."""
    if tree.shape.kind == "class":
        yield tree.shape.unknown
    for sub in tree.inside:
        yield from _treatments(sub)


_decode: Final = msgspec.json.Decoder().decode


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
