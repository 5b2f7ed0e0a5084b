"""The benchmarks work, and their peers are comparable: fast, and with few peers."""

import importlib
import json
import sys
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest
from benchmarks import cases, data, documents, plots, runner, tables, timing, worker, workloads
from benchmarks.__main__ import measure
from benchmarks.adapters import INTERPRETED, NAMES, US, attrs_models, jobstatus_
from benchmarks.adapters.base import Codec, Peer
from benchmarks.comparisons import COMPARISONS, FIRST, IMPORT, MEMORY, SLACK, Comparison
from benchmarks.fidelity import GOOD, judge
from benchmarks.growth import GROUPS, QUANTITIES, measuring, report
from benchmarks.growth.guarding import guard_growth
from benchmarks.growth.quantity import Quantity
from benchmarks.guard import guard
from benchmarks.worker import Worker
from typing_extensions import Self

import jobstatus

# The collections before each measurement need not look at the objects of other tests.
pytestmark = pytest.mark.usefixtures("only_new_objects")

ADAPTERS = Path(data.__file__).parent / "adapters"
SHARED = {"__init__", "attrs_models", "base", "codecs", "models"}
TINY = runner.Effort(rounds=2, batch_ms=0.01, lines=3, pages=1, weighings=1, starts=1, largest=1)
GROWING = "characters of a text, `loads`"
PAIR = (US, "json_")
ONE_STATUS = "one status from bytes, `converter.loads`"
SPEED = "compiled" if jobstatus.COMPILED else "interpreted"


class HereAndNow(Worker):
    """Does what a process would be ordered to, without one: starting one takes half a second."""

    def __init__(self, *, interpreted: bool = False) -> None:
        """Be no interpreted process, for what is imported here stays."""
        super().__init__()
        self.interpreted = interpreted

    def ask(self, do: str, **order: Any) -> Any:
        """Answer as the process would, in JSON."""
        if self.interpreted:
            return {"error": "there is no process"}
        return json.loads(json.dumps(self.answer(do, **order)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Leave nothing behind."""


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure in this process; there is a test for those of their own."""
    monkeypatch.setattr(runner, "Process", HereAndNow)
    monkeypatch.setattr(worker, "warm_heap", lambda: None)  # it takes longer than all the rest
    monkeypatch.setattr(worker, "resident", count(1).__next__)  # one page may fit in what is free


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


def test_some_of_the_text_is_in_ascii_and_some_is_not() -> None:
    """Whoever is faster with one of them shows it in both."""
    jobs = json.loads(data.full_page())["data"]
    plain = sum(data.encode(job).isascii() for job in jobs)
    assert 50 < plain < 70
    assert data.ascii_page().isascii()
    assert 100 == len(json.loads(data.undeclared_page())["data"])


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


@pytest.mark.slow
@pytest.mark.skipif(SPEED == "compiled", reason="`make bench-guard` measures the compiled package")
@pytest.mark.usefixtures("no_processes", "untraced")
def test_everything_is_measured_and_reported(tmp_path: Path) -> None:
    """A run with two peers gives results, tables and plots; every case of what costs is there."""
    measure([*PAIR, "missing"], TINY, tmp_path)
    results = {path.stem: json.loads(path.read_bytes()) for path in tmp_path.glob("*.json")}
    assert {
        *("environment", "fidelity", "times", "memory", "starts", "pages", "growth"),
        *("comparisons", "bulk"),
    } == set(results)
    assert "| jobstatus |" in tables.short(results)
    assert f"jobstatus {SPEED};" in tables.short(results)
    assert "accepts it" in tables.long(results)
    for name, comparison in COMPARISONS.items():
        measured = results["comparisons"][name]
        if comparison.build == "interpreted":
            assert {"error": "there is no process"} == measured
        # Before Python 3.11, stock cattrs reads no date-time that ends in Z.
        elif "operations" in measured or sys.version_info >= (3, 11):
            assert set(measured["operations"]) <= {*cases.OPERATIONS, ""}
            assert (comparison.reached(measured) or 0) > 0
    assert "**json (dicts)**" in tables.fidelity(results)
    plots.write(results, tmp_path)
    for plot in ("speed", "pages", "growth"):
        for theme in plots.THEMES:
            ET.parse(tmp_path / f"{plot}-{theme}.svg")  # noqa: S314 - written above


def test_every_goal_is_of_what_is_measured() -> None:
    """Only of whole processes no calls are made; and what counts is an operation."""
    assert {FIRST, IMPORT, MEMORY} == {n for n, each in COMPARISONS.items() if each.turns is None}
    assert {step for each in COMPARISONS.values() for step in each.goal_of} <= set(cases.OPERATIONS)


def test_the_worst_operation_counts_for_a_goal() -> None:
    """Unless the goal is of one of them; what was not measured reaches nothing."""
    measured = {"operations": {"from bytes": {"median": 1.0}, "to bytes": {"median": 2.0}}}
    assert 2.0 == Comparison("", None).reached(measured)
    assert 1.0 == Comparison("", None, goal_of=("from bytes",)).reached(measured)
    assert Comparison("", None).reached({"error": "missing"}) is None


def test_the_interpreted_package_is_a_peer() -> None:
    """It is measured in a process of its own, beside a rival there, too."""
    timed = runner.times((INTERPRETED,), TINY, silent, only=("page-loads",))
    assert timed["page-loads"][INTERPRETED]["median"] > 0
    name = "interpreted: page to bytes"
    compared = runner.comparisons(TINY, silent, only=(name,))[name]
    assert COMPARISONS[name].reached(compared) or sys.version_info < (3, 11), compared


def test_larger_pages_are_left_out_where_they_would_take_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One peer is not waited for until all others are done."""
    monkeypatch.setattr(runner, "PATIENCE_NS", 0)
    monkeypatch.setattr(runner, "once", lambda *_, **__: {"ns_per_job": 1, "peak_per_job": 1})
    measured = runner.pages(PAIR, TINY._replace(largest=100), silent)
    assert [{"1"}, {"1"}] == [set(measured[name]) for name in PAIR]


@pytest.mark.parametrize("kept", [False, True], ids=["a stream", "all kept"])
def test_lines_are_read_one_by_one(kept: bool) -> None:
    """And the objects kept or not."""
    call = workloads.prepare(
        workloads.WORKLOADS["lines-kept" if kept else "lines-loads"], jobstatus_.PEER, lines=3
    )
    result = call()
    assert result is None if not kept else isinstance(result, list) and len(result) == 3


def test_a_heap_is_warmed_once() -> None:
    """An object in each arena keeps it."""
    timing.warm_heap()
    pins = len(timing._PINS)
    timing.warm_heap()
    assert 100 < pins == len(timing._PINS)


def test_what_is_imported_already_cannot_be_interpreted() -> None:
    """Half a package would be compiled, and nobody would know."""
    with pytest.raises(ImportError, match="imported already"):
        importlib.import_module("benchmarks.from_source")


@pytest.mark.parametrize(("goal", "code"), [(1e6, 0), (0.0, 1)], ids=["within", "exceeded"])
@pytest.mark.usefixtures("no_processes")
def test_the_guard_fails_if_a_goal_is_exceeded(
    monkeypatch: pytest.MonkeyPatch, goal: float, code: int
) -> None:
    """By more than the slack, twice."""
    monkeypatch.setitem(COMPARISONS, ONE_STATUS, COMPARISONS[ONE_STATUS]._replace(goal=goal))
    assert code == guard((ONE_STATUS,), TINY)


@pytest.mark.usefixtures("no_processes")
def test_the_guard_fails_without_a_rival(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what is missing; nothing else can be compared."""

    def missing() -> dict[str, cases.Turn]:
        raise ImportError("no rival")

    comparison = COMPARISONS[ONE_STATUS]._replace(turns=missing)
    monkeypatch.setitem(COMPARISONS, ONE_STATUS, comparison)
    assert 1 == guard((ONE_STATUS,), TINY)
    assert "no rival" in capsys.readouterr().out


@pytest.mark.parametrize("compiled", [True, False])
def test_what_the_guard_compares_suits_the_build(
    monkeypatch: pytest.MonkeyPatch, *, compiled: bool
) -> None:
    """The goals of the compiled package are not asked of the interpreted one."""
    asked = []

    def reached(_effort: Any, _say: Any, only: tuple[str]) -> Any:
        asked.extend(only)
        goal = COMPARISONS[only[0]].goal
        assert goal is not None
        return {only[0]: {"operations": {"from bytes": {"median": goal * SLACK}}}}

    monkeypatch.setattr(jobstatus, "COMPILED", compiled)
    monkeypatch.setattr(runner, "comparisons", reached)
    assert 0 == guard()
    assert compiled == ("compiled" in {COMPARISONS[name].build for name in asked})
    assert "interpreted" in {COMPARISONS[name].build for name in asked}
    assert all(COMPARISONS[name].guarded for name in asked)


def test_each_quantity_has_one_title() -> None:
    """In one group; it grows, and what is guarded is within what is measured."""
    assert sum(map(len, GROUPS.values())) == len(QUANTITIES)
    for each in QUANTITIES.values():
        assert 1 <= each.guarded * each.factor <= each.large or not each.guarded
        assert len(each.numbers(each.most)) > 2


@pytest.mark.parametrize("title", QUANTITIES)
def test_each_quantity_can_be_measured(title: str) -> None:
    """One of it, and a few."""
    quantity = QUANTITIES[title]
    for number in (1, 3):
        quantity.prepare(number)()


def test_growth_is_measured_in_a_process_and_reported() -> None:
    """With exponents, a table and a plot; the large run counts where there is one."""
    effort = TINY._replace(grown=1_000)
    usual = measuring.measure(effort, silent, only=[GROWING])
    measured = usual["quantities"][GROWING]
    assert [1, 10, 100, 1_000] == [each["number"] for each in measured["numbers"]]
    assert all(each["ns"] > 0 for each in measured["numbers"])
    large = {
        "date": "2026-01-01",
        "build": SPEED,
        "quantities": {
            GROWING: {
                "numbers": [{"number": 10**n, "ns": 10.0**n, "peak": 10**n} for n in range(8)],
                "time": 1.0,
                "memory": None,
            }
        },
    }
    results = {"growth": usual, "growth-large": large}
    assert f"| {GROWING} | 10,000,000 | 1 ns | 1.00 | 1 B | \N{EN DASH} |" in report.growth_tables(
        results
    )
    drawn = str(report.growth_plot(results, plots.THEMES["light"]))
    assert "10,000,000" in drawn
    ET.fromstring(drawn)  # noqa: S314 - made above


def test_a_large_run_has_only_what_grows_beyond_a_usual_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The levels of a document end at 512."""
    numbers = [{"number": 1, "ns": 1.0, "peak": 0}]
    monkeypatch.setattr(measuring, "in_a_process", lambda *_: numbers)
    measured = measuring.measure(runner.FULL, silent, large=True)["quantities"]
    assert {name for name, each in QUANTITIES.items() if each.large > each.most} == set(measured)


def test_exponents_are_those_of_the_power() -> None:
    """1 where twice as many take twice as long."""
    for power in (0, 1, 2):
        points = [(10.0**n, 7 * 10.0 ** (n * power)) for n in range(4)]
        assert power == pytest.approx(measuring.exponent(points))
    assert measuring.exponent([(1, 1)]) is None


def _counting(number: int) -> Any:
    return lambda: sum(range(number))


def _comparing_all(number: int) -> Any:
    return lambda: sum(1 for _ in range(number) for _ in range(number // 50))


def _keeping(number: int) -> Any:
    return lambda: len(list(range(number)))


@pytest.mark.parametrize(
    ("quantity", "code", "said"),
    [
        (Quantity(_counting, 1, 1, 2_000), 0, "1 of 1 quantities grow as they should"),
        (Quantity(_comparing_all, 1, 1, 200), 1, "it: time from 200 to 2,000: "),
        (Quantity(_keeping, 1, 1, 100_000, memory=0), 1, "it: memory from 100,000 to 1,000,000: "),
    ],
    ids=["linear", "each with each", "all kept"],
)
def test_the_guard_names_what_grows_faster_than_it_may(
    quantity: Quantity,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In time or memory, twice."""
    monkeypatch.setitem(QUANTITIES, "it", quantity)
    assert code == guard_growth(["it"], rounds=2)
    assert said in capsys.readouterr().out
