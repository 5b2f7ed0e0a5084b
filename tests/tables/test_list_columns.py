"""The column of lists: their items are in a column of their own."""

from datetime import datetime, timedelta, timezone
from typing import Any

import attrs
import pyarrow as pa

from anybodys import Colour
from jobstatus import AtsJob, JobStatus, JsonValue, Open
from jobstatus.arrow import arrow_schema, documents_of, to_table
from jobstatus.nodes.extra import NO_EXTRA, Extra
from table_law import KEEP, lawful, row_of

UTC = datetime(2021, 1, 1, tzinfo=timezone.utc)
EAST = datetime(2021, 1, 1, tzinfo=timezone(timedelta(hours=2)))


class Items(list[Any]):
    """A list of a class of its own."""


@attrs.define
class Lists:
    """Lists of all sorts."""

    texts: list[str] = attrs.field(factory=list)
    moments: list[datetime | None] | None = None
    colours: list[Open[Colour]] | None = None
    anything: list[list[JsonValue]] | None = None
    statuses: list[JobStatus | None] | None = None
    extra: Extra = NO_EXTRA


def test_lists_are_of_their_items_types() -> None:
    """An item has one column: JSON text has none for its kind, and an enum none for `listed`."""
    types = {field.name: field.type for field in arrow_schema(Lists)}
    assert pa.list_(pa.string()) == types["texts"] == types["colours"]
    assert pa.list_(pa.timestamp("us", tz="UTC")) == types["moments"]
    assert pa.list_(pa.list_(pa.string())) == types["anything"]
    assert pa.types.is_struct(types["statuses"].value_type)


def test_null_and_empty_lists_and_null_items_differ() -> None:
    """Null lists, empty lists and lists of nulls stay apart, and each row has its own list."""
    lists: list[Any] = [None, [], [None], [UTC, None, UTC], None, [], [EAST], [UTC], []]
    table = lawful([Lists(moments=moments) for moments in lists], Lists)
    assert lists == table["moments"].to_pylist()
    inexact = [row is not None for row in table["extra"].to_pylist()]
    assert [moments == [EAST] for moments in lists] == inexact


def test_an_item_that_is_not_exact_makes_the_whole_list_extra() -> None:
    """A list with an item that is not exact is extra, and its items are in the column, too."""
    row = row_of(Lists(moments=[UTC, EAST]))
    assert [UTC, EAST] == row["moments"]
    extra = '{"moments":["2021-01-01T00:00:00.000Z","2021-01-01T00:00:00.000+02:00"]}'
    assert extra == row["extra"]


def test_a_list_of_another_class_comes_back() -> None:
    """A list of a class of its own comes back, whatever items it has."""
    lists = Lists(texts=Items(["a"]), anything=Items([Items([1, None]), []]), colours=Items())
    (row,) = lawful([lists, Lists(texts=["b"])], Lists).to_pylist()[:1]
    assert (["a"], [["1", None], []], []) == (row["texts"], row["anything"], row["colours"])


def test_null_structs_in_lists_come_back() -> None:
    """Null structs and empty structs in a list come back as they were."""
    lawful([Lists(statuses=[None, JobStatus(), None, JobStatus(source_value=1)])], Lists)


def test_a_bare_string_comes_back_as_one() -> None:
    """The column has the list of one that it stands for."""
    job = KEEP.structure({"remote_department_ids": "7"}, AtsJob)
    row = row_of(job)
    assert {"remote_department_ids": ["7"], "extra": '{"remote_department_ids":"7"}'} == row


def test_slices_of_lists_are_read_where_they_are() -> None:
    """A slice of a table is read without the rows before and behind it."""
    table = to_table([Lists(texts=[str(n)] * n) for n in range(5)], Lists)
    documents = documents_of(table.slice(2, 2), Lists)
    assert [{"texts": ["2"] * 2}, {"texts": ["3"] * 3}] == list(documents)
