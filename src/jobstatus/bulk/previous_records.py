"""Find the jobs of a JSON document, and the problems of each job, with their locations."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from attrs import fields_dict, frozen

from jobstatus.codecs.json_text import decode_json
from jobstatus.converters import converter
from jobstatus.errors import StructureError
from jobstatus.excerpts import found
from jobstatus.models import AtsJob, AtsJobResult, AtsJobsPaginated, JobStatus
from jobstatus.problems import Problem, mismatch

from .locate import Locator

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Document", "JobRecord", "LocatedProblem", "Location", "find_jobs"]

Steps: TypeAlias = tuple[str | int, ...]

_JOB_FIELDS: Final = frozenset(fields_dict(AtsJob))
_SYNTAX_ERROR: Final = re.compile(r"is not JSON: .*? at byte ([\d,]+)")


class Location(NamedTuple):
    """The file, line and JSON path of a value.

    Attributes:
        file: The file's name.
        line: The line of the file, counted from 1.
        path: The JSON path from the document's root, such as `$.data[3].job_status`.
    """

    file: str
    line: int
    path: str


@frozen(eq=False)
class Document:
    """A JSON document, and its position in a file.

    Args:
        file: The name of the file.
        line: The line of the file, counted from 1, on which the document begins.
        data: The document's bytes.
    """

    file: str
    line: int
    data: bytes

    def locate(self, problem: Problem) -> Location:
        """Return the location of a problem.

        Args:
            problem: A problem whose path begins at the document's root.

        Returns:
            The location; its line is that of the value, of the nearest enclosing value if the
            document has none at that path, or of a syntax error.
        """
        syntax_error = _SYNTAX_ERROR.match(problem.message)
        if syntax_error and not problem.steps:
            # A document that ends too early ends on its last line, not on the one after it.
            end = int(syntax_error[1].replace(",", ""))
            line = 1 + self.data.rstrip().count(b"\n", 0, end)
        else:
            line = self._locator.line_of(problem.steps)
        return Location(self.file, self.line + line - 1, problem.path)

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self.data.decode("utf-8", "replace"))


@frozen(eq=False)
class JobRecord:
    """A job object of a document, and its status.

    Attributes:
        document: The document that has the job.
        steps: The keys and indices that lead from the document's root to the job.
        raw: The job as decoded from JSON.
        status: The job's `job_status`; `None` if that is null, absent or malformed.
        status_malformed: True if the job's `job_status` cannot be structured. Problems of the
            job's other fields leave it False.
    """

    document: Document
    steps: Steps
    raw: dict[str, Any]
    status: JobStatus | None = None
    status_malformed: bool = False

    @property
    def location(self) -> Location:
        """The location of the job."""
        return self.document.locate(Problem("", self.steps))


@frozen(eq=False)
class LocatedProblem:
    """A problem, and the document that has it.

    Attributes:
        document: The document.
        problem: The problem; its path begins at the document's root.
    """

    document: Document
    problem: Problem

    @property
    def location(self) -> Location:
        """The location of the problem."""
        return self.document.locate(self.problem)


def find_jobs(document: Document) -> Iterator[JobRecord | LocatedProblem]:
    """Find every job and every problem of a document.

    A document is a page (`{"data": [...]}`), a result (`{"data": {...}}`), a job, or a list of
    jobs. A malformed job does not hide the others. No error of the data is raised.

    Args:
        document: The document.

    Yields:
        Each job, followed by its problems. A document, or an item of a list, that is no job is one
        problem.
    """
    try:
        root = decode_json(document.data, AtsJobsPaginated)
    except StructureError as error:
        yield from (LocatedProblem(document, problem) for problem in error.problems)
        return
    if isinstance(root, dict) and "data" in root:
        yield from _read_envelope(document, root)
    elif isinstance(root, list):
        yield from _read_list(document, (), root)
    else:
        yield from _read_job(document, (), root)


def _read_envelope(
    document: Document, envelope: dict[str, Any]
) -> Iterator[JobRecord | LocatedProblem]:
    data = envelope["data"]
    if isinstance(data, list):
        yield from _check_envelope(document, envelope | {"data": []}, AtsJobsPaginated)
        yield from _read_list(document, ("data",), data)
    elif isinstance(data, dict):
        yield from _check_envelope(document, envelope | {"data": {}}, AtsJobResult)
        yield from _read_job(document, ("data",), data)
    else:
        yield LocatedProblem(document, mismatch("a job or an array of jobs", data).under("data"))


def _check_envelope(document: Document, envelope: object, type_: type) -> Iterator[LocatedProblem]:
    try:
        converter.structure(envelope, type_)
    except StructureError as error:
        yield from (LocatedProblem(document, problem) for problem in error.problems)


def _read_list(
    document: Document, steps: Steps, jobs: list[Any]
) -> Iterator[JobRecord | LocatedProblem]:
    for index, raw in enumerate(jobs):
        yield from _read_job(document, (*steps, index), raw)


def _read_job(
    document: Document, steps: Steps, raw: object
) -> Iterator[JobRecord | LocatedProblem]:
    if not isinstance(raw, dict):
        expected = "a job" if steps else "a job, a list of jobs, or an object with jobs in `data`"
        problems = [mismatch(expected, raw)]
    elif _JOB_FIELDS.isdisjoint(raw):
        problems = [Problem.about(raw, f"is no job: has none of its fields, found {found(raw)}")]
    else:
        job, problems = _structure_job(document, steps, raw)
        yield job
    for problem in problems:
        yield LocatedProblem(document, _prefix_path(problem, steps))


def _structure_job(
    document: Document, steps: Steps, raw: dict[str, Any]
) -> tuple[JobRecord, list[Problem]]:
    try:
        status = converter.structure(raw, AtsJob).job_status
    except StructureError as error:
        problems = list(error.problems)
    else:
        return JobRecord(document, steps, raw, status), []
    try:
        # A problem of another field must not hide the status.
        status_only = converter.structure({"job_status": raw.get("job_status")}, AtsJob)
    except StructureError:
        return JobRecord(document, steps, raw, status_malformed=True), problems
    return JobRecord(document, steps, raw, status_only.job_status), problems


def _prefix_path(problem: Problem, steps: Steps) -> Problem:
    for step in reversed(steps):
        problem = problem.under(step)
    return problem
