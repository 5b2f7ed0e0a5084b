"""Divide sources into tasks, and remember them in a folder, so that a second run goes on."""

from __future__ import annotations

import hashlib
import json
import os
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import asdict, evolve, frozen

from .documents import MAX_DOCUMENT
from .output import ConversionError, WholeFile, output_errors
from .pieces import Piece, count_lines, grouped, pieces_of
from .sources import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .sources import Source

__all__ = ["Options", "Plan", "Task", "number_lines", "read_plan", "update_plan"]

_FILE_NAME: Final = "_plan.json"
_FORMAT: Final = 1
_ID_LENGTH: Final = 24


@frozen
class Options:
    """The options of a conversion that decide about its rows.

    Attributes:
        case: The case of the documents' keys.
        at: The path to the jobs in an envelope that is not StackOne's, such as `response.data`.
        max_document: The largest document that is read, in bytes.
    """

    case: Literal["snake", "camel"] = "snake"
    at: str | None = None
    max_document: int = MAX_DOCUMENT


@frozen
class Task:
    """The pieces of sources that become one part of each table: places in files, and no data.

    Attributes:
        id: A name that no other task has.
        pieces: The pieces, in the order of their sources.
        options: The options of the conversion.
    """

    id: str
    pieces: tuple[Piece, ...]
    options: Options

    @property
    def length(self) -> int:
        """The number of bytes to read."""
        return sum(piece.length for piece in self.pieces)


@frozen
class Plan:
    """The tasks of a conversion, in a file of its folder.

    The file is one JSON document with a task on each line: it is read line by line, so that a
    million sources take no memory.

    Attributes:
        path: The file.
        options: The options of all tasks.
    """

    path: Path
    options: Options

    def tasks(self) -> Iterator[Task]:
        """Read the tasks.

        Yields:
            The tasks, in the order of the sources.
        """
        for line in self.lines():
            fields = json.loads(line)
            pieces = tuple(Piece(**piece) for piece in fields["pieces"])
            yield Task(fields["id"], pieces, self.options)

    def lines(self) -> Iterator[str]:
        """Read the tasks as they are stored.

        Yields:
            The JSON text of each task.
        """
        with self.path.open(encoding="ascii") as file:
            next(file)
            for line in file:
                if line.startswith("{"):
                    yield line.rstrip(",\n")


def read_plan(folder: Path) -> Plan | None:
    """Read the plan of a folder.

    Args:
        folder: The folder.

    Returns:
        The plan; `None` if the folder has none.

    Raises:
        ConversionError: The file is no plan of this version.
    """
    path = folder / _FILE_NAME
    try:
        with path.open(encoding="ascii") as file:
            head = json.loads(f"{file.readline()}]}}")
        options = Options(**head["options"])
        is_known = head["format"] == _FORMAT
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConversionError(f"{path}: is no plan of a conversion: {error}") from None
    if not is_known:
        raise ConversionError(f"{path}: was written by another version of jobstatus")
    return Plan(path, options)


def update_plan(
    folder: Path, sources: Iterable[Source], options: Options, task_length: int
) -> Plan:
    """Plan the conversion of sources, or add those that are new to the plan that there is.

    Args:
        folder: The folder of the conversion; what is in it is no source.
        sources: The sources.
        options: The options, which have to be those of the plan.
        task_length: The number of bytes that a task reads, about.

    Returns:
        The plan of all sources, those of earlier runs, too.

    Raises:
        ConversionError: The options differ from those of the plan, or the folder has something
            else in it.
        SourceError: A source has changed since it was planned, or cannot be read.
        OutputError: The plan cannot be written.
    """
    plan = read_plan(folder)
    if plan is None:
        _refuse_foreign_files(folder)
    elif plan.options != options:
        raise ConversionError(_different_options(folder, plan.options, options))
    versions = _versions(plan) if plan else {}
    inside = os.path.join(os.path.realpath(folder), "")  # noqa: PTH118 - with a slash at the end
    pieces = _new_pieces(sources, versions, task_length)
    outside = (piece for piece in pieces if not piece.path.startswith(inside))
    groups = grouped(outside, attrgetter("length"), task_length)
    added = (_make_task(group, options) for group in groups)
    first = next(added, None)
    if plan and first is None:
        return plan
    lines = map(_line_of, chain([first] if first else [], added))
    return _write_plan(folder, options, chain(plan.lines() if plan else (), lines))


def number_lines(tasks: Iterable[Task]) -> Iterator[Task]:
    """Fill in the line numbers of ranges, which a plan does not have: counting takes a while.

    Args:
        tasks: Tasks of a plan, in its order; some may be left out.

    Yields:
        The same tasks, with the number of the first line of each piece.

    Raises:
        SourceError: A source cannot be read.
    """
    path, offset, line = "", 0, 1
    for task in tasks:
        pieces: list[Piece] = []
        for piece in task.pieces:
            if not piece.line:
                if piece.path != path:
                    path, offset, line = piece.path, 0, 1
                line += count_lines(path, offset, piece.start)
                offset = piece.start
            pieces.append(piece if piece.line else evolve(piece, line=line))
        yield evolve(task, pieces=tuple(pieces))


def _write_plan(folder: Path, options: Options, lines: Iterable[str]) -> Plan:
    path = folder / _FILE_NAME
    head = json.dumps({"format": _FORMAT, "options": asdict(options), "tasks": []})
    with WholeFile(path) as whole, output_errors(path):
        whole.file.write(f"{head.removesuffix(']}')}\n".encode("ascii"))
        for number, line in enumerate(lines):
            whole.file.write(f",\n{line}".encode("ascii") if number else line.encode("ascii"))
        whole.file.write(b"\n]}\n")
    return Plan(path, options)


def _line_of(task: Task) -> str:
    return json.dumps({"id": task.id, "pieces": [piece.as_json() for piece in task.pieces]})


def _make_task(pieces: list[Piece], options: Options) -> Task:
    content = [_FORMAT, asdict(options), [piece.as_json() for piece in pieces]]
    digest = hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()
    return Task(digest[:_ID_LENGTH], tuple(pieces), options)


def _new_pieces(
    sources: Iterable[Source], versions: dict[int, int], length: int
) -> Iterator[Piece]:
    for source in sources:
        for number, piece in enumerate(pieces_of(source, length)):
            if number == 0:
                known = versions.get(hash(piece.path))
                if known == hash(piece.version):
                    break
                if known is not None:
                    raise SourceError(f"{piece.name}: has changed since the conversion was planned")
            yield piece


def _versions(plan: Plan) -> dict[int, int]:
    """Map the hash of each source's path to that of its version: there may be a million of them."""
    pieces = chain.from_iterable(task.pieces for task in plan.tasks())
    return {hash(piece.path): hash(piece.version) for piece in pieces}


def _refuse_foreign_files(folder: Path) -> None:
    foreign = sorted(path.name for path in folder.iterdir() if path.name != "_lock")
    if foreign:
        raise ConversionError(f"{folder}: has {foreign[0]} in it; name a new or empty folder")


def _different_options(folder: Path, planned: Options, given: Options) -> str:
    differences = [
        f"{name.replace('_', '-')} {_shown(value)}, not {_shown(asdict(given)[name])}"
        for name, value in asdict(planned).items()
        if value != asdict(given)[name]
    ]
    return f"{folder}: was begun with {' and '.join(differences)}; name another folder"


def _shown(value: Any) -> str:
    return "unset" if value is None else str(value)
