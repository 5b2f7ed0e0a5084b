"""jobstatus itself: its one converter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jobstatus import AtsJob, AtsJobsPaginated, JobStatus, converter

from .base import Codec, Kind, Peer

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES: dict[Kind, Any] = {"status": JobStatus, "job": AtsJob, "page": AtsJobsPaginated}


def _codec(kind: Kind) -> Codec:
    cl = TYPES[kind]
    # Others have their decoders made once, too.
    cached: Callable[[Any], Callable[[bytes], Any]] | None
    cached = getattr(converter, "get_loads_hook", None)
    return Codec(
        loads=cached(cl) if cached else partial(converter.loads, cl=cl),
        structure=partial(converter.structure, cl=cl),
        dumps=converter.dumps,
        unstructure=converter.unstructure,
    )


PEER = Peer(
    label="jobstatus",
    packages=("jobstatus", "attrs", "cattrs", "msgspec"),
    imports="import jobstatus",
    codec=_codec,
    note="its own classes and `converter`; nulls are not written",
)
