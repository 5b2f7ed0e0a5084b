"""Try the tests on a mutant: in a copy of the project, in a process that is forked for each trial."""

import contextlib
import gc
import importlib
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("src", "tests", "docs", "examples", "benchmarks", ".ci")
PRELOADED = (
    *("attrs", "cattrs.preconf", "hypothesis.strategies", "jsonschema", "msgspec", "orjson"),
    *("pyarrow.parquet", "pydantic", "yaml", "xml.etree.ElementTree", "concurrent.futures"),
)
"""Packages that each trial would have to import again; never the one that is mutated."""


class Copy:
    """A copy of the project, whose modules are mutated one after another.

    A process that has imported all but `jobstatus` and its tests waits in the copy, and forks for each trial.
    """

    def __init__(self) -> None:
        """Copy what is under version control, and import what trials need."""
        self.root = Path(tempfile.mkdtemp(prefix="mutants-"))
        for name in COPIED:
            shutil.copytree(
                ROOT / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        for path in ROOT.iterdir():
            if path.is_file() and not path.name.startswith(".coverage"):
                shutil.copy(path, self.root)
        os.environ |= {
            "CI": "true",  # the same examples each time
            "EXAMPLES": os.environ.get("EXAMPLES", "5"),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # most are not ours, and each takes its time
            "HYPOTHESIS_NO_PLUGINS": "1",  # one of them is ours
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.root / ".hypothesis"),
            "PYTHONPATH": str(self.root / "src"),
        }
        for name in PRELOADED:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        sys.path[:0] = [str(self.root / "src"), str(self.root), str(self.root / "tests")]
        assert "jobstatus" not in sys.modules
        gc.collect()
        gc.freeze()  # or each trial would look at all of it again, and copy it

    @contextlib.contextmanager
    def mutated(self, path: str, code: str) -> Iterator[None]:
        """Let a module have other code for a while."""
        file = self.root / path
        original = file.read_bytes()
        file.write_text(code, encoding="utf-8")
        try:
            yield
        finally:
            file.write_bytes(original)
            # Its time may be the same, and then the mutant's bytecode would be taken for its own.
            for cached in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
                cached.unlink()

    def fails(self, tests: Sequence[str], seconds: float) -> str:
        """Run tests until one fails.

        Args:
            tests: The names of the tests.
            seconds: The seconds of processor time after which they count as failed; of other time, four times as many.

        Returns:
            What pytest says of the test that failed; empty if none did.
        """
        output = self.root / "output.txt"
        child = os.fork()
        if child == 0:
            self._run(tests, output, seconds)
        code = _wait(child, 4 * seconds)
        if code is None:
            return f"no end after {seconds:.0f} s"
        said = output.read_text("utf-8", errors="replace")
        if code == pytest.ExitCode.OK:
            return ""
        return next(
            (line for line in said.splitlines() if line.startswith(("FAILED", "ERROR"))),
            f"exit {code}",
        )

    def _run(self, tests: Sequence[str], output: Path, seconds: float) -> None:
        code = 70
        try:
            os.setsid()
            descriptor = os.open(output, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
            os.dup2(descriptor, 1)
            os.dup2(descriptor, 2)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
            os.chdir(self.root)
            del os.environ["HYPOTHESIS_NO_PLUGINS"]
            from hypothesis.entry_points import run  # noqa: PLC0415 - it imports the mutant

            with contextlib.suppress(Exception):
                run()
            quiet = [
                "-x",
                "-q",
                "--no-header",
                "-p",
                "no:cacheprovider",
                "-p",
                "_hypothesis_pytestplugin",
            ]
            code = int(
                pytest.main([*quiet, "-W", "ignore::pytest.PytestAssertRewriteWarning", *tests])
            )
        finally:
            os._exit(code)

    def remove(self) -> None:
        """Remove the copy."""
        shutil.rmtree(self.root, ignore_errors=True)


def _wait(child: int, seconds: float) -> int | None:
    """Return the exit code of a child, or None if it had to be killed, with all that it has started."""
    end = time.monotonic() + seconds
    pause = 0.01
    try:
        while time.monotonic() < end:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(pause)
            pause = min(0.1, pause * 1.2)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None
