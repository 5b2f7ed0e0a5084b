"""adaptix, with the same attrs classes and orjson."""

from __future__ import annotations

from typing import Any

import orjson
from adaptix import Retort, enum_by_value, name_mapping
from adaptix.struct_trail import get_trail

from .attrs_models import TYPES
from .base import Codec, Kind, Peer
from .models import AtsJobConfidential, AtsJobValue

RETORT = Retort(
    recipe=[
        name_mapping(omit_default=True),
        # By default it writes members only, and not what `_missing_` makes.
        enum_by_value(AtsJobValue, tp=str),
        enum_by_value(AtsJobConfidential, tp=str),
    ]
)


def _codec(kind: Kind) -> Codec:
    load = RETORT.get_loader(TYPES[kind])
    dump = RETORT.get_dumper(TYPES[kind])

    def loads(data: bytes) -> Any:
        return load(orjson.loads(data))

    def dumps(obj: Any) -> bytes:
        return orjson.dumps(dump(obj))

    return Codec(loads, load, dumps, dump)


def _explain(error: BaseException, path: str = "$") -> str:
    # It notes the steps on each error of a group, and leaves it to the user to join them.
    path += "".join(f".{step}" for step in get_trail(error))
    inner: tuple[BaseException, ...] = getattr(error, "exceptions", ())
    return "\n".join(_explain(each, path) for each in inner) or f"{path}: {error!r}"


PEER = Peer(
    label="adaptix",
    packages=("adaptix", "attrs", "orjson"),
    imports="import adaptix, orjson",
    codec=_codec,
    note="attrs classes by hand, a `Retort`'s compiled loader on `orjson.loads`, `omit_default`",
    explain=_explain,
)
