"""Stock cattrs, with its preconfigured orjson converter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cattrs import transform_error
from cattrs.preconf.orjson import make_converter

from .attrs_models import TYPES
from .base import Codec, Kind, Peer

if TYPE_CHECKING:
    from cattrs import ClassValidationError

CONVERTER = make_converter(omit_if_default=True)


def _codec(kind: Kind) -> Codec:
    cl = TYPES[kind]
    return Codec(
        loads=lambda data: CONVERTER.loads(data, cl),
        structure=lambda value: CONVERTER.structure(value, cl),
        dumps=CONVERTER.dumps,
        unstructure=CONVERTER.unstructure,
    )


def _explain(error: ClassValidationError | Exception) -> str:
    return "\n".join(transform_error(error))


PEER = Peer(
    label="cattrs + orjson",
    packages=("cattrs", "attrs", "orjson"),
    imports="import cattrs.preconf.orjson",
    codec=_codec,
    note="attrs classes by hand, `cattrs.preconf.orjson`, `omit_if_default`; its dicts keep "
    "`datetime` objects, for orjson writes those",
    explain=_explain,
)
