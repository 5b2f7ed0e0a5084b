"""Write the invented API responses below `examples/responses/`.

The shapes are those of StackOne's unified ATS API; people, companies, ids are made up.
Run it to rewrite the folder, or with `--check` to see whether the folder is current.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import io
import json
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

RESPONSES = Path(__file__).resolve().parent / "responses"
START = datetime(2023, 1, 2, tzinfo=timezone.utc)
SECOND, DAY = 1_000, 86_400_000  # milliseconds

Record: TypeAlias = dict[str, Any]


class Provider(NamedTuple):
    """The form of one provider's jobs once the service has unified them."""

    name: str
    pages: tuple[int, ...]  # jobs per page
    keys: str  # what the connector maps, in the order in which it is sent
    # Pairs of value and source value, most frequent first; no value, no `job_status`.
    seen: tuple[tuple[str | None, Any], ...] = ((None, None),)
    texts: tuple[str, ...] = ()  # the deprecated `status` beside each of `seen`
    uuids: bool = False
    step: int = SECOND  # how fine its timestamps are


def opaque(text: str) -> str:
    """Return base64 text of the kind the service uses for ids and cursors."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def records(keys: str, rows: list[tuple[Any, ...]]) -> list[Record]:
    """Return an object for each row; a short row leaves the last keys absent."""
    return [dict(zip(keys.split(), row, strict=False)) for row in rows]


def workday_status(text: str) -> Record:
    """Return a Workday reference, an object that holds an array."""
    rows = [("WID", text.encode().hex() * 3), ("Job_Requisition_Status_ID", text)]
    return {"ID": records("type _value_1", rows)}


TITLES = (
    ("Backend Engineer", "Développeuse·eur Python", "データエンジニア"),
    ("Product Designer", "Diseñador/a de interacción", "UX-Forscher:in"),
    ("Account Executive", "Mitarbeiter Außendienst (m/w/d)", "영업 담당자"),
    ("Warehouse Lead", "Kierownik łańcucha dostaw", "Fahrradkurier:in 🚲"),
    ("Payroll Specialist", "Chargé·e de recrutement", "مسؤول توظيف"),
)
LEVELS = ("", "", "", "Senior ", "Junior ", "Lead ")
DEPARTMENTS = ("Engineering", "Design", "Sales", "Operations", "People & Finance")
CITIES = ("Göteborg", "Łódź", "Austin, TX", "São Paulo", "Leeds", "横浜")
COMPANIES = ("Pebble & Kite", "Nordhafen Optik", "Marigold Freight", "Tallwood Dental")
TEAM = records(
    "user_id remote_user_id first_name last_name email role",
    [
        (opaque("so1!id:41"), "41", "Amina", "Vester-Obi", "a.v@example.com", "Owner"),
        (opaque("so1!id:57"), "57", "Björn", "Quillfeat", "bq@example.org", "Lead"),
        (opaque("so1!id:63"), "63", "Zoë", "Lindqvarn", "zoe@example.com", "Recruiter"),
        (opaque("so1!id:90"), "90", "Tomasz", "Brzezinkowicz", None, None),
    ],
)
THEN = ({"scorecard": "A-7"}, "2022-11-08T09:15:00.000Z", "2022-11-08T09:15:00.250Z")
STAGES = records(
    "id remote_id name order unified_custom_fields created_at updated_at",
    [
        ("c3Q6MQ", "1", "Screening", 1, *THEN),
        ("c3Q6Mg", "2", "Work sample", 1.5, *THEN),
        ("c3Q6Mw", "3", "Interview", 2, *THEN),
        ("c3Q6NA", "4", "Offer", 3.0, *THEN),
    ],
)
# Every kind of JSON value, and a text that could be taken for a date.
CUSTOM = records(
    "id remote_id name value value_id remote_value_id",
    [
        ("Y2Y6MQ", "cost", "Cost centre", "CC-4410", "v-4410", "4410"),
        ("Y2Y6Mg", "heads", "Headcount", 3, None, None),
        ("Y2Y6Mw", "fte", "Full-time equivalent", 0.8, None, None),
        ("Y2Y6NA", "visa", "Visa sponsorship", False, "v-no", "0"),
        ("Y2Y6NQ", "pay", "Pay", {"min": 52000, "max": 6.8e4, "up": None}, None, None),
        ("Y2Y6Ng", "perks", "Benefits", ["Jobrad", {"days_off": 30}], "v-2", "7,9"),
        ("Y2Y6Nw", "for", "Replaces", None, None, None),
        ("Y2Y6OA", "ok_on", "Approved on", "2025-03-14T00:00:00.000Z", None, None),
    ],
)

BASIC = "id remote_id title job_status department_ids location_ids created_at updated_at"
FULL = (
    "id remote_id unified_custom_fields code title description status job_status "
    "department_ids remote_department_ids location_ids remote_location_ids hiring_team "
    "interview_stages confidential custom_fields created_at updated_at"
)
NULLABLE = ("code", "description", "location_ids", "confidential", "updated_at")
UNFILLED = dict.fromkeys(("id", "name", "color", "start_time", "total_days"))

# A table: formatted, it would be three times as long.
# fmt: off
PROVIDERS = (
    Provider("bamboohr", (20, 12), f"{BASIC} hiring_team", (
        ("open", {"id": 1, "label": "Open"}), ("filled", {"id": 4, "label": "Filled"}),
        ("draft", {"id": 2, "label": "Draft"}),
        ("on_hold", {"id": 3, "label": "On Hold"}))),
    Provider("recruiterflow", (16,), f"{BASIC} remote_department_ids", (
        ("open", UNFILLED), ("closed", UNFILLED))),
    Provider("greenhouse", (16, 12), f"{BASIC} code custom_fields job_postings", (
        ("open", "open"), ("closed", "closed"), ("draft", "draft"))),
    Provider("lever", (18,), f"{BASIC} description confidential", (
        ("published", "published"), ("closed", "closed"), ("internal", "internal"),
        ("draft", "draft")), uuids=True),
    Provider("ashby", (16, 10), f"job_status {BASIC} code interview_stages", (
        ("open", "Open"), ("closed", "Closed"), ("archived", "Archived")),
        uuids=True, step=1),
    # A static mapping sends no source value.
    Provider("workable", (20,), f"{BASIC} code description", (
        ("published", None), ("closed", None), ("draft", None), ("archived", None))),
    Provider("jazzhr", (18,), f"{BASIC} description", (
        ("open", "Open"), ("closed", "Closed"), ("on_hold", "On Hold"),
        ("unmapped_value", "0"), ("unmapped_value", "")), step=DAY),
    # The two texts of Teamtailor can disagree; so can Bullhorn's text and boolean.
    Provider("teamtailor", (16, 12), f"{BASIC} status remote_location_ids", (
        ("published", "published"), ("archived", "archived"), ("draft", "draft"),
        ("unmapped_value", "unlisted")), ("open", "closed", "open", "open")),
    Provider("pinpoint", (18,), f"{BASIC} confidential", (
        ("open", "open"), ("closed", "closed"), (None, None),
        ("pending_approval", "pending_approval"))),
    Provider("smartrecruiters", (16, 16), f"{BASIC} code hiring_team", (
        ("open", "Sourcing"), ("open", "Interview"), ("filled", "Filled"),
        ("closed", "Cancelled"), ("pending", "Pending Approval"), ("draft", "Created"),
        ("unmapped_value", "Offer"), ("on_hold", "On Hold")), uuids=True),
    Provider("workday", (14,), f"{BASIC} code unified_custom_fields", (
        ("open", workday_status("Open")), ("closed", workday_status("Closed")),
        ("on_hold", workday_status("Frozen"))), step=DAY),
    Provider("icims", (16,), f"{BASIC} code custom_fields", (
        ("open", {"id": "D10100", "value": "Approved"}),
        ("closed", {"id": "D10105", "value": "Closed"}),
        ("pending", {"id": "D10101", "value": "Pending"}))),
    Provider("bullhorn", (18,), f"{BASIC} status", (
        ("open", True), ("closed", False), ("closed", False), ("open", True)),
        ("Accepting Candidates", "Placed", "Accepting Candidates", "Archive")),
    Provider("zoho-recruit", (16,), f"{BASIC} custom_fields", (
        ("open", "In-progress"),
        ("unmapped_value", ["In-progress", "Waiting for approval"]),
        ("closed", "Cancelled"))),
    Provider("personio", (14,), BASIC.replace("job_status ", "")),
    # A customer's own connector, which sends numbers.
    Provider("in-house", (14,), BASIC, (
        ("open", 1), ("on_hold", 1.5), ("closed", 2), ("unmapped_value", 0))),
)
# fmt: on

ODD: tuple[Any, ...] = (None, "Zu prüfen", "", {}, [], 0, 1.0, 2**53 + 1, 2**64 + 1)
# Rare, but the published schema allows each, a `job_status` of null included.
EDGES: tuple[Record | None, ...] = (
    *({"value": "unmapped_value", "source_value": source} for source in ODD),
    {"value": "draft"},
    {"source_value": "Open"},
    {"value": None, "source_value": "Pending Approval"},
    {"value": None, "source_value": None},
    {"value": "open", "source_value": "true"},
    {"value": "deleted", "source_value": {"purged": True, "steps": [1, [2.5, None]]}},
    {"value": "open", "source_value": "Open", "id": "so-1"},
    {},
    None,
)


def stamp(moment: datetime) -> str:
    """Return a moment as the service writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def make_job(rng: Random, provider: Provider, gaps: float = 0.12) -> Record:
    """Return one job with the provider's keys, some of them null."""
    number = str(rng.randrange(100, 90_000))
    uuid = str(UUID(int=rng.getrandbits(128), version=4))
    area = rng.randrange(len(TITLES))
    title = rng.choice(LEVELS) + rng.choice(TITLES[area])
    company, city = rng.choice(COMPANIES), rng.choice(CITIES)
    place = str(700 + CITIES.index(city))
    step = provider.step
    created = START + timedelta(milliseconds=rng.randrange(DAY * 900 // step) * step)
    updated = created + timedelta(milliseconds=rng.randrange(DAY * 120 // step) * step)
    ranks = range(len(provider.seen))
    rank = rng.choices(ranks, [1 / (rank + 1) for rank in ranks])[0]
    value, source = provider.seen[rank]
    team, custom = rng.randrange(len(TEAM)), rng.randrange(len(CUSTOM))
    full: Record = {
        "id": uuid if provider.uuids else opaque(f"so1!id:{number}"),
        "remote_id": uuid if provider.uuids else number,
        "unified_custom_fields": {"office": city, "relocation": rng.random() < 0.5},
        "code": f"REQ-{rng.randrange(1000, 9999)}",
        "title": title,
        "description": f"<p>{company}, {city}: {title} ({DEPARTMENTS[area]}).</p>",
        "status": provider.texts[rank] if provider.texts else None,
        "job_status": value and {"value": value, "source_value": source},
        "department_ids": [opaque(f"so1!dep:{area}")],
        "remote_department_ids": [str(area)],
        "location_ids": [opaque(f"so1!loc:{place}")],
        "remote_location_ids": [place],
        "hiring_team": TEAM[team : team + 2],
        "interview_stages": STAGES,
        "confidential": rng.choice(("false", "false", "true", "unmapped_value")),
        "custom_fields": CUSTOM[custom : custom + 2],
        "created_at": stamp(created),
        "updated_at": stamp(updated),
        # What `expand=job_postings` adds; no schema declares it.
        "job_postings": [{"live": True, "url": f"https://jobs.example.com/{number}"}],
    }
    full |= {key: None for key in NULLABLE if rng.random() < gaps}
    return {key: full[key] for key in provider.keys.split()}


def make_page(provider: Provider, number: int) -> Record:
    """Return one page of a provider's jobs."""
    rng = Random(f"{provider.name} {number}")
    data = [make_job(rng, provider) for _ in range(provider.pages[number - 1])]
    more = number < len(provider.pages)
    cursor = opaque(json.dumps({"of": provider.name, "page": number + 1}))
    page: Record = {"next": cursor if more else None, "data": data}
    if (provider.name, number) == ("ashby", 1):
        page["raw"] = make_raw(data)
    if (provider.name, number) == ("smartrecruiters", 2):  # the one malformed job
        bad = {"value": 5, "source_value": "Sourcing"}
        data[6].update(job_status=bad, created_at="last Tuesday")
    return page


def make_raw(jobs: list[Record]) -> list[Record]:
    """Return what `raw=true` adds: the provider's own requests and answers."""
    url = "https://api.example.com/jobs"
    answer = {"success": True, "results": [{"id": job["id"]} for job in jobs]}
    rows = [
        ("POST", url, '{"limit":16}', answer),
        ("POST", f"{url}/search", {"open": True}, []),
        ("PUT", f"{url}/cursor", list(b"{}\n\xff"), "no content"),
        ("GET", url),
    ]
    return records("method url body response", rows)


def make_single() -> Record:
    """Return a result whose job has every declared field."""
    provider = Provider("single", (1,), FULL, (("published", "Live"),), ("live",))
    job = make_job(Random("single"), provider, gaps=0)
    # StackOne's published example has a bare string where the schema has an array.
    job["remote_department_ids"] = job["remote_department_ids"][0]
    return {"data": job | {"hiring_team": TEAM[:2], "custom_fields": CUSTOM}}


def make_edges() -> list[Record]:
    """Return bare jobs with rare pairs."""
    rng = Random("edges")
    return [make_job(rng, PROVIDERS[0]) | {"job_status": pair} for pair in EDGES]


def make_mixed(seed: str, count: int) -> list[Record]:
    """Return bare jobs of all providers."""
    rng = Random(seed)
    return [make_job(rng, rng.choice(PROVIDERS)) for _ in range(count)]


def make_texts() -> dict[str, str]:
    """Return the text of every file, by name."""
    numbered = [(p, n) for p in PROVIDERS for n in range(1, len(p.pages) + 1)]
    trees: dict[str, Any] = {f"{p.name}-{n}.json": make_page(p, n) for p, n in numbered}
    trees |= {"single.json": make_single(), "edges.json": make_edges()}
    lines = {"stored.jsonl": make_mixed("stored", 40)}
    lines["nightly.ndjson.gz"] = make_mixed("nightly", 60)
    # An application that kept one pair of an SDK object kept its spelling too.
    lines["stored.jsonl"][7]["job_status"] = {"value": "open", "sourceValue": "Open"}
    pretty = json.JSONEncoder(ensure_ascii=False, indent=2).encode
    compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    texts = {name: f"{pretty(tree)}\n" for name, tree in trees.items()}
    for name, jobs in lines.items():
        texts[name] = "".join(f"{compact(job)}\n" for job in jobs)
    return texts


def pack(name: str, text: str) -> bytes:
    """Return the bytes of a file."""
    if not name.endswith(".gz"):
        return text.encode()
    buffer = io.BytesIO()
    # Neither a file name nor a time in the header: both would differ between runs.
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write(text.encode())
    return buffer.getvalue()


def is_current(path: Path, text: str) -> bool:
    """Tell whether a file holds a text, however its zlib squeezed it."""
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error):
        return False
    return data == text.encode()


def main() -> int:
    """Rewrite the folder, or only name the files that differ."""
    parser = argparse.ArgumentParser(description="Write the example responses.")
    parser.add_argument("--check", action="store_true", help="only name what differs")
    check = parser.parse_args().check
    texts = make_texts()
    # A current file is left alone: another zlib would change the bytes of a .gz.
    stale = [name for name in texts if not is_current(RESPONSES / name, texts[name])]
    strays = [path.name for path in RESPONSES.glob("*") if path.name not in texts]
    if check:
        for name in sorted(stale + strays):
            print(f"differs: responses/{name}")
        return 1 if stale or strays else 0
    RESPONSES.mkdir(exist_ok=True)
    for name in strays:
        (RESPONSES / name).unlink()
    for name in stale:
        (RESPONSES / name).write_bytes(pack(name, texts[name]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
