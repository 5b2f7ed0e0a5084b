"""One module for each peer, with a `PEER` in it; nothing here imports any of them."""

from __future__ import annotations

NAMES = (
    "jobstatus_",
    "jobstatus_interpreted",
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
