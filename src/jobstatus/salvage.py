"""One bad job must not cost the page: the good ones, and the rejects with what is wrong with them."""

from __future__ import annotations

from contextlib import suppress
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args, get_origin, overload

from attrs import NOTHING, frozen, has

from .containers import is_optional
from .converter import converter as _converter
from .errors import Problem, StructureError
from .generics import fields_of
from .json_text import decode_json
from .shape import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .converter import JsonConverter
    from .json_text import JsonText

__all__ = ["Reject", "salvage", "salvage_lines"]

T = TypeVar("T")

_TEXT: Final = (str, bytes, bytearray, memoryview)


@frozen
class Reject:
    """An item that could not be structured.

    Attributes:
        index: Where it stands among the items that came, from 0; of a line, its number from 0.
        path: Where it stands in the document: `$.data[3]`; of a line, `$`.
        problems: Everything that is wrong with it, each with its path from the document's root.
        raw: The item as it came: builtins, or the text of a line that is no JSON.
    """

    index: int
    path: str
    problems: tuple[Problem, ...]
    raw: Any


@overload
def salvage(
    data: Any, cl: type[T], *, converter: JsonConverter = ..., items: str | None = ...
) -> tuple[T, list[Reject]]: ...
@overload
def salvage(
    data: Any, cl: Any, *, converter: JsonConverter = ..., items: str | None = ...
) -> tuple[Any, list[Reject]]: ...
def salvage(
    data: Any, cl: Any, *, converter: JsonConverter = _converter, items: str | None = None
) -> tuple[Any, list[Reject]]:
    """Structure a page or list without its bad items.

    Args:
        data: JSON text, as for `loads`, or builtins, as for `structure`.
        cl: What to make of it: `list[...]`, or an attrs class with one list of items, such as
            `AtsJobsPaginated`.
        converter: Which hooks to use, and which options.
        items: The field with the items, if *cl* has more than one that is required and a list of
            attrs classes, or none.

    Returns:
        What *cl* says, with the good items in order, each as it would be on a clean page; and the
        rejects, in order.

    Raises:
        StructureError: It is no JSON, or something else is wrong than items.
        TypeError: It can't be told which the items are.
    """
    step = _step_of_items(cl, converter, items)
    is_text = isinstance(data, _TEXT)
    with suppress(StructureError):
        return (converter.loads if is_text else converter.structure)(data, cl), []
    document = decode_json(data, cl) if is_text else data
    is_object = issubclass(type(document), dict)
    every = document if step is None else document.get(step) if is_object else None
    rejects: dict[int, Reject] = {}
    # Once more is enough, unless there are more problems than an error holds.
    while True:
        good = _but(document, step, every, rejects)
        try:
            page = converter.structure(good, cl)
        except StructureError as error:
            found = _rejects(error, step, every, rejects)
            if not found:
                raise
            rejects |= found
        else:
            return page, [rejects[index] for index in sorted(rejects)]


def salvage_lines(
    data: JsonText | Iterable[JsonText], cl: type[T], *, converter: JsonConverter = _converter
) -> tuple[list[T], list[Reject]]:
    """Structure newline-delimited JSON without its bad lines.

    Args:
        data: The text, or its lines. Lines of white space are passed over.
        cl: What to make of each line.
        converter: Which hooks to use, and which options.

    Returns:
        What became of the good lines, in order; and the rejects, in order.
    """
    good: list[T] = []
    rejects: list[Reject] = []
    for index, line in enumerate(_lines(data)):
        if not (line if isinstance(line, (str, bytes)) else bytes(line)).strip():
            continue
        try:
            good.append(converter.loads(line, cl))
        except StructureError as error:
            try:
                raw = decode_json(line, cl)
            except StructureError:
                raw = line
            rejects.append(Reject(index, "$", error.problems, raw))
    return good, rejects


def _lines(data: JsonText | Iterable[JsonText]) -> Iterator[JsonText]:
    if isinstance(data, str):
        yield from data.split("\n")  # `splitlines` would split at more than JSON's white space
    elif isinstance(data, (bytes, bytearray, memoryview)):
        yield from bytes(data).split(b"\n")
    else:
        yield from data


def _step_of_items(cl: Any, converter: JsonConverter, items: str | None) -> str | None:
    """Return the key of the list of items; `None` if the document itself is the list.

    Raises:
        TypeError: It can't be told.
    """
    if (get_origin(cl) or cl) is list and items is None:
        return None
    class_ = get_origin(cl) or cl
    if not has(class_):
        msg = f"salvage makes lists and attrs classes, not {cl!r}"
        raise TypeError(msg)
    lists = {a.name: a for a in fields_of(cl) if _is_list_of_classes(a.type)}
    names = [name for name, a in lists.items() if a.default is NOTHING]
    name = items if items in lists else names[0] if len(names) == 1 and items is None else None
    if name is None:
        msg = f"say which field of {class_.__name__} has the items: items= one of {list(lists)}"
        raise TypeError(msg)
    return keys_of(cl, converter.get_structure_hook).get(name, name)


def _is_list_of_classes(type_: Any) -> bool:
    if is_optional(type_):
        (type_,) = (arg for arg in get_args(type_) if arg is not NoneType)
    return get_origin(type_) is list and has(get_args(type_)[0])


def _but(document: Any, step: str | None, every: Any, rejects: dict[int, Reject]) -> Any:
    """Return the document without its rejects."""
    if not rejects:
        return document
    good = [item for index, item in enumerate(every) if index not in rejects]
    return good if step is None else {**document, step: good}


def _rejects(
    error: StructureError, step: str | None, every: Any, known: dict[int, Reject]
) -> dict[int, Reject]:
    """Return the items that an error is about; none if it is about something else, too."""
    prefix = () if step is None else (step,)
    left = [index for index in range(len(every)) if index not in known] if every else []
    by_index: dict[int, list[Problem]] = {}
    for problem in error.problems:
        rest = problem.steps[len(prefix) :]
        if problem.steps[: len(prefix)] != prefix or not rest or not isinstance(rest[0], int):
            return {}
        index = left[rest[0]]
        moved = Problem(problem.message, (*prefix, index, *rest[1:]), problem.kind, problem.excerpt)
        by_index.setdefault(index, []).append(moved)
    return {
        index: Reject(index, Problem("", (*prefix, index)).path, tuple(problems), every[index])
        for index, problems in by_index.items()
    }
