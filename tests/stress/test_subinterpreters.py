"""The compiled package is for one interpreter of a process: others are refused, and nothing crashes."""

import sys

import pytest

from alone import run_alone
from jobstatus.nodes import slots

SCRIPT = """
import sys
try:
    import _interpreters
except ImportError:
    import _xxsubinterpreters as _interpreters

def run(kind, code):
    new = sys.version_info >= (3, 13)
    made = _interpreters.create(kind) if new else _interpreters.create(isolated=kind == "isolated")
    try:
        if not new:
            _interpreters.run_string(made, code)
            return "ok"
        error = _interpreters.exec(made, code)
        return "ok" if error is None else f"{error.type.__name__}: {error.msg}"
    except Exception as error:
        return str(error)
    finally:
        _interpreters.destroy(made)

USE = '''
from jobstatus import AtsJobValue, JobStatus, make_converter
import sys
made = make_converter()
status = made.loads(b'{"value":"brand_new"}', JobStatus)
assert b'{"value":"brand_new"}' == made.dumps(status)
'''
code = f"import sys; sys.path[:] = {sys.path!r}" + USE
exec(USE)
for kind in ("isolated", "legacy"):
    for _ in range(3):
        print(run(kind, code))
exec(USE)
"""


@pytest.mark.skipif(
    not slots.COMPILED and sys.version_info < (3, 12),
    reason="what others have written in C is loaded, and then warns or crashes",
)
def test_another_interpreter_is_refused_or_served() -> None:
    """It gets an `ImportError` that says why; where nothing is compiled, it may be served."""
    said = run_alone("-c", SCRIPT).splitlines()
    assert 6 == len(said)
    for line in said:
        refused = "ImportError" in line and "interpreter" in line
        assert refused or (line == "ok" and not slots.COMPILED), line
