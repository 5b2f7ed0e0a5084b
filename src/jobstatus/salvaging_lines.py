"""Structure newline-delimited JSON without the bad lines, which become rejects."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from .codecs.json_text import decode_json
from .converters import converter as _converter
from .errors import StructureError, structure_error
from .problems import Problem, mismatch
from .rejects import Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .codecs.json_text import JsonText
    from .converters import JsonConverter

__all__ = ["salvage_lines"]

T = TypeVar("T")

_BYTES: Final = (bytes, bytearray, memoryview)
_SPACE: Final = " \t\r\n"  # `strip` by itself takes more than JSON's white space


def salvage_lines(
    data: JsonText | Iterable[JsonText],
    cl: type[T],
    *,
    converter: JsonConverter = _converter,
    context: Any = None,
) -> tuple[list[T], list[Reject]]:
    """Structure newline-delimited JSON without its bad lines.

    Args:
        data: The text, or its lines. Lines of white space are ignored; an element that is no text
            is a reject, too.
        cl: The type of each line.
        converter: The converter whose hooks are used.
        context: Anything that names the lines, for the events that `on_drift` gets.

    Returns:
        The results for the good lines, in order; and the rejects, in order.

    Raises:
        StructureError: *data* is neither text nor lines.
        cattrs.StructureHandlerNotFoundError: The converter can make no hook for *cl*.
    """
    good: list[T] = []
    rejects: list[Reject] = []
    for index, line in enumerate(_lines(data, cl)):
        if _is_blank(line):
            continue
        try:
            good.append(converter.loads(line, cl, context))
        except StructureError as error:
            try:
                raw = decode_json(line, cl)
            except StructureError:
                raw = line
            rejects.append(Reject(index, "$", error.problems, raw))
    return good, rejects


def _lines(data: Any, cl: Any) -> Iterator[Any]:
    """Split a text into lines, or return an iterator over lines.

    Raises:
        StructureError: The data is neither text nor lines.
    """
    if isinstance(data, str):
        return iter(data.split("\n"))  # `splitlines` would split at more than JSON's white space
    if isinstance(data, _BYTES):
        try:
            return iter(bytes(data).split(b"\n"))
        except ValueError:  # a memoryview that has been released
            raise structure_error([Problem.about(data, "cannot be read any more")], cl) from None
    with suppress(TypeError):
        if not isinstance(data, dict):  # its keys are no lines
            return iter(cast("Iterable[Any]", data))
    problem = mismatch("newline-delimited JSON (bytes or str), or its lines", data)
    raise structure_error([problem], cl)


def _is_blank(line: Any) -> bool:
    """Tell whether a line is text with nothing but white space."""
    if isinstance(line, str):
        return not line.strip(_SPACE)
    try:
        return isinstance(line, _BYTES) and not bytes(line).strip(_SPACE.encode())
    except ValueError:  # a released memoryview is a reject, not a blank line
        return False
