"""Count the jobs of many files by status, and group the files' problems."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, define

from jobstatus.bulk.records import JobRecord

from .conflicts import find_conflicts
from .drift import Drift
from .jobs import ReportedStatus, rejected_job
from .problem_groups import ProblemGroups
from .provider_values import MemoryBudget, size_of
from .status_groups import (
    StatusGroup,
    StatusName,
    key_of_rejected,
    key_of_status,
    name_of_status,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from jobstatus.bulk.documents import Location
    from jobstatus.bulk.records import RejectRecord
    from jobstatus.nodes.keys import Case

    from .conflicts import Conflict
    from .status_groups import StatusCategory, StatusKey
    from .undeclared import UndeclaredKeys

__all__ = ["FORMAT", "Report"]

FORMAT: Final = "jobstatus report 1"
"""The value of `format` in the JSON document of a report."""

# The distinct statuses with provider's values of a file are counted before they are grouped.
_MAX_PENDING: Final = 10_000
_MAX_PENDING_BYTES: Final = 4_000_000
_OTHERS: Final = StatusName("unrecognized", None)


@define(eq=False)
class Report:
    """The jobs of many files counted by status, and the files' problems, in bounded memory.

    A report can be pickled, and merged with that on the files, or parts of a file, that come next.

    Attributes:
        case: The case of keys in the documents.
        file_count: The number of files.
        reject_count: The number of documents and items that are no job, or have problems.
        problems: The problems of the files.
        drift: The number of jobs by status and file.
        keys: The undeclared keys of the jobs; `None` if they are not counted.
    """

    case: Case = "snake"
    file_count: int = 0
    reject_count: int = 0
    problems: ProblemGroups = Factory(ProblemGroups)
    drift: Drift = Factory(Drift)
    keys: UndeclaredKeys | None = None
    _job_count: int = 0
    _groups: dict[StatusName, StatusGroup] = Factory(dict)
    _budget: MemoryBudget = Factory(MemoryBudget)
    _pending: dict[StatusKey, int] = Factory(dict)
    _pending_bytes: int = 0
    _file_index: int | None = None

    @property
    def job_count(self) -> int:
        """The number of jobs in the files, rejected ones included."""
        return self._job_count + sum(self._pending.values())

    @contextmanager
    def file(self, index: int, name: str, *, is_continued: bool = False) -> Generator[None]:
        """Count what is added in a `with` block as the content of one file.

        Args:
            index: The number of the file, counted from 0.
            name: The file's name.
            is_continued: True if the beginning of the file is in a report of its own.
        """
        self._group_pending()
        self.file_count += not is_continued
        self.drift.begin_file(index, name, is_continued=is_continued)
        self._file_index = index
        try:
            yield
        finally:
            self._group_pending()
            self._file_index = None

    def add(self, record: JobRecord | RejectRecord) -> None:
        """Count a job, or an item that was rejected.

        Args:
            record: The job, an instance of `ReportedJob`, or the item.
        """
        if isinstance(record, JobRecord):
            # The usual job is counted without a call: there are millions.
            status: Any = record.job.job_status
            if type(status) is ReportedStatus and type(status.source_value) is str:
                key: StatusKey = (status.value, status.source_value)
            else:
                key = key_of_status(status)
            try:
                self._pending[key] += 1
            except KeyError:
                self._begin(key, record)
            if self.keys is not None:
                self.keys.add(record)
            return
        self.reject_count += 1
        for problem in record.problems:
            self.problems.add(record.document, problem)
        rejected = rejected_job(record.raw, self.case)
        if rejected is not None:
            self._begin(key_of_rejected(rejected), record)

    def merge(self, other: Report) -> None:
        """Count the files of another report, too.

        The result is that of one report on all the files, as long as the distinct statuses, values,
        keys and problems fit into the memory that a report may take.

        Args:
            other: The report on the files, or the rest of a file, that come next. It may be changed.
        """
        self._group_pending()
        other._group_pending()
        self.file_count += other.file_count
        self.reject_count += other.reject_count
        self._job_count += other._job_count
        for name, group in other._groups.items():
            self._group_of(name, group.first).merge(group, self._budget)
        self.problems.merge(other.problems)
        self.drift.merge(other.drift)
        if self.keys is not None and other.keys is not None:
            self.keys.merge(other.keys)

    def groups(self, *categories: StatusCategory) -> list[StatusGroup]:
        """List the groups of some categories, the largest first.

        Args:
            categories: The categories of status.

        Returns:
            The groups; those of equal size in alphabetical order.
        """
        self._group_pending()
        chosen = (group for group in self._groups.values() if group.category in categories)
        return sorted(chosen, key=lambda group: (-group.job_count, group.status or ""))

    def conflicts(self) -> list[Conflict]:
        """List the provider's values that are mapped to more than one status."""
        return find_conflicts(self.groups("listed", "unrecognized"))

    def kinds(self) -> Counter[str]:
        """Count the jobs by the kind of their provider's value."""
        self._group_pending()
        return sum((group.kinds for group in self._groups.values()), Counter[str]())

    def as_json(self) -> dict[str, Any]:
        """Return the whole report as JSON-ready builtins.

        Returns:
            `format`: `jobstatus report 1`.
            `files`, `jobs` and `rejects`: the numbers of each.
            `statuses`: an object for each status, the most frequent first, with the keys `status`
            (null for the statuses that the memory budget had no room to distinguish),
            `recognized`, `jobs`, `first` (the `file`, `line` and `path` of the first job),
            `values` (the provider's values, the most frequent first: `kind`, `value` and `jobs`;
            no `value` if it is absent) and `lumped` (the number of jobs whose value the memory
            budget had no room to distinguish).
            `without_status`: the same for jobs without a status; `status` names the key that is
            null or absent.
            `malformed`: the same for jobs with a malformed status.
            `kinds`: the number of jobs by the kind of their provider's value.
            `conflicts`: the provider's values that are mapped to more than one status, with `kind`,
            `value`, `jobs` and `statuses` (each `status` with its `jobs`).
            `keys`: the undeclared keys, `found` (each with `path`, `count` and `first`) and
            `lumped`; null if they were not counted.
            `problems`: their `count`, `groups` (each with `path`, `message`, `count`, `first` and
            `example`) and `lumped` (the number of problems that there was no group for).
            `drift`: for each bin of files, its `first` and `last` file, the number of its `files`,
            and its `statuses` (each `category`, `status` and `jobs`).
        """
        return {
            "format": FORMAT,
            "files": self.file_count,
            "jobs": self.job_count,
            "rejects": self.reject_count,
            "statuses": [
                {"recognized": group.category == "listed"} | group.as_json()
                for group in self.groups("listed", "unrecognized")
            ],
            "without_status": [group.as_json() for group in self.groups("missing")],
            "malformed": [group.as_json() for group in self.groups("malformed")],
            "kinds": dict(self.kinds().most_common()),
            "conflicts": [conflict.as_json() for conflict in self.conflicts()],
            "keys": self.keys and self.keys.as_json(),
            "problems": self.problems.as_json(),
            "drift": self.drift.as_json(),
        }

    def _begin(self, key: StatusKey, record: JobRecord | RejectRecord) -> None:
        """Count a job whose status and value may be new."""
        if key not in self._pending:
            self._pending_bytes += size_of(key)
            if len(self._pending) >= _MAX_PENDING or self._pending_bytes > _MAX_PENDING_BYTES:
                self._group_pending()
        name = name_of_status(key)
        if name not in self._groups:
            self._group_of(name, record.location)
        self._pending[key] = self._pending.get(key, 0) + 1

    def _group_pending(self) -> None:
        """Move the counts of pending statuses to their groups."""
        pending, self._pending, self._pending_bytes = self._pending, {}, 0
        for key, job_count in pending.items():
            group = self._existing_group(name_of_status(key))
            self._job_count += job_count
            group.add(key, job_count, self._budget)
            if self._file_index is not None:
                self.drift.add(self._file_index, group.name, job_count)

    def _group_of(self, name: StatusName, first: Location) -> StatusGroup:
        """Return the group of a status, or of others where the budget has no room for one more."""
        group = self._groups.get(name)
        if group is not None:
            return group
        is_bounded = name.category == "unrecognized" and name.text is not None
        if is_bounded and not self._budget.reserve(len(name.text or "")):
            name = _OTHERS
        return self._groups.setdefault(name, StatusGroup(name, first))

    def _existing_group(self, name: StatusName) -> StatusGroup:
        return self._groups.get(name) or self._groups[_OTHERS]
