"""Judges whether what a peer writes equals what it read, and whether it refuses what is bad."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .documents import DOCUMENTS, Document

if TYPE_CHECKING:
    from .adapters.base import Peer

GOOD = "good"
"""The verdict on a peer that does what is asked. Any other verdict says what happened instead."""

_OPAQUE = frozenset({"source_value", "unified_custom_fields", "body", "response"})


def judge_all(peer: Peer) -> list[str]:
    """Return a verdict for each of `DOCUMENTS`."""
    return [judge(peer, document) for document in DOCUMENTS]


def judge(peer: Peer, document: Document) -> str:
    """Return `GOOD`, or what happened instead.

    One verdict lies between: "no path" is a bad document that is refused, and the error doesn't
    say where it is bad.
    """
    codec = peer.codec(document.kind)
    if codec.loads is None or codec.dumps is None:
        return "not possible"
    try:
        loaded = codec.loads(document.text)
    except Exception as error:
        if document.asks != "refused":
            return f"refused: {_short(error)}"
        return GOOD if _names(document.paths, peer.explain(error)) else "no path"
    if document.asks == "refused":
        return "accepted"
    try:
        written = json.loads(codec.dumps(loaded))
    except Exception as error:
        return f"not written: {_short(error)}"
    expected = document.expected or (json.loads(document.text),)
    if document.asks == "same":
        written, expected = _without_nulls(written), tuple(map(_without_nulls, expected))
    shown = {_typed(value) for value in expected}
    return GOOD if _typed(written) in shown else f"changed: {json.dumps(written)[:200]}"


def _typed(value: Any) -> str:
    """Return text that is equal only for equal JSON of equal types, the order of keys aside."""
    return json.dumps(value, sort_keys=True)


def _without_nulls(value: Any) -> Any:
    """Return a document without the nulls of its declared fields: those that are absent, too."""
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    # A custom field's `value` is anybody's, a pair's is text or null.
    return {
        key: item if key in _OPAQUE or key == "value" else _without_nulls(item)
        for key, item in value.items()
        if item is not None
    }


def _names(paths: tuple[tuple[str | int, ...], ...], text: str) -> bool:
    """Tell whether a text has the steps of each path in order, however it punctuates them."""
    every = (r"\W+".join(re.escape(str(step)) for step in path) for path in paths)
    return all(re.search(rf"\b{steps}\b", text) for steps in every)


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
