"""The documents that are read: made up, seeded, in the shapes of StackOne's unified ATS API."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class Language(NamedTuple):
    """The words and names that a job's text is made of."""

    prose: str
    titles: tuple[str, ...]
    first_name: str
    last_name: str
    office: str


ENGLISH = Language(
    """
    We are looking for somebody who reads the map before the road and asks why the bridge is closed
    You will own services from design to operation review code kindly and write things down
    """,
    ("Backend Engineer", "Product Designer", "Warehouse Lead"),
    *("Amina", "Vester-Obi", "Leeds"),
)
FRENCH = Language(
    """
    Nous cherchons une personne qui lit la carte avant la route et demande pourquoi le pont est
    fermé Vous développerez des services « à la main » de la conception à la mise en œuvre
    """,
    ("Développeuse·eur Python", "Chargée d'études"),
    *("Zoë", "Lindqvarn", "Orléans"),
)
POLISH = Language(
    "Szukamy kogoś kto czyta mapę przed drogą i pyta dlaczego most jest zamknięty",
    ("Inżynier oprogramowania", "Kierowniczka magazynu"),
    *("Łucja", "Kwiatopolska", "Łódź"),
)
JAPANESE = Language(
    "道 より 先に 地図 を 読み なぜ 橋 が 閉じて いる か を 尋ねる 人 を 探して います 🚲",
    ("バックエンドエンジニア", "倉庫リーダー"),
    *("あみ", "架空川", "仙台"),
)
LANGUAGES = (*[ENGLISH] * 6, *[FRENCH] * 2, POLISH, JAPANESE)
"""One for each job, drawn: six in ten jobs are in ASCII only."""
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


def small_job(rng: Random, *, value: str | None = None) -> Record:
    """Return a job with nothing but an id and a status."""
    pair = {"value": value or rng.choice(VALUES), "source_value": rng.choice(SOURCES)}
    return {"id": opaque(rng), "job_status": pair}


def full_job(
    rng: Random, *, value: str | None = None, languages: Sequence[Language] = LANGUAGES
) -> Record:
    """Return a job with every field, about 1.2 kB of JSON."""
    number = str(rng.randrange(100, 90_000))
    language = rng.choice(languages)
    return {
        "id": str(UUID(int=rng.getrandbits(128), version=4)),
        "remote_id": number,
        "unified_custom_fields": {"office": language.office, "seats": 3},
        "code": f"REQ-{number}",
        "title": rng.choice(language.titles),
        "description": " ".join(rng.choices(language.prose.split(), k=44)),
        "status": "live",
        "job_status": small_job(rng, value=value)["job_status"],
        "department_ids": [opaque(rng)],
        "remote_department_ids": [number],
        "location_ids": [opaque(rng), opaque(rng)],
        "remote_location_ids": [number, "7"],
        "hiring_team": [
            {
                "user_id": opaque(rng),
                "remote_user_id": number,
                "first_name": language.first_name,
                "last_name": language.last_name,
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
def ascii_page() -> bytes:
    """Return a page of 100 full jobs in ASCII only."""
    rng = Random("ascii")
    text = encode(page([full_job(rng, languages=(ENGLISH,)) for _ in range(100)]))
    assert text.isascii()
    return text


@cache
def undeclared_page() -> bytes:
    """Return the full page with three keys more in each job, which no class declares."""
    document = json.loads(full_page())
    for number, job in enumerate(document["data"]):
        job |= {"remote_url": f"https://x/{number}", "openings": 2, "salary": {"min": 1}}
    return encode(document)


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


def job() -> bytes:
    """Return the first line."""
    return lines(1)[0]
