"""One build of the package, with a converter for each of the options: what the checks compare."""

from collections.abc import Callable
from io import BytesIO
from types import ModuleType
from typing import Any

from cattrs import StructureHandlerNotFoundError

import jobstatus
from exactly import exactly, outcome
from interpreted import interpreted_module

from .inputs import Input
from .type_texts import type_of

__all__ = ["Build", "problems_of"]


class Build:
    """A build of the package.

    Args:
        interpreted: Whether it is the package's sources alone; otherwise what is installed.
    """

    def __init__(self, *, interpreted: bool) -> None:
        self.interpreted = interpreted
        self._types: dict[str, Any] = {}
        self._converters: dict[str, Any] = {}
        self._events: list[Any] = []

    def module(self, name: str) -> ModuleType | Any:
        """Return a module of the package."""
        if self.interpreted:
            return interpreted_module(name)
        return jobstatus if name == "jobstatus" else __import__(name, fromlist=["*"])

    def type(self, text: str) -> Any:
        """Return the type that a text names, the same one each time."""
        if text not in self._types:
            self._types[text] = type_of(text, interpreted=self.interpreted)
        return self._types[text]

    def converter(self, given: Input) -> Any:
        """Return the converter that has an input's options."""
        if given.options not in self._converters:
            hears = self._events.append if "drift" in given.words else None
            made = self.module("jobstatus").make_converter(**given.settings(), on_drift=hears)
            if "hook" in given.words:
                made.register_structure_hook(str, _read_text)
            self._converters[given.options] = made
        return self._converters[given.options]

    def mistake(self, given: Input) -> str | None:
        """Return the class of the error with which a type is refused: a mistake of the program's.

        That may show only when a document is read, for cattrs makes some hooks at their first use.
        """
        try:
            self.nodes(given)
        except Exception as error:  # noqa: BLE001 - cattrs may raise anything
            return type(error).__name__
        try:
            self.loaded(given)
        except StructureHandlerNotFoundError as error:
            return type(error).__name__
        return None

    def nodes(self, given: Input) -> tuple[Any, Any]:
        """Return the nodes that read and write an input's type."""
        made, type_ = self.converter(given), self.type(given.type)
        return (
            made._structuring.get(type_) or made._structure_node(type_),
            made._unstructuring.get(type_) or made._unstructure_node(type_),
        )

    def observed(
        self, call: Callable[[], Any], shown: Callable[[Any], Any] = exactly
    ) -> tuple[Any, list[Any]]:
        """Return what a call gives, the value or the problems, and the drift that it reports."""
        self._events.clear()
        found = outcome(call, shown)
        return found, [(type(event).__name__, exactly(event)) for event in self._events]

    def loaded(self, given: Input) -> tuple[Any, list[Any]]:
        """Return what `loads` gives, and the drift."""
        made, type_, document = self.converter(given), self.type(given.type), given.document()
        return self.observed(lambda: made.loads(document, type_))

    def dumped(self, given: Input, value: Any) -> Any:
        """Return what `dumps` gives."""
        return outcome(lambda: self.converter(given).dumps(value, self.type(given.type)))

    def salvaged(self, given: Input) -> Any:
        """Return what `salvage` gives: the page and the rejects, or the problems; and the drift."""
        return self._salvaged("salvage", given.document(), given)

    def salvaged_lines(self, given: Input) -> Any:
        """Return what `salvage_lines` gives for one line: the results and the rejects; and the drift."""
        return self._salvaged("salvage_lines", [given.document()], given)

    def _salvaged(self, name: str, document: Any, given: Input) -> Any:
        salvage = getattr(self.module("jobstatus"), name)
        made, type_ = self.converter(given), self.type(given.type)
        return self.observed(
            lambda: salvage(document, type_, converter=made),
            lambda both: (exactly(both[0]), [_reject(reject) for reject in both[1]]),
        )

    def jobs(self, given: Input) -> Any:
        """Return what `read_jobs` gives for a file with the document: each record with its place."""
        read_jobs = self.module("jobstatus.bulk").read_jobs
        made = self.converter(given)

        return self.observed(
            lambda: list(read_jobs(BytesIO(given.data), converter=made)),
            lambda records: tuple(_record(record) for record in records),
        )


def _read_text(value: Any, _: Any) -> str:
    """Read a text as a user's own hook might, which fails with any error."""
    return f"{value.strip()}!"


def _reject(reject: Any) -> Any:
    return reject.index, reject.path, problems_of(reject), _raw(reject.raw)


def _record(record: Any) -> Any:
    job, raw = getattr(record, "job", None), _raw(getattr(record, "raw", None))
    place = type(record).__name__, record.path, record.line
    return *place, exactly(job), raw, problems_of(record)


def problems_of(reject: Any) -> list[Any]:
    """Return the problems of a reject, as an outcome has them; none of what is right."""
    return [(p.path, p.message, p.kind, p.excerpt) for p in getattr(reject, "problems", ())]


def _raw(raw: Any) -> Any:
    """Return what was rejected, exactly, but not what is too deep to be walked through."""
    if isinstance(raw, (bytearray, memoryview)):
        return bytes(raw)
    try:
        return exactly(raw)
    except RecursionError:
        return type(raw)
