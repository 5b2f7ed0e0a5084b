"""Count the keys of jobs that no field declares, by the pattern of their path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from attrs import Factory, define, fields, has

from jobstatus.nodes.extra import NO_EXTRA, extra_field_of
from jobstatus.problems import is_name, shortened_step

from .jobs import ReportedJob, spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobstatus.bulk.documents import Location
    from jobstatus.bulk.records import JobRecord
    from jobstatus.nodes.keys import Case

__all__ = ["UndeclaredKey", "UndeclaredKeys"]

_MAX_KEYS: Final = 1_000
_MAX_SHAPES: Final = 10_000
_MAX_SHAPE_SIZE: Final = 100


def _classes_in(type_: Any) -> Iterator[type]:
    """Yield the attrs classes of which a type is made."""
    if isinstance(type_, type) and has(type_):
        yield type_
    for argument in get_args(type_):
        yield from _classes_in(argument)


# The fields of a job that hold instances, and the classes of these.
_PARTS: Final[dict[str, type]] = {
    a.name: class_
    for a in fields(ReportedJob)
    if a.name != extra_field_of(ReportedJob)
    for class_ in _classes_in(a.type)
}


@define(eq=False)
class UndeclaredKey:
    """A key that no field declares.

    Attributes:
        path: The pattern of its path from the job, such as `hiring_team[*].nickname`.
        first: The location of the first job that has the key.
        count: The number of objects that have the key.
    """

    path: str
    first: Location
    count: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the key as JSON-ready builtins.

        Returns:
            `path`, `count` and `first` (`file`, `line` and `path` of the job).
        """
        return {"path": self.path, "count": self.count, "first": self.first._asdict()}


@define(eq=False)
class UndeclaredKeys:
    """The undeclared keys of jobs, at most 1,000; the jobs are read with `unknown="keep"`.

    Attributes:
        case: The case of keys in documents.
        lumped_count: The number of occurrences of keys that there was no room for.
    """

    case: Case = "snake"
    lumped_count: int = 0
    _keys: dict[str, UndeclaredKey] = Factory(dict)
    _shapes: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = Factory(dict)

    def add(self, record: JobRecord) -> None:
        """Count the undeclared keys of a job.

        Args:
            record: The job; an instance of `ReportedJob`.
        """
        job = record.job
        if job.extra is not NO_EXTRA:
            self._add_extra("", job.extra, record)
        for name in _PARTS:
            part = getattr(job, name)
            if not part:
                continue
            for item in part if type(part) is list else (part,):
                if item.extra is not NO_EXTRA:
                    self._add_extra(name, item.extra, record)

    def merge(self, other: UndeclaredKeys) -> None:
        """Count the keys of other jobs, too.

        Args:
            other: The keys of jobs that come after those of this object. It may be changed.
        """
        self.lumped_count += other.lumped_count
        for path, key in other._keys.items():
            mine = self._keys.get(path)
            if mine is not None:
                mine.count += key.count
            elif len(self._keys) < _MAX_KEYS:
                self._keys[path] = key
            else:
                self.lumped_count += key.count

    def by_count(self) -> list[UndeclaredKey]:
        """List the keys, the most frequent first; those of equal frequency by path."""
        return sorted(self._keys.values(), key=lambda key: (-key.count, key.path))

    def as_json(self) -> dict[str, Any]:
        """Return the keys as JSON-ready builtins.

        Returns:
            `found` (the most frequent first) and `lumped` (the number of occurrences of keys that
            there was no room for).
        """
        return {"found": [key.as_json() for key in self.by_count()], "lumped": self.lumped_count}

    def _add_extra(self, part: str, extra: dict[str, Any], record: JobRecord) -> None:
        """Count the undeclared keys among what is extra in a job, or in a part of it."""
        for path in self._undeclared_paths(part, tuple(extra)):
            key = self._keys.get(path)
            if key is None:
                if len(self._keys) >= _MAX_KEYS:
                    self.lumped_count += 1
                    continue
                key = self._keys[path] = UndeclaredKey(path, record.location)
            key.count += 1

    def _undeclared_paths(self, part: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        paths = self._shapes.get((part, keys))
        if paths is None:
            declared = _declared_keys(_PARTS.get(part, ReportedJob), self.case)
            paths = tuple(_path(part, key) for key in keys if key not in declared)
            if len(self._shapes) < _MAX_SHAPES and sum(map(len, keys)) < _MAX_SHAPE_SIZE:
                self._shapes[part, keys] = paths
        return paths


def _declared_keys(class_: type, case: Case) -> set[str]:
    names = {a.name for a in fields(class_)} - {extra_field_of(class_)}
    # This one is read in both cases.
    also = {"source_value", "sourceValue"} if "source_value" in names else set[str]()
    return {spell(name, case) for name in names} | also


def _path(part: str, key: str) -> str:
    is_list = part and part != "job_status"
    shown = key if is_name(key) else f"[{shortened_step(key)!r}]"
    return f"{part}{'[*]' if is_list else ''}{'.' if part and shown == key else ''}{shown}"
