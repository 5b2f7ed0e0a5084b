"""The pydantic models that datamodel-code-generator generates."""

from __future__ import annotations

from functools import partial

from benchmarks.generate import generated

from .base import Peer
from .codecs import by_pydantic, generated_types

PEER = Peer(
    label="datamodel-codegen → pydantic",
    packages=("datamodel-code-generator", "pydantic"),
    imports="import pydantic",
    codec=partial(by_pydantic, generated_types(generated("datamodel_pydantic_models"))),
    note="pydantic models it generates with `--strict-nullable`; `exclude_none`",
)
