"""The table and the plot of growth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from benchmarks.canvas import Canvas, place_in
from benchmarks.texts import NONE, table, time

from . import GROUPS

if TYPE_CHECKING:
    from benchmarks.runner import Results

    from .quantity import Quantity

__all__ = ["growth_plot", "growth_tables"]

_PANEL: Final = 150
_WIDTH: Final = 170
_LEFTS: Final = (24, 476)
_LEAST_PEAK: Final = 2**18


def growth_tables(results: Results) -> str:
    """Return a table for each group of quantities, and the notes.

    Args:
        results: What was measured, all of it.
    """
    grown = _latest(results)
    notes: list[str] = []
    head = ["", "up to", "time of each", "grows with n to the", "memory of each", "grows with", ""]
    parts = []
    for group, quantities in GROUPS.items():
        rows = [
            [title, *_cells(grown[title], each), _mark(each.note, notes)]
            for title, each in quantities.items()
            if title in grown
        ]
        parts.append(f"**{group.capitalize()}**\n\n{table(head, rows)}")
    lines = (f"{number}. {note}\n" for number, note in enumerate(notes, start=1))
    dates = {run["date"]: run["build"] for run in _runs(results)}
    about = " and ".join(f"{date} ({build})" for date, build in dates.items())
    return "\n".join([*parts, "".join(lines), f"Measured on {about}."])


def _latest(results: Results) -> Results:
    """Return what was measured of each quantity, to the largest numbers where there is more."""
    runs = _runs(results)
    return {title: each for run in runs for title, each in run["quantities"].items()}


def _runs(results: Results) -> list[Results]:
    return [results[name] for name in ("growth", "growth-large") if results.get(name)]


def _cells(measured: dict[str, Any], quantity: Quantity) -> list[str]:
    last = measured["numbers"][-1]
    each = last["ns"] / last["number"] ** quantity.time
    peak = last["peak"] / last["number"] ** quantity.memory
    return [
        f"{last['number']:,}",
        time(each),
        _power(measured["time"]),
        _bytes(peak) if last["peak"] >= _LEAST_PEAK else NONE,
        _power(measured["memory"]),
    ]


def _power(exponent: float | None) -> str:
    return NONE if exponent is None else f"{max(exponent, 0):.2f}"


def _bytes(number: float) -> str:
    return f"{number:,.0f} B" if number < 10_000 else f"{number / 1e6:,.2f} MB"


def _mark(note: str, notes: list[str]) -> str:
    if not note:
        return ""
    if note not in notes:
        notes.append(note)
    return f"[{notes.index(note) + 1}]"


def growth_plot(results: Results, theme: dict[str, str]) -> Canvas:
    """Draw, for each group, the time and the memory of each item by the number of them.

    Args:
        results: What was measured, all of it.
        theme: The colors.
    """
    grown = _latest(results)
    title = "Time and memory for each item, by the number of items: flat lines are linear growth"
    canvas = Canvas(920, 40 + len(GROUPS) * (_PANEL + 64), theme, title)
    for row, (group, quantities) in enumerate(GROUPS.items()):
        top = 46 + row * (_PANEL + 64)
        measured = {name: grown[name] for name in quantities if name in grown}
        for left, key, what in zip(_LEFTS, ("ns", "peak"), ("time", "memory"), strict=True):
            canvas.text(left, top - 18, f"{group}: {what} of each", weight=600)
            least = 0 if key == "ns" else _LEAST_PEAK
            series = {
                name: [
                    (each["number"], each[key] / each["number"] ** getattr(quantities[name], what))
                    for each in answer["numbers"]
                    if each[key] > least
                ]
                for name, answer in measured.items()
            }
            _draw(canvas, {n: p for n, p in series.items() if len(p) > 1}, left, top, key)
    height = canvas.size[1]
    note = "Both axes are logarithmic. A line that is flat on the right grows as it should."
    canvas.text(_LEFTS[0], height - 10, note, "soft", size=11)
    return canvas


def _draw(
    canvas: Canvas, series: dict[str, list[tuple[float, float]]], left: float, top: float, key: str
) -> None:
    every = [point for points in series.values() for point in points]
    if not every:
        canvas.text(left, top + _PANEL / 2, "less than a quarter of a megabyte", "soft", size=11)
        return
    place = place_in(every, (left, top, _WIDTH, _PANEL))
    for number in (min(x for x, _ in every), max(x for x, _ in every)):
        x, _ = place(number, every[0][1])
        canvas.line([(x, top - 4), (x, top + _PANEL + 4)], "line")
        canvas.text(x, top + _PANEL + 18, f"{number:,}", "soft", anchor="middle", size=10)
    taken = top - 12.0
    step = min(13, (_PANEL + 24) / len(series))
    highest_first = sorted(series.items(), key=lambda item: item[1][-1][1], reverse=True)
    for index, (name, points) in enumerate(highest_first):
        color = ("us", "them", "floor")[index % 3]
        canvas.line([place(*point) for point in points], color, 1.5)
        x, y = place(*points[-1])
        canvas.dot(x, y, color, 2.5)
        # A label is as near to the end of its line as those before, and those to come, allow.
        lowest = top + _PANEL + 12 - (len(series) - index - 1) * step
        taken = max(taken + step, min(y + 4, lowest))
        last = time(points[-1][1]) if key == "ns" else _bytes(points[-1][1])
        label = f"{name} {last}".replace("`", "")
        canvas.text(left + _WIDTH + 10, taken, label, color, size=10)
