"""The msgspec Structs that datamodel-code-generator generates."""

from __future__ import annotations

from functools import partial

from benchmarks.generate import generated

from .base import Peer
from .codecs import by_msgspec, generated_types

PEER = Peer(
    label="datamodel-codegen → msgspec",
    packages=("datamodel-code-generator", "msgspec"),
    imports="import msgspec",
    codec=partial(by_msgspec, generated_types(generated("datamodel_msgspec_models"))),
    note="Structs it generates with `--strict-nullable`, where date-times are text; nulls are written",
)
