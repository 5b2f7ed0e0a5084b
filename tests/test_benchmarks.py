"""The benchmarks work, and their peers are comparable: fast, and with few peers."""

import gc
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest
from benchmarks import costs, data, documents, goals, plots, runner, tables, timing
from benchmarks.__main__ import measure
from benchmarks.adapters import NAMES, attrs_models, jobstatus_
from benchmarks.adapters.base import Codec, Peer
from benchmarks.fidelity import GOOD, judge
from benchmarks.guard import BOUNDS, Bound, guard
from benchmarks.worker import Orders
from benchmarks.workloads import WORKLOADS
from typing_extensions import Self

import jobstatus

ADAPTERS = Path(data.__file__).parent / "adapters"
SHARED = {"__init__", "attrs_models", "base", "enums"}
TINY = runner.Effort(rounds=2, batch_ms=0.01, lines=3, pages=1, weighings=1, starts=1, largest=1)
PAIR = ("jobstatus_", "json_")
SPEED = "compiled" if jobstatus.COMPILED else "interpreted"


@pytest.fixture(autouse=True, scope="module")
def few_objects() -> Iterator[None]:
    """Keep the tests' own objects out of the collections that go before each measurement."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


class HereAndNow(Orders):
    """Does what a process would be ordered to, without one: starting one takes half a second."""

    def ask(self, do: str, **order: Any) -> Any:
        """Answer as the process would, in JSON."""
        return json.loads(json.dumps(self.answer(do, **order)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Leave nothing behind."""


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure in this process; there is a test for those of their own."""
    monkeypatch.setattr(runner, "Process", HereAndNow)


def silent(what: str) -> None:
    """Say nothing."""


def test_every_adapter_is_listed() -> None:
    """A module that nobody runs would go stale."""
    assert set(NAMES) == {path.stem for path in ADAPTERS.glob("*.py")} - SHARED


def test_documents_are_seeded_and_of_the_size_that_is_stated() -> None:
    """100 jobs of about 1.2 kB each, the same whenever they are made."""
    first = data.full_page()
    data.full_page.cache_clear()
    assert first == data.full_page()
    assert 1_100 < len(first) / 100 < 1_300


@pytest.mark.parametrize("jobs", [1, 10, 100, 1_000, 2_500])
def test_a_small_page_has_as_many_jobs_as_are_asked_for(jobs: int) -> None:
    """Also where they repeat."""
    assert jobs == len(json.loads(data.small_page(jobs))["data"])


@pytest.mark.parametrize("kind", ["status", "job", "page"])
def test_rivals_declare_the_same_fields(kind: str) -> None:
    """Nobody is faster for having less to do."""
    ours, theirs = jobstatus_.TYPES[kind], attrs_models.TYPES[kind]
    assert {field.name for field in attrs.fields(ours)} - {"extra"} == {
        field.name for field in attrs.fields(theirs)
    }


@pytest.mark.parametrize(
    "document", documents.DOCUMENTS, ids=[document.title for document in documents.DOCUMENTS]
)
def test_we_are_faithful(document: documents.Document) -> None:
    """But for what the README says is dropped: explicit nulls and undeclared keys."""
    if judge(jobstatus_.PEER, document) != GOOD:
        assert document.group in (documents.NULLS, documents.KEYS)


def fake(**functions: object) -> Peer:
    """Return a peer of a few functions."""
    return Peer("fake", (), "", lambda _: Codec(**functions), "")  # type: ignore[arg-type]


def named(title: str) -> documents.Document:
    """Return a document by its title."""
    return next(document for document in documents.DOCUMENTS if document.title == title)


def test_a_judge_tells_what_happened() -> None:
    """Values of other types are changed, and an error without a path is no good one."""

    def refuse(_: bytes) -> None:
        raise ValueError("something is wrong")

    floats = fake(loads=lambda text: json.loads(text, parse_int=float), dumps=json.dumps)
    assert GOOD == judge(floats, named("number 42.0"))
    assert judge(floats, named("integer 42")).startswith("changed: ")
    assert "accepted" == judge(floats, named("id is a number"))
    assert "no path" == judge(fake(loads=refuse, dumps=json.dumps), named("id is a number"))
    assert judge(fake(loads=refuse, dumps=json.dumps), named("true")).startswith("refused: ")
    assert "not possible" == judge(fake(), named("true"))


def test_peers_that_cannot_do_a_workload_say_why() -> None:
    """The others are timed all the same, each in its process; so are they without one of them."""
    timed = runner.times((*PAIR, "missing"), TINY, silent, only=("bad-loads",))["bad-loads"]
    assert timed["jobstatus_"]["median"] > 0
    assert {"error": "accepts it"} == timed["json_"]
    assert "ModuleNotFoundError" in timed["missing"]["error"]


def test_ratios_are_taken_within_rounds() -> None:
    """Noise that hits a whole round cancels out."""
    assert 2 == timing.ratio(timing.summary([2, 200, 2]), timing.summary([1, 100, 1]))


@pytest.mark.usefixtures("no_processes")
def test_everything_is_measured_and_reported(tmp_path: Path) -> None:
    """A run with two peers gives results, tables and plots; every case of what costs is there."""
    measure([*PAIR, "missing"], TINY, tmp_path)
    results = {path.stem: json.loads(path.read_bytes()) for path in tmp_path.glob("*.json")}
    assert {
        *("environment", "fidelity", "times", "memory", "starts", "imports"),
        *("growth", "costs"),
    } == set(results)
    assert "| jobstatus |" in tables.short(results)
    assert f"jobstatus {SPEED};" in tables.short(results)
    assert "accepts it" in tables.long(results)
    for name in costs.CASES:
        case = results["costs"][name]
        # Before Python 3.11, stock cattrs reads no date-time that ends in Z.
        assert "operations" in case or sys.version_info < (3, 11), case
        assert set(case.get("operations", ())) <= set(costs.OPERATIONS)
    assert "**json (dicts)**" in tables.fidelity(results)
    plots.write(results, tmp_path)
    for plot in ("speed", "growth"):
        for theme in plots.THEMES:
            ET.parse(tmp_path / f"{plot}-{theme}.svg")  # noqa: S314 - written above


def test_goals_and_bounds_are_of_what_is_measured() -> None:
    """A name that nobody measures would never be missed."""
    measured = {*WORKLOADS, *costs.CASES, "memory", "import", goals.IMPORTS[0], goals.FIRST}
    assert {goal.what for goal in goals.GOALS} | {bound.what for bound in BOUNDS} <= measured
    rivals = {*NAMES, *goals.IMPORTS, costs.PLAIN, ""}
    assert {goal.rival for goal in goals.GOALS} | {bound.rival for bound in BOUNDS} <= rivals
    assert {goal.us for goal in goals.GOALS} <= set(NAMES)


def test_the_interpreted_package_is_a_peer() -> None:
    """It reads and writes as the compiled one does, of which nothing is imported."""
    timed = runner.times(("jobstatus_interpreted",), TINY, silent, only=("page-loads",))
    assert timed["page-loads"]["jobstatus_interpreted"]["median"] > 0


def test_what_is_imported_already_cannot_be_interpreted() -> None:
    """Half a package would be compiled, and nobody would know."""
    with pytest.raises(ImportError, match="imported already"):
        importlib.import_module("benchmarks.from_source")


def test_a_table_is_put_between_marks(tmp_path: Path) -> None:
    """Nothing else changes; without the marks nothing does."""
    path = tmp_path / "README.md"
    path.write_text(f"a\n{tables.BEGIN}\nold\n{tables.END}\nb\n", encoding="utf-8")
    tables.put_into(path, "new\n")
    assert f"a\n{tables.BEGIN}\nnew\n{tables.END}\nb\n" == path.read_text(encoding="utf-8")
    path.write_text("a\n", encoding="utf-8")
    with pytest.raises(ValueError, match="lacks"):
        tables.put_into(path, "new\n")


@pytest.mark.parametrize(
    ("rival", "most", "code"),
    [("json_", 1e6, 0), ("json_", 0.0, 1), ("missing", 1e6, 1)],
    ids=["within", "exceeded", "no rival"],
)
@pytest.mark.usefixtures("no_processes")
def test_the_guard_fails_if_a_bound_is_exceeded(rival: str, most: float, code: int) -> None:
    """Or if there is no rival to compare with."""
    assert code == guard((Bound("status-loads", rival, most),), TINY)


@pytest.mark.parametrize(("most", "code"), [(1e6, 0), (0.0, 1)], ids=["within", "exceeded"])
@pytest.mark.usefixtures("no_processes")
def test_the_guard_knows_what_unusual_things_cost(most: float, code: int) -> None:
    """They are bounded beside the plain page."""
    assert code == guard((Bound("one bad job", costs.PLAIN, most),), TINY)
