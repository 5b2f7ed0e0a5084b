"""The events of drift: data that is matched, compared, shown and pickled."""

import pickle
from typing import Any

import pytest
from typing_extensions import assert_never

from jobstatus import AtsJob, AtsJobValue, DriftEvent, UndeclaredKey, UnrecognizedText

EVENTS: list[DriftEvent] = [
    UndeclaredKey(AtsJob, "job_postings", "$.data[0].job_postings", "november.json"),
    UnrecognizedText(AtsJobValue, "filled", "$.job_status.value"),
]


def shown(event: DriftEvent) -> str:
    """Match an event; type checkers see that no kind is missing."""
    match event:
        case UndeclaredKey(cl, key, path, context):
            return f"{cl.__name__} {key} {path} {context}"
        case UnrecognizedText(enum, text, path):
            return f"{enum.__name__} {text} {path}"
        case _:
            assert_never(event)


def test_events_are_matched() -> None:
    """By position and by name."""
    assert [
        "AtsJob job_postings $.data[0].job_postings november.json",
        "AtsJobValue filled $.job_status.value",
    ] == list(map(shown, EVENTS))


def test_an_event_is_shown_as_a_sentence() -> None:
    """With the document, if the caller has named it."""
    key, text = map(str, EVENTS)
    path = "$.data[0].job_postings"
    assert f'AtsJob does not declare the key "job_postings", at {path}, in "november.json"' == key
    assert 'AtsJobValue does not list "filled", at $.job_status.value' == text


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events_pickle_and_are_frozen(event: Any) -> None:
    """They may go to other processes, and be keys of dicts."""
    assert {event: 1} == {pickle.loads(pickle.dumps(event)): 1}
    with pytest.raises(AttributeError):
        event.path = "$"
