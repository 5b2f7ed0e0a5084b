"""Report on the job statuses of stored responses: count, group, compare, and show as a page."""

from .building import ReportOptions, build_report
from .comparison import Comparison, compare
from .page.document import render_page
from .profiles import profile_of
from .report import Report

__all__ = [
    "Comparison",
    "Report",
    "ReportOptions",
    "build_report",
    "compare",
    "profile_of",
    "render_page",
]
