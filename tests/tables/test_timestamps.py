"""The column of date-times: moments in UTC, and offsets beside them."""

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus import AtsJob, StructureError
from jobstatus.arrow import documents_of, to_table
from table_law import KEEP, row_of

UTC = timezone.utc
EAST = timezone(timedelta(hours=2))
MOMENT = datetime(2021, 1, 1, 1, 1, 1, 250_001, UTC)


class Unhashable(tzinfo):
    """UTC as it is in other libraries, such as dateutil: it has no hash."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return NotImplemented

    def utcoffset(self, _: datetime | None) -> timedelta:
        """Return zero."""
        return timedelta(0)

    def dst(self, _: datetime | None) -> timedelta:
        """Return zero."""
        return timedelta(0)


class OwnDateTime(datetime):
    """Somebody's own class."""


@pytest.mark.parametrize(
    "moment",
    [
        MOMENT,
        MOMENT.replace(microsecond=0),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        MOMENT.replace(tzinfo=ZoneInfo("UTC")),
        MOMENT.replace(tzinfo=Unhashable()),
        OwnDateTime(2021, 1, 1, 1, 1, 1, 5, UTC),
    ],
    ids=str,
)
def test_a_moment_in_utc_is_exact(moment: datetime) -> None:
    """A date-time in UTC is exact, whichever class of time zone says that it is in UTC."""
    (row,) = to_table([AtsJob(created_at=moment)], AtsJob).to_pylist()
    assert (moment, None) == (row["created_at"], row["extra"])
    row_of(AtsJob(created_at=moment, updated_at=moment))


def test_an_offset_is_extra() -> None:
    """The column has the moment."""
    job = AtsJob(created_at=datetime(2021, 1, 1, 1, 0, 0, 0, EAST), updated_at=MOMENT)
    moment = datetime(2020, 12, 31, 23, 0, 0, 0, UTC)
    extra = '{"created_at":"2021-01-01T01:00:00.000+02:00"}'
    assert {"created_at": moment, "updated_at": MOMENT, "extra": extra} == row_of(job)


def test_a_moment_that_is_in_no_year_of_utc_is_extra() -> None:
    """The column is null, for nobody could read it."""
    job = AtsJob(created_at=datetime(1, 1, 1, 1, tzinfo=EAST))
    assert {"extra": '{"created_at":"0001-01-01T01:00:00.000+02:00"}'} == row_of(job)


def test_a_spelling_that_was_kept_comes_back() -> None:
    """A spelling with a space, or without a fraction, comes back from the table."""
    job = KEEP.structure({"created_at": "2021-01-01 01:01:01Z"}, AtsJob)
    assert '{"created_at":"2021-01-01 01:01:01Z"}' == row_of(job)["extra"]


@pytest.mark.parametrize("micros", [2**62, -(2**62), -62_135_596_800_000_001])
def test_a_timestamp_in_no_year_of_a_calendar_is_refused(micros: int) -> None:
    """A table of somebody else's may have a timestamp in the year 0 or 10000."""
    table = to_table([AtsJob()], AtsJob)
    at = table.schema.get_field_index("created_at")
    column = pa.array([micros], pa.timestamp("us", tz="UTC"))
    with pytest.raises(StructureError, match=r"\$\[0\]: expected a timestamp in a year from 1"):
        list(documents_of(table.set_column(at, "created_at", column), AtsJob))


@given(moments=st.lists(st.datetimes(timezones=st.just(UTC)) | st.none()))
def test_a_moment_is_spelled_as_it_is_written(moments: list[datetime | None]) -> None:
    """Moments are written to the millisecond, if that is exact."""
    table = to_table([AtsJob(created_at=moment) for moment in moments], AtsJob)
    written = [KEEP.unstructure(AtsJob(created_at=moment)) for moment in moments]
    assert written == list(documents_of(table, AtsJob))
    assert written[1:] == list(documents_of(table.slice(1), AtsJob))
