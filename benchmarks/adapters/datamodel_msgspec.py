"""The msgspec Structs that datamodel-code-generator generates."""

from __future__ import annotations

from typing import Any

import msgspec

from benchmarks.generate import generated

from .base import Codec, Kind, Peer

MODELS = generated("datamodel_msgspec_models")
TYPES: dict[Kind, Any] = {
    "status": MODELS.AtsJobStatusEnum,
    "job": MODELS.AtsJob,
    "page": MODELS.AtsJobsPaginated,
}


def _codec(kind: Kind) -> Codec:
    type_ = TYPES[kind]
    return Codec(
        loads=msgspec.json.Decoder(type_).decode,
        structure=lambda value: msgspec.convert(value, type_),
        dumps=msgspec.json.Encoder().encode,
        unstructure=msgspec.to_builtins,
    )


PEER = Peer(
    label="datamodel-codegen → msgspec",
    packages=("datamodel-code-generator", "msgspec"),
    imports="import msgspec",
    codec=_codec,
    note="Structs it generates with `--strict-nullable`, where date-times are text; nulls are written",
)
