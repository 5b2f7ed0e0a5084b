"""Statuses are counted by file, in a bounded number of bins."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus.reports import drift as drift_module
from jobstatus.reports.drift import Drift
from jobstatus.reports.status_groups import StatusName

OPEN = StatusName("listed", "open")


def drift_of(statuses: list[str], start: int = 0) -> Drift:
    """Make the drift of files with one job each, of these statuses."""
    drift = Drift()
    for index, status in enumerate(statuses, start):
        drift.begin_file(index, f"{index}.json")
        drift.add(index, StatusName("unrecognized", status), 1)
    return drift


def test_few_files_have_a_bin_each() -> None:
    """A bin has the file's name, and the number of jobs by status."""
    drift = Drift()
    for index, jobs in enumerate([2, 0]):
        drift.begin_file(index, f"{index}.json")
        drift.add(index, OPEN, jobs)
    expected = [
        {
            "first": f"{index}.json",
            "last": f"{index}.json",
            "files": 1,
            "statuses": [{"category": "listed", "status": "open", "jobs": jobs}],
        }
        for index, jobs in enumerate([2, 0])
    ]
    assert exactly(expected) == exactly(drift.as_json())


@pytest.mark.parametrize("files", [64, 65, 127, 128, 129, 1_000])
def test_the_number_of_bins_is_bounded(files: int) -> None:
    """Bins are of as many files each, and no file is lost."""
    bins = drift_of(["new"] * files).bins()
    assert 32 < len(bins) <= 64
    assert files == sum(b.file_count for b in bins) == sum(b.job_count for b in bins)
    assert 1 == len({b.file_count for b in bins[:-1]})
    assert ("0.json", f"{files - 1}.json") == (bins[0].first, bins[-1].last)


def test_the_number_of_unrecognized_statuses_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unrecognized statuses beyond the limit are counted together."""
    monkeypatch.setattr(drift_module, "_MAX_UNRECOGNIZED", 2)
    drift = drift_of(["a", "b", "c", "a", "d"])
    drift.merge(drift_of(["e", "b"], 5))
    names = Counter(name.text for b in drift.bins() for name in b.job_counts.elements())
    assert {"a": 2, "b": 2, None: 3} == dict(names)


@given(st.lists(st.sampled_from("abc"), max_size=300), st.integers(0, 300))
def test_drifts_are_merged(statuses: list[str], cut: int) -> None:
    """A drift and that of the next files are, merged, the drift of all files."""
    merged = drift_of(statuses[:cut])
    merged.merge(drift_of(statuses[cut:], cut))
    assert exactly(drift_of(statuses).as_json()) == exactly(merged.as_json())


@pytest.mark.parametrize(("files", "cut"), [(200, 10), (200, 100), (200, 190), (64, 64), (65, 64)])
def test_drifts_of_many_files_are_merged(files: int, cut: int) -> None:
    """Drifts are merged whichever of the two has the larger bins."""
    statuses = ["a", "b"] * files
    merged = drift_of(statuses[:cut])
    merged.merge(drift_of(statuses[cut:files], cut))
    assert exactly(drift_of(statuses[:files]).as_json()) == exactly(merged.as_json())


def test_the_rest_of_a_file_is_no_other_file() -> None:
    """A file that is read in parts is counted once."""
    drift, rest = Drift(), Drift()
    drift.begin_file(0, "a.json")
    drift.add(0, OPEN, 1)
    rest.begin_file(0, "a.json", is_continued=True)
    rest.add(0, OPEN, 2)
    drift.merge(rest)
    (file_bin,) = drift.bins()
    assert (1, 3) == (file_bin.file_count, file_bin.job_count)
