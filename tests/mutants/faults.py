"""Faults put into the compiled reader and writer, one by one: the tests have to notice each.

`python tests/mutants/faults.py` needs an environment with the compiled package, the packages that
its tests need, Cython, setuptools and a C compiler. `faults.toml` lists the faults. Each is put into
a copy of the project; the module is compiled anew; then the nearest tests run, and the others that
may notice it. A failure, a crash and a test that never ends count as noticed.
"""

import argparse
import ast
import hashlib
import json
import os
import platform
import queue
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import attrs

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT: Final = Path(__file__).parents[2]
NODES: Final = Path("src", "jobstatus", "nodes")
LIST: Final = Path(__file__).with_name("faults.toml")
SURVIVORS: Final = LIST.with_name("survivors.toml")
RESULTS: Final = Path(__file__).with_name("faults.json")

KEPT: Final = ROOT / "build" / "faults.jsonl"
"""The faults that were noticed, a line each: a run that was stopped goes on with the others."""

MODULES: Final = {
    "reader.pyx": ["reader"],
    "reader.pxd": ["reader", "writer"],
    "writer.pyx": ["writer"],
    "slots.pyx": ["slots"],
    "slots.pxd": ["slots", "reader", "writer", "classes", "instances"],
    "utc.pyx": ["utc"],
}
"""The modules into which a file is compiled: a `.pxd` has code that others include."""

NEAREST: Final = {
    "reader.pyx": ["tests/nodes/test_allocations.py", "tests/nodes/test_reader.py"],
    "reader.pxd": [
        "tests/nodes/test_allocations.py",
        "tests/nodes/test_reader.py",
        "tests/nodes/test_writer.py",
    ],
    "writer.pyx": ["tests/nodes/test_allocations.py", "tests/nodes/test_writer.py"],
    "slots.pyx": ["tests/nodes/test_slots.py", "tests/nodes/test_allocations.py"],
    "slots.pxd": ["tests/nodes/test_slots.py", "tests/nodes/test_allocations.py"],
    "utc.pyx": ["tests/nodes/test_date_times.py", "tests/nodes/test_allocations.py"],
}
"""The tests that run first."""

OTHERS: Final = [
    "tests/test_memory.py",
    "tests/test_law.py",
    "tests/test_defects.py",
    "tests/fuzzing",
    "tests/stress",
    "tests/nodes",
]
"""The other tests that may notice a fault, if the project has them."""

SECONDS: Final = 3600
"""The time after which tests are taken not to end, even if they only wait."""

LIMITED: Final = """
import resource, sys, pytest
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (600, 600))
sys.exit(pytest.main())
"""
"""A program that runs tests in bounded memory and time of the processor; they take four minutes."""


@attrs.frozen
class Fault:
    """A fault of the list.

    Attributes:
        file: The name of the file.
        what: A sentence that says what is broken.
        old: Text that stands exactly once in the file.
        new: The text in its place.
        equivalent: The reason why no test can notice the fault; empty if one has to.
    """

    file: str
    what: str
    old: str
    new: str
    equivalent: str = ""

    def apply(self, text: str) -> str:
        """Return the text of the file with the fault.

        Raises:
            ValueError: The old text does not stand exactly once in it, or nothing would change.
        """
        if text.count(self.old) != 1 or self.old == self.new:
            raise ValueError(f"{self.file}: {self.what}: found {text.count(self.old)} times")
        return text.replace(self.old, self.new)


@attrs.frozen
class Outcome:
    """The outcome of the tests for one fault.

    Attributes:
        fault: The fault.
        noticed_by: The test that noticed it; empty if none did.
        nearest: Whether it was one of the nearest tests.
        seconds: The time it took to compile the fault and to notice it.
    """

    fault: Fault
    noticed_by: str
    nearest: bool
    seconds: float


def key_of(fault: Fault) -> str:
    """Return a digest of a fault and of the file that it is put into."""
    text = fault.apply((ROOT / NODES / fault.file).read_text("utf-8"))
    return hashlib.sha256(f"{fault.what}\0{text}".encode()).hexdigest()


def noticed_before(faults: list[Fault]) -> list[Outcome]:
    """Return the outcomes of those faults that a run before has found to be noticed."""
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    known = {entry.pop("key"): entry for entry in map(json.loads, lines)}
    return [Outcome(each, **known[key]) for each in faults if (key := key_of(each)) in known]


def note(outcome: Outcome) -> None:
    """Note a fault that was noticed, for the next run."""
    KEPT.parent.mkdir(exist_ok=True)
    entry = {"key": key_of(outcome.fault), **attrs.asdict(outcome)}
    del entry["fault"]
    with KEPT.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def read_faults() -> list[Fault]:
    """Read the list."""
    return [Fault(**fault) for fault in tomllib.loads(LIST.read_text("utf-8"))["fault"]]


def read_survivors() -> list[dict[str, Any]]:
    """Read the reasons of mutants that survive; `python -m mutants` needs more than this module does."""
    return [
        {"nth": 1, **mutant, "file": f"src/jobstatus/{mutant['file']}", "reason": reason["why"]}
        for reason in tomllib.loads(SURVIVORS.read_text("utf-8"))["reason"]
        for mutant in reason["mutants"]
    ]


def directives() -> list[str]:
    """Return the directives of `setup.py`, as options of Cython's command."""
    module = ast.parse((ROOT / "setup.py").read_text("utf-8"))
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DIRECTIVES":
            return [f"-X{name}={value}" for name, value in ast.literal_eval(node.value).items()]
    raise LookupError("DIRECTIVES")


class Copy:
    """A copy of the project, and of the installed package, in which faults are tried.

    Args:
        folder: A folder for the copies; it has them already, or does not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.project: Path = folder / "project"
        self.installed: Path = folder / "installed"
        self.nodes: Path = self.installed / "jobstatus" / "nodes"
        if not folder.exists():
            self.fill()

    def fill(self) -> None:
        """Copy the project and the installed package."""
        package = subprocess.run(
            [sys.executable, "-c", "import jobstatus; print(jobstatus.__path__[0])"],
            cwd=tempfile.gettempdir(), capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        shutil.copytree(ROOT / "src", self.project / "src")
        shutil.copytree(ROOT / "tests", self.project / "tests")
        for name in ("examples", "docs", "pyproject.toml"):
            (self.project / name).symlink_to(ROOT / name)
        shutil.copytree(package, self.installed / "jobstatus")
        if not list(self.nodes.glob(f"reader{self.suffix}")):
            raise SystemExit(f"{sys.executable} has no compiled package: {package}")

    @property
    def suffix(self) -> str:
        """The ending of the names of compiled modules."""
        return str(sysconfig.get_config_var("EXT_SUFFIX"))

    def compile(self, module: str) -> str:
        """Compile a module of the copy into the installed one, and return what is wrong, if it is."""
        source = self.project / NODES / module
        source = source.with_suffix(".pyx" if source.with_suffix(".pyx").exists() else ".py")
        made = self.project / f"{module}.c"
        cython = [sys.executable, "-m", "cython", *directives(), "-I", "src"]
        settings = sysconfig.get_config_var
        compiler = shlex.split(f"{settings('LDSHARED')} {settings('CCSHARED') or ''} -O0 -g0 -w")
        headers = f"-I{sysconfig.get_path('include')}"
        compiled = str(self.nodes / f"{module}{self.suffix}")
        for command in (
            [*cython, "-o", str(made), str(source)],
            [*compiler, headers, str(made), "-o", compiled],
        ):
            ran = subprocess.run(
                command, cwd=self.project, capture_output=True, text=True, check=False
            )
            if ran.returncode:
                return ran.stdout + ran.stderr
        return ""

    def test(self, paths: list[str], *options: str) -> str:
        """Run tests, and return the first that fails; empty if none does."""
        env = {
            **{name: os.environ[name] for name in os.environ if name != "FAST"},
            "PYTHONPATH": str(self.installed),
            "PYTHONDONTWRITEBYTECODE": "1",
            "JOBSTATUS_EXPECT": "compiled",
            "CI": "1",  # the same examples each time
        }
        command = [sys.executable, "-c", LIMITED, "-xq", "-p", "no:cacheprovider", *options]
        # What is not optimized needs more stack than that test gives.
        command += ["-k", "not small_stacks"]
        process = subprocess.Popen(
            [*command, *(path for path in paths if (self.project / path).exists())],
            cwd=self.project, env=env, text=True, errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            output, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return f"{paths[0]} (does not end)"
        finally:
            with suppress(ProcessLookupError):  # tests may have left processes
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.returncode == 0:
            return ""
        if failed := re.search(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE):
            return failed[1]
        if inside := re.search(r"in (test_\w+)$", output, re.MULTILINE):
            return f"{inside[1]} (crash)"
        return f"{paths[0]} (crash)\n{output[-2000:]}"

    def try_(self, fault: Fault) -> Outcome:
        """Put a fault into the copy, look for a test that notices it, and take it out again."""
        began = perf_counter()
        path = self.project / NODES / fault.file
        text = path.read_text("utf-8")
        path.write_text(fault.apply(text), "utf-8")
        try:
            for module in MODULES[fault.file]:
                if wrong := self.compile(module):
                    sys.stderr.write(f"{wrong}\n")
                    return Outcome(fault, "", nearest=False, seconds=perf_counter() - began)
            nearest = self.test(NEAREST[fault.file], "-m", "not slow")
            noticed_by = nearest or self.test(OTHERS)
            return Outcome(fault, noticed_by, bool(nearest), perf_counter() - began)
        finally:
            path.write_text(text, "utf-8")
            for module in MODULES[fault.file]:
                (self.nodes / f"{module}{self.suffix}").unlink(missing_ok=True)
                shutil.copy(self.nodes / f"{module}.sound", self.nodes / f"{module}{self.suffix}")

    def prepare(self, files: set[str]) -> None:
        """Compile the modules of some files without a fault, and keep them beside."""
        for module in {module for file in files for module in MODULES[file]}:
            if wrong := self.compile(module):
                raise SystemExit(wrong)
            shutil.copy(self.nodes / f"{module}{self.suffix}", self.nodes / f"{module}.sound")


def main() -> None:
    """Try the faults, and say which of them no test has noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="try the faults with one of these words in them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", action="store_true", help=f"write {RESULTS.name}")
    parser.add_argument("--unchecked", action="store_true", help="don't try first without a fault")
    given = parser.parse_args()
    chosen = [
        fault
        for fault in read_faults()
        if not fault.equivalent
        and (not given.words or any(word in f"{fault.file} {fault.what}" for word in given.words))
    ]
    outcomes = noticed_before(chosen)
    known = [outcome.fault for outcome in outcomes]
    with tempfile.TemporaryDirectory() as folder:
        remaining = [fault for fault in chosen if fault not in known]
        if remaining:
            outcomes += run(remaining, Path(folder), given.jobs, check=not given.unchecked)
    seconds = sum(outcome.seconds for outcome in outcomes)
    survivors = [outcome.fault for outcome in outcomes if not outcome.noticed_by]
    noticed = len(outcomes) - len(survivors)
    sys.stdout.write(f"{noticed} of {len(outcomes)} faults are noticed; {seconds:.0f} s\n")
    if given.keep:
        RESULTS.write_text(json.dumps(figures(outcomes, seconds), indent=2) + "\n", "utf-8")
        KEPT.unlink(missing_ok=True)
    sys.exit(bool(survivors))


def run(faults: list[Fault], folder: Path, jobs: int, *, check: bool) -> list[Outcome]:
    """Try faults in several copies of the project, and print each outcome."""
    files = {fault.file for fault in faults}
    first = Copy(folder / "0")
    first.prepare(files)
    if check and (failed := first.test(OTHERS)):
        raise SystemExit(f"without a fault, a test fails: {failed}")
    copies: queue.Queue[Copy] = queue.Queue()
    copies.put(first)
    for number in range(1, jobs):
        copies.put(Copy(shutil.copytree(folder / "0", folder / str(number), symlinks=True)))

    def try_(fault: Fault) -> Outcome:
        copy = copies.get()
        try:
            outcome = copy.try_(fault)
        finally:
            copies.put(copy)
        if outcome.noticed_by:
            note(outcome)
        noticed_by = outcome.noticed_by or "NOT NOTICED"
        line = f"{outcome.seconds:4.0f} s  {fault.file}: {fault.what}  {noticed_by}\n"
        sys.stdout.write(line)
        sys.stdout.flush()
        return outcome

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(try_, faults))


def figures(outcomes: list[Outcome], seconds: float) -> dict[str, object]:
    """Return the figures that are kept."""
    return {
        "date": datetime.now(timezone.utc).date().isoformat(),
        "python": platform.python_version(),
        "jobstatus": version("jobstatus"),
        "Cython": version("Cython"),
        "seconds": round(seconds),
        "tried": dict(sorted(Counter(each.fault.file for each in outcomes).items())),
        "noticed": dict(
            sorted(Counter(each.fault.file for each in outcomes if each.noticed_by).items())
        ),
        "by the nearest tests": len([outcome for outcome in outcomes if outcome.nearest]),
        "not noticed": [
            f"{outcome.fault.file}: {outcome.fault.what}"
            for outcome in outcomes
            if not outcome.noticed_by
        ],
    }


if __name__ == "__main__":
    main()
