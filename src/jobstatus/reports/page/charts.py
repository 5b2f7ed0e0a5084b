"""Draw bars and heat maps as SVG; their colours are classes, which the page's style sheet defines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from .markup import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Segment", "bar", "heat_strip", "stacked_bar"]

# A segment that is no wider than this would not be seen.
_LEAST_WIDTH: Final = 0.4
_LEAST_OPACITY: Final = 0.16


@frozen
class Segment:
    """A part of a stacked bar, or a cell of a heat map.

    Attributes:
        share: The size, from 0 to 1.
        class_: The class of the style sheet that colours it.
        title: The text that says what it stands for.
    """

    share: float
    class_: str
    title: str


def bar(share: float, class_: str) -> Markup:
    """Draw a bar; screen readers pass over it, for a number beside it says the same.

    Args:
        share: The length, from 0 to 1.
        class_: The class of the style sheet that colours it.
    """
    rect = tag("rect", width=max(_LEAST_WIDTH, 100 * share), height=1, class_=class_)
    return _svg("bar", 100, rect, aria_hidden="true")


def stacked_bar(segments: Iterable[Segment], label: str) -> Markup:
    """Draw a bar of several parts.

    Args:
        segments: The parts, from left to right.
        label: The text that says what the bar shows.
    """
    rects: list[Markup] = []
    left = 0.0
    for segment in segments:
        width = max(_LEAST_WIDTH, 100 * segment.share)
        rects.append(_rect(segment, x=left, width=width))
        left += width
    return _svg("stack", max(100.0, left), *rects, role="img", aria_label=label)


def heat_strip(cells: Sequence[Segment], label: str) -> Markup:
    """Draw a row of a heat map; the larger a share, the stronger is the colour of its cell.

    Args:
        cells: The cells, from left to right. One with a share of 0 is empty.
        label: The text that says what the row shows.
    """
    rects = [
        # As shares are mostly small, the root of a share is easier to see.
        _rect(cell, x=index, width=1, fill_opacity=max(_LEAST_OPACITY, cell.share**0.5))
        for index, cell in enumerate(cells)
        if cell.share
    ]
    return _svg("strip", len(cells), *rects, role="img", aria_label=label)


def _rect(segment: Segment, **attributes: float) -> Markup:
    title = tag("title", segment.title)
    return tag("rect", title, height=1, class_=segment.class_, **attributes)


def _svg(class_: str, width: float, *content: Markup, **attributes: str) -> Markup:
    box = f"0 0 {width:.6g} 1"
    return tag(
        "svg", *content, class_=class_, viewBox=box, preserveAspectRatio="none", **attributes
    )
