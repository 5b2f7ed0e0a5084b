"""Date-times are RFC 3339, and lose neither a digit nor their offset."""

from datetime import datetime, timedelta, timezone
from typing import Any

import cattrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import StructureError, UnstructureError
from jobstatus.nodes.date_times import DateTimeNode, configure_date_times
from jobstatus.nodes.lookup import unstructure_node
from jobstatus.nodes.utc import format_utc, parse_utc
from jobstatus.nodes.writer import write_json
from strategies import wire_date_times

converter = cattrs.Converter()
configure_date_times(converter)

offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda m: timezone(timedelta(minutes=m)))


@given(wire_date_times)
def test_the_services_own_spelling_comes_back_to_the_letter(text: str) -> None:
    """Milliseconds and `Z` are read and written."""
    assert text == converter.unstructure(converter.structure(text, datetime))


def test_the_services_own_spelling_is_parsed_fast() -> None:
    """Longer ones, and those with another offset or none, take several times as long, or are refused."""
    expected = datetime(2021, 1, 1, 1, 1, 1, tzinfo=timezone.utc)
    assert expected == parse_utc("2021-01-01T01:01:01.000Z")
    for end in ("0Z", "+00:00", "0", "z"):
        assert None is parse_utc(f"2021-01-01T01:01:01.000{end}")


@given(st.datetimes(timezones=offsets))
def test_every_digit_and_offset_survives(at: datetime) -> None:
    """Whatever RFC 3339 can say comes back with the same instant, digits and offset."""
    again = converter.structure(converter.unstructure(at), datetime)
    assert (at, at.utcoffset(), at.microsecond) == (again, again.utcoffset(), again.microsecond)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-01-01T01:01:01.000Z", datetime(2021, 1, 1, 1, 1, 1, tzinfo=timezone.utc)),
        ("2021-01-01t01:01:01z", datetime(2021, 1, 1, 1, 1, 1, tzinfo=timezone.utc)),
        ("2021-01-01 01:01:01+00:00", datetime(2021, 1, 1, 1, 1, 1, tzinfo=timezone.utc)),
        ("2021-01-01T01:01:01-00:00", datetime(2021, 1, 1, 1, 1, 1, tzinfo=timezone.utc)),
        ("2021-01-01T01:01:01.5Z", datetime(2021, 1, 1, 1, 1, 1, 500_000, timezone.utc)),
        ("2021-01-01T01:01:01.123456000Z", datetime(2021, 1, 1, 1, 1, 1, 123_456, timezone.utc)),
        (
            "2021-01-01T01:01:01.000001+05:30",
            datetime(2021, 1, 1, 1, 1, 1, 1, timezone(timedelta(hours=5, minutes=30))),
        ),
        (
            "0001-01-01T00:00:00-03:30",
            datetime(1, 1, 1, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
        ),
    ],
)
def test_all_that_rfc_3339_allows_is_read(text: str, expected: datetime) -> None:
    """Either case, a space, one fraction digit or nine of which six count, any offset."""
    assert exactly(expected) == exactly(converter.structure(text, datetime))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2021, 1, 1, 1, 1, 1, tzinfo=timezone.utc), "2021-01-01T01:01:01.000Z"),
        (datetime(2021, 1, 1, 1, 1, 1, 120_000, timezone.utc), "2021-01-01T01:01:01.120Z"),
        (datetime(2021, 1, 1, 1, 1, 1, 123_456, timezone.utc), "2021-01-01T01:01:01.123456Z"),
        (
            datetime(2021, 1, 1, 1, 1, 1, tzinfo=timezone(timedelta(hours=-8))),
            "2021-01-01T01:01:01.000-08:00",
        ),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(0), "GMT")), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_writing_keeps_to_milliseconds_where_that_loses_nothing(
    at: datetime, expected: str
) -> None:
    """UTC is `Z`; microseconds are written if there are any."""
    assert expected == converter.unstructure(at)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("yesterday", "an RFC 3339 date-time, found"),
        ("2021-01-01", "an RFC 3339 date-time, found"),
        ("2021-01-01T01:01:01", "an RFC 3339 date-time, found"),
        ("2021-01-01T01:01Z", "an RFC 3339 date-time, found"),
        ("2021-01-01T01:01:01,5Z", "an RFC 3339 date-time, found"),
        ("2021-01-01T01:01:01.Z", "an RFC 3339 date-time, found"),
        ("2021-01-01T01:01:01+0530", "an RFC 3339 date-time, found"),
        ("2021-01-01T01:01:01+05:60", "an RFC 3339 date-time, found"),
        ("2021-01-01T01:01:01Z\n", "an RFC 3339 date-time, found"),
        ("２０２１-01-01T01:01:01Z", "an RFC 3339 date-time, found"),
        ("2021-02-29T01:01:01Z", "an RFC 3339 date-time that exists, found"),
        ("2021-01-01T24:00:00Z", "an RFC 3339 date-time that exists, found"),
        ("2021-12-31T23:59:60Z", "an RFC 3339 date-time that exists, found"),
        ("0000-01-01T00:00:00Z", "an RFC 3339 date-time that exists, found"),
        ("2021-01-01T01:01:01+24:00", "an RFC 3339 date-time that exists, found"),
        (
            "2021-01-01T01:01:01.1234567Z",
            "an RFC 3339 date-time with at most 6 digits behind the second",
        ),
        (1609462861, "an RFC 3339 date-time, found number"),
        (None, "an RFC 3339 date-time, found null"),
        (datetime(2021, 1, 1, tzinfo=timezone.utc), "an RFC 3339 date-time, found datetime"),
    ],
    ids=repr,
)
def test_what_is_no_rfc_3339_date_time_is_refused(value: object, why: str) -> None:
    """And so is what a datetime would lose."""
    with pytest.raises(StructureError) as caught:
        converter.structure(value, datetime)
    assert f"expected {why}" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (datetime(2021, 1, 1), "with an offset"),  # noqa: DTZ001
        (
            datetime(2021, 1, 1, tzinfo=timezone(timedelta(minutes=53, seconds=28))),
            "of whole minutes",
        ),
        ("2021-01-01T01:01:01.000Z", "expected a datetime, found string"),
    ],
    ids=["naive", "seconds", "text"],
)
def test_what_rfc_3339_cannot_say_is_not_written(value: Any, why: str) -> None:
    """A guess at the offset would be a loss."""
    with pytest.raises(UnstructureError, match=why):
        converter.unstructure(value, datetime)


@pytest.mark.parametrize("class_", [str, datetime])
def test_what_lies_about_its_class_is_refused(class_: type) -> None:
    """Mocks and proxies do; it counts what a value is."""
    liar = type("Liar", (), {"__class__": property(lambda _: class_)})()
    with pytest.raises(StructureError, match="expected an RFC 3339 date-time, found Liar"):
        converter.structure(liar, datetime)
    with pytest.raises(UnstructureError, match="expected a datetime, found Liar"):
        converter.unstructure(liar, datetime)


class Moment(datetime):
    """A class of date-times such as those of pendulum."""


def test_a_subclass_is_written_by_the_same_node() -> None:
    """A subclass of `datetime` is written by a node, not by way of a hook, which takes longer."""
    assert type(unstructure_node(Moment, converter)) is DateTimeNode


class Rounded(datetime):
    """A class of date-times that is spelled in its own way."""

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        """Spell it to the second."""
        return super().isoformat(sep, timespec.removeprefix("milli"))


def test_a_subclass_may_spell_itself() -> None:
    """The fast way of UTC is for plain date-times: a subclass is asked for its own text."""
    moment = Rounded(2021, 1, 2, 3, 4, 5, 678_000, timezone.utc)
    assert format_utc(moment) is None
    assert "2021-01-02T03:04:05Z" == converter.unstructure(moment, datetime)
    assert b'"2021-01-02T03:04:05Z"' == write_json(unstructure_node(datetime, converter), moment)
