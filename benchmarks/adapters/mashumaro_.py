"""mashumaro, with dataclasses written by hand and its orjson mixin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mashumaro.config import BaseConfig
from mashumaro.mixins.orjson import DataClassORJSONMixin

from .base import Codec, Kind, Peer
from .models import declare

if TYPE_CHECKING:
    from typing import Any


class _Mixin(DataClassORJSONMixin):
    class Config(BaseConfig):
        """Nulls are not written, as elsewhere."""

        omit_none = True


TYPES: dict[Kind, Any] = declare(dataclass(frozen=True, kw_only=True), _Mixin)


def _codec(kind: Kind) -> Codec:
    cl = TYPES[kind]
    return Codec(cl.from_json, cl.from_dict, cl.to_jsonb, cl.to_dict)


PEER = Peer(
    label="mashumaro",
    packages=("mashumaro", "orjson"),
    imports="import mashumaro.mixins.orjson",
    codec=_codec,
    note="dataclasses by hand, `DataClassORJSONMixin`, `omit_none`",
)
