"""The standard library's json to bare dicts: the other floor."""

from __future__ import annotations

import json
from typing import Any

from .base import Codec, Kind, Peer


def _dumps(obj: Any) -> bytes:
    return json.dumps(obj, ensure_ascii=False, separators=(",", ":")).encode()


def _codec(kind: Kind) -> Codec:
    return Codec(loads=json.loads, dumps=_dumps)


PEER = Peer(
    label="json (dicts)",
    packages=(),
    imports="import json",
    codec=_codec,
    note="bare dicts: no classes, no checks",
)
