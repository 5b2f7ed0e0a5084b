"""The column of JSON text: whatever has no Arrow type of its own."""

import math
from datetime import date
from typing import Any

import attrs
import pytest

from anybodys import Numbered
from jobstatus import (
    CustomFields,
    JobStatus,
    JsonValue,
    RawResponse,
    SourceValue,
    UnstructureError,
    make_converter,
)
from jobstatus.arrow import arrow_schema, to_table
from table_law import lawful, row_of


class Dict(dict[str, Any]):
    """An object of a class of its own."""


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("Open", '"Open"', "string"),
        ("", '""', "string"),
        ("a\nb\u2028", '"a\\nb\u2028"', "string"),
        (1, "1", "number"),
        (-1.0, "-1.0", "number"),
        (2**70, str(2**70), "number"),
        (True, "true", "boolean"),
        (False, "false", "boolean"),
        ({"id": [1, {}]}, '{"id":[1,{}]}', "object"),
        ([], "[]", "array"),
        (Dict(a=1), '{"a":1}', "object"),
    ],
)
def test_any_json_has_a_column_that_says_of_which_kind_it_is(
    value: Any, text: str, kind: str
) -> None:
    """The name of the column of kinds is that of the value with `kind` at its end."""
    assert {"source_value": text, "source_kind": kind} == row_of(JobStatus(source_value=value))
    assert {"value": text, "value_kind": kind} == row_of(CustomFields(value=value))


def test_null_that_was_said_is_extra() -> None:
    """The columns are null, for that is what an engine takes for missing."""
    assert {"extra": '{"source_value":null}'} == row_of(JobStatus(extra={"source_value": None}))


@attrs.define
class Required:
    """A class whose fields are always written."""

    anything: JsonValue
    hooked: date | None


def test_null_is_null_where_a_key_is_never_absent() -> None:
    """A null under a key that is always written is a null in the column, and nothing is extra."""
    converter = make_converter()
    row = row_of(Required(None, None), converter)
    assert {} == row
    table = lawful([Required(None, None), Required(2**70, None)], Required, converter)
    assert [None, None] == table["extra"].to_pylist()
    row = row_of(Required(["null"], date(2021, 1, 1)), converter)
    assert {"anything": '["null"]', "anything_kind": "array", "hooked": '"2021-01-01"'} == row


def test_a_hook_may_write_null_and_may_be_asked_for_none() -> None:
    """A value that a hook writes as null, and a null that it writes as text, come back so."""
    converter = make_converter()
    converter.register_unstructure_hook(date | None, lambda day: None if day else "never")
    assert {"hooked": '"never"'} == row_of(Required(None, None), converter)
    assert {"extra": '{"hooked":null}'} == row_of(Required(None, date(2021, 1, 1)), converter)


def test_dicts_and_unions_are_json() -> None:
    """Dicts and unions are columns of JSON text, and a union of JSON has a column of its kind."""
    assert '{"1":"a"}' == row_of(Numbered(texts={1: "a"}))["texts"]
    names = arrow_schema(RawResponse).names
    assert ["method", "url", "body", "body_kind", "response", "response_kind", "extra"] == names
    assert ("[255]", "array") == tuple(
        row_of(RawResponse(method="GET", url="/", body=[255])).values()
    )[2:]


def test_source_values_of_all_kinds_stand_in_one_column() -> None:
    """Source values of all kinds share a column, and each comes back as it was."""
    sources: list[SourceValue] = [1, 1.0, True, "1", None, {"a": None}, [], "null", -0.0, 10**18]
    lawful([JobStatus(source_value=source) for source in sources], JobStatus)


@pytest.mark.parametrize(
    "value",
    [{"a": math.nan}, [math.inf], {"a": (1,)}, [b"x"], {1: 2}, {"a": {1}}, "\ud800"],
    ids=repr,
)
def test_what_is_no_json_is_refused(value: Any) -> None:
    """A value that is not JSON is refused at any depth, even if the converter could write it."""
    for status in (JobStatus(source_value=value), JobStatus(extra={"a": value})):
        with pytest.raises(UnstructureError):
            to_table([JobStatus(), status], JobStatus)
