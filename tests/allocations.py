"""Bytes that a call allocates: what is made only to be dropped again shows which way was taken."""

import gc
import tracemalloc
from collections.abc import Callable


def dropped(call: Callable[[], object]) -> int:
    """Return how many bytes a call allocates at its peak that are not those of its result.

    A call that makes its result of intermediate objects drops the last of them when it is done.
    """
    return min(_measured(call, less_result=True) for _ in range(3))  # other threads allocate, too


def peak(call: Callable[[], object]) -> int:
    """Return how many bytes a call allocates at its peak."""
    return min(_measured(call, less_result=False) for _ in range(3))


def _measured(call: Callable[[], object], *, less_result: bool) -> int:
    call()
    gc.disable()
    tracemalloc.start()
    try:
        result = call()
        current, most = tracemalloc.get_traced_memory()
        del result
    finally:
        tracemalloc.stop()
        gc.enable()
    return most - current if less_result else most


def kept(call: Callable[[], object], times: int) -> int:
    """Return how many bytes are still there when a call was made often, and its results are gone."""
    call()
    gc.collect()
    tracemalloc.start()
    try:
        for _ in range(times):
            call()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
