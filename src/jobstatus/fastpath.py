"""When, and how, msgspec reads a document for us.

A document is read by msgspec straight into the classes, if every hook in the tree of types is
ours and has noted that msgspec agrees with it (`agreement`). What msgspec would pass over or take
in silence puts the document *in doubt*: a look at its text and one at the result find that. Then,
and if msgspec refuses the document, it is not our word that counts: the hooks read it again.
"""

from __future__ import annotations

import re
from datetime import timezone
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from attrs import Factory, define

from .agreement import Agreement, agreement_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook

    from .json_text import JsonText

__all__ = ["IN_DOUBT", "is_reader", "reader_factory", "reader_of"]

IN_DOUBT: Final = object()
"""What a reader returns if the hooks have to decide."""

_SHALLOW: Final = 64
_CONTAINERS: Final = frozenset({list, dict})
# Digits that msgspec would round away; and an offset that is not RFC 3339's, but that it reads.
_ODD_DATE_TIME: Final = re.compile(rb"\.\d{7}").search
_ODD_OFFSET: Final = b'0000"'
# Letters of a second spelling, or what is odd in a date-time, escaped.
_ESCAPED: Final = re.compile(rb"\\u00(?:[4-7]|3[0-9]|2[bBdDeE])").search


class _Reader:
    """Marks, among the types that hooks are asked for, JSON text that is to become another type."""


def reader_of(type_: Any) -> Any:
    """Return what stands for JSON text that is to become a type."""
    return _Reader, type_


def is_reader(type_: Any) -> bool:
    """Tell whether a type is `reader_of(...)`."""
    return isinstance(type_, tuple) and type_[0] is _Reader


def reader_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the function that has msgspec read JSON text.

    Args:
        type_: `reader_of(...)`: what the text is to become.
        converter: Whose hooks have to agree.

    Returns:
        The function: it returns the object, or `IN_DOUBT` if the hooks have to read the text.
    """
    _, target = type_
    tree = _Tree(converter)
    try:
        in_doubt = _compiled(list(tree.looks(target, "value")))
        decode = msgspec.json.Decoder(target).decode
    except Exception:  # noqa: BLE001 - whatever is odd about the type, the hooks will say it
        return _always_in_doubt
    twins, date_times = tuple(tree.twins), tree.date_times
    escapes = bool(twins or date_times)

    def read(data: Any, _: Any = type_) -> Any:
        try:
            text = data if type(data) is bytes else _bytes(data)
            if not text.isascii():
                text.decode()  # raises: in what msgspec skips, it does not look for broken UTF-8
            for twin in twins:
                if twin in text:
                    return IN_DOUBT
            if date_times and (_ODD_OFFSET in text or _ODD_DATE_TIME(text)):
                return IN_DOUBT
            if escapes and b"\\" in text and _ESCAPED(text):
                return IN_DOUBT
            value = decode(text)
        except Exception:  # noqa: BLE001 - whatever is wrong with the text, the hooks will say it
            return IN_DOUBT
        return IN_DOUBT if in_doubt(value) else value

    return read


def _always_in_doubt(_data: JsonText, _: Any = None) -> Any:
    return IN_DOUBT


def _bytes(data: JsonText) -> bytes:
    return data.encode() if isinstance(data, str) else memoryview(data).tobytes()


class _DisagreementError(Exception):
    """A hook of the tree is not ours, or says something else than msgspec."""


@define
class _Tree:
    """The types that a document is made of, and what has to be looked at for them."""

    converter: BaseConverter
    date_times: bool = False
    twins: set[bytes] = Factory(set)
    entered: list[Any] = Factory(list)
    names: int = 0

    def looks(self, type_: Any, value: str) -> Iterator[str]:
        """Yield the lines of code that look at a value, named so, and return True if in doubt."""
        agreement = agreement_of(self.converter.get_structure_hook(type_), type_)
        if agreement is None or type_ in self.entered:
            raise _DisagreementError(type_)
        self.entered.append(type_)
        yield from getattr(self, f"_{agreement.kind}")(agreement, value)
        self.entered.pop()

    def _plain(self, _agreement: Agreement, _value: str) -> Iterator[str]:
        yield from ()

    def _date_time(self, _agreement: Agreement, value: str) -> Iterator[str]:
        self.date_times = True
        yield f"if {value}.tzinfo is not utc: return True"

    def _json(self, agreement: Agreement, value: str) -> Iterator[str]:
        for _, part in agreement.parts:
            list(self.looks(part, value))
        # Looked at in line, because nearly all containers are flat.
        yield f"if {value}.__class__ is dict:"
        yield f"    if not flat(map(type, {value}.values())) and is_deep({value}): return True"
        yield f"elif {value}.__class__ is list:"
        yield f"    if not flat(map(type, {value})) and is_deep({value}): return True"

    def _optional(self, agreement: Agreement, value: str) -> Iterator[str]:
        inner = list(self.looks(agreement.parts[0][1], value))
        if inner:
            yield f"if {value} is not None:"
            yield from _indented(inner)

    def _list(self, agreement: Agreement, value: str, items: str = "") -> Iterator[str]:
        item = self._name()
        inner = list(self.looks(agreement.parts[0][1], item))
        if inner:
            yield f"for {item} in {value}{items}:"
            yield from _indented(inner)

    def _dict(self, agreement: Agreement, value: str) -> Iterator[str]:
        return self._list(agreement, value, ".values()")

    def _class(self, agreement: Agreement, value: str) -> Iterator[str]:
        self.twins.update(twin.encode() for twin in agreement.twins)
        for name, type_ in agreement.parts:
            field = self._name()
            inner = list(self.looks(type_, field))
            if inner:
                yield f"{field} = {value}.{name}"
                yield from inner

    def _name(self) -> str:
        self.names += 1
        return f"v{self.names}"


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _compiled(lines: list[str]) -> Callable[[Any], bool]:
    """Make one function of all looks: a call for each of them would cost more than they do."""
    names: dict[str, Any] = {
        "utc": timezone.utc,
        "flat": _CONTAINERS.isdisjoint,
        "is_deep": _is_deep,
    }
    source = "\n".join(["def in_doubt(value):", *_indented([*lines, "return False"])])
    exec(compile(source, "<jobstatus in doubt>", "exec"), names)  # noqa: S102 - our own lines
    return cast("Callable[[Any], bool]", names["in_doubt"])


def _is_deep(container: Any) -> bool:
    """Tell whether a container nests so deep that our limit might count."""
    level: list[Any] = [container]
    for _ in range(_SHALLOW):
        inside: list[Any] = [c.values() if type(c) is dict else c for c in level]
        level = [item for items in inside for item in items if type(item) in _CONTAINERS]
        if not level:
            return False
    return True
