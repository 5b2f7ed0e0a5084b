"""pydantic v2, with models written by hand."""

from __future__ import annotations

from functools import partial

from pydantic import BaseModel, JsonValue

from .base import Peer
from .codecs import by_pydantic
from .models import Types, declare

_ANY = {"json", "source_value", "custom_value", "body", "response"}
TYPES = declare(lambda cls: cls, BaseModel, Types(**dict.fromkeys(_ANY, JsonValue)), frozen=True)

PEER = Peer(
    label="pydantic",
    packages=("pydantic", "pydantic-core"),
    imports="import pydantic",
    codec=partial(by_pydantic, TYPES),
    note="frozen models by hand, a `str` enum with `_missing_`, `JsonValue`, `exclude_none`",
)
