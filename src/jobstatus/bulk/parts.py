"""Write the rows of a task as Parquet files, of which the one of the jobs comes last."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final

from attrs import Factory, asdict, define, frozen

from .output import WholeFile, output_errors

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from pyarrow import RecordBatch, Schema
    from pyarrow.parquet import ParquetWriter

__all__ = [
    "ENVELOPES",
    "JOBS",
    "REJECTS",
    "TABLES",
    "Counts",
    "PartWriter",
    "part_path",
    "read_counts",
    "write_parts",
]

JOBS: Final = "jobs"
REJECTS: Final = "rejects"
ENVELOPES: Final = "envelopes"
TABLES: Final = (JOBS, REJECTS, ENVELOPES)
"""The tables of a conversion: folders that hold a part for each task."""

_METADATA_KEY: Final = b"jobstatus"
_ROW_GROUP: Final = 16 << 20


@frozen
class Counts:
    """The numbers of rows that documents became.

    Attributes:
        jobs: The number of jobs.
        unrecognized: The number of jobs whose status is unrecognized.
        rejects: The number of rejects.
        envelopes: The number of envelopes.
    """

    jobs: int = 0
    unrecognized: int = 0
    rejects: int = 0
    envelopes: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.jobs + other.jobs,
            self.unrecognized + other.unrecognized,
            self.rejects + other.rejects,
            self.envelopes + other.envelopes,
        )


def part_path(folder: Path, table: str, task_id: str) -> Path:
    """Return the path of a task's part of a table."""
    return folder / table / f"part-{task_id}.parquet"


def read_counts(folder: Path, task_id: str) -> Counts | None:
    """Read what a finished task has counted.

    Args:
        folder: The folder of the conversion.
        task_id: The task's id.

    Returns:
        The numbers; `None` if the task is not done, or one of its parts is gone or damaged.
    """
    from pyarrow import ArrowException, parquet  # noqa: PLC0415 - pyarrow is optional

    try:
        metadata = parquet.read_metadata(part_path(folder, JOBS, task_id)).metadata
        counts = Counts(**json.loads(metadata[_METADATA_KEY]))
        for table, rows in ((REJECTS, counts.rejects), (ENVELOPES, counts.envelopes)):
            if rows:
                parquet.read_metadata(part_path(folder, table, task_id))
    except (OSError, ArrowException, KeyError, ValueError, TypeError):
        return None
    return counts


@contextmanager
def write_parts(folder: Path, task_id: str, schemas: Mapping[str, Schema]) -> Generator[PartWriter]:
    """Write the parts of a task for the length of a `with` block.

    At the end of the block the files are synced and renamed, that of the jobs last, for it means
    that the task is done. If the block raises, the task is not done.

    Args:
        folder: The folder of the conversion.
        task_id: The task's id.
        schemas: The schema of each table.

    Yields:
        A writer of batches.

    Raises:
        OutputError: A file cannot be written.
    """
    with ExitStack() as stack:
        parts = {
            table: stack.enter_context(_part(part_path(folder, table, task_id), schemas[table]))
            for table in TABLES  # they are closed the other way round
        }
        writer = PartWriter(parts)
        yield writer
        parts[REJECTS].is_wanted = writer.counts.rejects > 0
        parts[ENVELOPES].is_wanted = writer.counts.envelopes > 0
        parts[JOBS].metadata = {_METADATA_KEY: json.dumps(asdict(writer.counts)).encode()}


@define(eq=False)
class PartWriter:
    """Writes batches to the parts of a task, and counts their rows.

    Attributes:
        counts: The numbers of rows that have been written.
    """

    _parts: Mapping[str, _Part]
    counts: Counts = Factory(Counts)

    def write(self, jobs: RecordBatch, rejects: RecordBatch, envelopes: RecordBatch) -> None:
        """Write a batch of each table.

        Args:
            jobs: Jobs.
            rejects: Rejects.
            envelopes: Envelopes.

        Raises:
            OutputError: A file cannot be written.
        """
        for part, batch in zip(self._parts.values(), (jobs, rejects, envelopes), strict=True):
            part.write(batch)
        unrecognized = _count_unrecognized(jobs)
        self.counts += Counts(jobs.num_rows, unrecognized, rejects.num_rows, envelopes.num_rows)


@define(eq=False)
class _Part:
    """A Parquet file, of which a row group is written as soon as there are rows enough."""

    path: Path
    schema: Schema
    writer: ParquetWriter
    metadata: dict[bytes, bytes] = Factory(dict)
    is_wanted: bool = True
    _batches: list[RecordBatch] = Factory(list)
    _size: int = 0

    def write(self, batch: RecordBatch) -> None:
        self._batches.append(batch)
        self._size += batch.nbytes
        if self._size >= _ROW_GROUP:
            self._flush()

    def finish(self) -> None:
        self._flush()
        with output_errors(self.path):
            self.writer.add_key_value_metadata(self.metadata)
            self.writer.close()

    def _flush(self) -> None:
        from pyarrow import Table  # noqa: PLC0415 - pyarrow is optional

        batches, self._batches, self._size = self._batches, [], 0
        with output_errors(self.path):
            self.writer.write_table(Table.from_batches(batches, self.schema))


@contextmanager
def _part(path: Path, schema: Schema) -> Generator[_Part]:
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415 - pyarrow is optional

    with WholeFile(path) as whole:
        with output_errors(path):
            part = _Part(path, schema, ParquetWriter(whole.file, schema, compression="zstd"))
        try:
            yield part
            part.finish()
        finally:
            with suppress(OSError):  # it is not left to the garbage collector
                part.writer.close()
        whole.is_wanted = part.is_wanted


def _count_unrecognized(jobs: RecordBatch) -> int:
    statuses = jobs.column("job_status")
    listed = statuses.flatten()[statuses.type.get_field_index("listed")]
    unrecognized: int = len(listed) - listed.null_count - listed.true_count
    return unrecognized
