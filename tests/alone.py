"""Run a script in a process of its own: what it tries may crash, hang, or change the process."""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent
SECONDS = 120


def run_alone(*arguments: str, seconds: float = SECONDS) -> str:
    """Run the interpreter, and return what it prints.

    Args:
        arguments: Those of the interpreter: `-c` and a script, or a file and its arguments.
        seconds: The longest time that it may take.

    Raises:
        AssertionError: It crashed, hung or failed; the message has the end of what it printed.
    """
    # Coverage would be stopped, forked, or without memory in the middle of its own work.
    environ = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    before = environ.get("PYTHONPATH")
    environ["PYTHONPATH"] = f"{TESTS}{os.pathsep}{before}" if before else str(TESTS)
    command = [sys.executable, "-W", "ignore", "-X", "faulthandler", *arguments]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, check=False, env=environ, timeout=seconds
        )
    except subprocess.TimeoutExpired as late:
        raise AssertionError(f"it hangs: {str(late.stdout)[-500:]}") from None
    assert not ran.returncode, (
        f"exit code {ran.returncode}: {ran.stdout[-300:]}{ran.stderr[-3000:]}"
    )
    return ran.stdout
