"""Locks that still work in a forked child process."""

from __future__ import annotations

import os
from threading import RLock
from typing import Any

__all__ = ["lock_across_forks"]


def lock_across_forks() -> Any:
    """Make a reentrant lock that no other thread holds while the process forks.

    A child has only the thread that forked: a lock held by another one would never be released.
    """
    lock = RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release
        )
    return lock
