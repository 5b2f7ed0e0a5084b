"""Every wire format of cattrs, and what each carries: the cells of the table in `docs/reference/formats.md`.

`python tests/wires.py` writes the table; `tests/codecs/test_formats.py` tests each cell of it.
"""

from datetime import date, datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs

from exactly import exactly
from jobstatus import AtsJobValue, JobStatus, JobStatusError, JsonValue, configure

WIRES = (
    "json", "orjson", "msgspec", "ujson", "cbor2", "msgpack", "bson", "pyyaml", "tomlkit", "tomllib",
)  # fmt: skip
"""The modules of `cattrs.preconf`."""

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "formats.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def make(wire: str, **options: Any) -> Any:
    """Make one of cattrs's preconfigured converters, and configure it."""
    converter = import_module(f"cattrs.preconf.{wire}").make_converter()
    configure(converter, **options)
    return converter


@attrs.frozen
class Upload:
    """A class of a user's, with types that cattrs has the hooks for, and date-times."""

    content: bytes = b""
    day: date | None = None
    at: datetime | None = None


@attrs.frozen
class Numbered:
    """A class of a user's, with dicts whose keys are numbers or booleans."""

    by_int: dict[int, str]
    by_float: dict[float, str]
    by_bool: dict[bool, str]


Free = dict[str, JsonValue]

_CONTROLS = "".join(map(chr, range(32))) + "\x7f\x80\x85\u2028\ufeff\ufffe"
_AMBIGUOUS = ["yes", "null", "~", "1e3", "010", "1:30", "2021-01-01", "<<", "=", " x ", "\r\n"]
_AT = datetime(2021, 1, 1, 1, 1, 1, 123456, timezone(-timedelta(hours=3, minutes=30)))

ROWS: dict[str, tuple[Any, Any]] = {
    "null in a free-form value": ({"a": None, "b": [None, 1]}, Free),
    '`1`, `1.0`, `true` and `"1"`': ({"a": [1, 1.0, True, "1"], "b": 1.0}, Free),
    "`-0.0`": ({"a": -0.0}, Free),
    "`1e300`, `5e-324`, `1e20`": ({"a": [1e300, 5e-324, 1e20]}, Free),
    "`2**63 - 1`, `-2**63`": ({"a": [2**63 - 1, -(2**63)]}, Free),
    "`2**64 - 1`": ({"a": 2**64 - 1}, Free),
    "`2**64`": ({"a": 2**64}, Free),
    "an integer of 4,300 digits": ({"a": 10**4300 - 1}, Free),
    "`nan`": ({"a": float("nan")}, Any),
    "empty text, an empty key": ({"": "", "a": {"": ""}}, Free),
    "control characters": ({"a": _CONTROLS}, Free),
    "text that looks like something else": ({"a": _AMBIGUOUS, "yes": {"1": "1"}}, Free),
    "a NUL in a key": ({"a\0b": 1}, Free),
    "keys `$ref` and `$id`": ({"a": {"$ref": "x", "$id": 1}}, Free),
    "a lone surrogate": ({"a": "\ud800"}, Free),
    "the order of keys": ({"b": {"z": 1, "y": {}}, "a": [{}], "c": {}, "_id": 1, "d": {}}, Free),
    "empty and mixed arrays": ({"a": [], "b": [{}, [[]], 1, "x", {"a": []}], "c": [{}]}, Free),
    "a list as the document": ([1, "a"], list[JsonValue]),
    "an unrecognized status": (JobStatus(AtsJobValue("filled"), ""), JobStatus),
    "date-times, to the microsecond, with offset": (Upload(at=_AT), Upload),
    "`date` fields": (Upload(day=date(1, 2, 3)), Upload),
    "`bytes` fields": (Upload(content=bytes(range(256))), Upload),
    "keys `1`, `1.5` and `true` of `dict[int, ...]` and the like": (
        Numbered({1: "a", -2: "b", 2**53 + 1: "c"}, {1.5: "a", 1e300: "b", -0.0: "c"}, {True: "a"}),
        Numbered,
    ),
}
"""The rows of the table: a value, and the type that it is written from and read as."""

REFUSED = {
    "null in a free-form value": {"tomlkit", "tomllib"},
    "`2**64 - 1`": {"bson"},
    "`2**64`": {"msgpack", "bson"},
    "an integer of 4,300 digits": {"msgpack", "bson"},
    "`nan`": set(WIRES),
    "a NUL in a key": {"bson"},
    "keys `$ref` and `$id`": {"bson"},
    "a lone surrogate": set(WIRES),
    "a list as the document": {"bson", "tomlkit", "tomllib"},
}
"""The formats that refuse the value of a row; the others keep it."""

DEPTH = {
    "json": 512, "orjson": 254, "msgspec": 512, "ujson": 512, "cbor2": 390, "msgpack": 500,
    "bson": 500, "pyyaml": 100, "tomlkit": 80, "tomllib": 80,
}  # fmt: skip
"""The levels of arrays and objects that each format keeps; it refuses more."""


def outcome(wire: str, value: Any, type_: Any) -> str:
    """Write a value and read it again, and tell whether it was kept, refused or changed."""
    converter = make(wire)
    try:
        written = converter.dumps(value, type_)
        read = converter.loads(written, type_)
    except JobStatusError:
        return "refused"
    return "kept" if exactly(value) == exactly(read) else f"changed to {read!r}"


def nested(count: int) -> Any:
    """Return an object with arrays in it, of *count* levels."""
    value: Any = 1
    for _ in range(count - 1):
        value = [value]
    return {"a": value}


def levels(value: Any) -> int:
    """Count the levels of a value that `nested` has made."""
    count = 0
    while value != 1:
        count, value = count + 1, value["a"] if type(value) is dict else value[0]
    return count


def depth(wire: str) -> int:
    """Find the number of levels that a format keeps."""
    converter = make(wire)
    kept, refused = 1, 1024
    while refused - kept > 1:
        middle = (kept + refused) // 2
        try:
            kept = levels(converter.loads(converter.dumps(nested(middle)), Free))
        except JobStatusError:
            refused = middle
    return kept


def table() -> str:
    """Make the table: try each value in each format."""
    lines = [f"| | {' | '.join(WIRES)} |", f"| --- |{' :---: |' * len(WIRES)}"]
    for row, (value, type_) in ROWS.items():
        cells = [outcome(wire, value, type_) for wire in WIRES]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    lines.append(f"| levels of nesting | {' | '.join(str(depth(wire)) for wire in WIRES)} |")
    return "\n".join(lines)


def page(text: str) -> str:
    """Put the table into the page."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
