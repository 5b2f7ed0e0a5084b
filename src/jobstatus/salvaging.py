"""Structure a page or list without the bad items, which become rejects."""

from __future__ import annotations

from types import NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    NamedTuple,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
    overload,
)

from attrs import NOTHING, has

from .codecs.json_text import decode_json
from .converters import converter as _converter
from .drift.context import drift_context
from .errors import StructureError, failure_of, structure_error, structure_failure
from .nodes.base import Node
from .nodes.classes import ClassNode
from .nodes.generics import fields_of
from .nodes.lists import ListNode
from .nodes.lookup import structure_node
from .nodes.optionals import is_optional
from .problems import MAX_PROBLEMS, Failure, Problem, problems_in
from .rejects import Reject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .converters import JsonConverter
    from .problems import Found, Place

__all__ = ["salvage"]

T = TypeVar("T")

_BYTES: Final = (bytes, bytearray, memoryview)
_TEXT: Final = (str, *_BYTES)

_Steps: TypeAlias = tuple[str | int, ...]


@overload
def salvage(
    data: Any,
    cl: type[T],
    *,
    converter: JsonConverter = ...,
    items: str | None = ...,
    context: Any = ...,
) -> tuple[T, list[Reject]]: ...
@overload
def salvage(
    data: Any,
    cl: Any,
    *,
    converter: JsonConverter = ...,
    items: str | None = ...,
    context: Any = ...,
) -> tuple[Any, list[Reject]]: ...
def salvage(
    data: Any,
    cl: Any,
    *,
    converter: JsonConverter = _converter,
    items: str | None = None,
    context: Any = None,
) -> tuple[Any, list[Reject]]:
    """Structure a page or list without its bad items.

    Args:
        data: JSON text, as for `loads`, or builtins, as for `structure`.
        cl: The type of the document: `list[...]`, or an attrs class with one list of items, such
            as `AtsJobsPaginated`.
        converter: The converter whose hooks are used.
        items: The name of the field with the items. It is needed if *cl* does not have exactly one
            required field that is a list of attrs classes.
        context: Anything that names the document, for the events that `on_drift` gets.

    Returns:
        An instance of *cl* with the good items, in order, each as it would be on a page without bad
        ones; and the rejects, in order.

    Raises:
        StructureError: The document is no JSON, or something else in it than items is wrong.
        TypeError: *cl* is of another kind, or it is unclear which field has the items.
        cattrs.StructureHandlerNotFoundError: The converter can make no hook for *cl*.
    """
    target = _target_of(cl, converter, items)

    def read() -> _Salvaged:
        document = decode_json(data, cl) if isinstance(data, _TEXT) else data
        return target.salvage(document)

    with drift_context(context):
        salvaged = converter.read_in_steps(read, lambda s: s.page, lambda s, steps: s.place(steps))
    try:
        return salvaged.page, salvaged.rejects
    finally:
        del salvaged  # the causes of problems refer to this frame


class _Salvaged(NamedTuple):
    """A salvaged page, and the places of its items in the document.

    Attributes:
        page: The instance or list with the good items.
        rejects: The bad items.
        page_steps: The steps to the list of items in the page.
        document_steps: The steps to the list of items in the document.
        indices: The index in the document of each good item; empty if the class has changed the
            list, so that these indices are unknown.
    """

    page: Any
    rejects: list[Reject]
    page_steps: _Steps = ()
    document_steps: _Steps = ()
    indices: Sequence[int] = ()

    def place(self, steps: _Steps) -> _Steps:
        """Return the steps in the document to the value that is at these steps in the page."""
        depth = len(self.page_steps)
        match steps[depth:]:
            case (int(index), *below) if self.indices and steps[:depth] == self.page_steps:
                return (*self.document_steps, self.indices[index], *below)
            case _:
                return steps


class _ItemsNode(Node):
    """Structures the good items of a list, and keeps the problems of the bad ones.

    Attributes:
        bad: The problems of each bad item, by its index.
    """

    def __init__(self, items: ListNode) -> None:
        super().__init__(items.type)
        self.items: ListNode = items
        self.bad: dict[int, Found] = {}

    def find_parts(self) -> list[Node]:
        return [self.items]

    def take_bad(self) -> dict[int, Found]:
        """Return the problems, and forget them: their causes refer to the frames of the callers."""
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
    """A type that is salvaged, and the field with its items.

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
        list_steps, all_items = self._items_in(document)
        items, reader = self._reader()
        if items is None:
            return self._by_hooks(document, list_steps, all_items)
        reader.resolve()
        try:
            page = reader.read(document, 0)
        except Exception as exc:  # noqa: BLE001 - of a dict's own methods, perhaps
            found = self._all_found(failure_of(exc, document), list_steps, items.bad)
        else:
            return self._salvaged(page, items.take_bad(), list_steps, all_items)
        raise structure_failure(found, self.cl)

    def _reader(self) -> tuple[_ItemsNode | None, Node]:
        """Return the node that collects the bad items, and the node of the type that contains it.

        The first is `None` if a user's hook reads the items or the class that has them.
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
        """Return the steps to the list of items in a document, and the items; none if it is no list."""
        steps: _Steps = ()
        items: Any = document
        if self.name is not None:
            is_object = issubclass(type(document), dict)
            alias = is_object and self.key not in document and self.alias_key in document
            key = self.alias_key if alias and self.alias_key else self.key
            steps, items = (key,), document.get(key) if is_object else None
        return steps, items if issubclass(type(items), list) else []

    def _all_found(self, failure: Failure, list_steps: _Steps, bad: dict[int, Found]) -> Found:
        """Return the problems of a page and those of its items, in the order of the fields."""
        inside: Found = list(bad.items())
        if not bad or failure.count + len(problems_in(inside)) > MAX_PROBLEMS:
            return failure.found
        order = (
            [field.key for field in self.node.fields] if isinstance(self.node, ClassNode) else []
        )
        before = order[: order.index(self.key)]
        at = sum(isinstance(entry, tuple) and entry[0] in before for entry in failure.found)
        return [*failure.found[:at], (list_steps[0], inside), *failure.found[at:]]

    def _salvaged(
        self, page: Any, bad: dict[int, Found], list_steps: _Steps, all_items: list[Any]
    ) -> _Salvaged:
        place: Place | None = (None, list_steps[0]) if list_steps else None
        rejects = []
        for index, found in bad.items():
            at = Problem("", (*list_steps, index)).path
            problems = tuple(p.placed((place, index)) for p in problems_in(found))
            rejects.append(Reject(index, at, problems, all_items[index]))
        indices = [index for index in range(len(all_items)) if index not in bad]
        items = getattr(page, self.name, None) if self.name else page
        if not isinstance(items, list) or len(items) != len(indices):
            indices = []  # the class has changed the list
        return _Salvaged(page, rejects, (self.key,) if self.name else (), list_steps, indices)

    def _by_hooks(self, document: Any, list_steps: _Steps, all_items: list[Any]) -> _Salvaged:
        """Structure a document repeatedly, each time without the items that had problems before."""
        bad: dict[Any, list[Problem]] = {}
        indices: Sequence[int] = range(len(all_items))
        good = document
        while True:
            try:
                page = self.node.structure(good)
                break
            except StructureError as exc:
                found = _by_item(exc, list_steps, indices)
                if None in found:
                    raise structure_error(found[None], self.cl) from None
            bad |= found
            indices = [index for index in range(len(all_items)) if index not in bad]
            chosen = [all_items[index] for index in indices]
            good = {**document, list_steps[0]: chosen} if list_steps else chosen
        trees: dict[int, Found] = {index: list(bad[index]) for index in sorted(bad)}
        return self._salvaged(page, trees, list_steps, all_items)


def _by_item(
    error: StructureError, list_steps: _Steps, indices: Sequence[int]
) -> dict[Any, list[Problem]]:
    """Return the problems of each item, by its index, with steps from the item; others by `None`.

    Args:
        error: The error raised for the items that were structured.
        list_steps: The steps to the list of items.
        indices: The index of each of these items among all items.
    """
    found: dict[Any, list[Problem]] = {}
    for problem in error.problems:
        at, index, steps = len(list_steps), None, problem.steps
        if steps[:at] == list_steps and steps[at:]:
            step = steps[at]
            if isinstance(step, int) and 0 <= step < len(indices):
                index = indices[step]
            if index is not None:
                steps = steps[at + 1 :]
        moved = Problem(problem.message, steps, problem.kind, problem.excerpt)
        found.setdefault(index, []).append(moved)
    return found


def _target_of(cl: Any, converter: JsonConverter, items: str | None) -> _Target:
    """Find the field of a type that has the items.

    Raises:
        TypeError: The type is of another kind, or it is unclear which field has the items.
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
    """Tell whether a type is a list of an attrs class, or that or `None`."""
    if is_optional(type_):
        (type_,) = (arg for arg in get_args(type_) if arg is not NoneType)
    return get_origin(type_) is list and has(get_args(type_)[0])
