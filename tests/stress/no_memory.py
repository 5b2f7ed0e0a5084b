"""Let allocations fail while a call runs, one after the other: `no_memory.py STEP CASE...`.

A script, for what it tries may crash. It prints where it stands, then what it found. First uses are not
tried: cattrs takes any exception of a predicate for a no.
"""

import _testcapi  # type: ignore[import-not-found]
import faulthandler
import gc
import json
import sys
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

import attrs

from exactly import exactly, outcome
from jobstatus import (
    AtsJobsPaginated,
    AtsJobValue,
    JobStatusError,
    JsonConverter,
    make_converter,
)

JOB: Any = {
    "id": "1",
    "title": "\u00e4 \u20ac",
    "job_status": {"value": "open", "source_value": {"a": [1, 0.5, True, None]}},
    "remote_department_ids": "bare",
    "created_at": "2021-01-01T01:01:01.000+01:00",
    "updated_at": "2021-01-01T01:01:01.123Z",
    "custom_fields": [{"value": 2**70}, {"value": {"x": "y"}}],
    "hiring_team": [{"email": "a@b.example"}],
    "undeclared": [1],
}
BAD_JOB: Any = {
    "id": 5,
    "job_status": {"value": 5, "sourceValue": 1, "source_value": 2},
    "created_at": "yesterday",
    "hiring_team": [5, {"email": []}],
}
PAGE: Any = {"next": None, "data": [JOB, JOB]}
BAD_PAGE: Any = {"next": 5, "data": [JOB, BAD_JOB, 7]}
PAGE_TEXT = json.dumps(PAGE).encode()
BAD_TEXT = json.dumps(BAD_PAGE).encode()


def used(**options: Any) -> JsonConverter:
    """Make a converter that has read and written a page."""
    made = make_converter(**options)
    for text in (PAGE_TEXT, BAD_TEXT):
        outcome(lambda: made.dumps(made.loads(text, AtsJobsPaginated)))  # noqa: B023 - at once
    outcome(lambda: made.structure(PAGE, AtsJobsPaginated))
    made.unstructure(made.structure(PAGE, AtsJobsPaginated))
    return made


MADE = used()
KEEPING = used(unknown="keep", on_drift=lambda _: None)
OBJECT = MADE.structure(PAGE, AtsJobsPaginated)
KEPT = KEEPING.structure(PAGE, AtsJobsPaginated)
BAD: Any = {"next": 5, "data": [*OBJECT.data[:1], 7]}
BAD_OBJECT = attrs.evolve(OBJECT, **BAD)
SHARED: list[object] = [
    AtsJobValue.OPEN,
    AtsJobsPaginated,
    MADE,
    OBJECT,
    OBJECT.data[0],
    JOB,
    BAD_JOB,
]
_texts = iter(range(10**9))


def nested_code() -> list[CodeType]:
    """Return the code of each function that stands within another one."""
    outer = [made.__code__ for made in gc.get_objects() if isinstance(made, FunctionType)]
    found = []
    while outer:
        inner = [item for code in outer for item in code.co_consts if isinstance(item, CodeType)]
        found += inner
        outer = inner
    return found


# CPython 3.12 and 3.13 lose a reference to it each time that they have no memory for the inner function.
TO_LOSE = nested_code() * 1_000


def unrecognized() -> Callable[[], object]:
    """Return a call that makes an unrecognized value of a text that has not been there."""
    text = f"new {next(_texts)}"
    return lambda: AtsJobValue(text) == text


def always(call: Callable[[], object]) -> Callable[[], Callable[[], object]]:
    """Return a function that returns a call, which is the same each time."""
    return lambda: call


CASES: dict[str, Callable[[], Callable[[], object]]] = {
    "loads": always(lambda: MADE.loads(PAGE_TEXT, AtsJobsPaginated)),
    "loads bad": always(lambda: MADE.loads(BAD_TEXT, AtsJobsPaginated)),
    "loads keep": always(lambda: KEEPING.loads(PAGE_TEXT, AtsJobsPaginated)),
    "loads keep bad": always(lambda: KEEPING.loads(BAD_TEXT, AtsJobsPaginated)),
    "structure": always(lambda: MADE.structure(PAGE, AtsJobsPaginated)),
    "structure bad": always(lambda: MADE.structure(BAD_PAGE, AtsJobsPaginated)),
    "dumps": always(lambda: MADE.dumps(OBJECT)),
    "dumps keep": always(lambda: KEEPING.dumps(KEPT)),
    "unstructure": always(lambda: MADE.unstructure(OBJECT)),
    "unstructure bad": always(lambda: MADE.unstructure(BAD_OBJECT)),
    "unrecognized": unrecognized,
}


LOST = "an exception that Cython has lost"


def attempt(call: Callable[[], object], start: int, stop: int) -> object:
    """Make a call while allocations fail; return its outcome, `None` for a `MemoryError`, or `LOST`."""
    try:
        _testcapi.set_nomemory(start, stop)
        try:
            result = call()
        finally:
            _testcapi.remove_mem_hooks()
    except MemoryError:
        return None
    except SystemError as error:
        if "exception set" in str(error) or "without setting an exception" in str(error):
            return LOST
        raise
    except JobStatusError as error:
        return [(p.path, p.message, p.kind, p.excerpt) for p in error.problems]
    return exactly(result)


def sweep(case: str, step: int) -> tuple[int, int]:
    """Let each allocation fail, one after the other, until the call makes no more of them.

    Returns:
        The number of the allocations that have failed, and of the exceptions that were lost.
    """
    prepare = CASES[case]
    expected = outcome(prepare())
    start = tried = lost = 0
    while True:
        call = prepare()
        print(start, end=" ", flush=True)  # noqa: T201 - where it crashes, this is the place
        found = attempt(call, start, start + 1)
        assert found in (None, LOST, expected), f"start {start}: {found} is not {expected}"
        assert outcome(call) == expected, f"start {start}: the next call"
        tried += 1
        lost += found == LOST
        if found == expected and is_beyond(prepare(), start):
            return tried, lost
        start += step


def is_beyond(call: Callable[[], object], start: int) -> bool:
    """Tell whether a call makes fewer allocations."""
    _testcapi.set_nomemory(start, 0)
    try:
        call()
    except MemoryError:
        return False
    except Exception:  # noqa: BLE001 - bad data
        return True
    finally:
        _testcapi.remove_mem_hooks()
    return True


def try_case(case: str, step: int) -> tuple[int, int]:
    """Try one call twice: the second time, no reference to what is shared is lost, nor kept.

    Returns:
        As `sweep`.
    """
    found = sweep(case, step)
    gc.collect()
    counts = [sys.getrefcount(shared) for shared in SHARED]
    again = sweep(case, step)
    gc.collect()
    assert counts == [sys.getrefcount(shared) for shared in SHARED], case
    return found[0] + again[0], found[1] + again[1]


if __name__ == "__main__":
    faulthandler.enable()
    gc.disable()
    totals = [0, 0]
    for name in sys.argv[2:]:
        print(f"\n{name}: ", end="")  # noqa: T201 - for a crash
        totals = [*map(sum, zip(totals, try_case(name, int(sys.argv[1])), strict=True))]
    print("\ntried {}, lost {}".format(*totals))  # noqa: T201 - what was found
