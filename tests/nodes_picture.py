"""Draws the picture of the nodes: `python tests/nodes_picture.py`, for light and for dark."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "explanation"
FONT = "font-family='-apple-system, Segoe UI, Helvetica, Arial, sans-serif'"
MONO = "font-family='ui-monospace, SFMono-Regular, Menlo, Consolas, monospace'"


class Colours(NamedTuple):
    """The colours of one picture."""

    back: str
    text: str
    quiet: str
    line: str
    node: str
    node_text: str
    around: str


PICTURES = {
    "light": Colours("#ffffff", "#1f2328", "#59636e", "#8c959f", "#ddf4ff", "#0a3069", "#f6f8fa"),
    "dark": Colours("#131416", "#e6edf3", "#9aa4af", "#6e7681", "#0d2d52", "#cae8ff", "#1c2128"),
}

NODES = {
    "job": ("ClassNode", "AtsJob", 280, 76),
    "job.id": ("FieldNode", "id", 90, 168),
    "job.status": ("FieldNode", "job_status", 280, 168),
    "job.team": ("FieldNode", "hiring_team", 520, 168),
    "text": ("StringNode", "str", 90, 260),
    "status": ("ClassNode", "JobStatus", 280, 260),
    "list": ("ListNode", "list[…]", 520, 260),
    "status.value": ("FieldNode", "value", 200, 352),
    "status.source": ("FieldNode", "source_value", 360, 352),
    "enum": ("OpenEnumNode", "AtsJobValue", 200, 444),
    "json": ("JsonNode", "SourceValue", 360, 444),
    "team": ("ClassNode", "AtsJobHiringTeam", 520, 352),
}
"""The nodes: class, type or field, and centre."""

EDGES = [
    ("job", "job.id"),
    ("job", "job.status"),
    ("job", "job.team"),
    ("job.id", "text"),
    ("job.status", "status"),
    ("job.team", "list"),
    ("status", "status.value"),
    ("status", "status.source"),
    ("status.value", "enum"),
    ("status.source", "json"),
    ("list", "team"),
]
USERS = [
    ("cattrs", "holds structure, unstructure as hooks"),
    ("reader, writer", "drive the nodes over UTF-8, compiled"),
    ("json_schema", "makes a schema of each node"),
    ("jobstatus.testing", "makes a strategy of each node"),
    ("jobstatus.arrow", "makes columns of the nodes"),
    ("salvage", "reads a list item by item"),
    ("drift", "finds what the classes do not know"),
]


def draw(colours: Colours) -> str:
    """Draw the picture in some colours."""
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 960 500' role='img' {FONT}>",
            "<title>A tree of nodes, and what uses it</title>",
            f"<rect width='960' height='500' rx='8' fill='{colours.back}'/>",
            text(305, 30, "One node for each type", colours.text, "size-14 bold middle"),
            text(
                800, 30, "Everything else is a pass over them", colours.text, "size-14 bold middle"
            ),
            *(edge(above, below, colours) for above, below in EDGES),
            *(node(name, colours) for name in NODES),
            *(user(number, colours) for number in range(len(USERS))),
            line(f"M626 76 L626 {user_y(len(USERS) - 1)}", colours),
            "</svg>",
            "",
        ]
    )


def text(x: int, y: int, words: str, colour: str, style: str) -> str:
    """Draw a line of text; its style names the size, and `bold`, `middle` or `mono`."""
    size = style.partition("size-")[2].partition(" ")[0]
    attributes = [f"x='{x}' y='{y}' font-size='{size}' fill='{colour}'"]
    attributes += ["font-weight='600'"] * ("bold" in style)
    attributes += ["text-anchor='middle'"] * ("middle" in style)
    attributes += [MONO] * ("mono" in style)
    return f"<text {' '.join(attributes)}>{words}</text>"


def line(path: str, colours: Colours) -> str:
    """Draw a line."""
    return f"<path d='{path}' fill='none' stroke='{colours.line}' stroke-width='1.3'/>"


def edge(above: str, below: str, colours: Colours) -> str:
    """Draw the line between a node and one that is below it."""
    (_, _, x1, y1), (_, _, x2, y2) = NODES[above], NODES[below]
    return line(f"M{x1} {y1 + 24} C{x1} {y1 + 50} {x2} {y2 - 50} {x2} {y2 - 24}", colours)


def node(name: str, colours: Colours) -> str:
    """Draw a node."""
    class_, of, x, y = NODES[name]
    box = f"<rect x='{x - 68}' y='{y - 24}' width='136' height='48' rx='6' "
    return (
        f"{box}fill='{colours.node}' stroke='{colours.line}'/>"
        + text(x, y - 3, class_, colours.node_text, "size-13 bold middle")
        + text(x, y + 14, of, colours.node_text, "size-10.5 mono middle")
    )


def user(number: int, colours: Colours) -> str:
    """Draw what uses the nodes, and the line to it."""
    name, does = USERS[number]
    y = user_y(number)
    box = f"<rect x='660' y='{y - 19}' width='280' height='40' rx='6' stroke-dasharray='3 3' "
    return (
        f"{box}fill='{colours.around}' stroke='{colours.line}'/>"
        + text(674, y - 3, name, colours.text, "size-12 bold")
        + text(674, y + 13, does, colours.quiet, "size-11.5")
        + line(f"M626 {y} L656 {y}", colours)
    )


def user_y(number: int) -> int:
    """Return the height at which a user of the nodes is drawn."""
    return 76 + 61 * number


def main() -> None:
    """Write both pictures."""
    for name, colours in PICTURES.items():
        (FOLDER / f"nodes-{name}.svg").write_text(draw(colours), encoding="utf-8")


if __name__ == "__main__":
    main()
