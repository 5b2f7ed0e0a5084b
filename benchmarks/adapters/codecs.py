"""The codecs of libraries that have several peers, by hand and generated."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from .base import Codec

if TYPE_CHECKING:
    from .base import Kind


def generated_types(models: Any) -> dict[Kind, Any]:
    """Return what each kind of document is read as by classes that a generator has named."""
    return {
        "status": models.AtsJobStatusEnum,
        "job": models.AtsJob,
        "page": models.AtsJobsPaginated,
    }


def by_msgspec(types: dict[Kind, Any], kind: Kind) -> Codec:
    """Return msgspec's codec: cached, as its documentation recommends."""
    import msgspec  # noqa: PLC0415 - other peers do without

    type_ = types[kind]
    return Codec(
        loads=msgspec.json.Decoder(type_).decode,
        structure=lambda value: msgspec.convert(value, type_),
        dumps=msgspec.json.Encoder().encode,
        unstructure=msgspec.to_builtins,
    )


def by_pydantic(types: dict[Kind, Any], kind: Kind) -> Codec:
    """Return pydantic's codec; nulls are not written."""
    model = types[kind]
    return Codec(
        loads=model.model_validate_json,
        structure=model.model_validate,
        dumps=lambda obj: obj.model_dump_json(exclude_none=True).encode(),
        unstructure=partial(model.model_dump, mode="json", exclude_none=True),
    )
