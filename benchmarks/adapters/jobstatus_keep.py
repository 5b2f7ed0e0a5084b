"""jobstatus, keeping what no field takes: undeclared keys and explicit nulls."""

from __future__ import annotations

from functools import partial

from jobstatus import make_converter

from .base import Peer
from .jobstatus_ import codec_of

PEER = Peer(
    label="jobstatus, keep",
    packages=("jobstatus", "attrs", "cattrs", "msgspec"),
    imports="import jobstatus",
    codec=partial(codec_of, make_converter(unknown="keep")),
    note='the same with `make_converter(unknown="keep")`',
)
