"""The session: the mutants that cosmic-ray makes, which tests reach them, and what became of each."""

import ast
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from attrs import frozen
from cosmic_ray import plugins
from cosmic_ray.mutating import mutate_code
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkItem, WorkResult

from mutants.selection import Selection, read_selection
from mutants.trial import ROOT

CONFIG = Path(__file__).with_name("config.toml")
KEPT = ROOT / "build" / "mutants"
SESSION, DATA, TIMES, TESTS, SOURCES = (
    KEPT / name
    for name in ("session.sqlite", "coverage", "seconds.json", "tests.json", "sources.json")
)
FOR_CHECKERS = {"TYPE_CHECKING", "final", "overload"}
"""The names of what says something to type checkers, and does nothing when it runs."""


@frozen
class Mutant:
    """A change of one place in a module.

    Attributes:
        path: The path of the module from the root.
        operator: The name of the operator that makes the change.
        code: The module's code with the change.
        before: The lines that are changed.
        after: The lines that they are changed into.
        lines: The numbers of the lines, from 1.
        nth: Which of the lines it is, from 1, that are alike in the module.
    """

    path: str
    operator: str
    code: str
    before: str
    after: str
    lines: range
    nth: int

    @property
    def change(self) -> tuple[str, str, str, int]:
        """The path, the lines before and after the change, and which of those that are alike is meant."""
        return self.path, self.before, self.after, self.nth

    @property
    def package(self) -> str:
        """The package of the module, or the module itself if it is in none."""
        return Path(self.path).relative_to("src/jobstatus").parts[0].removesuffix(".py")


def mutant_of(item: WorkItem) -> Mutant:
    """Return the mutant of a work item."""
    mutation: MutationSpec = item.mutations[0]
    original = (ROOT / mutation.module_path).read_text("utf-8")
    operator = plugins.get_operator(mutation.operator_name)(**mutation.operator_args)
    code = mutate_code(original, operator, mutation.occurrence)
    lines = range(mutation.start_pos[0], mutation.end_pos[0] + 1)
    old, new = original.splitlines(), code.splitlines()
    behind = len(old) - lines[-1]
    before, after = (
        "\n".join(line.strip() for line in each[lines[0] - 1 : len(each) - behind])
        for each in (old, new)
    )
    operator_name = mutation.operator_name.partition("/")[2]
    nth = [line.strip() for line in old[: lines[0]]].count(before.partition("\n")[0])
    return Mutant(str(mutation.module_path), operator_name, code, before, after, lines, nth)


def prepare() -> None:
    """Measure which tests reach which lines, and make the mutants; of these sources, only once.

    Mutants of modules that have not changed keep what became of them.
    """
    digests = _digests([CONFIG, *(ROOT / "src").rglob("*.py")])
    before: dict[str, str] = json.loads(SOURCES.read_bytes()) if SOURCES.exists() else {}
    if before == digests:
        _measure_changed_tests()
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    TIMES.write_text("{}")
    DATA.unlink(missing_ok=True)
    _measure([])
    new = SESSION.with_suffix(".new.sqlite")
    new.unlink(missing_ok=True)
    subprocess.run([_tool("cosmic-ray"), "init", CONFIG, new], cwd=ROOT, check=True)
    subprocess.run([_tool("cr-filter-operators"), new, CONFIG], cwd=ROOT, check=True)
    unchanged = {path for path, digest in digests.items() if before.get(path) == digest}
    with use_db(str(new), WorkDB.Mode.open) as database:
        _keep_results(database, unchanged)
        _skip_what_only_checkers_read(database)
    new.replace(SESSION)
    SOURCES.write_text(json.dumps(digests))


def _keep_results(database: WorkDB, unchanged: set[str]) -> None:
    """Give the mutants of the modules that have not changed the results of the session before."""
    results: dict[str, WorkResult] = {}
    if unchanged and SESSION.exists():
        with use_db(str(SESSION), WorkDB.Mode.open) as old:
            results = {repr(item.mutations): result for item, result in old.completed_work_items}
    for item in list(database.pending_work_items):
        result = results.get(repr(item.mutations))
        if result is not None and str(item.mutations[0].module_path) in unchanged:
            database.set_result(item.job_id, result)


def _skip_what_only_checkers_read(database: WorkDB) -> None:
    """Let the mutants be skipped that change what only type checkers read."""
    for item in list(database.pending_work_items):
        mutation = item.mutations[0]
        if mutation.start_pos[0] in lines_for_checkers(mutation.module_path):
            database.set_result(item.job_id, WorkResult(WorkerOutcome.SKIPPED))


@cache
def lines_for_checkers(path: Path) -> set[int]:
    """Return the lines of a module that only type checkers read.

    Args:
        path: The path of the module from the root.
    """
    found: set[int] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        read = [node.test] if isinstance(node, ast.If) else getattr(node, "decorator_list", [])
        for each in read:
            if isinstance(each, ast.Name) and each.id in FOR_CHECKERS:
                whole = each if each.id == "final" else node
                found.update(range(each.lineno, (whole.end_lineno or each.lineno) + 1))
    return found


def _tool(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def _measure_changed_tests() -> None:
    """Measure the test modules anew that have changed since they were measured."""
    measured: dict[str, str] = json.loads(TESTS.read_bytes())
    changed = [path for path, digest in _digests_of_tests().items() if measured.get(path) != digest]
    if changed:
        _measure(changed)


def _digests_of_tests() -> dict[str, str]:
    """Return a digest of each test module, by its path from the root."""
    return _digests((ROOT / "tests").rglob("test_*.py"))


def _digests(paths: Iterable[Path]) -> dict[str, str]:
    """Return a digest of each file, by its path from the root."""
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
    }


def _measure(modules: list[str]) -> None:
    """Add which lines the tests of some modules reach, or all tests, and the seconds that they take."""
    tests = _digests_of_tests()
    settings = KEPT / "coveragerc.toml"
    settings.write_text(
        '[tool.coverage.run]\npatch = ["subprocess"]\nsource_pkgs = ["jobstatus"]\n'
        f"data_file = {json.dumps(str(DATA))}\n"
    )
    quiet = ["--quiet", "--numprocesses", "auto", "--dist", "loadfile"]
    seconds = TIMES.with_suffix(".new.json")
    by_test = ["-p", "mutants.contexts", f"--seconds-file={seconds}"]
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run(
        [*coverage, "run", f"--rcfile={settings}", "-m", "pytest", *quiet, *by_test, *modules],
        cwd=ROOT,
        env=os.environ | {"CI": "true", "EXAMPLES": "5", "TRACED": "true"},
        check=True,
    )
    combine = [*coverage, "combine", f"--rcfile={settings}", "--append", "--quiet"]
    subprocess.run(combine, cwd=ROOT, check=True)
    known: dict[str, float] = json.loads(TIMES.read_bytes())
    TIMES.write_text(json.dumps(known | json.loads(seconds.read_bytes())))
    TESTS.write_text(json.dumps(tests))


def selection() -> Selection:
    """Return which tests reach which lines."""
    return read_selection(DATA, TIMES)


def pending(only: str) -> list[WorkItem]:
    """Return the mutants that have not been tried, in an order that is the same each time."""
    with use_db(str(SESSION), WorkDB.Mode.open) as database:
        items = [i for i in database.pending_work_items if only in str(i.mutations[0].module_path)]
    return sorted(items, key=lambda item: hashlib.sha256(item.job_id.encode()).digest())


def keep(job: str, failure: str | None) -> None:
    """Keep what became of a mutant: the test that failed, an empty text, or `None` if it cannot be made."""
    result = WorkResult(WorkerOutcome.SKIPPED)
    if failure is not None:
        outcome = TestOutcome.KILLED if failure else TestOutcome.SURVIVED
        result = WorkResult(WorkerOutcome.NORMAL, failure, outcome)
    with use_db(str(SESSION), WorkDB.Mode.open) as database:
        database.set_result(job, result)


def forget(jobs: Iterable[str]) -> None:
    """Let some mutants be tried again."""
    with sqlite3.connect(SESSION) as database:
        database.executemany("DELETE FROM work_results WHERE job_id = ?", [(job,) for job in jobs])


def tried() -> Iterator[tuple[str, Mutant, bool]]:
    """Yield the key of each mutant that was tried, the mutant, and whether a test noticed it."""
    with use_db(str(SESSION), WorkDB.Mode.open) as database:
        completed = list(database.completed_work_items)  # at once: a run beside it needs the file
    for item, result in completed:
        if result.worker_outcome == WorkerOutcome.NORMAL:
            yield item.job_id, mutant_of(item), result.test_outcome != TestOutcome.SURVIVED
