"""TOML is written in the order of its keys."""

from datetime import date, time
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus.codecs.toml_order import in_order
from strategies import json_values, texts
from wires import Free, make

CONVERTERS = {wire: make(wire) for wire in ("tomlkit", "tomllib")}

every_toml = pytest.mark.parametrize("wire", CONVERTERS)


def without_null(value: Any) -> Any:
    """Put text in the place of null, which TOML does not have."""
    if isinstance(value, dict):
        return {key: without_null(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_null(item) for item in value]
    return "" if value is None else value


@every_toml
@given(table=st.dictionaries(texts, json_values.map(without_null)))
def test_every_table_comes_back_in_its_order(wire: str, table: Any) -> None:
    """None is refused."""
    converter = CONVERTERS[wire]
    assert exactly(table) == exactly(converter.loads(converter.dumps(table), Free))


@every_toml
def test_tables_that_may_stand_last_are_written_as_tables(wire: str) -> None:
    """So that a person can read them."""
    table = {"value": "open", "source_value": {"id": 3, "of": {"x": 1}, "label": "Open"}}
    written = CONVERTERS[wire].dumps(table)
    assert written.startswith('value = "open"\n\n[source_value]\nid = 3\nof = {"x" = 1}\n')


@every_toml
def test_the_last_list_of_tables_may_be_an_array_of_tables(wire: str) -> None:
    """Those before it are written inline."""
    table = {"a": [{"x": "y" * 99}], "b": {"c": 1}, "d": [{"x": "y" * 99}], "e": {"f": {}}}
    written = CONVERTERS[wire].dumps(table)
    assert "[[d]]" in written
    assert "[[a]]" not in written
    assert "[e.f]" in written
    assert exactly(table) == exactly(CONVERTERS[wire].loads(written, Free))


@every_toml
def test_what_only_toml_has_is_written_inline_too(wire: str) -> None:
    """A date in a table that stands before others."""
    converter = make(wire)
    native = {"day": date(2021, 1, 1), "at": [time(12, 30)], "x": '\x7f"\\'}
    converter.register_unstructure_hook(set, lambda _: {"a": native, "b": 1})
    document = tomlkit.loads(converter.dumps(set())).unwrap()
    assert {"a": native, "b": 1} == document


def test_a_table_in_order_is_left_as_it_is() -> None:
    """Nothing in it is written inline."""
    table = {"a": 1, "b": [{"c": 1, "d": {}}], "e": {"f": {"g": []}}}
    assert exactly(table) == exactly(in_order(table, str))
