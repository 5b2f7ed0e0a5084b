"""A counter of drift: bounded, shared by threads, and passing each news on once."""

import pickle
import threading
from typing import Any

import pytest

from jobstatus import (
    AtsJob,
    AtsJobConfidential,
    AtsJobsPaginated,
    AtsJobValue,
    DriftCounter,
    DriftEvent,
    JobStatus,
    SeenDrift,
    UndeclaredKey,
    UnrecognizedText,
    make_converter,
)

PAGE = {
    "data": [
        {"job_status": {"value": "filled"}, "job_postings": [1]},
        {"confidential": "perhaps", "job_status": {"value": "filled"}, "job_postings": []},
        {"job_status": {"value": "filled"}},
    ]
}


def test_a_counter_counts() -> None:
    """A counter has the number and first event of each news, the most frequent news first."""
    counter = DriftCounter()
    assert "<DriftCounter: nothing seen>" == repr(counter)
    made = make_converter(on_drift=counter)
    made.structure(PAGE, AtsJobsPaginated, context="october.json")
    made.structure(PAGE, AtsJobsPaginated, context="november.json")
    assert [
        SeenDrift(
            UnrecognizedText(AtsJobValue, "filled", "$.data[0].job_status.value", "october.json"), 6
        ),
        SeenDrift(
            UndeclaredKey(AtsJob, "job_postings", "$.data[0].job_postings", "october.json"), 4
        ),
        SeenDrift(
            UnrecognizedText(
                AtsJobConfidential, "perhaps", "$.data[1].confidential", "october.json"
            ),
            2,
        ),
    ] == counter.seen()
    shown = "AtsJobValue 'filled' x 6, AtsJob 'job_postings' x 4, AtsJobConfidential 'perhaps' x 2"
    assert f"<DriftCounter: {shown}>" == repr(counter)


def test_a_counter_passes_each_news_on_once() -> None:
    """The first event of each, whole; a key and a text of the same letters are two news."""
    passed: list[DriftEvent] = []
    counter = DriftCounter(most=3, on_new=passed.append)
    first = [
        UndeclaredKey(AtsJob, "open", "$.open", {"any": "thing"}),
        UndeclaredKey(JobStatus, "open", "$.open"),
        UnrecognizedText(AtsJobValue, "x" * 5_000, "$"),
    ]
    for event in [*first, *first, UndeclaredKey(AtsJob, "no room", "$")]:
        counter(event)
    assert first == passed
    assert [2, 2, 2] == [seen.times for seen in counter.seen()]


def test_what_the_function_for_news_raises_comes_out() -> None:
    """The event is counted nevertheless, and is no news any more."""

    def fail(event: DriftEvent) -> None:
        raise KeyError(event.path)

    counter = DriftCounter(on_new=fail)
    event = UndeclaredKey(AtsJob, "a", "$.a")
    with pytest.raises(KeyError):
        counter(event)
    counter(event)
    assert [(event, 2)] == counter.seen()


def test_a_counter_keeps_the_beginning_of_a_text() -> None:
    """Its memory is bounded; texts with the same beginning are one news."""
    counter = DriftCounter()
    for length in (1_000_000, 2_000_000):
        counter(UnrecognizedText(AtsJobValue, "x" * length, "$"))
        counter(UndeclaredKey(AtsJob, "y" * length, "$"))
    text, key = (seen.first for seen in counter.seen())
    assert UnrecognizedText(AtsJobValue, "x" * 999 + "…", "$") == text
    assert UndeclaredKey(AtsJob, "y" * 999 + "…", "$") == key
    shown = f"AtsJobValue '{'x' * 47}…' x 2, AtsJob '{'y' * 47}…' x 2"
    assert f"<DriftCounter: {shown}>" == repr(counter)


def test_a_flood_does_not_grow_a_counter() -> None:
    """Beyond a number of news the new ones are only counted, and its `repr` says so."""
    counter = DriftCounter(most=2)
    for key in ("a", "b", "c", "a", "d"):
        counter(UndeclaredKey(AtsJob, key, "$"))
    assert [("$", 2), ("$", 1)] == [(seen.first.path, seen.times) for seen in counter.seen()]
    assert 2 == counter.others
    assert "<DriftCounter: AtsJob 'a' x 2, AtsJob 'b' x 1, others x 2>" == repr(counter)
    counter.most = 10
    for key in "efgh":
        counter(UndeclaredKey(AtsJob, key, "$"))
    assert repr(counter).endswith("AtsJob 'g' x 1, … and 1 more, others x 2>")


def test_a_counter_may_be_shared_by_threads() -> None:
    """It misses none, and passes each news on once."""
    passed: list[DriftEvent] = []
    counter = DriftCounter(on_new=passed.append)
    made = make_converter(on_drift=counter)

    def work() -> None:
        for _ in range(100):
            made.structure({"value": "new", "x": 1}, JobStatus)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [800, 800] == [seen.times for seen in counter.seen()]
    assert 2 == len(passed)


def test_a_counter_pickles_with_what_it_has_seen() -> None:
    """It goes on counting, and calls the same function for news."""
    counter = DriftCounter(on_new=print)
    counter(UndeclaredKey(AtsJob, "a", "$.a", context=("file", 3)))
    again: Any = pickle.loads(pickle.dumps(counter))
    assert counter.seen() == again.seen()
    assert print is again.on_new
    again(UndeclaredKey(AtsJob, "a", "$.a"))
    assert [1, 2] == [seen.times for each in (counter, again) for seen in each.seen()]
