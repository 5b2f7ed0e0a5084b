"""Locks, and the pass that knows no kind."""

import os
from typing import Any

import pytest

from jobstatus.nodes import kinds
from jobstatus.nodes.locks import lock_across_forks


def test_there_need_be_no_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows there are none."""
    monkeypatch.delattr(os, "register_at_fork", raising=False)
    lock = lock_across_forks()
    with lock, lock:
        pass


def test_a_pass_says_which_kind_it_does_not_know() -> None:
    """Type checkers find it first."""
    unknown: Any = 5
    with pytest.raises(AssertionError, match="there is no case for 5"):
        kinds.assert_never(unknown)
