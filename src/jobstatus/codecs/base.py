"""What a wire format, whichever it is, is watched for when its library reads and writes."""

from __future__ import annotations

from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from jobstatus.errors import Problem, UnstructureError, mismatch, structure_error
from jobstatus.excerpts import cut, quoted

from .json_values import MAX_DEPTH, Copying, exact_scalar, has_utf_8, lone_surrogates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["BINARY", "Decode", "Encode", "Format"]

Decode: TypeAlias = "Callable[[Any], Any]"
"""A library that reads, with the caller's options."""

Encode: TypeAlias = "Callable[..., Any]"
"""A library that writes."""

BINARY: Final = (bytes, bytearray, memoryview)
"""The classes of documents that are no text."""

_REASON_ROOM: Final = 200


class Format:
    """A wire format, and what its library has to be watched for.

    The attributes say what holds of most formats; subclasses say what holds of one.
    """

    name: ClassVar[str]
    takes: ClassVar[tuple[type, ...]] = BINARY
    """The classes of documents."""
    blank: ClassVar[Any]
    """A document that is good under all options that are."""
    depth: ClassVar[int] = MAX_DEPTH
    """How deep values may nest for the library to write and read them, whatever calls it."""
    integers: ClassVar[range | None] = None
    """All integers that it has, if there are only some."""
    has_null: ClassVar[bool] = True
    has_bytes: ClassVar[bool] = False
    """Whether it carries bytes as bytes, and cattrs has no hook for them."""
    of_objects: ClassVar[bool] = False
    """Whether a document is always an object."""
    text_keys: ClassVar[bool] = True
    """Whether keys have to be text; a library that is not told so makes text of some others."""
    options: ClassVar[dict[str, Any]] = {}
    """Options for writing, where the caller does not say otherwise."""
    reads_again: ClassVar[bool] = True
    """Whether what is written with the caller's options is read again, to see what it says."""

    def read(self, decode: Decode, data: Any, cl: Any, *, by_default: bool) -> Any:
        """Decode a document.

        Args:
            decode: The library.
            data: The document.
            cl: What it is to become; the error names it.
            by_default: Whether the caller gives no options.

        Returns:
            What the library makes of it, for hooks to read.

        Raises:
            StructureError: It cannot be read, or hooks could not see what is wrong with it.
        """
        if not isinstance(data, self.takes):
            kinds = " or ".join(kind.__name__ for kind in (bytes, str) if kind in self.takes)
            raise structure_error([mismatch(f"{self.name} ({kinds})", data)], cl)
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
                self.decoded(decode, self.blank)  # no document can mend a wrong option
            problem = Problem.about(data, _reason(exc, f"is not {self.name}"))
            raise structure_error([problem], cl) from exc
        problems = self.unseen(value, by_default=by_default)
        if problems:
            raise structure_error(problems, cl)
        return value

    def write(
        self, encode: Encode, decode: Decode, value: Any, type_: Any, options: dict[str, Any]
    ) -> Any:
        """Encode what hooks have made.

        Args:
            encode: The library; it takes *options* by name.
            decode: The library, without any.
            value: Builtins, and whatever else the library takes.
            type_: What it was made of; the error names it.
            options: The caller's.

        Raises:
            UnstructureError: It cannot be written, or would be read as something else.
        """
        if self.of_objects and not issubclass(type(value), dict):
            problem = mismatch(f"an object, for that is what a {self.name} document is", value)
            raise UnstructureError([problem], type_)
        copy, problems = value, list[Problem]()
        if not _is_plain(value, self):
            copy, problems = _Checking(self, options).copy_of(value)
        if problems:
            raise UnstructureError(problems, type_)
        encode = partial(encode, **{**self.options, **options})
        try:
            written = self.encoded(encode, copy)
        except Exception as exc:
            if options:
                self.encoded(encode, {})
            raise UnstructureError(self._blamed(encode, copy, exc), type_) from exc
        if options and self.reads_again and not self._says(decode, written, copy):
            problem = Problem.about(copy, f"is not what {self.name} says, with these options")
            raise UnstructureError([problem], type_)
        return written

    def exact(self, scalar: object, options: dict[str, Any]) -> Any:  # noqa: ARG002 - one needs them
        """Return what is to be encoded for one of JSON's scalars, or raise its `Problem`."""
        if scalar is None and not self.has_null:
            raise mismatch(f"a value that is not null ({self.name} has none)", scalar)
        exact = exact_scalar(scalar)
        if type(exact) is int and self.integers is not None and exact not in self.integers:
            raise mismatch(f"an integer of at most 64 bits ({self.name} has no others)", scalar)
        return exact

    def check_object(self, value: dict[Any, Any]) -> None:
        """Raise the `Problem` of an object that would be read as something else."""

    def encoded(self, encode: Encode, value: Any) -> Any:
        """Encode what has been checked."""
        return encode(value)

    def decoded(self, decode: Decode, data: Any) -> Any:
        """Decode a document; whatever this raises, something is wrong with the document."""
        return decode(data)

    def unseen(self, value: Any, *, by_default: bool) -> list[Problem]:
        """Name what is wrong with what was decoded, if no hook would see it."""
        return [] if by_default else lone_surrogates(value)

    def _blamed(self, encode: Encode, value: Any, exc: Exception) -> list[Problem]:
        """Find the parts that the library refuses: by themselves, they are refused, too."""
        problems: list[Problem] = []
        left: list[tuple[Any, tuple[str | int, ...], Exception]] = [(value, (), exc)]
        while left:
            value, steps, exc = left.pop()
            inside: list[tuple[Any, tuple[str | int, ...], Exception]] = []
            for step, item in _items(value):
                try:
                    self.encoded(encode, {"_": item})
                except Exception as inner:  # noqa: BLE001, PERF203 - it is the library's
                    inside.append((item, (*steps, step), inner))
            left += reversed(inside)
            if not inside:
                message = _reason(exc, f"cannot be written as {self.name}")
                problems.append(Problem.about(value, message, steps))
        return problems

    def _says(self, decode: Decode, written: Any, value: Any) -> bool:
        try:
            return _same(value, self.decoded(decode, written))
        except Exception:  # noqa: BLE001 - it cannot even be read
            return False


def _is_plain(value: Any, wire: Format) -> bool:
    """Tell whether a format is sure to have all that is in a value; most are like that."""
    level: list[Any] = [[value]]
    for _ in range(wire.depth + 1):
        inside: list[Any] = []
        for container in level:
            items = container
            if type(container) is dict:
                if not all(map(_is_plain_key, container)):
                    return False
                items = container.values()
            for item in items:
                kind = type(item)
                if kind is dict or kind is list:
                    inside.append(item)
                elif not (_PLAIN.get(kind, _is_null)(item) and (wire.has_null or item is not None)):
                    return False
        level = inside
        if not level:
            return True
    return False


def _is_plain_key(key: object) -> bool:
    return type(key) is str and key.isascii() and key[:1] != "$"


def _is_null(item: object) -> bool:
    return item is None


_PLAIN: Final[dict[type, Callable[[Any], bool]]] = {
    str: has_utf_8,
    bool: lambda _: True,
    int: lambda item: -(2**63) <= item < 2**63,
    float: isfinite,
}


class _Checking(Copying):
    """The copy of what is to be encoded; what is neither JSON nor a tuple, the library may know."""

    def __init__(self, wire: Format, options: dict[str, Any]) -> None:
        super().__init__(utf_8=True, depth=wire.depth)
        self.wire, self.options = wire, options

    def take(self, item: Any, kind: type, step: Any) -> Any:
        if kind is tuple:
            item, kind = list(item), list
        if issubclass(kind, dict):
            self.wire.check_object(item)
        return super().take(item, kind, step)

    def scalar(self, item: object) -> Any:
        if item is None or issubclass(type(item), (str, int, float)):
            return self.wire.exact(item, self.options)
        return item

    def odd_key(self, key: object) -> Any:
        return super().odd_key(key) if self.wire.text_keys else key


def _items(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same, but for the order of keys: options may sort them."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if one is None or isinstance(one, (str, int, float)):
        return type(one) is type(other) and repr(one) == repr(other)
    return True  # it is no JSON, and as good as the library's options make it


def _reason(exc: Exception, what: str) -> str:
    """Say in one line that no terminal acts on what a library has said."""
    if isinstance(exc, RecursionError) or type(exc).__name__ == "StackError":
        return "is nested too deeply"
    said = cut(" ".join(str(exc).split()).rstrip("."), _REASON_ROOM)
    return f"{what}: {said if said.isprintable() else quoted(said)}" if said else what
