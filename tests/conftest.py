"""The settings of Hypothesis, and what makes slow tests quick while coverage is measured."""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    max_examples=int(os.environ.get("EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# The same examples every time in CI, new ones elsewhere.
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="module")
def only_new_objects() -> Iterator[None]:
    """Let the collector pass over all that tests before have left, which takes most of its time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def untraced() -> Iterator[None]:
    """Pause the measuring of coverage: a test that repeats many times what others cover is slowed down by it."""
    if "coverage" not in sys.modules or os.environ.get("TRACED"):
        yield
        return
    from coverage import Coverage  # noqa: PLC0415 - it is imported only where it measures

    measured = Coverage.current()
    if measured is None:
        yield
        return
    measured.stop()
    yield
    measured.start()
