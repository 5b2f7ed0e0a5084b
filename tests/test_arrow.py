"""The public names of tables and rows."""

import subprocess
import sys
from types import FunctionType

import pyarrow as pa

from jobstatus import arrow


def test_everything_public_is_sorted_there_and_documented() -> None:
    """Schemas in capitals come first."""
    assert sorted(arrow.__all__, key=lambda name: (not name.isupper(), name)) == arrow.__all__
    things = [getattr(arrow, name) for name in arrow.__all__]
    assert {pa.Schema, FunctionType, type} == {type(thing) for thing in things}
    assert [] == [thing for thing in things if not thing.__doc__]


def test_only_tables_need_pyarrow() -> None:
    """Reading many documents, and the command, start without it."""
    code = "import jobstatus.bulk, jobstatus.cli, sys; print('pyarrow' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "False\n" == shown.stdout
