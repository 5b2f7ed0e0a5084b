"""The documents that are read: made up, seeded, in the shapes of StackOne's unified ATS API."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone
from functools import cache
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

Record: TypeAlias = dict[str, Any]

VALUES = (
    *("published", "draft", "pending", "internal", "archived"),
    *("closed", "open", "deleted", "on_hold", "unmapped_value"),
)
# What providers say, and about how often they say it so.
SOURCES: tuple[Any, ...] = (
    *("Published", "Open", "On Hold", "In-progress", "Pending Approval", "closed") * 2,
    *(None, None, None, True, False, 1, 4, 1.5),
    {"id": 3, "label": "On Hold"},
    ["In-progress", "Waiting for approval"],
)
NEW = ("filled", "paused", "pending_approval", "sourcing")
PROSE = """
We are looking for somebody who reads the map before the road and asks why the bridge is closed
You will own services from design to operation review code kindly and write things down for others
"""
TITLES = ("Backend Engineer", "Product Designer", "Développeuse·eur Python", "Warehouse Lead")
PEOPLE = (("Amina", "Vester-Obi"), ("Björn", "Quillfeat"), ("Zoë", "Lindqvarn"))
START = datetime(2023, 1, 2, tzinfo=timezone.utc)


def encode(document: Any) -> bytes:
    """Return a document as a service sends it: compact, in UTF-8, not escaped."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def opaque(rng: Random) -> str:
    """Return text such as the service uses for ids."""
    return base64.urlsafe_b64encode(rng.randbytes(9)).decode()


def stamp(rng: Random) -> str:
    """Return a moment as the service writes it."""
    moment = START + timedelta(milliseconds=rng.randrange(10**11))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def source_object(rng: Random) -> Record:
    """Return an object as some providers have for a status: Workday's, BambooHR's, iCIMS's."""
    text = rng.choice(("Open", "Closed", "On Hold"))
    return rng.choice(
        (
            {"ID": [{"type": "Job_Requisition_Status_ID", "_value_1": text}]},
            {"id": rng.randrange(9), "label": text},
            {"id": f"D{rng.randrange(10**4, 10**5)}", "value": text},
        )
    )


def small_job(rng: Random, *, value: str | None = None, source: Any = ...) -> Record:
    """Return a job with nothing but an id and a status."""
    pair = {
        "value": value or rng.choice(VALUES),
        "source_value": rng.choice(SOURCES) if source is ... else source,
    }
    return {"id": opaque(rng), "job_status": pair}


def full_job(rng: Random, *, value: str | None = None, source: Any = ...) -> Record:
    """Return a job with every field, about 1.2 kB of JSON."""
    number = str(rng.randrange(100, 90_000))
    first, last = rng.choice(PEOPLE)
    return {
        "id": str(UUID(int=rng.getrandbits(128), version=4)),
        "remote_id": number,
        "unified_custom_fields": {"office": rng.choice(("Leeds", "Łódź")), "seats": 3},
        "code": f"REQ-{number}",
        "title": rng.choice(TITLES),
        "description": " ".join(rng.choices(PROSE.split(), k=44)),
        "status": "live",
        "job_status": small_job(rng, value=value, source=source)["job_status"],
        "department_ids": [opaque(rng)],
        "remote_department_ids": [number],
        "location_ids": [opaque(rng), opaque(rng)],
        "remote_location_ids": [number, "7"],
        "hiring_team": [
            {
                "user_id": opaque(rng),
                "remote_user_id": number,
                "first_name": first,
                "last_name": last,
                "email": f"{number}@example.com",
                "role": "Owner",
            }
        ],
        "interview_stages": [
            {"id": opaque(rng), "name": name, "order": order, "created_at": stamp(rng)}
            for order, name in enumerate(("Screening", "Interview"), start=1)
        ],
        "confidential": rng.choice(("true", "false")),
        "custom_fields": [
            {"id": opaque(rng), "name": "Headcount", "value": rng.randrange(9), "value_id": None}
        ],
        "created_at": stamp(rng),
        "updated_at": stamp(rng),
    }


def page(jobs: list[Record]) -> Record:
    """Return jobs as one page of several."""
    return {"next": "eyJwYWdlIjoyfQ", "data": jobs}


@cache
def status() -> bytes:
    """Return one pair, as most of them are."""
    return encode({"value": "published", "source_value": "Published"})


@cache
def full_page() -> bytes:
    """Return a page of 100 full jobs."""
    rng = Random("full")
    return encode(page([full_job(rng) for _ in range(100)]))


@cache
def small_page(jobs: int = 100) -> bytes:
    """Return a page of jobs that have only an id and a status."""
    rng = Random("small")
    # Beyond a thousand they repeat: made one by one, a million would take longer than reading it.
    texts = [encode(small_job(rng)) for _ in range(min(jobs, 1000))]
    # Joined in one go: what making the document takes must not hide what reading it takes.
    thousand, (times, rest) = b",".join(texts), divmod(jobs, len(texts))
    parts = [*[thousand] * times, *texts[:rest]]
    parts[0] = b'{"next":null,"data":[' + parts[0]
    parts[-1] += b"]}"
    return b",".join(parts)


@cache
def new_page() -> bytes:
    """Return a page of 100 full jobs; 5 have a status that no version lists."""
    rng = Random("new")
    values = [rng.choice(NEW) if number % 20 == 7 else None for number in range(100)]
    return encode(page([full_job(rng, value=value) for value in values]))


@cache
def object_page() -> bytes:
    """Return a page of 100 full jobs whose source values are objects."""
    rng = Random("objects")
    return encode(page([full_job(rng, source=source_object(rng)) for _ in range(100)]))


@cache
def bad_page() -> bytes:
    """Return a page of 100 full jobs; the 51st has a number for a status."""
    document = json.loads(full_page())
    document["data"][50]["job_status"]["value"] = 5
    return encode(document)


@cache
def lines(jobs: int) -> tuple[bytes, ...]:
    """Return full jobs, one a line; beyond a thousand they repeat."""
    rng = Random("lines")
    texts = [encode(full_job(rng)) for _ in range(min(jobs, 1000))]
    return tuple((texts * -(-jobs // len(texts)))[:jobs])
