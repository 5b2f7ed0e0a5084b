"""Inputs of the checks: a document, its form, its type and the options; one is a line of a file."""

from ast import literal_eval
from collections.abc import Callable, Iterable
from functools import reduce
from pathlib import Path
from typing import Any

import attrs

__all__ = ["FAILURES", "FORMS", "OPTIONS", "Input", "read_inputs", "write_inputs"]

FAILURES = Path(__file__).parents[2] / "build" / "fuzzing"
"""The folder of inputs that failed."""

OPTIONS: dict[str, dict[str, Any]] = {
    "camel": {"case": "camel"},
    "emit": {"nulls": "emit"},
    "forbid": {"unknown": "forbid"},
    "keep": {"unknown": "keep"},
}
"""Options of `make_converter` by the word that stands for each.

Two more words: with `drift` the converter has an `on_drift`, and with `hook` a user's own hook for
texts.
"""


def _with_gaps(data: bytes) -> memoryview:
    doubled = bytearray(2 * len(data))
    doubled[::2] = data
    return memoryview(doubled)[::2]


FORMS: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "gaps": _with_gaps,
    "str": lambda data: data.decode(),
}
"""The forms that a document may come in; `gaps` is a memoryview of every second byte."""


@attrs.frozen
class Input:
    """A document, and all that says how it is read.

    Attributes:
        type: The text that names the type.
        options: Words with `+` between them, or `default`.
        form: One of `FORMS`.
        data: The document's bytes.
    """

    type: str
    options: str
    form: str
    data: bytes

    @property
    def words(self) -> list[str]:
        """The words of the options."""
        return [] if self.options == "default" else self.options.split("+")

    def settings(self) -> dict[str, Any]:
        """Return the arguments of `make_converter` that the options stand for."""
        return reduce(lambda all_, word: all_ | OPTIONS.get(word, {}), self.words, {})

    def document(self) -> Any:
        """Return the document in its form; bytes if it is no text."""
        try:
            return FORMS[self.form](self.data)
        except UnicodeDecodeError:
            return self.data

    def line(self) -> str:
        """Return the input as a line of a file."""
        return "\t".join((self.type, self.options, self.form, repr(self.data)[1:]))

    @classmethod
    def of_line(cls, line: str) -> "Input":
        """Return the input that a line of a file stands for."""
        type_, options, form, data = line.rstrip("\n").split("\t")
        return cls(type_, options, form, literal_eval(f"b{data}"))


def read_inputs(path: Path) -> list[Input]:
    """Read the inputs of a file; lines that begin with `#` are comments."""
    lines = path.read_text(encoding="ascii").splitlines()
    return [Input.of_line(line) for line in lines if line and not line.startswith("#")]


def write_inputs(path: Path, inputs: Iterable[Input], comment: str) -> None:
    """Write inputs to a file, each to its own line, sorted."""
    lines = sorted({given.line() for given in inputs})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([f"# {comment}", *lines, ""]), encoding="ascii")
