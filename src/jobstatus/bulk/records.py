"""Documents taken apart into their jobs, so that one bad job does not cost the others."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from attrs import fields_dict, frozen

from jobstatus.codecs.json_text import decode_json
from jobstatus.converters import converter
from jobstatus.errors import Problem, StructureError, mismatch
from jobstatus.excerpts import found
from jobstatus.models import AtsJob, AtsJobResult, AtsJobsPaginated, JobStatus

from .locate import Locator

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Document", "Job", "Place", "Trouble", "take_apart"]

Steps: TypeAlias = tuple[str | int, ...]

_JOB_FIELDS: Final = frozenset(fields_dict(AtsJob))
_AT_BYTE: Final = re.compile(r"is not JSON: .*? at byte ([\d,]+)")


class Place(NamedTuple):
    """A place that a person can go to.

    Attributes:
        file: The file's name.
        line: The line, counted from 1.
        path: The JSON path from the document's root.
    """

    file: str
    line: int
    path: str


@frozen(eq=False)
class Document:
    """A JSON document that carries jobs.

    Args:
        file: The name of the file that it stands in.
        line: The line on which it begins there.
        data: Its bytes.
    """

    file: str
    line: int
    data: bytes

    def place(self, problem: Problem) -> Place:
        """Say where a problem is: the line of its value, or of the nearest one around it."""
        at_byte = _AT_BYTE.match(problem.message)
        if at_byte and not problem.steps:
            # Not the line behind the last one, where text that ends too early ends.
            line = 1 + self.data.rstrip().count(b"\n", 0, int(at_byte[1].replace(",", "")))
        else:
            line = self._locator.line(problem.steps)
        return Place(self.file, self.line + line - 1, problem.path)

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self.data.decode("utf-8", "replace"))


@frozen(eq=False)
class Job:
    """A job found in a document.

    Attributes:
        document: Where it stands.
        steps: The way to it from the document's root.
        raw: What stands there.
        status: Its `job_status`; `None` if that is null, absent or malformed.
        malformed: Whether the status is malformed. Another field may be, and the status still be
            good.
    """

    document: Document
    steps: Steps
    raw: dict[str, Any]
    status: JobStatus | None = None
    malformed: bool = False

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.document.place(Problem("", self.steps))


@frozen(eq=False)
class Trouble:
    """Something that is wrong in a document.

    Attributes:
        document: Where it is wrong.
        problem: What is wrong, with its path from the document's root.
    """

    document: Document
    problem: Problem

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.document.place(self.problem)


def take_apart(document: Document) -> Iterator[Job | Trouble]:
    """Find every job in a document, and everything that is wrong with it.

    A document is a page (`{"data": [...]}`), a result (`{"data": {...}}`), a job, or a list of
    jobs. What is neither a job nor a carrier of jobs is one `Trouble`; nothing is raised.
    """
    try:
        root = decode_json(document.data, AtsJobsPaginated)
    except StructureError as error:
        yield from (Trouble(document, problem) for problem in error.problems)
        return
    if isinstance(root, dict) and "data" in root:
        yield from _carried(document, root)
    elif isinstance(root, list):
        yield from _each(document, (), root)
    else:
        yield from _read(document, (), root)


def _carried(document: Document, root: dict[str, Any]) -> Iterator[Job | Trouble]:
    data = root["data"]
    if isinstance(data, list):
        yield from _check(document, root | {"data": []}, AtsJobsPaginated)
        yield from _each(document, ("data",), data)
    elif isinstance(data, dict):
        yield from _check(document, root | {"data": {}}, AtsJobResult)
        yield from _read(document, ("data",), data)
    else:
        yield Trouble(document, mismatch("a job or an array of jobs", data).under("data"))


def _check(document: Document, envelope: object, type_: type) -> Iterator[Trouble]:
    try:
        converter.structure(envelope, type_)
    except StructureError as error:
        yield from (Trouble(document, problem) for problem in error.problems)


def _each(document: Document, steps: Steps, jobs: list[Any]) -> Iterator[Job | Trouble]:
    for index, raw in enumerate(jobs):
        yield from _read(document, (*steps, index), raw)


def _read(document: Document, steps: Steps, raw: object) -> Iterator[Job | Trouble]:
    if not isinstance(raw, dict):
        expected = "a job" if steps else "a job, a list of jobs, or an object with jobs in `data`"
        problems = [mismatch(expected, raw)]
    elif _JOB_FIELDS.isdisjoint(raw):
        problems = [Problem.about(raw, f"is no job: has none of its fields, found {found(raw)}")]
    else:
        job, problems = _structure(document, steps, raw)
        yield job
    for problem in problems:
        yield Trouble(document, _moved(problem, steps))


def _structure(document: Document, steps: Steps, raw: dict[str, Any]) -> tuple[Job, list[Problem]]:
    try:
        return Job(document, steps, raw, converter.structure(raw, AtsJob).job_status), []
    except StructureError as error:
        problems = list(error.problems)
    try:
        # What is wrong elsewhere in the job must not hide its status.
        alone = converter.structure({"job_status": raw.get("job_status")}, AtsJob)
    except StructureError:
        return Job(document, steps, raw, malformed=True), problems
    return Job(document, steps, raw, alone.job_status), problems


def _moved(problem: Problem, steps: Steps) -> Problem:
    for step in reversed(steps):
        problem = problem.under(step)
    return problem
