"""orjson to bare dicts: the floor."""

from __future__ import annotations

import orjson

from .base import Codec, Kind, Peer


def _codec(kind: Kind) -> Codec:
    return Codec(loads=orjson.loads, dumps=orjson.dumps)


PEER = Peer(
    label="orjson (dicts)",
    packages=("orjson",),
    imports="import orjson",
    codec=_codec,
    note="bare dicts: no classes, no checks",
)
