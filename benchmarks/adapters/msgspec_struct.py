"""msgspec with its own Structs, written by hand."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from .base import Peer
from .codecs import by_msgspec
from .models import declare

TYPES = declare(lambda cls: cls, Struct, frozen=True, omit_defaults=True, kw_only=True)

PEER = Peer(
    label="msgspec Structs",
    packages=("msgspec",),
    imports="import msgspec",
    codec=partial(by_msgspec, TYPES),
    note="frozen Structs by hand, a `str` enum with `_missing_`, `omit_defaults`, a cached `Decoder`",
)
