"""A page or list without its bad items: the good ones, and the rejects with what is wrong with them."""

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
from .converters import converter as _converter
from .errors import StructureError, failure_of, structure_error, structure_failure
from .nodes.base import Node
from .nodes.classes import ClassNode
from .nodes.generics import fields_of
from .nodes.lists import ListNode
from .nodes.lookup import structure_node
from .nodes.optionals import is_optional
from .problems import MAX_PROBLEMS, Failure, Problem, mismatch, problems_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .codecs.json_text import JsonText
    from .converters import JsonConverter
    from .problems import Found, Place

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
    target = _target_of(cl, converter, items)

    def read() -> _Salvaged:
        document = decode_json(data, cl) if isinstance(data, _TEXT) else data
        return target.salvage(document)

    salvaged = converter.salvaging(read, lambda s: s.page, lambda s, steps: s.place(steps))
    try:
        return salvaged.page, salvaged.rejects
    finally:
        del salvaged  # the causes of problems refer to this frame


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
    """A salvaged page, and the places of its items in the document.

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


class _ItemsNode(Node):
    """Structures the good items of a list, and keeps what is wrong with the others.

    Attributes:
        bad: The problems of each bad item, by its index.
    """

    def __init__(self, items: ListNode) -> None:
        super().__init__(items.type)
        self.items: ListNode = items
        self.bad: dict[int, Found] = {}

    def inside(self) -> list[Node]:
        return [self.items]

    def taken(self) -> dict[int, Found]:
        """Return the problems, and keep none: their causes refer to the frames of the callers."""
        bad, self.bad = self.bad, {}
        return bad

    def read(self, value: Any, depth: Any) -> Any:
        if not issubclass(type(value), list):
            return self.items.read(value, depth)
        good: list[Any] = []
        for index, item in enumerate(value):
            try:
                if item is None and self.items.nullable:
                    good.append(None)
                else:
                    good.append(self.items.item.read(item, depth + 1))
            except Exception as exc:  # noqa: BLE001, PERF203 - a user's hook may raise anything
                self.bad[index] = failure_of(exc, item).found
        return good


class _Target(NamedTuple):
    """The type that is salvaged, and where its items are.

    Attributes:
        cl: The type.
        node: The node that structures it.
        name: The name of the field with the items; `None` if the document itself is the list.
        key: The key of that field in documents.
        alias_key: The second spelling of the key, if there is one.
        converter: The converter.
    """

    cl: Any
    node: Node
    name: str | None
    key: str
    alias_key: str | None
    converter: JsonConverter

    def salvage(self, document: Any) -> _Salvaged:
        """Structure a document without its bad items."""
        outside, every = self._items_in(document)
        items, reader = self._reader()
        if items is None:
            return self._by_hooks(document, outside, every)
        reader.resolve()
        try:
            page = reader.read(document, 0)
        except Exception as exc:  # noqa: BLE001 - of a dict's own methods, perhaps
            found = self._all_found(failure_of(exc, document), outside, items.bad)
        else:
            return self._salvaged(page, items.taken(), outside, every)
        raise structure_failure(found, self.cl)

    def _reader(self) -> tuple[_ItemsNode | None, Node]:
        """Return the node that keeps the bad items to itself, and the one that structures with it.

        There is none if the items, or what they stand in, are a user's hook's to read.
        """
        if self.name is None:
            if not isinstance(self.node, ListNode):
                return None, self.node
            items = _ItemsNode(self.node)
            return items, items
        if isinstance(self.node, ClassNode):
            for field in self.node.fields:
                if field.name == self.name and isinstance(field.node, ListNode):
                    items = _ItemsNode(field.node)
                    return items, self.node.with_node(self.name, items)
        return None, self.node

    def _items_in(self, document: Any) -> tuple[_Steps, list[Any]]:
        """Return the steps to the items of a document, and them; none if they are no list."""
        steps: _Steps = ()
        items: Any = document
        if self.name is not None:
            is_object = issubclass(type(document), dict)
            alias = is_object and self.key not in document and self.alias_key in document
            key = self.alias_key if alias and self.alias_key else self.key
            steps, items = (key,), document.get(key) if is_object else None
        return steps, items if issubclass(type(items), list) else []

    def _all_found(self, failure: Failure, outside: _Steps, bad: dict[int, Found]) -> Found:
        """Return what is wrong with a page itself, and with its items in their place among that."""
        inside: Found = list(bad.items())
        if not bad or failure.count + len(problems_in(inside)) > MAX_PROBLEMS:
            return failure.found
        order = (
            [field.key for field in self.node.fields] if isinstance(self.node, ClassNode) else []
        )
        before = order[: order.index(self.key)]
        at = sum(isinstance(entry, tuple) and entry[0] in before for entry in failure.found)
        return [*failure.found[:at], (outside[0], inside), *failure.found[at:]]

    def _salvaged(
        self, page: Any, bad: dict[int, Found], outside: _Steps, every: list[Any]
    ) -> _Salvaged:
        place: Place | None = (None, outside[0]) if outside else None
        rejects = []
        for index, found in bad.items():
            at = Problem("", (*outside, index)).path
            problems = tuple(p.placed((place, index)) for p in problems_in(found))
            rejects.append(Reject(index, at, problems, every[index]))
        left = [index for index in range(len(every)) if index not in bad]
        items = getattr(page, self.name, None) if self.name else page
        if not isinstance(items, list) or len(items) != len(left):
            left = []  # the class has made something else of them
        return _Salvaged(page, rejects, (self.key,) if self.name else (), outside, left)

    def _by_hooks(self, document: Any, outside: _Steps, every: list[Any]) -> _Salvaged:
        """Structure a document again and again, each time without the items that were complained of."""
        bad: dict[Any, list[Problem]] = {}
        left: Sequence[int] = range(len(every))
        good = document
        while True:
            try:
                page = self.node.structure(good)
                break
            except StructureError as exc:
                found = _by_item(exc, outside, left)
                if None in found:
                    raise structure_error(found[None], self.cl) from None
            bad |= found
            left = [index for index in range(len(every)) if index not in bad]
            chosen = [every[index] for index in left]
            good = {**document, outside[0]: chosen} if outside else chosen
        trees: dict[int, Found] = {index: list(bad[index]) for index in sorted(bad)}
        return self._salvaged(page, trees, outside, every)


def _by_item(
    error: StructureError, outside: _Steps, left: Sequence[int]
) -> dict[Any, list[Problem]]:
    """Return the problems of each item, from there on, by its index; by `None` all others.

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
            if index is not None:
                steps = steps[at + 1 :]
        moved = Problem(problem.message, steps, problem.kind, problem.excerpt)
        found.setdefault(index, []).append(moved)
    return found


def _target_of(cl: Any, converter: JsonConverter, items: str | None) -> _Target:
    """Find the items of a type.

    Raises:
        TypeError: It can't be told which they are.
    """
    class_ = get_origin(cl) or cl
    is_of_items = class_ is list and items is None
    if not is_of_items and not has(class_):
        msg = f"salvage makes lists and attrs classes, not {cl!r}"
        raise TypeError(msg)
    node = structure_node(cl, converter)
    node.resolve()
    if is_of_items:
        return _Target(cl, node, None, "", None, converter)
    lists = {a.name: a for a in fields_of(cl) if _is_list_of_classes(a.type)}
    names = [name for name, a in lists.items() if a.default is NOTHING]
    name = items if items in lists else names[0] if len(names) == 1 and items is None else None
    if name is None:
        msg = f"say which field of {class_.__name__} has the items: items= one of {list(lists)}"
        raise TypeError(msg)
    for field in node.fields if isinstance(node, ClassNode) else ():
        if field.name == name:
            return _Target(cl, node, name, field.key, field.alias_key, converter)
    return _Target(cl, node, name, name, None, converter)


def _is_list_of_classes(type_: Any) -> bool:
    if is_optional(type_):
        (type_,) = (arg for arg in get_args(type_) if arg is not NoneType)
    return get_origin(type_) is list and has(get_args(type_)[0])
