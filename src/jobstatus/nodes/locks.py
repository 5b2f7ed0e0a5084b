"""Locks that a forked child can use: it has only the thread that forked it."""

from __future__ import annotations

import os
from threading import RLock
from typing import Any

__all__ = ["lock_across_forks"]


def lock_across_forks() -> Any:
    """Make a reentrant lock that no other thread holds at the moment when a process forks.

    In the child nobody else would ever release it.
    """
    lock = RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release
        )
    return lock
