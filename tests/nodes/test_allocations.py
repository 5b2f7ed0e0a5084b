"""Compiled code allocates what a result is made of, and nothing else: that is what makes it fast.

A value that is read by way of builtins, or a text that is decoded first, is the same value, only
later. What has been made on the way shows which way was taken.
"""

import json
import sys
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import attrs
import pytest
from msgspec import UNSET, UnsetType

from allocations import dropped, kept, peak
from jobstatus import (
    AtsJob,
    AtsJobValue,
    JobStatus,
    JsonValue,
    Open,
    StructureError,
    make_converter,
)
from jobstatus.nodes import reader, slots
from jobstatus.nodes.extra import NO_EXTRA, Extra

pytestmark = pytest.mark.skipif(
    not slots.COMPILED, reason="interpreted, all is read and written by way of builtins"
)

CONVERTERS = {name: make_converter(unknown=name) for name in ("drop", "keep")}


@attrs.frozen
class Straight:
    """A field of each kind that is read without intermediate objects."""

    text: str = ""
    nothing: str | None = None
    integer: int = 0
    number: float | None = None  # writing one takes the encoder of msgspec
    json: JsonValue = None
    status: Open[AtsJobValue] | None = None
    when: datetime | None = None
    unset: datetime | UnsetType = UNSET
    texts: list[str] = attrs.Factory(list)
    some: str | list[datetime] | dict[str, datetime] | None = None
    numbers: dict[str, float] = attrs.Factory(dict)


LONG = "key_" * 25
Turned = attrs.make_class(
    "Turned", {LONG: attrs.field(type=str), "last": attrs.field(type=str)}, slots=True
)

MOMENT = b'"2021-01-01T01:01:01.000Z"'
STRAIGHT: dict[str, tuple[Any, bytes]] = {
    "text": (str, b'"a plain text"'),
    "enum": (Open[AtsJobValue], b'"open"'),
    "integer": (int, b"-123456789012345678"),
    "fraction": (float, b"-900719925474099.1"),
    "date-time": (datetime, MOMENT),
    "nullable": (datetime | None, MOMENT),
    "json": (JsonValue, b'{"a":[123456789012345678,2.5,{"b":"c"},null,true]}'),
    "list": (list[datetime], b"[%b,%b]" % (MOMENT, MOMENT)),
    "dict": (dict[str, datetime], b'{"a":%b}' % MOMENT),
    "text-of-union": (str | list[datetime], b'"a plain text"'),
    "list-of-union": (str | list[datetime], b"[%b,%b]" % (MOMENT, MOMENT)),
    "dict-of-union": (str | dict[str, datetime], b'{"a":%b}' % MOMENT),
    "nulls": (Straight, b'{"nothing":null,"when":null,"status":null}'),
    "unset": (Straight, b'{"unset":%b}' % MOMENT),
    "undeclared-text": (Straight, b'{"x":"a text that nobody wants to have"}'),
    "undeclared": (Straight, b'{"x":[{"y":"z"},[1.5]],"text":"a","y":{"z":[]}}'),
    "undeclared-at-the-end": (Straight, b'{"text":"a","x":[%b]}' % b",".join([b"1.5"] * 100)),
    "fields-that-begin-anew": (Turned, b'{"last":"a","%b":"b"}' % LONG.encode()),
    "class": (
        Straight,
        b'{"text":"a text","integer":500,"number":0.5,"json":{"a":[1]},"status":"open","when":%b,'
        b'"texts":["a","b"],"some":[%b],"numbers":{"a":0.25}}' % (MOMENT, MOMENT),
    ),
    "status": (JobStatus, b'{"value":"open","source_value":{"a":["b"]}}'),
    "job": (AtsJob, b'{"id":"a","job_status":{"value":"open"},"created_at":%b}' % MOMENT),
}
"""Documents that need no intermediate object, and their types."""


@pytest.mark.parametrize("options", CONVERTERS)
@pytest.mark.parametrize(("type_", "data"), STRAIGHT.values(), ids=STRAIGHT)
def test_a_plain_value_is_made_of_bytes_and_of_nothing_else(
    type_: Any, data: bytes, options: str
) -> None:
    """Each byte that is allocated is one of the value: neither builtins nor text are made first."""
    loads = CONVERTERS[options].get_loads_hook(list[type_])
    document = b"[" + b",".join([data] * 300) + b"]"
    # An object with a field of several spellings may have to note one.
    noting = options == "keep" and type_ is AtsJob
    assert dropped(lambda: loads(document)) <= (sys.getsizeof(reader.Rare()) if noting else 0)


def test_a_document_that_may_be_null_is_made_of_bytes_alone() -> None:
    """No builtins are made first, as for what may be null in a list, a dict or a field."""
    loads = CONVERTERS["drop"].get_loads_hook(list[datetime] | None)
    document = b"[" + b",".join([MOMENT] * 300) + b"]"
    assert 0 == dropped(lambda: loads(document))


@pytest.mark.parametrize(
    ("type_", "before", "between", "after"),
    [
        (list[datetime], "[{},", "", "]"),
        (dict[str, datetime], '{"a":{},', '"key {}":', "}"),
        (list[Straight], "[{},", '{"when":', "]"),
    ],
    ids=["list", "dict", "class"],
)
def test_what_is_wrong_costs_itself(type_: Any, before: str, between: str, after: str) -> None:
    """A container with a bad value is not read once more from builtins, and nor is what is behind."""
    loads = CONVERTERS["drop"].get_loads_hook(type_)

    def read(bad: str) -> None:
        end = "}" if "{" in between and "key" not in between else ""
        values = [between.replace("{}", str(i)) + MOMENT.decode() + end for i in range(300)]
        with suppress(StructureError):
            loads(before.replace("{}", bad) + ",".join(values) + after)

    good = '{"when":null}' if type_ == list[Straight] else MOMENT.decode()
    assert peak(lambda: read("5")) < 1.3 * peak(lambda: read(good))


@pytest.mark.parametrize(
    ("type_", "data"), [(str, b'"a plain text\\n"'), (str, b'"a \\"text\\""'), (float, b"1.5e10")]
)
def test_an_unusual_scalar_costs_little_more_than_its_bytes(type_: Any, data: bytes) -> None:
    """They alone are decoded, and only what msgspec refuses is looked at by the careful decoder."""
    loads = CONVERTERS["drop"].get_loads_hook(list[type_])
    document = b"[" + b",".join([data] * 300) + b"]"
    assert dropped(lambda: loads(document)) < 150


def test_one_unusual_number_costs_itself() -> None:
    """The JSON behind it is not copied."""
    loads = CONVERTERS["drop"].get_loads_hook(list[JsonValue])
    document = b"[12345678901234567890," + b",".join([b'{"a":[1,{"b":2}]}'] * 300) + b"]"
    assert 0 == dropped(lambda: loads(document))


@pytest.mark.parametrize("text", ["", "a", "abcdefgh", "a" * 40, "ä", "a" * 40 + "ä", "€", "😀"])
def test_a_text_takes_no_more_memory_than_pythons_own(text: str) -> None:
    """ASCII is ASCII to Python, too, as a value and as a key."""
    made = CONVERTERS["drop"]
    expected = sys.getsizeof(text.encode().decode())
    assert expected == sys.getsizeof(made.loads(json.dumps(text, ensure_ascii=False), str))
    assert expected == sys.getsizeof(made.loads(json.dumps(text), str))
    (key,) = made.loads(json.dumps({text: 1}, ensure_ascii=False), dict[str, int])
    assert expected == sys.getsizeof(key)


@pytest.mark.parametrize("length", range(1, 40))
def test_a_short_key_is_made_once(length: int) -> None:
    """Keys, and texts of enums, come again and again; long ones are not kept."""
    loads = CONVERTERS["drop"].get_loads_hook(dict[str, JsonValue])
    key = ("key" * 14)[:length]
    for value in (b"1", '"ä"'.encode()):  # what stands behind a key does not matter
        document = b'{"%b":%b}' % (key.encode(), value)
        (first,), (second,) = loads(document), loads(document)
        assert (length <= 32) is (first is second)


def test_the_memory_that_kept_keys_take_is_bounded() -> None:
    """However many there are, and however long: 1,024 of them, of at most 32 letters."""
    loads = CONVERTERS["drop"].get_loads_hook(dict[str, JsonValue])
    number = 0

    def read() -> None:
        nonlocal number
        number += 1
        loads(json.dumps({f"key number {number * 100 + i}": i for i in range(100)}))
        loads(json.dumps({str(number) + "k" * 1000: 1}))

    assert kept(read, 100) < 1024 * 100


Wide: Any = attrs.make_class(
    "Wide", {f"field_{i}": attrs.field(type=JsonValue, default=i) for i in range(130)}, slots=True
)


def test_the_plan_of_a_class_goes_with_its_node() -> None:
    """Its memory is not Python's own: nobody else would free it."""

    def use() -> None:
        made = make_converter()
        made.loads(b"{}", Wide)
        made.dumps(made.loads(b'{"field_1":"a"}', Wide))

    assert kept(use, 4) < 4 * 4_000


class Below(Straight):
    """A subclass that is no attrs class by itself."""


@attrs.frozen
class Extended(Straight):
    """A class that keeps what is undeclared."""

    extra: Extra = NO_EXTRA


AT = datetime(2021, 1, 1, 1, 1, 1, 1000, timezone.utc)
WRITTEN: dict[str, tuple[Any, Any]] = {
    "text": (str, "a plain text, not too short"),
    "enum": (Open[AtsJobValue], AtsJobValue.OPEN),
    "integer": (int, -123456789012345678),
    "date-time": (datetime, AT),
    "nullable": (datetime | None, AT),
    "json": (JsonValue, {"a": [1, "b", {"c": "a plain text"}, None, True]}),
    "list": (list[str], ["a plain text", "another one"]),
    "dict": (dict[str, datetime | None], {"a": AT, "b": None}),
    "union": (str | list[datetime], [AT, AT]),
    "dict-of-union": (str | dict[str, str], {"a key": "a plain text"}),
    "class": (Straight, Straight("a plain text", texts=["a"], status=AtsJobValue.OPEN)),
    "subclass": (Straight, Below("a plain text")),
    "extra": (Extended, Extended(json=[1], when=AT, extra={"x": ["a"]})),
    "job": (AtsJob, AtsJob(id="a", job_status=JobStatus(AtsJobValue.OPEN, {"a": ["b"]}))),
    "any": (Any, [Straight(text="a plain text"), ["a"], {"b": 1}, AT]),
}
"""Objects that need no intermediate ones to be written, and their types."""


@pytest.mark.parametrize(("type_", "obj"), WRITTEN.values(), ids=WRITTEN)
def test_a_plain_value_is_written_without_intermediate_objects(type_: Any, obj: Any) -> None:
    """All that is allocated is the text, and an eighth to spare."""
    dumps = make_converter().get_dumps_hook(list[type_])
    items = [obj] * 100
    length = len(dumps(items))
    assert length // 8 == dropped(lambda: dumps(items))


@pytest.mark.parametrize("length", [600, 1200, 2400, 4800, 9600])
def test_memory_that_is_too_small_is_doubled(length: int) -> None:
    """So a long text is moved few times, however short the parts are in which it is written."""
    made = make_converter()
    items = ["a"] * (length // 4)
    written = len(made.dumps(items, list[str]))
    node: Any = made._unstructuring[list[str]]

    def write() -> bytes:
        node.room = 0
        return made.dumps(items, list[str])

    rooms = [1024 * 2**n + 2**n - 1 for n in range(8)]
    assert min(room for room in rooms if room >= written) <= peak(write) - sys.getsizeof(b"")
