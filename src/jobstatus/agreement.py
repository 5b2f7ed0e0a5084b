"""What our hooks tell the fast path: that msgspec's own reading of a type says the same as they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar
from weakref import WeakKeyDictionary

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Agreement", "agreement_of", "agrees"]

_Hook = TypeVar("_Hook", bound="Callable[..., Any]")


@frozen
class Agreement:
    """How msgspec reads a type as a hook does, but for what `kind` says has to be looked at.

    Attributes:
        kind: `"plain"`: there is nothing to look at. `"date_time"`: it rounds digits away, and
            takes what has no offset. `"json"`: it has another limit to nesting. `"optional"`,
            `"list"`, `"dict"`: there is nothing but in the part. `"class"`: in the fields.
        parts: The types inside, by field name where they are fields.
        twins: Second spellings of the class's keys, which msgspec would pass over.
        subclasses: Whether it holds for subclasses of the type, for which cattrs finds the hook too.
    """

    kind: Literal["plain", "date_time", "json", "optional", "list", "dict", "class"]
    parts: tuple[tuple[str, Any], ...] = ()
    twins: tuple[str, ...] = ()
    subclasses: bool = False


_agreements: Final[WeakKeyDictionary[Any, tuple[Any, Agreement]]] = WeakKeyDictionary()


def agrees(hook: _Hook, type_: Any, agreement: Agreement) -> _Hook:
    """Note down that msgspec reads a type as the hook does.

    It is noted beside the hook, not on it: what wraps a hook takes over its attributes, but it may
    do something else.
    """
    _agreements[hook] = (type_, agreement)
    return hook


def agreement_of(hook: Callable[..., Any], type_: Any) -> Agreement | None:
    """Return what was noted of a hook and a type, or `None` if nothing was: it may be a user's."""
    noted, agreement = _agreements.get(hook, (None, None))
    if agreement and agreement.subclasses and isinstance(type_, type) and isinstance(noted, type):
        return agreement if issubclass(type_, noted) else None
    return agreement if noted == type_ else None
