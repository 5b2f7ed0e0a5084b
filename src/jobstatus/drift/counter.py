"""A counter of drift: the keys and texts that are new, their numbers, and their first places."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrs import evolve

from jobstatus.errors import type_name
from jobstatus.excerpts import cut

from .events import DriftEvent, UndeclaredKey, UnrecognizedText

if TYPE_CHECKING:
    from .events import OnDrift

__all__ = ["DriftCounter", "SeenDrift"]

_KEPT: Final = 1_000
_SHOWN: Final = 48
_MOST_SHOWN: Final = 5


class SeenDrift(NamedTuple):
    """A key or text that is new, and how often it was seen.

    Attributes:
        first: The event at which it was seen first.
        times: How often it was seen.
    """

    first: DriftEvent
    times: int


class DriftCounter:
    """Counts drift, and passes on what is new once: give it to `make_converter(on_drift=...)`.

    It counts each undeclared key of a class, and each unrecognized text of an enum, wherever they
    stand. The counter may be shared between converters and threads. Its memory is bounded: once it
    has *most* different keys and texts, it counts all others together, in `others`; and it tells
    long keys and texts apart by their first 1,000 characters.

    Args:
        most: How many different keys and texts are kept.
        on_new: A function that is called with the first event of each key or text that is kept,
            such as a `DriftLogger`. Exceptions that it raises propagate; the event is counted.

    Attributes:
        others: How often keys and texts were seen that are not kept.
    """

    def __init__(self, most: int = 1000, *, on_new: OnDrift | None = None) -> None:
        self.most: int = most
        self.on_new: OnDrift | None = on_new
        self.others: int = 0
        # The first event, and the number of events.
        self._seen: dict[tuple[type, type, str], list[Any]] = {}
        # Reentrant: a finalizer or a signal handler may count while this thread does. Wherever that
        # happens, no event is lost, for nothing is called between reading a number and storing it.
        self._lock = RLock()

    def __call__(self, event: DriftEvent) -> None:
        """Count one event, and call `on_new` if it is the first of its key or text.

        Args:
            event: The event.
        """
        news = _news(event)
        with self._lock:
            if news not in self._seen and len(self._seen) >= self.most:
                self.others += 1
                return
            tally = self._seen.get(news) or self._seen.setdefault(news, [_shortened(event), 0])
            is_new = not tally[1]
            tally[1] += 1
        if is_new and self.on_new is not None:
            self.on_new(event)

    def seen(self) -> list[SeenDrift]:
        """Return the keys and texts that are kept, the most frequent first."""
        with self._lock:
            by_count = sorted(self._seen.values(), key=lambda tally: -tally[1])
            return [SeenDrift(*tally) for tally in by_count]

    def __getstate__(self) -> dict[str, Any]:
        with self._lock:
            seen = {news: [*tally] for news, tally in list(self._seen.items())}
            state = {**vars(self), "_seen": seen}
            del state["_lock"]
            return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=RLock())

    def __repr__(self) -> str:
        seen = self.seen()
        shown = [
            f"{type_name(cl)} {cut(text, _SHOWN)!r} x {times:,}"
            for (_, cl, text), times in ((_news(s.first), s.times) for s in seen[:_MOST_SHOWN])
        ]
        if len(seen) > _MOST_SHOWN:
            shown.append(f"… and {len(seen) - _MOST_SHOWN:,} more")
        if self.others:
            shown.append(f"others x {self.others:,}")
        return f"<{type(self).__name__}: {', '.join(shown) or 'nothing seen'}>"


def _news(event: DriftEvent) -> tuple[type, type, str]:
    """Return what events that count as the same share: their classes, and the key or text."""
    if isinstance(event, UndeclaredKey):
        return UndeclaredKey, event.cl, event.key[:_KEPT]
    return UnrecognizedText, event.enum, event.text[:_KEPT]


def _shortened(event: DriftEvent) -> DriftEvent:
    """Return an event with a text that is short enough to be kept."""
    if isinstance(event, UndeclaredKey):
        return evolve(event, key=cut(event.key, _KEPT))
    return evolve(event, text=cut(event.text, _KEPT))
