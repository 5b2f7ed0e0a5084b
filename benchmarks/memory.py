"""The memory of this process, in bytes."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

__all__ = ["forget_peak", "peak", "resident"]


def resident() -> int:
    """Return the bytes that the process has in memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return peak()
    return pages * os.sysconf("SC_PAGE_SIZE")


def peak() -> int:
    """Return the most bytes that the process has had in memory, since its peak was forgotten."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def forget_peak() -> None:
    """Begin a new peak, where the system can; elsewhere a peak is one of the whole process."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return
