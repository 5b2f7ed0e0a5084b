"""msgspec with attrs classes written by hand: the strongest do-it-yourself rival."""

from __future__ import annotations

from functools import partial

from .attrs_models import TYPES
from .base import Peer
from .codecs import by_msgspec

PEER = Peer(
    label="msgspec + attrs",
    packages=("msgspec", "attrs"),
    imports="import attrs, msgspec",
    codec=partial(by_msgspec, TYPES),
    note="attrs classes by hand, a `str` enum with `_missing_`, a cached `Decoder`; every null is "
    "written, which makes the text longer",
)
