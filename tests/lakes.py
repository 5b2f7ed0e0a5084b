"""Folders of stored responses in every layout, good and bad, for the tests of conversions."""

import gzip
import json
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jobstatus.bulk import restore

BROKEN = b'{"id": "broken", "job_status":'


def job(number: int) -> dict[str, Any]:
    """Return a job; one in 50 has a number for its id, and one in 60 an unrecognized status."""
    value = "brand_new" if number % 60 == 1 else "open"
    status = {"value": value, "source_value": [number, 2**64 + number, 1.0, "x", None][number % 5]}
    return {
        "id": number if number % 50 == 7 else str(number),
        "job_status": status,
        "undeclared": number,
    }


def page(numbers: Iterable[int]) -> dict[str, Any]:
    """Return a page of jobs."""
    return {"next": None, "data": [job(number) for number in numbers], "undeclared": {"n": 1.0}}


def lines(documents: Iterable[Any]) -> bytes:
    """Return documents as NDJSON."""
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def write_lake(folder: Path, *, size: int = 400) -> list[Any]:
    """Write a lake, and return its documents in the order of the files: values, or broken bytes."""
    folder.mkdir(parents=True)
    jobs = [job(number) for number in range(size)]
    pages = [page(range(number, number + 3)) for number in range(size // 10)]
    spaced = b"\r\n".join([b"", lines(jobs[:2]).strip(), BROKEN, b"", lines([[]]), b" "])
    documents: dict[str, tuple[bytes, list[Any]]] = {
        "a.json": (lines(jobs), jobs),
        "b.ndjson.gz": (gzip.compress(lines(pages)), pages),
        "c.json": (json.dumps(page(range(3)), indent=1).encode(), [page(range(3))]),
        "d.json": (json.dumps([1, job(1), None]).encode(), [[1, job(1), None]]),
        "e.json.xz": (lzma.compress(lines([{"data": job(2)}])), [{"data": job(2)}]),
        "f.jsonl": (spaced, [*jobs[:2], BROKEN, []]),
        "g.json": (b'{"next": 5, "data": [{}]}', [{"next": 5, "data": [{}]}]),
        "h.json": (b'[{"id": "1"}, \n', [b'[{"id": "1"},']),
        "i/j.json": (b'{"no": "job"}', [{"no": "job"}]),
    }
    (folder / "i").mkdir()
    for name, (data, _) in documents.items():
        (folder / name).write_bytes(data)
    return [document for _, values in documents.values() for document in values]


def restored(out: Path) -> list[Any]:
    """Return the documents of a conversion: values, or the bytes of those that are broken."""
    return [decoded(text) for text in restore(out)]


def decoded(text: bytes) -> Any:
    """Return the value of a JSON text, or the text if it is broken."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def parts(out: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each part."""
    for path in sorted(out.glob("*/part-*")):
        yield str(path.relative_to(out)), path.read_bytes()
