"""A quick check whether a value is JSON made of exact builtins, which needs no copy to encode."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["is_exact_json"]

_LEAST_USUAL: Final = -(10**18)
_MOST_USUAL: Final = 10**18


def is_exact_json(value: Any, depth: int) -> bool:
    """Tell whether a value is JSON, and made of exact builtins.

    Text is not searched for lone surrogates; the encoder refuses them. The answer is false for
    some unusual JSON, too: for integers of more than 18 digits, and if the stack is nearly full.

    Args:
        value: Anything.
        depth: How deep lists and dicts may nest.
    """
    try:
        return _holds_exact_json([value], depth)
    except RecursionError:
        return False


def _holds_exact_json(container: Any, depth: int) -> bool:  # noqa: C901 - a level takes one call
    """Tell whether all items of an exact list or dict are exact JSON."""
    items: Any = container
    if type(container) is dict:
        for key in container:
            if type(key) is not str:
                return False
        items = container.values()
    for item in items:
        kind = type(item)
        if kind is str or item is None or kind is bool:
            continue
        if kind is dict or kind is list:
            if depth < 1 or not _holds_exact_json(item, depth - 1):
                return False
        elif kind is int:
            if not _LEAST_USUAL < item < _MOST_USUAL:
                return False
        elif kind is not float or item - item != 0:  # `nan` and `inf` are no JSON
            return False
    return True
