"""Structure the jobs that JSON documents carry, one by one, whatever carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import define, fields, frozen
from msgspec import DecodeError, Raw
from msgspec.json import Decoder, encode

from jobstatus.codecs.json_text import decode_json
from jobstatus.converters import converter as _converter
from jobstatus.drift.context import drift_context
from jobstatus.errors import StructureError, structure_error
from jobstatus.excerpts import found, quoted
from jobstatus.models import AtsJob, AtsJobResult, AtsJobsPaginated
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.lookup import structure_node
from jobstatus.problems import Problem, mismatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobstatus.converters import JsonConverter
    from jobstatus.problems import Place

    from .documents import Document, Location

__all__ = ["EnvelopeRecord", "JobRecord", "Record", "RecordReader", "RejectRecord"]

_Steps: TypeAlias = tuple[str | int, ...]
_Object: TypeAlias = dict[str, Raw]

_OBJECT: Final = Decoder(_Object)
_ARRAY: Final = Decoder(list[Raw])
_SPACE: Final = b" \t\r\n"
_SHAPES: Final = "a job, a list of jobs, or an object with jobs in `data`"


class _Located:
    """A part of a document, which has a place."""

    __slots__ = ()

    document: Document
    steps: _Steps

    @property
    def location(self) -> Location:
        """The file, line and path; the line is that on which the value begins."""
        return self.document.location_of(self.steps)

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.document.file

    @property
    def line(self) -> int:
        """The line of the file, counted from 1, on which the value begins."""
        return self.location.line

    @property
    def path(self) -> str:
        """The JSON path from the document's root, such as `$.data[3]`."""
        return Problem("", self.steps).path


@define(eq=False, weakref_slot=False)
class JobRecord(_Located):
    """A job, and where it is stored.

    Attributes:
        document: The document that carries the job.
        steps: The keys and indices that lead from the document's root to the job.
        job: The job.
    """

    document: Document
    steps: tuple[str | int, ...]
    job: AtsJob


@define(eq=False, weakref_slot=False)
class RejectRecord(_Located):
    """A document, or an item of one, that is no job or has problems.

    Attributes:
        document: The document.
        steps: The keys and indices that lead from the document's root to the item.
        raw: The text of the item, as it is stored; of an envelope, without its jobs. Empty if the
            document was not read.
        problems: Everything that is wrong with the item; the paths begin at the document's root.
    """

    document: Document
    steps: tuple[str | int, ...]
    raw: bytes
    problems: tuple[Problem, ...]


@define(eq=False, weakref_slot=False)
class EnvelopeRecord(_Located):
    """An object or array that carries jobs, without its jobs.

    Attributes:
        document: The document that is the envelope.
        steps: The keys that lead from the document's root to the jobs.
        raw: The document's JSON text, with `[]` or `{}` in place of its jobs.
    """

    document: Document
    steps: tuple[str | int, ...]
    raw: bytes


Record: TypeAlias = JobRecord | RejectRecord | EnvelopeRecord
"""A part of a document."""


class RecordReader:
    """Structures the jobs of documents.

    A document is a page (`{"data": [...]}`), a result (`{"data": {...}}`), a job, a list of jobs,
    or another object that has jobs at a path. An object that has a status is a job, whatever else
    it has.

    Args:
        converter: The converter that structures each job.
        at: The path of the jobs in each document, such as `response.data`; by default the
            document's shape shows where they are.
        type_: The class to make of each job; its fields are those of a job.

    Attributes:
        converter: The converter that structures each job.
    """

    def __init__(
        self, converter: JsonConverter = _converter, *, at: str | None = None, type_: Any = AtsJob
    ) -> None:
        self.converter = converter
        self._loads = converter.get_loads_hook(type_)
        self._loads_page = converter.get_loads_hook(AtsJobsPaginated)
        self._loads_result = converter.get_loads_hook(AtsJobResult)
        self._at: tuple[str, ...] = tuple(at.split(".")) if at else ()
        self._keys: dict[str, str] = _names_by_key(type_, converter)
        self._status_keys = [key for key, name in self._keys.items() if name == "job_status"]

    def records_of(self, document: Document) -> Iterable[Record]:
        """Structure the jobs of a document. No error of the data is raised.

        Args:
            document: The document.

        Returns:
            A job, or a reject, for a document that is a job, or is broken. For any other document
            its envelope, and then a job or a reject for each of its items, made one by one; an
            envelope that has problems itself is a reject, too, before its items.
        """
        data = document.data
        if document.problem is not None:
            return (RejectRecord(document, (), data, (document.problem,)),)
        # Of a page that is tried as a job, `on_drift` must not hear.
        if data[:1] != b"{" or self._at or self.converter.on_drift is not None:
            return self._records_in(document)
        try:
            job = self._loads(data)
        except StructureError as error:
            if _may_carry(data):
                return self._records_in(document)
            return (_reject(document, (), data, error.problems),)
        # To look for a key takes half as long as to read the job: not where there is a status.
        if not job.job_status and _may_carry(data):
            return self._records_in(document)
        return (self._checked(document, (), data, job),)

    def _record_of(self, document: Document, steps: _Steps, raw: bytes) -> JobRecord | RejectRecord:
        """Structure a JSON object as a job, and report its drift by its place in the document."""
        if self.converter.on_drift is None:
            return self._read(document, steps, raw)
        with drift_context(document.location_of(steps)):
            return self.converter.read_in_steps(
                lambda: self._read(document, steps, raw),
                lambda record: record.job if isinstance(record, JobRecord) else None,
                lambda _, below: (*steps, *below),
            )

    def _read(self, document: Document, steps: _Steps, raw: bytes) -> JobRecord | RejectRecord:
        try:
            job = self._loads(raw)
        except StructureError as error:
            return _reject(document, steps, raw, error.problems)
        return self._checked(document, steps, raw, job)

    def _checked(
        self, document: Document, steps: _Steps, raw: bytes, job: Any
    ) -> JobRecord | RejectRecord:
        """Make the record of an object that was structured as a job, which it may not be."""
        if not job.job_status and self._is_no_job(job, raw):
            value = decode_json(raw, AtsJob)
            problem = Problem.about(
                value, f"is no job: has none of its fields, found {found(value)}"
            )
            return _reject(document, steps, raw, [problem])
        return JobRecord(document, steps, job)

    def _is_no_job(self, job: Any, raw: bytes) -> bool:
        """Tell whether an object that was structured as a job has none of a job's keys."""
        return job.id is None and self._keys.keys().isdisjoint(_OBJECT.decode(raw))

    def _item_of(self, document: Document, steps: _Steps, raw: bytes) -> JobRecord | RejectRecord:
        if raw[:1] == b"{":
            return self._record_of(document, steps, raw)
        return _reject(document, steps, raw, _mismatches("a job", raw))

    def _records_in(self, document: Document) -> Iterator[Record]:
        """Yield the records of a document that may be an envelope."""
        data = document.data.strip(_SPACE)
        try:
            carried = self._carried_by(data)
            if carried is not None:
                carried.envelope.decode()  # it is not JSON if it is not UTF-8
        except (DecodeError, UnicodeDecodeError, RecursionError):
            yield _reject(document, (), data, _mismatches(_SHAPES, data))
        except StructureError as error:
            yield _reject(document, (), data, error.problems)
        else:
            if carried is None:
                yield self._record_of(document, (), data)
            else:
                yield from self._records_of(document, carried)

    def _carried_by(self, data: bytes) -> _Carried | None:
        """Return the jobs that a document carries; None if it is a job itself.

        Raises:
            StructureError: It carries none.
            DecodeError: It is not JSON; so do UnicodeDecodeError and RecursionError.
        """
        if data[:1] == b"[" and not self._at:
            return _Carried((), b"[]", items=_ARRAY.decode(data))
        if self._at:
            steps, objects, raw = self._at, *_walk(data, self._at)
        elif not _begins(data, b"{"):
            raise _error((), _mismatches(_SHAPES, data))
        else:
            inside = _OBJECT.decode(data)
            if self._is_job(inside):
                return None
            steps, objects, raw = ("data",), [inside], inside["data"]
        if _begins(raw, b"["):
            return _Carried(steps, _without(steps, objects, b"[]"), items=_ARRAY.decode(raw))
        if _begins(raw, b"{"):
            return _Carried(steps, _without(steps, objects, b"{}"), item=bytes(raw))
        raise _error(steps, _mismatches("a job or an array of jobs", raw))

    def _is_job(self, inside: _Object) -> bool:
        """Tell whether an object is a job itself, and carries none."""
        if "data" not in inside:
            return True
        if any(key in inside and bytes(inside[key]) != b"null" for key in self._status_keys):
            return True
        carries = _begins(inside["data"], b"[") or _begins(inside["data"], b"{")
        return not carries and not self._keys.keys().isdisjoint(inside)

    def _records_of(self, document: Document, carried: _Carried) -> Iterator[Record]:
        steps, envelope = carried.steps, carried.envelope
        yield EnvelopeRecord(document, steps, envelope)
        if steps and not self._at:
            loads = self._loads_result if carried.items is None else self._loads_page
            try:
                if self.converter.on_drift is None:
                    loads(envelope)
                else:
                    with drift_context(document.location_of(())):
                        loads(envelope)
            except StructureError as error:
                yield RejectRecord(document, (), envelope, tuple(error.problems))
        if carried.items is None:
            yield self._item_of(document, steps, carried.item)
        for index, raw in enumerate(carried.items or ()):
            yield self._item_of(document, (*steps, index), bytes(raw))


@frozen
class _Carried:
    """The jobs that a document carries.

    Attributes:
        steps: The keys that lead from the document's root to the jobs.
        envelope: The document's JSON text, with `[]` or `{}` in place of its jobs.
        items: The texts of the jobs; `None` if there is one job, and no array.
        item: The text of that job.
    """

    steps: tuple[str, ...]
    envelope: bytes
    items: list[Raw] | None = None
    item: bytes = b""


def _names_by_key(type_: Any, converter: JsonConverter) -> dict[str, str]:
    """Map the keys of a class in documents, in all their spellings, to the names of its fields."""
    node = structure_node(type_, converter)
    node.resolve()
    if isinstance(node, ClassNode):
        return {key: field.name for key, field in node.declared.items()}
    return {a.name: a.name for a in fields(type_)}


def _may_carry(data: bytes) -> bool:
    """Tell whether an object may have the key `data`, escaped or not."""
    return b'"data"' in data or b"\\u00" in data


def _walk(data: bytes, steps: tuple[str, ...]) -> tuple[list[_Object], Raw | bytes]:
    """Return the objects that lead to the jobs of a document, and the text of the jobs."""
    objects: list[_Object] = []
    raw: Raw | bytes = data
    for index, step in enumerate(steps):
        if not _begins(raw, b"{"):
            raise _error(steps[:index], _mismatches("an object", raw))
        inside = _OBJECT.decode(raw)
        if step not in inside:
            raise _error(steps[:index], [_lacks(step, raw)])
        objects.append(inside)
        raw = inside[step]
    return objects, raw


def _begins(raw: Raw | bytes, first: bytes) -> bool:
    return bytes(memoryview(raw)[:1]) == first


def _without(steps: tuple[str, ...], objects: list[_Object], text: bytes) -> bytes:
    """Return the JSON text of objects, one inside the other, with another text at the steps."""
    for step, inside in zip(reversed(steps), reversed(objects), strict=True):
        parts = [
            encode(key) + b":" + (text if key == step else bytes(raw))
            for key, raw in inside.items()
        ]
        text = b"{" + b",".join(parts) + b"}"
    return text


def _mismatches(expected: str, raw: Raw | bytes) -> list[Problem]:
    """List the problems of a text that is not JSON, or other JSON than what is expected."""
    try:
        return [mismatch(expected, decode_json(bytes(raw), AtsJob))]
    except StructureError as error:
        return list(error.problems)


def _lacks(key: str, raw: Raw | bytes) -> Problem:
    value = decode_json(bytes(raw), AtsJob)
    return Problem.about(value, f"has no {quoted(key)}, found {found(value)}")


def _error(steps: _Steps, problems: list[Problem]) -> StructureError:
    return structure_error(_under(steps, problems), AtsJob)


def _reject(
    document: Document, steps: _Steps, raw: bytes, problems: Iterable[Problem]
) -> RejectRecord:
    return RejectRecord(document, steps, raw, tuple(_under(steps, problems)))


def _under(steps: _Steps, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of a value as those of the document that has the value at the steps."""
    place: Place | None = None
    for step in steps:
        place = place, step
    return [problem.placed(place) if place else problem for problem in problems]
