"""Write rejected items as lines of JSON, to go on with."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from shutil import copyfileobj
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec

from jobstatus.bulk.output import OutputError, output_errors
from jobstatus.codecs.json_text import decode_json
from jobstatus.errors import StructureError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self

    from jobstatus.bulk.records import RejectRecord

__all__ = ["RejectWriter", "reject_line"]

_CHUNK: Final = 1 << 20


class RejectWriter:
    """Writes rejected items to a file, each as a line of JSON; a context manager that closes it.

    Args:
        path: The file; one that is there is replaced.

    Raises:
        OutputError: The file cannot be written. The methods raise it, too.
    """

    def __init__(self, path: Path) -> None:
        self.path: Path = path
        self._errors = partial(output_errors, str(path))
        with self._errors():
            self._file: BinaryIO = path.open("wb")

    def add(self, record: RejectRecord) -> None:
        """Write a reject.

        Args:
            record: The reject.
        """
        line = reject_line(record)
        with self._errors():
            self._file.write(line)

    def append(self, path: Path) -> None:
        """Write the lines of another file.

        Args:
            path: A file that another writer has written and closed.
        """
        with self._errors(), path.open("rb") as file:
            copyfileobj(file, self._file, _CHUNK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            with self._errors():
                self._file.close()
        except OutputError:
            if error is None:  # else there is a better reason for the end
                raise


def reject_line(record: RejectRecord) -> bytes:
    """Return a rejected document or item as one line of JSON.

    Args:
        record: The reject.

    Returns:
        An object with `file`, `line` and `path` of the item, its `problems` (each with `path`,
        `message`, `kind` and `excerpt`), and the item itself, exactly: as `raw` if it is JSON, as
        `text` if it is not, or as `base64` if it is no UTF-8, either. The line break is included.
    """
    location = record.location
    line = {
        "file": location.file,
        "line": location.line,
        "path": location.path,
        "problems": [
            {"path": p.path, "message": p.message, "kind": p.kind, "excerpt": p.excerpt}
            for p in record.problems
        ],
        **_content(record.raw),
    }
    return msgspec.json.encode(line) + b"\n"


def _content(raw: bytes) -> dict[str, Any]:
    if _is_json(raw):
        # In JSON, a line break stands only between tokens.
        return {"raw": msgspec.Raw(raw.replace(b"\n", b" ").replace(b"\r", b" "))}
    try:
        return {"text": raw.decode()}
    except UnicodeDecodeError:
        return {"base64": b64encode(raw).decode("ascii")}


def _is_json(raw: bytes) -> bool:
    try:
        decode_json(raw, Any)
    except StructureError:
        return False
    return True
