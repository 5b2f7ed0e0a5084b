"""Drift in the log of the standard library."""

import logging
import pickle

import pytest

from jobstatus import (
    AtsJob,
    AtsJobValue,
    DriftLogger,
    JobStatus,
    UndeclaredKey,
    UnrecognizedText,
    make_converter,
)

LOGGER = logging.getLogger("test drift")


def test_each_event_is_a_line(caplog: pytest.LogCaptureFixture) -> None:
    """At the level of warnings, by the logger that was given."""
    made = make_converter(on_drift=DriftLogger(LOGGER))
    made.loads(b'{"value":"filled","label":"Filled"}', JobStatus, context="november.json")
    assert [
        (
            "test drift",
            logging.WARNING,
            'AtsJobValue does not list "filled", at $.value, in "november.json"',
        ),
        (
            "test drift",
            logging.WARNING,
            'JobStatus does not declare the key "label", at $.label, in "november.json"',
        ),
    ] == caplog.record_tuples


def test_records_can_be_grouped_and_have_fields(caplog: pytest.LogCaptureFixture) -> None:
    """The message is a template without data, and the data are attributes of the record."""
    log = DriftLogger(LOGGER)
    log(UndeclaredKey(AtsJob, "a", "$.a", ("file", 3)))
    log(UnrecognizedText(AtsJobValue, "filled", "$"))
    one, other = caplog.records
    assert "%s does not declare the key %s, at %s, in %s" == one.msg
    assert "%s does not list %s, at %s" == other.msg
    names = ("drift", "drift_class", "drift_text", "drift_path", "drift_context")
    assert [
        ["undeclared_key", "AtsJob", "a", "$.a", '("file", 3)'],
        ["unrecognized_text", "AtsJobValue", "filled", "$", None],
    ] == [[getattr(record, name) for name in names] for record in (one, other)]


def test_the_level_is_chosen(caplog: pytest.LogCaptureFixture) -> None:
    """What the logger does not want is not logged."""
    with caplog.at_level(logging.INFO, LOGGER.name):
        for level in (logging.DEBUG, logging.INFO, logging.ERROR):
            DriftLogger(LOGGER, level)(UndeclaredKey(AtsJob, "a", "$.a"))
    assert [logging.INFO, logging.ERROR] == [record.levelno for record in caplog.records]


@pytest.mark.parametrize(
    "hostile", ["\x1b[31mred\x1b[0m", "two\nlines", "\u202eright", "x" * 10**6]
)
def test_no_text_of_a_document_reaches_the_terminal(
    hostile: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Control characters are escaped and long texts cut: in the line, the fields and `str`."""
    log = DriftLogger(LOGGER)
    made = make_converter(on_drift=log)
    made.structure({hostile: 1, "value": hostile}, JobStatus, context=hostile)
    events = (UndeclaredKey(AtsJob, hostile, "$"), UnrecognizedText(AtsJobValue, hostile, "$"))
    shown = [str(event) for event in events]
    for record in caplog.records:
        shown += [record.getMessage(), record.drift_text, record.drift_context]  # type: ignore[attr-defined]
    assert 8 == len(shown)
    for line in shown:
        assert line.isprintable()
        assert len(line) < 600


def test_a_logger_pickles() -> None:
    """So a converter with one goes to worker processes."""
    log = DriftLogger(LOGGER, logging.INFO)
    assert log == pickle.loads(pickle.dumps(make_converter(on_drift=log))).on_drift
