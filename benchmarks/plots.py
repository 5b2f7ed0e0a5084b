"""SVG plots of the results, light and dark, written by hand: they need nothing installed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .canvas import THEMES, Canvas, place_in
from .fidelity import GOOD
from .growth.report import growth_plot
from .texts import NONE, time

if TYPE_CHECKING:
    from pathlib import Path

    from .runner import Results

US = "jobstatus_"
PANELS = {
    "status-loads": "one status, from bytes",
    "page-loads": "page of 100, from bytes",
    "page-structure": "page of 100, from dicts",
    "page-dumps": "page of 100, to bytes",
}
LEFT, TOP, ROW, PANEL, GAP, RIGHT = 226, 64, 26, 168, 22, 86


def write(results: Results, out: Path) -> None:
    """Write every plot, light and dark."""
    for name, theme in THEMES.items():
        (out / f"speed-{name}.svg").write_text(str(speed(results, theme)), encoding="utf-8")
        (out / f"pages-{name}.svg").write_text(str(pages(results, theme)), encoding="utf-8")
        grown = growth_plot(results, theme)
        (out / f"growth-{name}.svg").write_text(str(grown), encoding="utf-8")


def speed(results: Results, theme: dict[str, str]) -> Canvas:
    """Draw a row for each peer and a panel for each of the most common workloads."""
    peers = {a: p["label"] for a, p in results["environment"]["peers"].items() if "label" in p}
    panels = [name for name in PANELS if name in results["times"]]
    width = LEFT + len(panels) * (PANEL + GAP) + RIGHT
    height = TOP + len(peers) * ROW + 34
    title = "Time of the most common work, by peer, beside how many documents stay as they were"
    canvas = Canvas(width, height, theme, title)
    canvas.text(width - 14, TOP - 18, "faithful", "soft", anchor="end")
    for row, (adapter, label) in enumerate(peers.items()):
        y, us = TOP + row * ROW + ROW / 2, adapter == US
        weight, color = (600, "us") if us else (400, "ink")
        canvas.text(LEFT - 14, y + 4, label, color, anchor="end", weight=weight)
        verdicts = results["fidelity"]["verdicts"].get(adapter)
        if isinstance(verdicts, list):
            good = f"{verdicts.count(GOOD)} of {len(verdicts)}"
            canvas.text(width - 14, y + 4, good, color, anchor="end", weight=weight)
    for column, name in enumerate(panels):
        _panel(canvas, results["times"][name], list(peers), LEFT + column * (PANEL + GAP), name)
    note = "Processor time of one call; logarithmic, less is better. Amber: bare dicts, unchecked."
    canvas.text(LEFT, height - 12, note, "soft", size=11)
    return canvas


def _panel(canvas: Canvas, timed: Results, peers: list[str], left: float, name: str) -> None:
    canvas.text(left, TOP - 38, PANELS[name], weight=600)
    medians = {peer: timed[peer]["median"] for peer in peers if "median" in timed.get(peer, {})}
    if not medians:
        return
    low, high = (
        math.log10(min(timed[peer]["low"] for peer in medians)),
        math.log10(max(medians.values())),
    )
    # On the right there is room for what the slowest dot is labelled with.
    scale = (PANEL - 58) / ((high - low) or 1)
    for power in range(math.ceil(low), math.floor(high) + 1):
        x = left + 6 + (power - low) * scale
        canvas.line([(x, TOP - 8), (x, TOP + len(peers) * ROW)], "line")
        canvas.text(x, TOP - 14, time(10**power), "soft", anchor="middle", size=10)
    for row, peer in enumerate(peers):
        y = TOP + row * ROW + ROW / 2
        if peer not in medians:
            canvas.text(left + 6, y + 4, NONE, "soft")
            continue
        color = "us" if peer == US else "floor" if peer.endswith("json_") else "them"
        begin, x, end = (
            left + 6 + (math.log10(timed[peer][key]) - low) * scale
            for key in ("low", "median", "high")
        )
        canvas.line([(begin, y), (end, y)], color, 2)
        canvas.dot(x, y, color)
        ink = "us" if peer == US else "soft"
        canvas.text(max(x + 9, end + 5), y + 4, time(medians[peer]), ink, size=11)


def pages(results: Results, theme: dict[str, str]) -> Canvas:
    """Draw how time and memory for each job change with the size of a page."""
    canvas = Canvas(920, 330, theme, "Time and memory for each job, by the size of a page")
    labels = {a: p.get("label", a) for a, p in results["environment"]["peers"].items()}
    panels = (
        ("ns_per_job", "time for each job", 1, 60),
        ("peak_per_job", "peak of the memory, for each job", 10_000, 520),
    )
    for key, title, least, left in panels:
        series = {
            adapter: [
                (int(size), answer[key])
                for size, answer in measured.items()
                if answer.get(key) and int(size) >= least
            ]
            for adapter, measured in results["pages"].items()
        }
        canvas.text(left, 26, title, weight=600)
        _lines(canvas, {labels[a]: points for a, points in series.items() if points}, left, key)
    note = "One page of so many ids and statuses; both axes are logarithmic."
    canvas.text(60, 320, note, "soft", size=11)
    return canvas


def _lines(
    canvas: Canvas, series: dict[str, list[tuple[int, float]]], left: float, key: str
) -> None:
    every = [point for points in series.values() for point in points]
    if not every:
        canvas.text(left, 150, "only a full run measures it", "soft")
        return
    place = place_in(every, (left, 56, 210, 216))
    for size in sorted({x for x, _ in every}):
        x, _ = place(size, every[0][1])
        canvas.line([(x, 48), (x, 280)], "line")
        canvas.text(x, 296, f"{size:,}", "soft", anchor="middle", size=10)
    taken = 0.0
    lowest_first = sorted(series.items(), key=lambda item: item[1][-1][1], reverse=True)
    for label, points in lowest_first:
        color = "us" if label == "jobstatus" else "floor" if "json (" in label else "them"
        canvas.line([place(*point) for point in points], color, 2)
        for point in points:
            canvas.dot(*place(*point), color, 2.5)
        x, y = place(*points[-1])
        taken = max(y + 4, taken + 14)
        last = points[-1][1]
        text = time(last) if key == "ns_per_job" else f"{last:,.0f} B"
        ink = "us" if color == "us" else "ink"
        canvas.text(x + 10, taken, f"{label} {text}", ink, size=11)
