"""An SVG in the making, written by hand: it needs nothing installed."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["THEMES", "Canvas", "place_in"]

THEMES = {
    "light": {"ground": "#ffffff", "ink": "#1f2328", "soft": "#656d76", "line": "#d8dee4"}
    | {"us": "#0969da", "them": "#8c959f", "floor": "#bf8700"},
    "dark": {"ground": "#0d1117", "ink": "#e6edf3", "soft": "#8d96a0", "line": "#30363d"}
    | {"us": "#4493f8", "them": "#768390", "floor": "#d29922"},
}


class Canvas:
    """An SVG in the making."""

    def __init__(self, width: float, height: float, theme: dict[str, str], title: str) -> None:
        """Begin with an empty ground."""
        self.size = width, height
        self.theme = theme
        self.title = title
        self.parts = [f'<rect width="100%" height="100%" rx="6" fill="{theme["ground"]}"/>']

    def text(self, x: float, y: float, text: str, color: str = "ink", **how: Any) -> None:
        """Write text; `anchor`, `size` and `weight` say how."""
        style = f'font-size="{how.get("size", 12)}" font-weight="{how.get("weight", 400)}"'
        anchor = how.get("anchor", "start")
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {style} '
            f'fill="{self.theme[color]}">{escape(text)}</text>'
        )

    def line(self, points: Sequence[tuple[float, float]], color: str, width: float = 1) -> None:
        """Draw a line through points."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{self.theme[color]}" '
            f'stroke-width="{width}" stroke-linejoin="round"/>'
        )

    def dot(self, x: float, y: float, color: str, radius: float = 4.5) -> None:
        """Draw a dot."""
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{self.theme[color]}"/>'
        )

    def __str__(self) -> str:
        width, height = self.size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
            'font-family="-apple-system, Segoe UI, Helvetica, Arial, sans-serif">'
            f"<title>{escape(self.title)}</title>\n" + "\n".join(self.parts) + "\n</svg>\n"
        )


def place_in(
    points: Sequence[tuple[float, float]], box: tuple[float, float, float, float]
) -> Callable[[float, float], tuple[float, float]]:
    """Return a function that places points in a box, on logarithmic axes.

    Args:
        points: Points, of which the lowest and the highest are at the edges.
        box: The left, the top, the width and the height.
    """
    left, top, width, height = box
    x_low, x_high = (math.log10(pick(x for x, _ in points)) for pick in (min, max))
    y_low, y_high = (math.log10(pick(y for _, y in points)) for pick in (min, max))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - x_low) / ((x_high - x_low) or 1)
        up = (math.log10(y) - y_low) / ((y_high - y_low) or 1)
        return left + across * width, top + height - up * height

    return place
