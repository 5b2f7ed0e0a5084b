"""A report's page is complete in itself, and a browser shows it as it is meant."""

import base64
import hashlib
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus.bulk.output import OutputError
from jobstatus.reports.building import ReportOptions, build_report
from jobstatus.reports.page.document import render_page, write_page
from jobstatus.reports.provider_values import MemoryBudget
from jobstatus.reports.report import Report
from reported import job, job_of, records_of, report_of, report_of_files
from strategies import json_values

EXAMPLES = Path(__file__).parents[3] / "examples" / "responses"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
KEYS = ReportOptions(count_keys=True)
needs_browser = pytest.mark.skipif(BROWSER is None, reason=f"none of {BROWSERS} is on the path")

HOSTILE = [
    "<script>document.title = 'hacked'</script>",
    '"><img src=x onerror="document.title = \'hacked\'">',
    "</style><link rel=stylesheet href=http://127.0.0.1:{port}/x.css>",
    "<img src=http://127.0.0.1:{port}/y.png>",
    "\u202egnp.exe",
    "\x00\x1b[31m",
    "]]>&amp;<!--",
    "x" * 10_000,
]


class Outline(HTMLParser):
    """A reader of a page: its elements, the texts of its headings, and whether all elements end."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.headings: list[str] = []
        self.feed(page)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - it is HTMLParser's
        """Note an element."""
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """See that elements are nested."""
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        """Note the text of a heading."""
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)


def everything() -> Report:
    """Make a report that has something of everything."""
    files = [
        [job("open", "Open", x=1), job("closed", "Open"), {"id": "1"}, b"{", 5],
        [job(f"new {n}", {"n": n}) for n in range(50)],
        [job("open", n) for n in range(20)] + [job_of(5)],
    ]
    return report_of_files(*files, options=KEYS)


def test_the_examples_have_their_sections() -> None:
    """The sections lead from the statuses to what is wrong with the documents."""
    page = Outline(render_page(build_report(EXAMPLES, KEYS)))
    expected = ["Statuses", "What the providers say", "Kinds of values", "Mapped two ways"]
    assert [*expected, "Drift over files", "Undeclared keys", "Problems"] == page.headings
    assert not {"script", "link", "img", "iframe", "form"} & set(page.tags)


def test_sections_without_content_are_left_out() -> None:
    """A report on nothing says so, and has no sections."""
    page = render_page(Report())
    assert [] == Outline(page).headings
    assert "No job was found." in page
    assert "Every status is listed" in render_page(report_of(job("open")))
    assert ">1 item has 1 problem.<" in render_page(report_of(job("open"), 5))
    assert ">1 status is not listed.<" in render_page(report_of(job("new")))


def test_what_there_is_too_much_of_is_counted() -> None:
    """Tables end with the number of what they leave out."""
    report = everything()
    page = render_page(report)
    for text in ("and 14 more statuses", "and 12 more statuses", "and 13 more<", "3 items have"):
        assert text in page
    report.problems.lumped_count += 3
    report.problems.count += 3
    assert "and 3 more problems" in render_page(report)


def test_what_was_not_tracked_is_counted() -> None:
    """Statuses and values over the memory budget are shown as others."""
    report = Report()
    report._budget = MemoryBudget(210)
    for record in records_of(job("open", 1), job("new", 2), job("newer", 3)):
        report.add(record)
    page = render_page(report)
    assert "(others)" in page
    assert "jobs with others" in page


def test_the_style_sheet_is_the_only_one_that_is_let_in() -> None:
    """The page's policy has the hash of the style sheet, and lets nothing else in."""
    page = render_page(Report())
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src &#x27;none&#x27;; style-src &#x27;sha256-{digest}&#x27;"
    assert f'content="{policy}"' in page
    assert "url(" not in style
    assert "@import" not in style


@given(st.lists(json_values, max_size=6), st.text())
def test_any_report_is_a_page(pairs: list[Any], name: str) -> None:
    """The elements of a page are nested and end, whatever is in the documents."""
    documents = [*map(job_of, pairs), job(name, {name: name}), {name: 1, "id": "1"}]
    report = report_of(*documents, file=name.encode("utf-8", "replace").decode(), options=KEYS)
    assert "Statuses" in Outline(render_page(report)).headings


def test_a_page_is_bounded() -> None:
    """A hostile report does not make a page that no browser opens."""
    jobs = [job(f"{n}" * 1_000, {f"{m}" * 1_000: n}) for n in range(100) for m in range(10)]
    bad = [{"id": "1", f"x{n}": n, "title": {"x": n}} for n in range(500)]
    report = report_of_files(*[[document] for document in jobs[:300] + bad], jobs, options=KEYS)
    assert len(render_page(report)) < 1_000_000


def test_the_page_is_written(tmp_path: Path) -> None:
    """The page is written as UTF-8, whatever its texts are."""
    path = tmp_path / "report.html"
    write_page(report_of(job("nouveauté"), file="\udcff"), path)
    assert "nouveauté" in path.read_text("utf-8")
    with pytest.raises(OutputError, match=r"nowhere/report\.html: cannot be written: No such file"):
        write_page(Report(), tmp_path / "nowhere" / "report.html")


@contextmanager
def watching() -> Iterator[tuple[int, list[str]]]:
    """Listen on a port, and list the requests that come in."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, requests
        server.shutdown()


def browse(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Open a file in a browser without a window."""
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += ["--enable-logging=stderr", "--v=0", f"--user-data-dir={path.parent / 'profile'}"]
    command += ["--disable-background-networking", "--no-first-run", *options, path.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)


@pytest.mark.slow
@needs_browser
def test_hostile_texts_do_nothing_in_a_browser(tmp_path: Path) -> None:
    """No script runs, nothing is loaded, and the console has no errors."""
    path = tmp_path / "report.html"
    with watching() as (port, requests):
        texts = [text.replace("{port}", str(port)) for text in HOSTILE]
        jobs = [job(text, {text: text}, **{text: 1}) for text in texts]
        bad = [{"id": "1", "unified_custom_fields": {text: 1}, "title": 5} for text in texts]
        report = report_of_files(jobs, bad, [job(texts[0], "x"), job("open", "x")], options=KEYS)
        write_page(report, path)
        shown = browse(path, "--dump-dom")
    assert [] == requests
    assert "<title>Job statuses: " in shown.stdout
    assert "hacked" in shown.stdout  # as text
    assert not re.search(r"<(script|img|link)\b", shown.stdout)
    assert "CONSOLE" not in shown.stderr
    assert len(report.groups("unrecognized")) == len(HOSTILE)


@pytest.mark.slow
@needs_browser
def test_a_browser_shows_light_and_dark(tmp_path: Path) -> None:
    """The colours are those that the reader prefers, also at the width of a phone."""
    path = tmp_path / "report.html"
    write_page(everything(), path)
    schemes = {"light": "1", "dark": "0"}
    colours: dict[str, tuple[int, ...]] = {}
    for scheme, number in schemes.items():
        image = tmp_path / f"{scheme}.png"
        preference = f"--blink-settings=preferredColorScheme={number}"
        shown = browse(path, preference, "--window-size=500,800", f"--screenshot={image}")
        assert "CONSOLE" not in shown.stderr
        colours[scheme] = first_pixel(image.read_bytes())
    assert min(colours["light"]) > 230
    assert max(colours["dark"]) < 40


def first_pixel(png: bytes) -> tuple[int, ...]:
    """Return the colour of the upper left pixel of an image."""
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    # Whatever the filter of the first line is, its first pixel is there as it is.
    return tuple(zlib.decompressobj().decompress(data, 4)[1:4])
