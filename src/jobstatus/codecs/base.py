"""The checks around a format's library: nothing is changed in silence when it reads and writes."""

from __future__ import annotations

import re
import sys
from functools import partial
from itertools import chain
from math import isfinite
from os import urandom
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from jobstatus.errors import UnstructureError, structure_error
from jobstatus.excerpts import cut, quoted
from jobstatus.problems import MAX_PROBLEMS, Problem, mismatch, plain_step

from .json_values import (
    MAX_DEPTH,
    SCALARS,
    Copier,
    exact_scalar,
    has_utf_8,
    integer_text,
    lone_surrogates,
    number_key_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jobstatus.problems import Place

__all__ = ["BINARY", "Decode", "Encode", "Format", "levels_of", "parts_of"]

Decode: TypeAlias = "Callable[..., Any]"
"""A library's decoder, with the caller's options."""

Encode: TypeAlias = "Callable[..., Any]"
"""A library's encoder; it takes options by name."""

BINARY: Final = (bytes, bytearray, memoryview)
"""The classes of documents that are no text."""

_REASON_ROOM: Final = 200
_CONTAINERS: Final = frozenset({list, dict})
_USUAL: Final = SCALARS | _CONTAINERS
_TEXT: Final = frozenset({str})
_NUMBERS: Final = frozenset({bool, int, float})


class Format:
    """A wire format: the limits of it and of its library, and the checks against them.

    The class attributes hold for most formats; a subclass overrides those that differ.
    """

    name: ClassVar[str]
    document_types: ClassVar[tuple[type, ...]] = BINARY
    """The classes of documents."""
    valid_document: ClassVar[Any]
    """A document that the library reads under all valid options."""
    max_depth: ClassVar[int] = MAX_DEPTH
    """The number of levels that the library writes and reads, called from a stack of any depth."""
    integers: ClassVar[range | None] = None
    """The range of integers, if the format has one."""
    has_null: ClassVar[bool] = True
    """True if the format has null."""
    has_bytes: ClassVar[bool] = False
    """True if the format carries bytes as bytes, and cattrs has no hook for them."""
    holds_object: ClassVar[bool] = False
    """True if a document is always an object."""
    text_keys: ClassVar[bool] = True
    """True if all keys are text; numbers become text then, as cattrs and the library do it."""
    digits_as_text: ClassVar[bool] = True
    """True if an integer is written as its decimal digits."""
    default_options: ClassVar[dict[str, Any]] = {}
    """Options for writing, unless the caller gives others."""
    rereads: ClassVar[bool] = True
    """True if a document written with the caller's options is read again, to compare the values."""

    def read(self, decode: Decode, data: Any, cl: Any, *, by_default: bool) -> Any:
        """Decode a document.

        Args:
            decode: The library's decoder.
            data: The document.
            cl: The type to make of the document; the error names it.
            by_default: Whether the caller gives no options.

        Returns:
            The decoded value, for hooks to structure.

        Raises:
            StructureError: The library cannot read the document, or the value has problems that no
                hook would find.
        """
        if not isinstance(data, self.document_types):
            names = [kind.__name__ for kind in (bytes, str) if kind in self.document_types]
            raise structure_error([mismatch(f"{self.name} ({' or '.join(names)})", data)], cl)
        try:
            if issubclass(type(data), str):
                data = str.__str__(data)  # not every library takes its subclasses
                data.encode()  # not every library looks for lone surrogates
            value = self.decoded(decode, data)
        except UnicodeEncodeError:
            problem = Problem.about(data, "holds a lone surrogate, which is no text")
            raise structure_error([problem], cl) from None
        except Problem as refused:
            raise structure_error([refused], cl) from None
        except Exception as exc:
            if not by_default:
                self.decoded(decode, self.valid_document)  # raises if an option is wrong
            problem = Problem.about(data, _reason(exc, f"is not {self.name}"))
            raise structure_error([problem], cl) from exc
        problems = self.hidden_problems(value, by_default=by_default)
        if problems:
            raise structure_error(problems, cl)
        return value

    def write(
        self, encode: Encode, decode: Decode, value: Any, type_: Any, options: dict[str, Any]
    ) -> Any:
        """Encode an unstructured value.

        Args:
            encode: The library's encoder.
            decode: The library's decoder, without options.
            value: Builtins, and objects of other classes that the library encodes.
            type_: The type that the value was unstructured from; the error names it.
            options: The caller's options.

        Raises:
            UnstructureError: The library cannot write the value, or would read it as another one.
        """
        if self.holds_object and not issubclass(type(value), dict):
            problem = mismatch(f"an object, for that is what a {self.name} document is", value)
            raise UnstructureError([problem], type_)
        copier = _CheckedCopier(self, options)
        copy, problems = value, list[Problem]()
        if not _is_usual(value, self):
            copy, problems = copier.copy_of(value)
        if problems:
            raise UnstructureError(problems, type_)
        encode = partial(encode, **{**self.default_options, **options})
        try:
            written = self.encoded(encode, copy)
        except MemoryError:
            raise
        except Exception as exc:
            if options:
                self.encoded(encode, {})  # raises if an option is wrong
            raise UnstructureError(self._refused_parts(encode, copy, exc), type_) from exc
        if options and self.rereads and not self._is_read_as(decode, written, copy):
            message = (
                f"is read as another value from {self.name} that is written with these options"
            )
            raise UnstructureError([Problem.about(copy, message)], type_)
        return copier.with_digits(written)

    def exact(self, scalar: object, options: dict[str, Any]) -> Any:  # noqa: ARG002 - one needs them
        """Return a JSON scalar as the object that the library has to encode for it.

        Raises:
            Problem: The format has no such scalar.
        """
        if scalar is None and not self.has_null:
            raise mismatch(f"a value that is not null ({self.name} has none)", scalar)
        exact = exact_scalar(scalar)
        if type(exact) is int and self.integers is not None and exact not in self.integers:
            raise mismatch(f"an integer of at most 64 bits ({self.name} has no others)", scalar)
        return exact

    def exact_key(self, key: object, options: dict[str, Any]) -> Any:
        """Return a key that is no text as the key that the library has to encode for it.

        Raises:
            Problem: The format has no such key.
        """
        if type(key) in _NUMBERS:
            if not self.text_keys:
                return self.exact(key, options)
            return number_key_text(exact_scalar(key))
        if self.text_keys:
            raise mismatch("a string as a key", key)
        return key

    def check_object(self, value: dict[Any, Any]) -> None:
        """Check that an object will be read as the same one.

        Raises:
            Problem: The object will be read as something else.
        """

    def encoded(self, encode: Encode, value: Any) -> Any:
        """Encode a checked value."""
        return encode(value)

    def decoded(self, decode: Decode, data: Any) -> Any:
        """Decode a document.

        Raises:
            Exception: The document is invalid, or an option is.
        """
        return decode(data)

    def hidden_problems(self, value: Any, *, by_default: bool) -> list[Problem]:
        """List the problems of a decoded value that no hook would find."""
        return [] if by_default else lone_surrogates(value)

    def replaces_digits(self, options: dict[str, Any]) -> bool:
        """Tell whether long integers are written by this package, where the interpreter refuses to."""
        return self.digits_as_text and not (options and self.rereads)

    def _refused_parts(self, encode: Encode, value: Any, exc: Exception) -> list[Problem]:
        """List the problems of all parts that the library refuses to encode by themselves.

        Each scalar is encoded alone, and so are the keys of each object: that is linear in the
        size of the value, however deep it is.
        """
        problems: list[Problem] = []
        for part, place in parts_of(value):
            alone = part
            if type(part) is dict:
                alone = dict.fromkeys(part, "")
            try:
                self.encoded(encode, {"_": alone})
            except Exception as refused:  # noqa: BLE001 - libraries raise anything
                message = _reason(refused, f"cannot be written as {self.name}")
                problems.append(Problem.about(part, message).placed(place))
                if len(problems) == MAX_PROBLEMS:
                    break
        if problems:
            return problems
        return [Problem.about(value, _reason(exc, f"cannot be written as {self.name}"))]

    def _is_read_as(self, decode: Decode, written: Any, value: Any) -> bool:
        """Tell whether a written document is read as the same value."""
        try:
            return _is_same(value, self.decoded(decode, written))
        except Exception:  # noqa: BLE001 - it cannot even be read
            return False


def levels_of(value: Any) -> Iterator[tuple[list[Any], list[Any], set[type]]]:
    """Walk through a value level by level, at the speed of C; a container is met once per level.

    Yields:
        The keys of all dicts of a level, the values of all dicts and lists of it, and the classes
        of these values. The first level has no keys, and just the value itself.
    """
    keys: list[Any] = []
    values: list[Any] = [value]
    while True:
        kinds = set(map(type, values))
        yield keys, values, kinds
        if kinds.isdisjoint(_CONTAINERS):
            return
        # By identity: of a value that contains itself twice, levels would double in size.
        inside = {id(item): item for item in values if type(item) in _CONTAINERS}.values()
        dicts = [item for item in inside if type(item) is dict]
        lists = [item for item in inside if type(item) is list]
        keys = list(chain.from_iterable(dicts))
        values = [*chain.from_iterable(map(dict.values, dicts)), *chain.from_iterable(lists)]


def _is_usual(value: Any, wire: Format) -> bool:
    """Tell whether every library writes a value exactly, so that it needs no checked copy.

    Such a value is of exact builtins: ASCII keys without `$`, integers of 64 bits, finite floats,
    and text without lone surrogates.
    """
    for height, (keys, values, kinds) in enumerate(levels_of(value)):
        if (
            height > wire.max_depth
            or not kinds <= _USUAL
            or not _TEXT.issuperset(map(type, keys))
            or not (wire.has_null or type(None) not in kinds)
        ):
            return False
        key_text = "".join(keys)
        if not key_text.isascii() or "$" in key_text:
            return False
        if str in kinds and not has_utf_8("".join(item for item in values if type(item) is str)):
            return False
        if float in kinds and not all(isfinite(item) for item in values if type(item) is float):
            return False
        if int in kinds:
            integers = [item for item in values if type(item) is int]
            if min(integers) < -(2**63) or max(integers) >= 2**63:
                return False
    return True


class _CheckedCopier(Copier):
    """Copies a value for a library to encode; it passes on objects of classes that JSON has not."""

    def __init__(self, wire: Format, options: dict[str, Any]) -> None:
        super().__init__(utf_8=True, depth=wire.max_depth)
        self.wire, self.options = wire, options
        # Text that stands for integers of more digits than the interpreter writes, and the digits.
        self.digits: dict[str, str] = {}
        self.writable: int | None = None
        allowed = getattr(sys, "get_int_max_str_digits", int)()  # newer than Python 3.10.6
        if allowed and wire.replaces_digits(options):
            self.writable = 10**allowed

    def take(self, item: Any, kind: type, step: Any) -> Any:
        if kind is tuple:
            item, kind = list(item), list
        if issubclass(kind, dict):
            self.wire.check_object(item)
        return super().take(item, kind, step)

    def scalar(self, item: object) -> Any:
        if item is None or issubclass(type(item), (str, int, float)):
            exact = self.wire.exact(item, self.options)
            if self.writable and type(exact) is int and abs(exact) >= self.writable:
                # Random, so that it is no text of the document's own.
                mark = f"i{urandom(16).hex()}"
                self.digits[mark] = integer_text(exact)
                return mark
            return exact
        return item

    def key_of_no_text(self, key: object) -> Any:
        return self.wire.exact_key(key, self.options)

    def with_digits(self, written: Any) -> Any:
        """Put the digits of long integers into the document that was written."""
        if not self.digits:
            return written
        if isinstance(written, str):
            return re.sub(r'"?(i[0-9a-f]{32})"?', self._digits_of, written)
        return self.with_digits(written.decode()).encode()

    def _digits_of(self, mark: re.Match[str]) -> str:
        return self.digits.get(mark[1], mark[0])


def parts_of(value: Any) -> Iterator[tuple[Any, Place | None]]:
    """Walk through the dicts and scalars of a value, in order, each with its place."""
    pending: list[tuple[Any, Place | None]] = [(value, None)]
    while pending:
        part, place = pending.pop()
        if type(part) is list:
            items: Any = enumerate(part)
        else:
            yield part, place
            items = part.items() if type(part) is dict else ()
        pending += reversed([(item, (place, plain_step(step))) for step, item in items])


def _is_same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same, but for the order of keys: options may sort them."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if one is None or isinstance(one, (str, int, float)):
        return type(one) is type(other) and repr(one) == repr(other)
    return True  # it is no JSON, so the library's options decide about it


def _reason(exc: Exception, message: str) -> str:
    """Add a library's own message to one of ours, in one line that no terminal acts on."""
    if isinstance(exc, RecursionError) or type(exc).__name__ == "StackError":
        return "is nested too deeply"
    reason = cut(" ".join(str(exc).split()).rstrip("."), _REASON_ROOM)
    return f"{message}: {reason if reason.isprintable() else quoted(reason)}" if reason else message
