"""Charts are SVG whose sizes are shares."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from jobstatus.reports.page.charts import Segment, bar, heat_strip, stacked_bar


def rects(svg: str) -> list[ET.Element]:
    """Return the rectangles of a chart."""
    return list(ET.fromstring(svg).iter("rect"))  # noqa: S314 - it is ours


def test_a_bar_is_as_long_as_its_share() -> None:
    """A very short bar can be seen."""
    assert ["25", "100"] == [rects(bar(share, "listed"))[0].get("width") for share in (0.25, 1)]
    assert "0.4" == rects(bar(0.0001, "listed"))[0].get("width")


def test_the_parts_of_a_stacked_bar_lie_side_by_side() -> None:
    """The parts lie in their order, each with its title and class."""
    svg = stacked_bar([Segment(0.25, "string", "a: 1"), Segment(0.75, "null", "b: 3")], "both")
    assert [("0", "25", "string"), ("25", "75", "null")] == [
        (r.get("x"), r.get("width"), r.get("class")) for r in rects(svg)
    ]
    assert ["a: 1", "b: 3"] == [r.findtext("title") for r in rects(svg)]
    assert 'aria-label="both"' in svg


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_no_part_lies_outside(shares: list[float]) -> None:
    """The parts of a bar stay within it, however many are too short to be seen."""
    svg = stacked_bar([Segment(share, "null", "") for share in shares], "")
    (width,) = re.findall(r'viewBox="0 0 ([\d.]+) 1"', svg)
    right = max(float(r.get("x", 0)) + float(r.get("width", 0)) for r in rects(svg))
    assert right <= float(width) * 1.0001


def test_cells_are_as_strong_as_their_shares() -> None:
    """A cell with a share of 0 is empty."""
    cells = [Segment(share, "listed", "") for share in (0, 0.0001, 0.25, 1)]
    strip = rects(heat_strip(cells, "row"))
    assert [("1", "0.16"), ("2", "0.5"), ("3", "1")] == [
        (r.get("x"), r.get("fill-opacity")) for r in strip
    ]
