"""jobstatus itself: its one converter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jobstatus import AtsJob, AtsJobsPaginated, JobStatus, converter

from .base import Codec, Kind, Peer

if TYPE_CHECKING:
    from jobstatus import JsonConverter

TYPES: dict[Kind, Any] = {"status": JobStatus, "job": AtsJob, "page": AtsJobsPaginated}


def codec_of(converter: JsonConverter, kind: Kind) -> Codec:
    """Return what a converter does with a kind of document."""
    cl = TYPES[kind]
    return Codec(
        loads=converter.get_loads_hook(cl),  # others have their decoders made once, too
        structure=lambda value: converter.structure(value, cl),
        dumps=converter.dumps,
        unstructure=converter.unstructure,
    )


PEER = Peer(
    label="jobstatus",
    packages=("jobstatus", "attrs", "cattrs", "msgspec"),
    imports="import jobstatus",
    codec=partial(codec_of, converter),
    note="its own classes and `converter`; nulls are not written",
)
