"""Markdown tables of the results: a short one to print, the long ones beside the JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import bulk
from .cases import OPERATIONS
from .comparisons import COMPARISONS, shown
from .fidelity import GOOD
from .growth.report import growth_tables
from .texts import NONE, table, time
from .timing import ratio
from .workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .runner import Results

CAVEATS = """\
- All of it is one machine, one interpreter and made-up documents; ratios carry over to yours better
  than times do. Measure with your own documents before you decide.
- Peers do different work. Bare dicts check nothing; some read what they should refuse, or lose what
  they read: see fidelity first. Speed without it means nothing.
- Hand-written classes are declared so that they lose least (`Any` for provider values, an open
  enum), and every peer runs with its defaults but for what its note says. Stricter or more lenient
  settings exist, such as pydantic's `strict`, `extra="allow"` and `allow_inf_nan=False`.
- The benchmark is written by the authors of one of the peers.
"""


def short(results: Results) -> str:
    """Return fidelity and the most common work, with a row for each peer."""
    columns = {
        "one status, from bytes": "status-loads",
        "page, from bytes": "page-loads",
        "page, from dicts": "page-structure",
        "page, to bytes": "page-dumps",
    }
    peers = _labels(results)
    count = len(results["fidelity"]["documents"])
    rows = []
    for adapter, label in peers.items():
        verdicts = _verdicts(results, adapter)
        good = sum(verdict == GOOD for verdict in verdicts)
        row = [label, f"{good} of {count}" if verdicts else NONE]
        row += [
            time(results["times"][workload].get(adapter, {}).get("median"))
            for workload in columns.values()
        ]
        memory = results["memory"].get(adapter, {}).get("bytes_per_job")
        start = results["starts"].get(adapter, {}).get("import_ms")
        row += [f"{memory / 1000:.1f} kB" if memory else NONE, f"{start:.0f} ms" if start else NONE]
        rows.append(row)
    head = ["", "faithful", *columns, "memory per job", "import"]
    return f"{table(head, rows)}\n{_machine(results)}\n"


def long(results: Results) -> str:
    """Return everything that was measured, caveats first."""
    notes = _Notes()
    parts = {
        "# What was measured": f"Written by `python -m benchmarks`. {_machine(results)}",
        "## Before you read on": CAVEATS,
        "## Fidelity, in short": f"{_FIDELITY}\n\n{_groups(results)}\n{_BY_DOCUMENT}",
        "## Time": f"{_TIME}\n\n{_times(results, notes)}\n{notes}",
        "## As ratios to jobstatus": f"{_RATIOS}\n\n{_ratios(results)}",
        "## Memory and start": _weights(results),
        "## One page, ever larger": f"{_PAGES}\n\n{_pages(results)}",
        "## Growth": f"{_GROWTH}\n\n{growth_tables(results)}",
        "## Our goals": f"{_GOALS}\n\n{_goals(results)}",
        "## What it costs": f"{_COSTS}\n\n{_costs(results)}",
        "## Many documents": f"{_BULK}\n\n{_bulk(results)}\n{_LAKES}\n\n{_lakes(results)}",
        "## The peers": _peers(results),
    }
    return _sections(parts)


def fidelity(results: Results) -> str:
    """Return every verdict."""
    parts = {
        "# Fidelity, document by document": f"{_machine(results)}\n\n{_MARKS}",
        "## Verdicts": _documents(results),
        "## What happened instead": _instead(results),
    }
    return _sections(parts)


def _sections(parts: dict[str, str]) -> str:
    return "\n\n".join(f"{head}\n\n{text.rstrip()}" for head, text in parts.items()) + "\n"


_FIDELITY = """\
How many documents come out as they went in, types included; and how many bad ones are refused with
an error that says where."""
_BY_DOCUMENT = "[Document by document](fidelity.md)."
_TIME = """\
The processor time of one call: the median of the rounds ± half the distance of the quartiles. Lines
are per line."""
_RATIOS = "How many times as long it takes, compared within each round."
_PAGES = """\
One page of so many ids and statuses: time for each job, and by how much the peak of the memory
grows for each."""
_GROWTH = """\
Time and memory of `jobstatus` alone, as one quantity grows and everything else stays, each in a
process of its own. Both are those of the largest number, divided by it; where they should not grow
at all, those of one call. They grow with the power of the number that is fitted to the upper two
decades: 1 is linear, 0 is constant. Memory is the peak of the process during one call, beyond what
it had before; less than a quarter of a megabyte is not shown."""
_GOALS = """\
Our figure as a multiple of the rival's: less is better. Of several operations (below), it is the
worst, but for undeclared and kept keys, whose goals are of reading bytes.
[Why some are missed](../README.md#the-goals-that-are-missed)."""
_COSTS = """\
Our time, and as a multiple of the time of what it is beside, compared within each round. The plain
page is 100 jobs, read into our own classes by the converter with the defaults."""
_BULK = """\
A file of NDJSON, 1.2 kB a job: the wall time of one job, and the largest memory of a process, each
way in a process of its own, the import not counted."""
_LAKES = """\
DuckDB finds out by itself what columns there are, and knows nothing of jobs. What it makes of some
lines, read by `read_json` with its defaults and written to Parquet, beside `convert` and `restore`:
the first line that did not come back as it was, types included."""
_MARKS = "✓ as asked · ○ refused, and the error doesn't say where · ✗ anything else"


class _Notes:
    """Footnotes: the same reason has one number, however often it is given."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def mark(self, text: str) -> str:
        if text not in self.lines:
            self.lines.append(text)
        return f"{NONE} [{self.lines.index(text) + 1}]"

    def __str__(self) -> str:
        return "\n".join(f"{number}. {line}" for number, line in enumerate(self.lines, start=1))


def _labels(results: Results) -> dict[str, str]:
    peers = results["environment"]["peers"]
    return {adapter: peer.get("label", adapter.strip("_")) for adapter, peer in peers.items()}


def _machine(results: Results) -> str:
    about = results["environment"]
    return (
        f"jobstatus {about['build']}; {about['python']}, {about['system']}, {about['processor']}, {about['cores']} cores, "
        f"{about['date']}."
    )


def _grid(results: Results, cell: Callable[[str, str], str]) -> str:
    names = [name for name in WORKLOADS if name in results["times"]]
    rows = [
        [label, *[cell(name, adapter) for name in names]]
        for adapter, label in _labels(results).items()
    ]
    return table(["", *[WORKLOADS[name].title for name in names]], rows)


def _times(results: Results, notes: _Notes) -> str:
    def cell(name: str, adapter: str) -> str:
        timed = results["times"][name].get(adapter, {"error": "not measured"})
        if "error" in timed:
            return notes.mark(timed["error"])
        spread = (timed["high"] - timed["low"]) / 2 / timed["median"]
        return f"{time(timed['median'])} ±{spread:.0%}"

    return _grid(results, cell)


def _ratios(results: Results) -> str:
    def cell(name: str, adapter: str) -> str:
        ours, theirs = (results["times"][name].get(key, {}) for key in ("jobstatus_", adapter))
        return f"{ratio(theirs, ours):.2f}" if "rounds" in ours and "rounds" in theirs else NONE

    return _grid(results, cell)


def _weights(results: Results) -> str:
    rows = []
    for adapter, label in _labels(results).items():
        kept, started = (results[name].get(adapter, {}) for name in ("memory", "starts"))
        rows.append(
            [
                label,
                f"{kept['bytes_per_job']:,.0f} B" if "bytes_per_job" in kept else NONE,
                f"{started['import_ms']:.0f} ms" if "import_ms" in started else NONE,
                f"{started['first_page_ms']:.0f} ms" if "import_ms" in started else NONE,
                f"{started['first_loads_ms']:.1f} ms" if "import_ms" in started else NONE,
            ]
        )
    head = ["", "objects of a full job", "import", "import to first page", "its first `loads`"]
    return table(head, rows)


def _goals(results: Results) -> str:
    rows = []
    for name, each in COMPARISONS.items():
        if each.goal is not None:
            reached = each.reached(results["comparisons"].get(name, {}))
            met = "" if reached is None else "✓" if reached <= each.goal else "missed"
            rows.append([name, each.beside, shown(name, each.goal), shown(name, reached), met])
    return table(["", "beside", "goal", "reached", ""], rows)


def _costs(results: Results) -> str:
    rows = []
    for name, measured in results["comparisons"].items():
        took = measured.get("operations", {})
        cells = [
            f"{time(took[operation]['ns'])}, {took[operation]['median']:.2f}x"
            if operation in took
            else NONE
            for operation in OPERATIONS
        ]
        if COMPARISONS[name].turns:
            rows.append([name, measured.get("error", COMPARISONS[name].beside), *cells])
    return table(["", "beside", *OPERATIONS], rows)


def _bulk(results: Results) -> str:
    steps = {name: step["us_per_job"] for name, step in results["bulk"]["steps"].items()}
    # A goal is of two steps, or of one alone, in microseconds.
    goals = {
        "read_jobs": (steps["read_jobs"] / steps["loads"], 2.0, "{:.2f}x `loads`"),
        "convert": (steps["convert"], 30.0, "{:.1f} µs"),
        "convert_2": (steps["convert_2"] / steps["convert"], 1 / 1.8, "{:.2f}x one process"),
    }
    rows = []
    for name, measured in results["bulk"]["steps"].items():
        goal = ""
        if name in goals:
            reached, most, text = goals[name]
            met = "✓" if reached <= most else "missed"
            goal = f"{text.format(reached)}, at most {text.format(most)}: {met}"
        peak = f"{measured['peak_mb']:.0f} MB"
        rows.append([bulk.STEPS[name].title, f"{measured['us_per_job']:.1f} µs", peak, goal])
    return table([f"{results['bulk']['jobs']:,} jobs", "a job", "memory", "goal"], rows)


def _lakes(results: Results) -> str:
    rows = [
        [lake["title"], *(_returned(lake[way]) for way in ("jobstatus", "duckdb"))]
        for lake in results["bulk"]["lakes"]
    ]
    return table(["", "jobstatus", f"DuckDB {results['bulk']['duckdb']}"], rows)


def _returned(text: str) -> str:
    return f"`{text}`" if text else "✓"


def _pages(results: Results) -> str:
    labels, pages = _labels(results), results["pages"]
    sizes = sorted({int(size) for measured in pages.values() for size in measured})

    def cell(answer: dict[str, Any], size: int) -> str:
        if "ns_per_job" not in answer:
            return NONE
        # The growth of a small page drowns in what an allocator takes at a time.
        peak = f", {answer['peak_per_job']:,.0f} B" if size >= 10_000 else ""
        return time(answer["ns_per_job"]) + peak

    rows = [
        [labels[adapter], *[cell(measured.get(str(size), {}), size) for size in sizes]]
        for adapter, measured in pages.items()
    ]
    return table(["", *[f"{size:,}" for size in sizes]], rows)


def _verdicts(results: Results, adapter: str) -> list[str]:
    verdicts = results["fidelity"]["verdicts"].get(adapter, [])
    return verdicts if isinstance(verdicts, list) else []


def _groups(results: Results) -> str:
    groups: dict[str, list[int]] = {}
    for index, (group, _) in enumerate(results["fidelity"]["documents"]):
        groups.setdefault(group, []).append(index)
    rows = []
    for adapter, label in _labels(results).items():
        verdicts = _verdicts(results, adapter)
        counts = [
            str(sum(verdicts[index] == GOOD for index in each)) if verdicts else NONE
            for each in groups.values()
        ]
        rows.append([label, *counts])
    return table(["", *[f"{group} ({len(each)})" for group, each in groups.items()]], rows)


def _documents(results: Results) -> str:
    every = {adapter: _verdicts(results, adapter) for adapter in _labels(results)}
    marks = {GOOD: "✓", "no path": "○"}
    rows = [
        [
            f"{group}: {title}",
            *[marks.get(each[index], "✗") if each else NONE for each in every.values()],
        ]
        for index, (group, title) in enumerate(results["fidelity"]["documents"])
    ]
    return table(["", *_labels(results).values()], rows)


def _instead(results: Results) -> str:
    lines = []
    for adapter, label in _labels(results).items():
        documents = results["fidelity"]["documents"]
        pairs = zip(documents, _verdicts(results, adapter), strict=False)
        bad = [(title, verdict) for (_, title), verdict in pairs if verdict != GOOD]
        lines.append(f"**{label}**\n")
        # A long one says nothing that its beginning doesn't.
        lines += [f"- {title}: `{_cut(verdict)}`" for title, verdict in bad]
        lines.append("")
    return "\n".join(lines)


def _cut(text: str, room: int = 110) -> str:
    text = text.replace("`", "'")
    return text if len(text) <= room else f"{text[:room]} …"


def _peers(results: Results) -> str:
    lines = []
    for adapter, label in _labels(results).items():
        peer: dict[str, Any] = results["environment"]["peers"][adapter]
        versions = ", ".join(f"{name} {text}" for name, text in peer.get("versions", {}).items())
        what = peer.get("note") or f"left out: {peer.get('error')}"
        lines.append(f"- **{label}**{f' ({versions})' if versions else ''}: {what}.")
    return "\n".join(lines)
