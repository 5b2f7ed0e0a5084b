"""What many documents say of their jobs' statuses: a tally, with nothing printed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import Factory, asdict, define, frozen

from jobstatus.bulk.documents import as_it_is, read_pieces
from jobstatus.bulk.records import Document, Job, Trouble, take_apart
from jobstatus.bulk.sources import READ_ERRORS, reason
from jobstatus.codecs.json_text import decode_json, encode_json
from jobstatus.errors import MAX_PROBLEMS, Problem
from jobstatus.excerpts import ABSENT, kind
from jobstatus.json_value import SourceValue
from jobstatus.open_enum import Unrecognized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobstatus.bulk.documents import Watch
    from jobstatus.bulk.records import Place
    from jobstatus.bulk.sources import Source

__all__ = ["Found", "Group", "ProviderValue", "Report", "Standing", "survey"]

Standing: TypeAlias = Literal["listed", "unrecognized", "missing", "malformed"]
"""What a job's status is: one that this version lists, another text, none, or no status at all."""


@frozen
class Found:
    """A problem, and where it was found.

    Attributes:
        file: The file's name.
        line: The line, counted from 1.
        path: The JSON path from the document's root.
        message: What was expected and what was there, or what else is wrong.
        kind: The JSON kind of the value that it is about, or `absent`.
        excerpt: How that value begins.
    """

    file: str
    line: int
    path: str
    message: str
    kind: str
    excerpt: str


@frozen
class ProviderValue:
    """A `source_value`, and how often it was seen.

    Attributes:
        kind: `string`, `integer`, `float`, `boolean`, `object`, `array`, `null` or `absent`.
        value: The value, exactly; `excerpt.ABSENT` if it is absent.
        jobs: How many jobs have it.
    """

    kind: str
    value: Any
    jobs: int


@define
class _Room:
    """How many bytes of distinct texts may still be kept, so that no flood of them fills memory."""

    left: int = 32_000_000

    def takes(self, text: str | bytes) -> bool:
        cost = len(text) + 200  # about what an entry of its own takes
        fits = cost <= self.left
        self.left -= cost * fits
        return fits


@define(eq=False)
class Group:
    """The jobs whose statuses are the same.

    Attributes:
        standing: What the status is.
        status: Its text, or what is missing. `None` stands for all the unrecognized texts that
            there was no room to keep apart.
        first: Where the first of the jobs is.
        jobs: How many there are.
        lumped: How many of them have a provider's value that there was no room to keep apart.
    """

    standing: Standing
    status: str | None
    first: Place
    jobs: int = 0
    lumped: int = 0
    _texts: Counter[bytes] = Factory(Counter)

    @property
    def distinct(self) -> int:
        """How many provider's values are kept apart."""
        return len(self._texts)

    def values(self, limit: int | None = None) -> list[ProviderValue]:
        """List the provider's values, the most frequent first."""
        return [_provider_value(text, jobs) for text, jobs in self._texts.most_common(limit)]

    def add(self, text: bytes, room: _Room) -> None:
        """Count a provider's value by its JSON text, which tells `1`, `1.0` and `true` apart."""
        if text in self._texts or room.takes(text):
            self._texts[text] += 1
        else:
            self.lumped += 1


@define(eq=False)
class Report:
    """A tally of jobs and problems. Its memory is bounded, whatever is added.

    Attributes:
        files: How many files were read.
        jobs: How many jobs were in them.
        problems: How many problems were in them.
        found: The first 10,000 problems.
    """

    files: int = 0
    jobs: int = 0
    problems: int = 0
    found: list[Found] = Factory(list)
    _groups: dict[tuple[Standing, str | None], Group] = Factory(dict)
    _room: _Room = Factory(_Room)

    def add(self, item: Job | Trouble) -> None:
        """Count a job, or something that is wrong."""
        if isinstance(item, Job):
            self._add_job(item)
            return
        self.problems += 1
        if len(self.found) < MAX_PROBLEMS:
            place, about = item.place, item.problem
            self.found.append(Found(*place, about.message, about.kind, about.excerpt))

    def groups(self, *standings: Standing) -> list[Group]:
        """List the groups with these standings, the largest first."""
        chosen = (group for group in self._groups.values() if group.standing in standings)
        return sorted(chosen, key=lambda group: (-group.jobs, group.status or ""))

    def as_json(self) -> dict[str, Any]:
        """Return the whole report as JSON-ready builtins.

        Returns:
            `files` and `jobs`: how many there are.
            `statuses`: an object for each status, the most frequent first: `status` (null for
            what there was no room to keep apart), `recognized`, `jobs`, `first` (the `file`,
            `line` and `path` of the first such job), `values` (the provider's, the most frequent
            first: `kind`, `value` and `jobs`; no `value` if it is absent), and `lumped` (how many
            of the jobs' values there was no room to keep apart).
            `without_status`: the same for jobs without one; `status` says what is missing.
            `malformed`: the same for jobs whose status is none.
            `problems`: their `count`, and the `first` 10,000: `file`, `line`, `path`, `message`,
            `kind` and `excerpt` of each.
        """
        return {
            "files": self.files,
            "jobs": self.jobs,
            "statuses": [
                {"recognized": group.standing == "listed"} | _group_as_json(group)
                for group in self.groups("listed", "unrecognized")
            ],
            "without_status": [_group_as_json(group) for group in self.groups("missing")],
            "malformed": [_group_as_json(group) for group in self.groups("malformed")],
            "problems": {"count": self.problems, "first": [asdict(each) for each in self.found]},
        }

    def _add_job(self, job: Job) -> None:
        self.jobs += 1
        group = self._group_of(job)
        group.jobs += 1
        pair = job.raw.get("job_status")
        if job.status is not None and pair is not None:
            spoken = "source_value" in pair or "sourceValue" in pair
            source = encode_json(job.status.source_value, SourceValue) if spoken else _NO_TEXT
            group.add(source, self._room)

    def _group_of(self, job: Job) -> Group:
        standing, status = key = _standing(job)
        if key in self._groups:
            return self._groups[key]
        if standing == "unrecognized" and not self._room.takes(status):
            return self._groups.setdefault((standing, None), Group(standing, None, job.place))
        return self._groups.setdefault(key, Group(standing, status, job.place))


def survey(sources: Iterable[Source], watch: Watch = as_it_is) -> Report:
    """Read files, and count what is in them.

    Args:
        sources: The files. One that cannot be read is a problem like others.
        watch: Called with each open file; what it returns is read in its stead.
    """
    report = Report()
    for source in sources:
        report.files += 1
        for item in _items(source, watch):
            report.add(item)
    return report


_NO_TEXT: Final = b""
"""What the JSON text of an absent value is taken to be."""


def _items(source: Source, watch: Watch) -> Iterator[Job | Trouble]:
    line = 0
    try:
        for line, data in read_pieces(source, watch):
            yield from take_apart(Document(source.name, line, data))
    except READ_ERRORS as error:
        yield Trouble(Document(source.name, line + 1, b""), Problem(reason(error)))


def _standing(job: Job) -> tuple[Standing, str]:
    if job.malformed:
        return "malformed", "malformed"
    if job.status is None:
        return "missing", f"job_status {_null_or_absent(job.raw, 'job_status')}"
    value = job.status.value
    if value is None:
        return "missing", f"value {_null_or_absent(job.raw['job_status'], 'value')}"
    return "unrecognized" if isinstance(value, Unrecognized) else "listed", value.value


def _null_or_absent(raw: dict[str, Any], key: str) -> str:
    return kind(raw.get(key, ABSENT))


def _provider_value(text: bytes, jobs: int) -> ProviderValue:
    value = ABSENT if text == _NO_TEXT else decode_json(text, SourceValue)
    what = kind(value)
    if what == "number":
        what = "integer" if isinstance(value, int) else "float"
    return ProviderValue(what, value, jobs)


def _group_as_json(group: Group) -> dict[str, Any]:
    return {
        "status": group.status,
        "jobs": group.jobs,
        "first": group.first._asdict(),
        "values": [_value_as_json(value) for value in group.values()],
        "lumped": group.lumped,
    }


def _value_as_json(seen: ProviderValue) -> dict[str, Any]:
    value = {} if seen.value is ABSENT else {"value": seen.value}
    return {"kind": seen.kind, **value, "jobs": seen.jobs}
