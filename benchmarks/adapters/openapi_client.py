"""The client that openapi-python-client generates: attrs classes with `from_dict` and `to_dict`."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.generate import generated

from .base import Codec, Kind, Peer
from .codecs import generated_types

TYPES = generated_types(generated("openapi_client_models.models"))


def _dumps(obj: Any) -> bytes:
    return json.dumps(obj.to_dict(), ensure_ascii=False, separators=(",", ":")).encode()


def _codec(kind: Kind) -> Codec:
    from_dict = TYPES[kind].from_dict

    def loads(data: bytes) -> Any:
        # As the client itself does, with `response.json()`.
        return from_dict(json.loads(data))

    return Codec(loads, from_dict, _dumps, TYPES[kind].to_dict)


PEER = Peer(
    label="openapi-python-client",
    packages=("openapi-python-client", "attrs", "httpx"),
    imports="import attrs, dateutil.parser, httpx",
    codec=_codec,
    note="attrs classes it generates, on `json` as in its client",
)
