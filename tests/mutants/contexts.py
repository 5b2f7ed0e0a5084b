"""A plugin of pytest that tells coverage which test function runs, and keeps the seconds that each takes.

coverage itself takes the first function named `test_...` for the test: of all properties, that is one of Hypothesis.
"""

import json
from collections import defaultdict
from collections.abc import Iterator

import pytest
from coverage import Coverage

_seconds: dict[str, float] = defaultdict(float)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file for the seconds."""
    parser.addoption("--seconds-file", required=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let what is reached be reached by the test function, whatever its parameters."""
    measuring = Coverage.current()
    if measuring is None:
        raise RuntimeError("coverage is not measured")
    measuring.switch_context(function_of(item.nodeid))
    yield
    measuring.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add the seconds of one phase of a test."""
    _seconds[function_of(report.nodeid)] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the seconds of all tests, in the process that has started the workers."""
    if not hasattr(session.config, "workerinput"):
        with open(session.config.option.seconds_file, "w", encoding="utf-8") as file:  # noqa: PTH123
            json.dump(_seconds, file)


def function_of(test: str) -> str:
    """Return the name of a test without its parameters: `tests/test_a.py::test_it`."""
    return test.partition("[")[0]
