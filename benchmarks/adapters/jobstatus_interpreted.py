"""jobstatus as it is where there is no C compiler: the same source, interpreted."""

from __future__ import annotations

import jobstatus

from .jobstatus_ import PEER as BUILT

# Its process has imported `benchmarks.from_source` before.
assert not jobstatus.COMPILED

PEER = BUILT._replace(
    label="jobstatus, interpreted",
    imports="import benchmarks.from_source, jobstatus",
    note="the same source, not compiled",
)
