"""Write the rows of a task as Parquet files, of which the one of the jobs comes last."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, define, frozen

from .output import WholeFile, output_errors

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from pyarrow import RecordBatch, Schema
    from typing_extensions import Self

__all__ = ["ENVELOPES", "JOBS", "REJECTS", "TABLES", "Counts", "PartWriter", "part_path", "read_counts", "write_parts"]

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
def write_parts(
    folder: Path, task_id: str, schemas: Mapping[str, Schema]
) -> Generator[PartWriter]:
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
            table: stack.enter_context(_Part(part_path(folder, table, task_id), schemas[table]))
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
    counts: Counts = Counts()

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


class _Part:
    """A Parquet file that appears when it is whole."""

    def __init__(self, path: Path, schema: Schema) -> None:
        self.metadata: dict[bytes, bytes] = {}
        self.is_wanted = True
        self._schema = schema
        self._file = WholeFile(path)
        self._batches: list[RecordBatch] = []
        self._size = 0

    def __enter__(self) -> Self:
        from pyarrow.parquet import ParquetWriter  # noqa: PLC0415 - pyarrow is optional

        self._file.__enter__()
        self._writer = ParquetWriter(self._file.file, self._schema, compression="zstd")
        return self

    def __exit__(self, *raised: Any) -> None:
        self._file.is_wanted = self.is_wanted
        try:
            if raised[0] is None:
                self._finish()
        except BaseException:
            raised = sys.exc_info()
            raise
        finally:
            with suppress(OSError):  # the writer must not be left to the garbage collector
                self._writer.close()
            self._file.__exit__(*raised)

    def write(self, batch: RecordBatch) -> None:
        self._batches.append(batch)
        self._size += batch.nbytes
        if self._size >= _ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        from pyarrow import Table  # noqa: PLC0415 - pyarrow is optional

        batches, self._batches, self._size = self._batches, [], 0
        with output_errors(self._file.path):
            self._writer.write_table(Table.from_batches(batches, self._schema))

    def _finish(self) -> None:
        self._flush()
        with output_errors(self._file.path):
            self._writer.add_key_value_metadata(self.metadata)
            self._writer.close()


def _count_unrecognized(jobs: RecordBatch) -> int:
    from pyarrow import compute  # noqa: PLC0415 - pyarrow is optional

    listed = compute.struct_field(jobs.column("job_status"), "listed")
    return len(listed) - listed.null_count - listed.true_count
