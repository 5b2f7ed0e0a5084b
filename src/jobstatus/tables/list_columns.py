"""The column of lists, whose items are in a column of their own."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from .columns import Arrays, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobstatus.nodes.base import Node

__all__ = ["ListColumn"]

_LIST: Final[frozenset[type]] = frozenset({list})


class ListColumn(Column):
    """Holds lists.

    Args:
        name: The name of the column.
        node: As in `Column`.
        nullable: As in `Column`.
        items: The column of the items, which is of one field.
    """

    def __init__(self, name: str, node: Node, *, nullable: bool, items: Column) -> None:
        self.type: Any = pa.list_(items.fields[0].type)
        self.items = items
        super().__init__([pa.field(name, self.type)], node, nullable=nullable)

    def to_arrays(self, values: Sequence[Any]) -> Arrays:
        inexact: set[int] = set()
        if not self.are_plain(values, _LIST):
            values, inexact = self._lists_of(values)
        offsets = [0, *accumulate(map(len, [value or () for value in values]))]
        (items,), inexact_items = self.items.to_arrays([*chain.from_iterable(filter(None, values))])
        # An item is in the last list that begins at it or before it: those before are empty.
        inexact.update(bisect_right(offsets, item) - 1 for item in inexact_items)
        starts: list[int | None] = [*offsets]
        if None in values:
            starts = [
                start if row == len(values) or values[row] is not None else None
                for row, start in enumerate(offsets)
            ]
        array = pa.ListArray.from_arrays(pa.array(starts, pa.int32()), items, type=self.type)
        return Arrays([array], inexact)

    def _lists_of(self, values: Sequence[Any]) -> tuple[list[Any], set[int]]:
        """Return the values as exact lists; also return the rows of instances of subclasses.

        Raises:
            Failure: A value is no list.
        """
        for value in values:
            if value is not None or not self.nullable:
                self.node.write(value, 0)
        inexact = {row for row, value in enumerate(values) if type(value) is not list}
        inexact -= {row for row in inexact if values[row] is None}
        return [value and list(value) for value in values], inexact

    def to_json(self, arrays: Sequence[pa.Array]) -> list[Any]:
        (lists,) = arrays
        offsets = lists.offsets.to_pylist()
        start, end = offsets[0], offsets[-1]
        items = self.items.to_json([lists.values.slice(start, end - start)])
        return [
            items[offsets[row] - start : offsets[row + 1] - start] if is_valid else None
            for row, is_valid in enumerate(lists.is_valid().to_pylist())
        ]
