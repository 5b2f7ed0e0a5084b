"""One bad job must not cost the page: the good ones, and the rejects with what is wrong with them."""

from __future__ import annotations

from contextlib import suppress
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    NamedTuple,
    TypeAlias,
    TypeVar,
    cast,
    get_args,
    get_origin,
    overload,
)

from attrs import NOTHING, frozen, has

from .codecs.json_text import decode_json
from .containers import is_optional
from .converters import converter as _converter
from .converters import hear
from .errors import MAX_PROBLEMS, Problem, StructureError, mismatch, problems_of, structure_error
from .generics import fields_of
from .shape import Field, shape_of, shape_of_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .codecs.json_text import JsonText
    from .converters import JsonConverter

__all__ = ["Reject", "salvage", "salvage_lines"]

T = TypeVar("T")

_BYTES: Final = (bytes, bytearray, memoryview)
_TEXT: Final = (str, *_BYTES)
_SPACE: Final = " \t\r\n"  # `strip` by itself takes more than JSON's white space

_Steps: TypeAlias = tuple[str | int, ...]


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
    field = _field_of_items(cl, converter, items)
    salvaged = hear(
        converter,
        lambda: _salvaged(data, cl, converter, field),
        lambda salvaged: (salvaged.page, salvaged.place),
    )
    return salvaged.page, salvaged.rejects


def salvage_lines(
    data: JsonText | Iterable[JsonText], cl: type[T], *, converter: JsonConverter = _converter
) -> tuple[list[T], list[Reject]]:
    """Structure newline-delimited JSON without its bad lines.

    Args:
        data: The text, or its lines. Lines of white space are passed over; one that is no text is
            a reject, too.
        cl: What to make of each line.
        converter: Which hooks to use, and which options.

    Returns:
        What became of the good lines, in order; and the rejects, in order.

    Raises:
        StructureError: *data* is neither text nor lines.
    """
    good: list[T] = []
    rejects: list[Reject] = []
    for index, line in enumerate(_lines(data, cl)):
        if _is_blank(line):
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


def _lines(data: Any, cl: Any) -> Iterator[Any]:
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
    if isinstance(line, str):
        return not line.strip(_SPACE)
    try:
        return isinstance(line, _BYTES) and not bytes(line).strip(_SPACE.encode())
    except ValueError:  # a memoryview that has been released: no JSON, but not nothing
        return False


class _Salvaged(NamedTuple):
    """What was salvaged.

    Attributes:
        page: What has become of the good items.
        rejects: The others.
        inside: The steps to the items in the page.
        outside: The steps to them in the document.
        left: Where each of the good items was in the document; empty if that can't be told.
    """

    page: Any
    rejects: list[Reject]
    inside: _Steps = ()
    outside: _Steps = ()
    left: Sequence[int] = ()

    def place(self, steps: _Steps) -> _Steps:
        """Return the steps in the document to what is at these in the page."""
        match steps[len(self.inside) :]:
            case (int(index), *rest) if self.left and steps[: len(self.inside)] == self.inside:
                return (*self.outside, self.left[index], *rest)
            case _:
                return steps


def _salvaged(data: Any, cl: Any, converter: JsonConverter, field: Field | None) -> _Salvaged:
    is_text = isinstance(data, _TEXT)
    try:
        return _Salvaged((converter.loads if is_text else converter.structure)(data, cl), [])
    except StructureError as exc:
        error = exc
    document = decode_json(data, cl) if is_text else data
    outside, every = _items_in(document, field)
    found = _by_item(error, outside, range(len(every)))
    if None in found:
        raise error
    # An error holds only so many problems. If that is the same, each item is read by itself, for
    # not to read all of them again and again.
    hook = _hook_of_items(cl, field, converter)
    if hook:
        found = dict(_bad_items(every, outside, hook))
    bad: dict[Any, list[Problem]] = {}
    while True:
        bad |= found
        left = [index for index in range(len(every)) if index not in bad]
        good = [every[index] for index in left]
        try:
            page = converter.structure({**document, outside[0]: good} if outside else good, cl)
            break
        except StructureError as exc:
            found = _by_item(exc, outside, left)
            if None in found:
                raise structure_error(found[None], cl) from None
    rejects = [
        Reject(index, Problem("", (*outside, index)).path, tuple(bad[index]), every[index])
        for index in sorted(bad)
    ]
    items = getattr(page, field.name, None) if field else page
    if not isinstance(items, list) or len(items) != len(left):
        left = []  # somebody's hook has made something else of them
    return _Salvaged(page, rejects, (field.key,) if field else (), outside, left)


def _items_in(document: Any, field: Field | None) -> tuple[_Steps, list[Any]]:
    """Return the steps to the items of a document, and them; none if they are no list."""
    steps: _Steps = ()
    items: Any = document
    if field:
        is_object = issubclass(type(document), dict)
        twin = is_object and field.key not in document and field.twin in document
        key = field.twin if twin and field.twin else field.key
        steps, items = (key,), document.get(key) if is_object else None
    return steps, items if issubclass(type(items), list) else []


def _by_item(
    error: StructureError, outside: _Steps, left: Sequence[int]
) -> dict[Any, list[Problem]]:
    """Return the problems by the index of the item that they are about; by `None` all others.

    Args:
        error: What was raised for the items that were left.
        outside: The steps to them.
        left: Where each of them is among all items.
    """
    found: dict[Any, list[Problem]] = {}
    for problem in error.problems:
        at, index, steps = len(outside), None, problem.steps
        if steps[:at] == outside and steps[at:]:
            step = steps[at]
            if isinstance(step, int) and 0 <= step < len(left):
                index = left[step]
                steps = (*outside, index, *steps[at + 1 :])
        moved = Problem(problem.message, steps, problem.kind, problem.excerpt)
        found.setdefault(index, []).append(moved)
    return found


def _hook_of_items(
    cl: Any, field: Field | None, converter: JsonConverter
) -> Callable[[Any], Any] | None:
    """Return what reads one item as it is read on a page.

    Returns:
        `None` if there is none: of the class, or of the list, there is a hook of a user's.
    """
    hook_of = converter.get_structure_hook
    type_ = cl
    if field:
        if field.hook or not shape_of(hook_of(cl), cl):
            return None
        type_ = field.type
    shape = shape_of(hook_of(type_), type_)
    if shape and shape.kind == "optional":
        (type_,) = shape.inside
        shape = shape_of(hook_of(type_), type_)
    if not shape or shape.kind != "list":
        return None
    (item,) = shape.inside
    hook = hook_of(item)
    return lambda value: hook(value, item)


def _bad_items(
    every: list[Any], outside: _Steps, hook: Callable[[Any], Any]
) -> Iterator[tuple[int, list[Problem]]]:
    """Yield the index of every bad item, and what is wrong with it."""
    for index, item in enumerate(every):
        try:
            hook(item)
        except Exception as exc:  # noqa: BLE001, PERF203 - a user's hook may raise anything
            steps = (*outside, index)
            problems = problems_of(exc, item)[:MAX_PROBLEMS]
            yield (
                index,
                [Problem(p.message, (*steps, *p.steps), p.kind, p.excerpt) for p in problems],
            )


def _field_of_items(cl: Any, converter: JsonConverter, items: str | None) -> Field | None:
    """Return the field with the list of items; `None` if the document itself is the list.

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
    shape = shape_of_class(cl, converter.get_structure_hook)
    known = {field.name: field for field in shape.fields} if shape else {}
    a = lists[name]
    return known.get(name) or Field(name, name, name, a.type, a.default)


def _is_list_of_classes(type_: Any) -> bool:
    if is_optional(type_):
        (type_,) = (arg for arg in get_args(type_) if arg is not NoneType)
    return get_origin(type_) is list and has(get_args(type_)[0])
