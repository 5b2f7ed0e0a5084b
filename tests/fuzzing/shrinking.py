"""Inputs made smaller while their check still fails."""

import os
import re
import warnings
from collections.abc import Callable, Iterator

import attrs

from .checks import Checker
from .inputs import Input

__all__ = ["fails", "shrunk"]

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\w.+-]+|\s+|.', re.DOTALL)


def fails(given: Input) -> bool:
    """Tell whether the check of an input fails, even if it kills the process that checks it."""
    if not hasattr(os, "fork"):
        return _fails_here(given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads play no part
        child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os._exit(_fails_here(given))
    return os.waitpid(child, 0)[1] != 0


def _fails_here(given: Input) -> bool:
    try:
        Checker().check(given)
    except BaseException:  # noqa: BLE001 - whatever it is
        return True
    return False


def shrunk(given: Input, fails: Callable[[Input], bool] = fails) -> Input:
    """Remove from an input whatever it does not need to fail: options, tokens, bytes.

    Args:
        given: An input that fails.
        fails: Tells whether an input fails.
    """
    found = True
    while found:
        smaller = next((other for other in _smaller(given) if fails(other)), None)
        found = smaller is not None
        given = smaller or given
    return given


def _smaller(given: Input) -> Iterator[Input]:
    """Generate inputs that have something less, the smallest first."""
    if given.form != "bytes":
        yield attrs.evolve(given, form="bytes")
    for word in given.words:
        words = [other for other in given.words if other != word]
        yield attrs.evolve(given, options="+".join(words) or "default")
    tokens = _TOKEN.findall(given.data)
    yield from (attrs.evolve(given, data=data) for data in _shorter(tokens))
    if len(given.data) < 200:
        singles = [bytes([byte]) for byte in given.data]
        yield from (attrs.evolve(given, data=data) for data in _shorter(singles))


def _shorter(parts: list[bytes]) -> Iterator[bytes]:
    """Generate documents without some of their parts: half of them, a quarter, one."""
    size = len(parts) // 2
    while size:
        for start in range(0, len(parts), size):
            yield b"".join(parts[:start] + parts[start + size :])
        size //= 2
    if len(parts) == 1:
        yield b""
