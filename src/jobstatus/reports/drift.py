"""Count statuses file by file, in a bounded number of bins of files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, define

from .status_groups import StatusName

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Drift", "FileBin"]

_MAX_BINS: Final = 64
# Of more unrecognized statuses than these, the number of jobs in a bin is one sum.
_MAX_UNRECOGNIZED: Final = 24
_OTHERS: Final = StatusName("unrecognized", None)


@define(eq=False)
class FileBin:
    """Files that follow one another, and the number of their jobs by status.

    Attributes:
        first: The name of the first file.
        last: The name of the last file.
        file_count: The number of files.
        job_counts: The number of jobs by the name of their status.
    """

    first: str
    last: str
    file_count: int = 0
    job_counts: Counter[StatusName] = Factory(Counter)

    @property
    def job_count(self) -> int:
        """The number of jobs in the files."""
        return self.job_counts.total()

    def merge(self, other: FileBin) -> None:
        """Count the files and jobs of another bin, too.

        Args:
            other: A bin of files that come after the files of this one, or of the rest of its last
                file.
        """
        self.last = other.last
        self.file_count += other.file_count
        self.job_counts.update(other.job_counts)


@define(eq=False)
class Drift:
    """The number of jobs by status, in at most 64 bins of equally many files."""

    _bins: dict[int, FileBin] = Factory(dict)
    _shift: int = 0
    _unrecognized: dict[StatusName, None] = Factory(dict)

    def begin_file(self, index: int, name: str, *, is_continued: bool = False) -> None:
        """Find or make the bin of a file.

        Args:
            index: The number of the file, counted from 0.
            name: The file's name.
            is_continued: True if the beginning of the file has been counted elsewhere.
        """
        self._halve_until(index >> self._shift)
        file_bin = self._bins.setdefault(index >> self._shift, FileBin(name, name))
        file_bin.last = name
        file_bin.file_count += not is_continued

    def add(self, index: int, name: StatusName, job_count: int) -> None:
        """Count jobs of a file.

        Args:
            index: The number of the file, whose bin is there.
            name: The status of the jobs.
            job_count: The number of jobs.
        """
        self._bins[index >> self._shift].job_counts[self._shown(name)] += job_count

    def merge(self, other: Drift) -> None:
        """Count the files of another drift, too.

        Args:
            other: The drift over files whose numbers follow. It may be changed.
        """
        self._halve_until(max(other._bins, default=0) << other._shift >> self._shift)
        for number, file_bin in sorted(other._bins.items()):
            file_bin.job_counts = self._renamed(file_bin.job_counts)
            mine = self._bins.setdefault(number << other._shift >> self._shift, file_bin)
            if mine is not file_bin:
                mine.merge(file_bin)

    def bins(self) -> list[FileBin]:
        """List the bins in the order of the files."""
        return [self._bins[number] for number in sorted(self._bins)]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the bins as JSON-ready builtins.

        Returns:
            An object for each bin with `first` and `last` (names of files), `files` (their number)
            and `statuses` (objects with `category`, `status` and `jobs`).
        """
        return [
            {
                "first": file_bin.first,
                "last": file_bin.last,
                "files": file_bin.file_count,
                "statuses": [
                    {"category": name.category, "status": name.text, "jobs": jobs}
                    for name, jobs in file_bin.job_counts.most_common()
                ],
            }
            for file_bin in self.bins()
        ]

    def _shown(self, name: StatusName) -> StatusName:
        """Return a status, or, of one unrecognized status too many, the name of the others."""
        if name.category != "unrecognized" or name in self._unrecognized:
            return name
        if len(self._unrecognized) >= _MAX_UNRECOGNIZED:
            return _OTHERS
        self._unrecognized[name] = None
        return name

    def _renamed(self, job_counts: Counter[StatusName]) -> Counter[StatusName]:
        renamed: Counter[StatusName] = Counter()
        for name, jobs in job_counts.items():
            renamed[self._shown(name)] += jobs
        return renamed

    def _halve_until(self, number: int) -> None:
        """Put pairs of bins together until there is room for one more with a number."""
        while number >= _MAX_BINS:
            self._halve()
            number >>= 1

    def _halve(self) -> None:
        self._shift += 1
        numbered: Iterable[tuple[int, FileBin]] = sorted(self._bins.items())
        self._bins = {}
        for number, file_bin in numbered:
            mine = self._bins.setdefault(number >> 1, file_bin)
            if mine is not file_bin:
                mine.merge(file_bin)
