"""msgspec with attrs classes written by hand: the strongest do-it-yourself rival."""

from __future__ import annotations

import msgspec

from .attrs_models import TYPES
from .base import Codec, Kind, Peer


def _codec(kind: Kind) -> Codec:
    type_ = TYPES[kind]
    return Codec(
        loads=msgspec.json.Decoder(type_).decode,
        structure=lambda value: msgspec.convert(value, type_),
        dumps=msgspec.json.Encoder().encode,
        unstructure=msgspec.to_builtins,
    )


PEER = Peer(
    label="msgspec + attrs",
    packages=("msgspec", "attrs"),
    imports="import attrs, msgspec",
    codec=_codec,
    note="attrs classes by hand, a `str` enum with `_missing_`, a cached `Decoder`; every null is "
    "written, which makes the text longer",
)
