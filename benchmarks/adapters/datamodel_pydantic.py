"""The pydantic models that datamodel-code-generator generates."""

from __future__ import annotations

from functools import partial
from typing import Any

from benchmarks.generate import generated

from .base import Codec, Kind, Peer

MODELS = generated("datamodel_pydantic_models")
TYPES: dict[Kind, Any] = {
    "status": MODELS.AtsJobStatusEnum,
    "job": MODELS.AtsJob,
    "page": MODELS.AtsJobsPaginated,
}


def _dumps(model: Any) -> bytes:
    text: str = model.model_dump_json(exclude_none=True)
    return text.encode()


def _codec(kind: Kind) -> Codec:
    model = TYPES[kind]
    return Codec(
        loads=model.model_validate_json,
        structure=model.model_validate,
        dumps=_dumps,
        unstructure=partial(model.model_dump, mode="json", exclude_none=True),
    )


PEER = Peer(
    label="datamodel-codegen → pydantic",
    packages=("datamodel-code-generator", "pydantic"),
    imports="import pydantic",
    codec=_codec,
    note="pydantic models it generates with `--strict-nullable`; `exclude_none`",
)
