"""Show a report as one self-contained HTML page, which needs no network and runs no script."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from jobstatus.bulk.output import output_errors
from jobstatus.reports.texts import count_noun

from .markup import Markup, joined, tag
from .sections import (
    conflict_section,
    drift_section,
    key_section,
    kind_section,
    problem_section,
    status_section,
    value_section,
)

if TYPE_CHECKING:
    from pathlib import Path

    from jobstatus.reports.report import Report

__all__ = ["render_page", "write_page"]


def write_page(report: Report, path: Path) -> None:
    """Write the page of a report to a file.

    Args:
        report: The report.
        path: The file; one that is there is replaced.

    Raises:
        OutputError: The file cannot be written.
    """
    with output_errors(str(path)):
        path.write_bytes(render_page(report).encode("utf-8", "replace"))


def render_page(report: Report) -> str:
    """Return the page of a report.

    Args:
        report: The report.

    Returns:
        HTML, with the style sheet and the charts in it.
    """
    style = files("jobstatus.reports.page").joinpath("style.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    summary = f"{count_noun(report.job_count, 'job')} in {count_noun(report.file_count, 'file')}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        # Nothing is loaded and no script runs, whatever a document has put into a text.
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"Job statuses: {summary}"),
        tag("style", Markup(style)),
    )
    body = tag("body", tag("main", _header(report, summary), *_sections(report)), _footer())
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _header(report: Report, summary: str) -> Markup:
    unrecognized = len(report.groups("unrecognized"))
    figures = [
        _figure("statuses", len(report.groups("listed")) + unrecognized),
        _figure("unrecognized", unrecognized, "unrecognized"),
        _figure("jobs without a status", _without_status(report)),
        _figure("values mapped two ways", len(report.conflicts()), "unrecognized"),
        _figure("rejected items", report.reject_count, "malformed"),
        _figure("problems", report.problems.count, "malformed"),
    ]
    return tag(
        "header",
        tag("p", "Job statuses", class_="kicker"),
        tag("h1", summary),
        tag("p", _lead(report), class_="lead"),
        tag("dl", *figures, class_="figures"),
    )


def _figure(name: str, number: int, class_: str = "") -> Markup:
    class_of_some = class_ if class_ and number else None
    return tag("div", tag("dt", name), tag("dd", f"{number:,}"), class_=class_of_some)


def _without_status(report: Report) -> int:
    return sum(group.job_count for group in report.groups("missing", "malformed"))


def _lead(report: Report) -> str:
    """Return the sentences that say whether there is anything to look at."""
    unrecognized = len(report.groups("unrecognized"))
    if not report.job_count:
        return "No job was found."
    if not unrecognized and not report.problems.count:
        return "Every status is listed, and every document is as it should be."
    parts: list[str] = []
    if unrecognized:
        verb = "is" if unrecognized == 1 else "are"
        parts.append(f"{count_noun(unrecognized, 'status', 'es')} {verb} not listed")
    if report.problems.count:
        verb = "has" if report.reject_count == 1 else "have"
        items = count_noun(report.reject_count, "item")
        parts.append(f"{items} {verb} {count_noun(report.problems.count, 'problem')}")
    return f"{', and '.join(parts)}."


def _sections(report: Report) -> list[Markup]:
    sections = [
        status_section(report),
        value_section(report),
        kind_section(report),
        conflict_section(report),
        drift_section(report),
        key_section(report),
        problem_section(report),
    ]
    return [section for section in sections if section]


def _footer() -> Markup:
    text = (
        "Made by jobstatus. This page is complete in itself: it loads nothing, and runs no script."
    )
    return joined(tag("footer", text))
