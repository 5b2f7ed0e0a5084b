"""What a version has written, kept in `tests/kept` for later versions to read.

`python tests/keeping.py` writes the files of this version (with Python 3.11 or newer); do it once, when
a version is released.
"""

import contextlib
import json
import pickle
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa

from jobstatus import (
    AtsJobsPaginated,
    AtsUpdateJobRequestDto,
    DriftCounter,
    StructureError,
    make_converter,
)
from jobstatus.arrow import RAW, to_rows
from jobstatus.bulk import convert
from jobstatus.reports import ReportOptions, build_report

KEPT = Path(__file__).parent / "kept"

DOCUMENT = b"""{"next": null, "total": 3, "data": [
 {"id": "a1", "title": null, "job_status": {"value": "on_hold", "source_value": {"id": 3, "b": [1, 1.0, true]}}},
 {"id": "a2", "created_at": "2021-01-01T01:01:01.5+02:00", "job_status": {"value": "filled", "source_value": 18446744073709551617}},
 {"id": "a3", "remote_department_ids": "7", "interview_stages": [{"order": 1.0}], "new": {"deep": [null]}}
]}"""
"""A page with a bit of everything."""

BROKEN = b'{"data": [{"id": 5}, {"job_status": {"value": []}}]}'
"""A page with problems."""


def objects() -> dict[str, Any]:
    """Return objects of the classes that users may have pickled, by name."""
    counter = DriftCounter()
    keeping = make_converter(unknown="keep", on_drift=counter)
    page = keeping.loads(DOCUMENT, AtsJobsPaginated, context="kept")
    try:
        keeping.loads(BROKEN, AtsJobsPaginated)
    except StructureError as error:
        refused = error
    return {
        "page": page,
        "change": attrs.evolve(AtsUpdateJobRequestDto(), title=None, code="R-7"),
        "error": refused,
        "counter": counter,
        "converter": make_converter(unknown="keep", case="camel"),
    }


def documents() -> pa.RecordBatch:
    """Return the documents as a batch of stored ones."""
    texts = [DOCUMENT, BROKEN, b"no JSON"]
    return pa.RecordBatch.from_pylist(
        [{"file": "kept.ndjson", "line": line, "data": text} for line, text in enumerate(texts, 1)],
        schema=RAW,
    )


def write(folder: Path) -> None:
    """Write the files of this version into a new folder."""
    folder.mkdir(parents=True)
    (folder / "objects.pickle").write_bytes(pickle.dumps(objects(), protocol=4))
    rows = to_rows(documents())
    with (
        pa.OSFile(str(folder / "rows.arrow"), "wb") as file,
        pa.ipc.new_file(file, rows.schema) as writer,
    ):
        writer.write_batch(rows)
    stored = folder / "documents.ndjson"
    lines = [b"".join(text.splitlines()) for text in (DOCUMENT, BROKEN, b"no JSON")]
    stored.write_bytes(b"\n".join(lines) + b"\n")
    with contextlib.chdir(folder):
        convert("documents.ndjson", "tables")
        report = build_report("documents.ndjson", ReportOptions(count_keys=True))
    (folder / "tables" / "_lock").unlink()
    plan = folder / "tables" / "_plan.json"
    plan.write_text(plan.read_text("ascii").replace(str(folder), "/kept"), "ascii")
    (folder / "report.json").write_text(json.dumps(report.as_json(), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write(KEPT / version("jobstatus"))
    sys.stdout.write(f"{KEPT / version('jobstatus')}\n")
