"""Count the jobs of many files by status, and collect the files' problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import Factory, asdict, define, frozen

from jobstatus.bulk.previous_documents import read_documents
from jobstatus.bulk.previous_records import Document, JobRecord, LocatedProblem, find_jobs
from jobstatus.bulk.previous_sources import READ_ERRORS, describe_read_error
from jobstatus.problems import MAX_PROBLEMS, Problem

from .groups import MemoryBudget, StatusGroup, categorize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobstatus.bulk.previous_documents import FileWrapper
    from jobstatus.bulk.previous_sources import Source

    from .groups import StatusCategory

__all__ = ["Report", "ReportedProblem", "build_report"]


@frozen
class ReportedProblem:
    """A problem and its location, as plain data. The attributes are keys of the `--json` output.

    Attributes:
        file: The file's name.
        line: The line of the file, counted from 1.
        path: The JSON path from the document's root.
        message: The description of the problem.
        kind: The JSON kind of the value that has the problem, or `absent`.
        excerpt: The beginning of that value.
    """

    file: str
    line: int
    path: str
    message: str
    kind: str
    excerpt: str


@define(eq=False)
class Report:
    """The jobs of many files counted by status, and the files' problems, in bounded memory.

    Attributes:
        file_count: The number of files.
        job_count: The number of jobs in the files.
        problem_count: The number of problems in the files.
        first_problems: The first 10,000 problems.
    """

    file_count: int = 0
    job_count: int = 0
    problem_count: int = 0
    first_problems: list[ReportedProblem] = Factory(list)
    _groups: dict[tuple[StatusCategory, str | None], StatusGroup] = Factory(dict)
    _budget: MemoryBudget = Factory(MemoryBudget)

    def add(self, item: JobRecord | LocatedProblem) -> None:
        """Count a job or a problem.

        Args:
            item: The job or the problem.
        """
        if isinstance(item, JobRecord):
            self.job_count += 1
            self._group_for(item).add(item, self._budget)
            return
        self.problem_count += 1
        if len(self.first_problems) < MAX_PROBLEMS:
            location, problem = item.location, item.problem
            self.first_problems.append(
                ReportedProblem(*location, problem.message, problem.kind, problem.excerpt)
            )

    def groups(self, *categories: StatusCategory) -> list[StatusGroup]:
        """List the groups of some categories, the largest first.

        Args:
            categories: The categories of status.

        Returns:
            The groups; those of equal size in alphabetical order.
        """
        chosen = (group for group in self._groups.values() if group.category in categories)
        return sorted(chosen, key=lambda group: (-group.job_count, group.status or ""))

    def as_json(self) -> dict[str, Any]:
        """Return the whole report as JSON-ready builtins.

        Returns:
            `files` and `jobs`: the numbers of each.
            `statuses`: an object for each status, the most frequent first, with the keys `status`
            (null for the statuses that the memory budget had no room to distinguish),
            `recognized`, `jobs`, `first` (the `file`, `line` and `path` of the first job),
            `values` (the provider's values, the most frequent first: `kind`, `value` and `jobs`;
            no `value` if it is absent) and `lumped` (the number of jobs whose value the memory
            budget had no room to distinguish).
            `without_status`: the same for jobs without a status; `status` names the key that is
            null or absent.
            `malformed`: the same for jobs with a malformed status.
            `problems`: their `count`, and the `first` 10,000 with `file`, `line`, `path`,
            `message`, `kind` and `excerpt`.
        """
        return {
            "files": self.file_count,
            "jobs": self.job_count,
            "statuses": [
                {"recognized": group.category == "listed"} | group.as_json()
                for group in self.groups("listed", "unrecognized")
            ],
            "without_status": [group.as_json() for group in self.groups("missing")],
            "malformed": [group.as_json() for group in self.groups("malformed")],
            "problems": {
                "count": self.problem_count,
                "first": [asdict(problem) for problem in self.first_problems],
            },
        }

    def _group_for(self, job: JobRecord) -> StatusGroup:
        category, status = key = categorize(job)
        if key in self._groups:
            return self._groups[key]
        if category == "unrecognized" and not self._budget.reserve(status):
            others = StatusGroup(category, None, job.location)
            return self._groups.setdefault((category, None), others)
        return self._groups.setdefault(key, StatusGroup(category, status, job.location))


def build_report(sources: Iterable[Source], wrap_file: FileWrapper | None = None) -> Report:
    """Read files, and report on their jobs and problems.

    Args:
        sources: The files. A file that cannot be read becomes a problem of the report.
        wrap_file: Takes each open file and returns the file to read instead.

    Returns:
        The report.
    """
    report = Report()
    for source in sources:
        report.file_count += 1
        for item in _read_source(source, wrap_file):
            report.add(item)
    return report


def _read_source(
    source: Source, wrap_file: FileWrapper | None
) -> Iterator[JobRecord | LocatedProblem]:
    line = 0
    try:
        for line, data in read_documents(source, wrap_file):
            yield from find_jobs(Document(source.name, line, data))
    except READ_ERRORS as error:
        problem = Problem(describe_read_error(error))
        yield LocatedProblem(Document(source.name, line + 1, b""), problem)
