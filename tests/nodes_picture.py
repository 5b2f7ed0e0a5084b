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
    c = colours
    title = "A tree of nodes, and what uses it"
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 960 500' role='img' {FONT}>",
        f"<title>{title}</title>",
        f"<rect width='960' height='500' rx='8' fill='{c.back}'/>",
        f"<text x='305' y='30' font-size='14' font-weight='600' text-anchor='middle' fill='{c.text}'>"
        "One node for each type</text>",
        f"<text x='800' y='30' font-size='14' font-weight='600' text-anchor='middle' fill='{c.text}'>"
        "Everything else is a pass over them</text>",
    ]
    for above, below in EDGES:
        (_, _, x1, y1), (_, _, x2, y2) = NODES[above], NODES[below]
        parts.append(
            f"<path d='M{x1} {y1 + 24} C{x1} {y1 + 50} {x2} {y2 - 50} {x2} {y2 - 24}' fill='none' "
            f"stroke='{c.line}' stroke-width='1.5'/>"
        )
    for name, of, x, y in NODES.values():
        parts += [
            f"<rect x='{x - 68}' y='{y - 24}' width='136' height='48' rx='6' fill='{c.node}' "
            f"stroke='{c.line}'/>",
            f"<text x='{x}' y='{y - 3}' font-size='13' font-weight='600' text-anchor='middle' "
            f"fill='{c.node_text}'>{name}</text>",
            f"<text x='{x}' y='{y + 14}' font-size='10.5' text-anchor='middle' fill='{c.node_text}' "
            f"{MONO}>{of}</text>",
        ]
    for number, (name, does) in enumerate(USERS):
        y = 76 + 61 * number
        parts += [
            f"<rect x='660' y='{y - 19}' width='280' height='40' rx='6' fill='{c.around}' "
            f"stroke='{c.line}' stroke-dasharray='3 3'/>",
            f"<text x='674' y='{y - 3}' font-size='12' font-weight='600' fill='{c.text}'>{name}</text>",
            f"<text x='674' y='{y + 13}' font-size='11.5' fill='{c.quiet}'>{does}</text>",
        ]
        parts.append(f"<path d='M626 {y} L656 {y}' stroke='{c.line}' stroke-width='1.2'/>")
    parts += [
        f"<path d='M626 76 L626 {76 + 61 * 6}' stroke='{c.line}' stroke-width='1.2'/>",
        "</svg>",
        "",
    ]
    return "\n".join(parts)


def main() -> None:
    """Write both pictures."""
    for name, colours in PICTURES.items():
        (FOLDER / f"nodes-{name}.svg").write_text(draw(colours), encoding="utf-8")


if __name__ == "__main__":
    main()
