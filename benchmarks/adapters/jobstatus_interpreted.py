"""jobstatus as it is where there is no C compiler: the same source, interpreted."""

from __future__ import annotations

# ruff: noqa: I001 - the order is what it is about
from benchmarks import from_source  # noqa: F401

import jobstatus

from .jobstatus_ import PEER as BUILT

assert not jobstatus.COMPILED

PEER = BUILT._replace(
    label="jobstatus, interpreted",
    imports="import benchmarks.from_source, jobstatus",
    note="the same source, not compiled",
)
