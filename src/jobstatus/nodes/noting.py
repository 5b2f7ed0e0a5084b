"""Undeclared keys that nodes meet, noted for converters whose user asks for drift."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

from jobstatus.excerpts import excerpt

from .base import HookNode
from .unions import tag_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "Noted",
    "NotedKeys",
    "NotingHookNode",
    "as_text",
    "note_undeclared",
    "read_noting",
    "reports_drift",
]


T = TypeVar("T")


class NotedKeys(NamedTuple):
    """The undeclared keys of the object that an instance was made of.

    Attributes:
        instance: The instance.
        cls: The class that does not declare the keys.
        keys: The keys, in order, without values.
    """

    instance: Any
    cls: type
    keys: dict[str, None]


Noted: TypeAlias = "dict[int, NotedKeys]"
"""The undeclared keys of a document, by the `id` of each instance."""


class _Thread(local):
    noted: Noted | None = None


_thread: Final = _Thread()


def reports_drift(converter: Any) -> bool:
    """Tell whether a converter has a function that is called with drift."""
    return getattr(converter, "on_drift", None) is not None


def read_noting(read: Callable[[], T]) -> tuple[T, Noted]:
    """Read a document, and collect the undeclared keys that nodes meet in this thread.

    Args:
        read: Reads the document, by nodes of converters that report drift.

    Returns:
        The result, and the keys.
    """
    before, noted = _thread.noted, dict[int, NotedKeys]()
    _thread.noted = noted
    try:
        return read(), noted
    except BaseException:
        noted.clear()  # a traceback may keep this frame alive
        raise
    finally:
        _thread.noted = before


def note_undeclared(instance: Any, cls: type, keys: Iterable[Any]) -> None:
    """Note the undeclared keys of an object, if they are collected.

    Args:
        instance: The instance that is made of the object.
        cls: The class that does not declare the keys.
        keys: The keys; those that are no text are noted as excerpts.
    """
    noted = _thread.noted
    if noted is None:
        return
    found = noted.get(id(instance))
    if found is None:  # the instance is kept, so that no other one gets its `id` meanwhile
        found = noted[id(instance)] = NotedKeys(instance, cls, {})
    found.keys.update(dict.fromkeys(map(as_text, keys)))


def as_text(key: Any) -> str:
    """Return a key as exact text: an excerpt, if it is no text."""
    return str.__str__(key) if issubclass(type(key), str) else excerpt(key)


class NotingHookNode(HookNode):
    """Calls a foreign hook, for a converter whose user asks for drift.

    A hook may return a copy of the instance that the hook before it made, as `attrs.evolve` does.
    The undeclared keys are then those of the copy. The tag of a tagged union is no undeclared key.
    """

    def __init__(self, type_: Any, hook: Any) -> None:
        super().__init__(type_, hook)
        self.tag: str | None = tag_of(hook)

    def read(self, value: Any, depth: Any) -> Any:
        noted = _thread.noted
        if noted is None:
            return HookNode.read(self, value, depth)
        count = len(noted)
        made = HookNode.read(self, value, depth)
        if len(noted) > count:
            latest = next(reversed(noted.values()))  # the outermost instance is noted last
            if type(made) is type(latest.instance) and id(made) not in noted:
                noted[id(made)] = latest._replace(instance=made)
            if self.tag in latest.keys:
                del latest.keys[self.tag]
                if not latest.keys:
                    del noted[id(latest.instance)]
        return made
