"""The functions of `get_loads_hook`: each reads one type, and keeps its node until hooks change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from .reader import read_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobstatus.codecs.json_text import JsonText

    from .base import Node

__all__ = ["LoadsHook"]


class LoadsHook:
    """Reads documents as one type; its bound method `loads` is what a converter hands out.

    Args:
        find: The function that finds the node of the type, as the converter's hooks are now, gives
            it to this object, and returns it.

    Attributes:
        node: The node; `None` if it has to be found.
        notify: The function that reads by a node and reports drift; `None` if the converter has no
            `on_drift`.
    """

    def __init__(self, find: Callable[[LoadsHook], Node]) -> None:
        self.find: Any = find
        self.node: Node | None = None
        self.notify: Any = None

    def loads(self, data: JsonText) -> Any:
        """Structure a JSON document, as `JsonConverter.loads` does."""
        node = self.node
        if node is None:
            node = self.find(self)
        if self.notify is None:
            return read_json(node, data)
        return self.notify(node, partial(read_json, node, data))
