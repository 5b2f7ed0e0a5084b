"""One module for each peer, with a `PEER` in it; nothing here imports any of them by itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .base import Peer

US, INTERPRETED = "jobstatus_", "jobstatus_interpreted"
NAMES = (
    US,
    INTERPRETED,
    "jobstatus_keep",
    "msgspec_attrs",
    "msgspec_struct",
    "pydantic_",
    "cattrs_orjson",
    "mashumaro_",
    "adaptix_",
    "openapi_client",
    "datamodel_pydantic",
    "datamodel_msgspec",
    "speakeasy",
    "orjson_",
    "json_",
)
"""The adapters in the order of the tables: us, by hand, generated, and the floor."""


def load(name: str) -> Peer:
    """Import an adapter, and with it the peer.

    Raises:
        ImportError: The peer is not installed, or can't be generated.
    """
    module: Any = import_module(f".{name}", __name__)
    peer: Peer = module.PEER
    return peer
