"""The strategies for everybody's tests: their common behaviour, and their requirements."""

import builtins
import runpy
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis.errors import InvalidArgument

from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    Open,
    SourceValue,
    converter,
    testing,
)
from jobstatus.testing import documents, drifted, encoded, hostile, instances
from type_samples import QUICK


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strategy", "smallest"),
    [
        (documents(JobStatus), {}),
        (documents(AtsJobsPaginated), {"data": []}),
        (documents(JobStatus | None), None),
        (drifted(JobStatus), {"job_postings": None}),
        (drifted(Open[AtsJobValue]), "PUBLISHED"),
        (instances(JobStatus), JobStatus()),
        (instances(JobStatus, extra=True), JobStatus()),
        (instances(AtsJobValue), AtsJobValue.PUBLISHED),
        (encoded(documents(JobStatus)), b"{}"),
    ],
    ids=str,
)
def test_the_simplest_example_is_small(strategy: Any, smallest: Any) -> None:
    """The simplest example is small, so that Hypothesis shows little besides what fails."""
    assert smallest == find(strategy, lambda _: True, settings=QUICK)


def test_strategies_are_shown_by_their_names() -> None:
    """Not by all they are made of."""
    shown = [documents(AtsJob), drifted(AtsJob, case="camel"), instances(JobStatus)]
    assert "[documents(AtsJob), drifted(AtsJob, case='camel'), instances(JobStatus)]" == str(shown)


@settings(suppress_health_check=[], deadline=None)
@given(documents(AtsJobsPaginated), instances(AtsJobsPaginated))
def test_a_page_is_drawn_fast_enough(wire: Any, page: AtsJobsPaginated) -> None:
    """For all of Hypothesis' health checks."""
    assert converter.structure(wire, AtsJobsPaginated) is not page


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (drifted(str), "nothing in documents of <class 'str'> can drift"),
        (hostile(SourceValue), "no document of .* is known to be wrong"),
        (hostile(date), "no document of .* is known to be wrong"),
        (hostile(Any), "no document of typing.Any is known to be wrong"),
        (hostile(Any, python=True), "no document of typing.Any is known to be wrong"),
        (documents(5), "must be a type"),
    ],
    ids=str,
)
def test_what_there_is_no_strategy_for_is_refused(strategy: Any, message: str) -> None:
    """As Hypothesis refuses arguments: when something is drawn."""
    with pytest.raises(InvalidArgument, match=message):
        find(strategy, lambda _: True, settings=QUICK)


def test_without_hypothesis_it_is_said_what_to_install() -> None:
    """The extra has it."""
    code = 'import sys; sys.modules["hypothesis"] = None; import jobstatus.testing'
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    message = 'jobstatus.testing needs Hypothesis: pip install "jobstatus[testing]"'
    assert shown.stderr.endswith(f"ModuleNotFoundError: {message}\n")


@pytest.mark.parametrize(
    ("missing", "message"),
    [("hypothesis", "needs Hypothesis: pip install"), ("sortedcontainers", "it is not there")],
)
def test_only_if_hypothesis_itself_is_missing_is_that_said(
    missing: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be something that it needs."""

    def refuse(name: str, *args: Any, **named: Any) -> Any:
        if name == "hypothesis":
            raise ModuleNotFoundError("it is not there", name=missing)
        return import_(name, *args, **named)

    import_ = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ModuleNotFoundError, match=message):
        runpy.run_path(str(testing.__file__))
