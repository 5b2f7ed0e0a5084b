"""Every wire format of cattrs keeps a value exactly, or refuses it."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import bson
import cbor2
import hypothesis.strategies as st
import msgpack
import orjson
import pytest
from bson.code import Code
from hypothesis import given

from exactly import exactly, unordered
from jobstatus import (
    AtsJobsPaginated,
    JobStatus,
    JobStatusError,
    JsonValue,
    StructureError,
    UnstructureError,
)
from jobstatus.codecs import base
from jobstatus.codecs.aliases import MAX_REPEATED
from jobstatus.codecs.json_values import MAX_DIGITS, Copier
from jobstatus.problems import MAX_PROBLEMS
from jobstatus.testing import documents, drifted
from strategies import CLASSES, OPTIONS, json_values
from wires import DEPTH, PAGE, REFUSED, ROWS, WIRES, Free, Upload, depth, make, outcome, page

CONVERTERS = {wire: {name: make(wire, **kw) for name, kw in OPTIONS.items()} for wire in WIRES}
DEFAULT = {wire: by_options["default"] for wire, by_options in CONVERTERS.items()}

JSON = ("json", "orjson", "msgspec", "ujson")
TOML = ("tomlkit", "tomllib")

every_wire = pytest.mark.parametrize("wire", WIRES)


@every_wire
@pytest.mark.parametrize("row", ROWS)
def test_a_cell_of_the_table_is_true(wire: str, row: str) -> None:
    """A value is kept to the type, or refused, as the table says."""
    value, type_ = ROWS[row]
    assert ("refused" if wire in REFUSED.get(row, ()) else "kept") == outcome(wire, value, type_)


@every_wire
def test_nesting_is_kept_to_the_level_that_the_table_says(wire: str) -> None:
    """And refused beyond."""
    assert DEPTH[wire] == depth(wire)


ONE_OPTION: dict[str, dict[str, Any]] = {
    "json": {"ensure_ascii": False},
    "orjson": {"option": orjson.OPT_APPEND_NEWLINE},
}


@pytest.mark.parametrize("wire", [wire for wire in WIRES if wire not in TOML])
def test_what_is_copied_first_nests_as_deep(wire: str) -> None:
    """A key that a library may change has the whole value copied."""
    value: Any = None
    for _ in range(DEPTH[wire] - 1):
        value = [value]
    document = {"é": value}
    for options in ({}, ONE_OPTION.get(wire, {})):
        written = DEFAULT[wire].dumps(document, Free, **options)
        assert document == DEFAULT[wire].loads(written, Free)
        with pytest.raises(UnstructureError, match="nested deeper than"):
            DEFAULT[wire].dumps({"é": [value]}, Free, **options)


@pytest.mark.parametrize(
    ("wire", "least", "most"), [("bson", -(2**63), 2**63 - 1), ("msgpack", -(2**63), 2**64 - 1)]
)
@pytest.mark.parametrize("key", ["a", "é"])
def test_integers_end_where_those_of_the_format_do(
    wire: str, least: int, most: int, key: str
) -> None:
    """The first integer beyond the range is refused, whether the key has the value copied or not."""
    for integer in (least, most):
        written = DEFAULT[wire].dumps({key: integer}, Free)
        assert {key: integer} == DEFAULT[wire].loads(written, Free)
    for integer in (least - 1, most + 1):
        with pytest.raises(UnstructureError, match="an integer of at most 64 bits"):
            DEFAULT[wire].dumps({key: integer}, Free)


@pytest.mark.parametrize("value", [[1], 5, "x"], ids=repr)
@pytest.mark.parametrize("wire", ["bson", "tomlkit"])
def test_a_document_that_has_to_be_an_object_is_nothing_else(wire: str, value: Any) -> None:
    """The library would write other bytes, or raise an error of its own."""
    title = f"cannot unstructure {type(value).__name__}: "
    with pytest.raises(UnstructureError, match=rf"^{title}\$: expected an object"):
        DEFAULT[wire].dumps(value)


def test_the_page_has_the_table_as_it_is() -> None:
    """`make tables` has nothing to write."""
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text


@every_wire
@given(data=st.data())
def test_a_document_comes_back_or_is_refused(wire: str, data: st.DataObject) -> None:
    """Of every class, with every option, whatever it holds."""
    options = data.draw(st.sampled_from([*OPTIONS]))
    type_ = data.draw(st.sampled_from(CLASSES))
    case: Any = OPTIONS[options].get("case", "snake")
    document = data.draw(documents(type_, case=case))
    if "forbid" not in options:
        document = data.draw(st.just(document) | drifted(type_, case=case))
    converter = CONVERTERS[wire][options]
    value = converter.structure(document, type_)
    try:
        read = converter.loads(converter.dumps(value), type_)
    except JobStatusError:
        return
    assert value == read
    if "keep" in options:  # what is extra is written behind the fields
        value, read = (unordered(converter.unstructure(each)) for each in (value, read))
    assert exactly(value) == exactly(read)


@every_wire
@given(value=st.dictionaries(st.text(max_size=4), json_values, max_size=4))
def test_any_json_comes_back_or_is_refused(wire: str, value: Any) -> None:
    """To the type, in its order."""
    try:
        read = DEFAULT[wire].loads(DEFAULT[wire].dumps(value), Free)
    except JobStatusError:
        return
    assert exactly(value) == exactly(read)


class Text(str):
    """A class of text such as a library may return."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "is_copied"),
    [
        ({"a": [2**63 - 1, -(2**63), 5, 1.5, "\u20ac", None, True]}, False),
        ([2**63], True),
        ([-(2**63) - 1], True),
        (["\ud800"], True),
        ({"\u20ac": 1}, True),
        ({"$ref": 1}, True),
    ],
    ids=[
        "usual",
        "long",
        "negative",
        "surrogate",
        "key",
        "dollar",
    ],
)
def test_only_what_a_library_might_change_is_copied(
    value: Any, is_copied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any other value is written as it is: to copy it in depth takes longer than to write it."""
    copied = []

    def copy_of(copier: Copier, value: Any) -> Any:
        copied.append(value)
        return Copier.copy_of(copier, value)

    monkeypatch.setattr(base._CheckedCopier, "copy_of", copy_of, raising=False)
    with contextlib.suppress(UnstructureError):
        CONVERTERS["msgpack"]["default"].dumps(value, unstructure_as=Any)
    assert is_copied == bool(copied)


@every_wire
def test_a_subclass_of_str_is_text(wire: str) -> None:
    """In every format of text, even if the library takes only `str` itself."""
    converter = DEFAULT[wire]
    written = converter.dumps(Free({"b": "\u00e9"}))
    try:
        read = converter.loads(
            Text(written if isinstance(written, str) else written.decode()), Free
        )
    except (StructureError, UnicodeDecodeError) as error:
        assert wire in {"cbor2", "msgpack", "bson"}, error
    else:
        assert Free({"b": "\u00e9"}) == read


@pytest.mark.parametrize("wire", JSON)
@given(value=json_values)
def test_json_is_read_and_written_whole(wire: str, value: JsonValue) -> None:
    """By every library, whatever it cannot do."""
    assert exactly(value) == exactly(DEFAULT[wire].loads(DEFAULT[wire].dumps(value), JsonValue))


@every_wire
@given(data=st.data())
def test_noise_raises_nothing_else(wire: str, data: st.DataObject) -> None:
    """Random bytes, and documents with one byte changed, are read or refused."""
    written = DEFAULT[wire].dumps({"data": [{"id": "a"}], "é": {"a": [1, 2.5, True]}})
    encoded = written.encode() if isinstance(written, str) else written
    at = data.draw(st.integers(0, len(encoded) - 1))
    changed = encoded[:at] + data.draw(st.binary(max_size=2)) + encoded[at + 1 :]
    noise = data.draw(st.just(changed) | st.binary())
    document = noise.decode("latin-1") if isinstance(written, str) else noise
    for type_ in (AtsJobsPaginated, Free, JsonValue, Upload):
        with contextlib.suppress(StructureError):
            DEFAULT[wire].loads(document, type_)


LAUGHS = "\n".join(
    ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12))]
)
MERGES = "\n".join(
    [
        "a0: &a0 {x: 1}",
        *(f"a{i}: &a{i} {{<<: [*a{i - 1}{f', *a{i - 1}' * 8}]}}" for i in range(1, 12)),
    ]
)
JOBS = f"x: &t {[{}] * 400}\nj: &j {{hiring_team: *t}}\ndata: [{', '.join(['*j'] * 400)}]"


def shared(value: Any) -> bytes:
    """Encode equal parts once."""
    return cbor2.dumps(value, value_sharing=True)


def laughing() -> Any:
    """Make a value of billions of parts, in little memory."""
    value: Any = ["x"]
    for _ in range(12):
        value = [value] * 9
    return {"a": value}


def circular() -> Any:
    """Make a value that contains itself."""
    value: Any = {}
    value["a"] = [value]
    return value


AT = datetime(2021, 1, 1, tzinfo=timezone.utc)

HOSTILE: dict[str, list[tuple[Any, str]]] = {
    **{
        wire: [
            (b"[NaN]", "finite"),
            (b'{"a": 1e400}', "finite"),
            (b'"\\ud800"', "lone surrogate"),
            (b"\xef\xbb\xbf{}", "byte order mark"),
            ("{}".encode("utf-16"), "UTF-16"),
            (b"-", "not JSON"),
            (b"01", "not JSON"),
            (b"{} {}", "trailing"),
            (b"[" * 100_000, "nested"),
            (b"{", "ends too early"),
            (b'{"a": %s}' % (b"9" * 5000), "4,300 digits"),
            (5, "JSON text"),
        ]
        for wire in JSON
    },
    "cbor2": [
        (b"\x00\x00", "behind the end"),
        (b"\xa0\xa0", "behind the end"),
        (b"", "not CBOR"),
        (b"\xff", "not CBOR"),
        (b"\x81", "not CBOR"),
        (b"\x61\xff", "not CBOR"),
        (b"\x81" * 100_000, "nest"),
        (b"\xf7", "expected an object"),
        (shared(circular()), "contains itself"),
        (shared(laughing()), f"more than {MAX_REPEATED:,}"),
        (shared({"a": [[0] * 1000] * 1000}), f"more than {MAX_REPEATED:,}"),
        (cbor2.dumps({"a": b"x"}), "found bytes"),
        (cbor2.dumps({"a": AT}), "found datetime"),
        (cbor2.dumps({"a": float("nan")}), "finite"),
        (cbor2.dumps({"a": 10**4300}), "4,300 digits"),
        (cbor2.dumps({1: 2}), "string as a key"),
        (cbor2.dumps({"a": Decimal("1.5")}), "found Decimal"),
        (b"\xa1\x61a\xc4\x01", "not CBOR"),
        *(
            (b"\xa1\x61a" + cbor2.dumps(cbor2.CBORTag(tag, [1, 10**150_000])), "4,300 digits")
            for tag in (4, 5, 30)
        ),
        (b"\xa1\x61a" + cbor2.dumps(cbor2.CBORTag(4, [1, 2**14_286])), "4,300 digits"),
        (b"\xa1\x61a" + cbor2.dumps(cbor2.CBORTag(4, [0, 10**4300 - 1])), "found Decimal"),
        (b"\xa1\x61a\xd8\x64\x01", "found"),
        ("{}", "CBOR (bytes)"),
    ],
    "msgpack": [
        (b"", "not MessagePack"),
        (b"\xc1", "not MessagePack"),
        (b"\x80\x80", "extra data"),
        (b"\xa1\xff", "not MessagePack"),
        (b"\x91" * 100_000, "nested too deeply"),
        (b"\xdd\xff\xff\xff\xff", "not MessagePack"),
        (b"\x81\xa1a\xd6\xff\0\0\0\0", "Timestamp"),
        (msgpack.dumps({"a": msgpack.ExtType(5, b"x")}), "ExtType"),
        (msgpack.dumps({"a": float("nan")}), "finite"),
        (msgpack.dumps({"a": b"x"}), "found bytes"),
        (msgpack.dumps({1: 2}), "string as a key, found number 1"),
        (msgpack.dumps({msgpack.Timestamp(1): 2}), "string as a key, found Timestamp"),
        (msgpack.dumps({(1, 2): 3}), "string as a key, found array"),
        (memoryview(b"\x90"), "expected an object"),
    ],
    "bson": [
        (b"", "not BSON"),
        (b"\x05\0\0\0\1", "not BSON"),
        (b"\x05\0\0\0\0\0", "not BSON"),
        (b"\xff\xff\xff\x7f\0", "not BSON"),
        (bson.encode({"a": bson.ObjectId()}), "ObjectId"),
        (bson.encode({"a": AT}), "found datetime"),
        (bson.encode({"a": bson.Decimal128("1")}), "Decimal128"),
        (bson.encode({"a": bson.DBRef("a", 1)}), "DBRef"),
        (bson.encode({"a": bson.Regex("a")}), "Regex"),
        (bson.encode({"a": bson.MaxKey()}), "MaxKey"),
        (bson.encode({"a": b"x"}), "found bytes"),
        (bson.encode({"a": float("inf")}), "finite"),
    ],
    "pyyaml": [
        (LAUGHS, f"more than {MAX_REPEATED:,}"),
        (MERGES, f"more than {MAX_REPEATED:,}"),
        (JOBS, f"more than {MAX_REPEATED:,}"),
        ("a: &a [*a]", "contains itself"),
        ("a: &a {<<: *a}", "contains itself"),
        ("a: *b", "not YAML"),
        ("a: !!python/object/apply:os.system [ls]", "not YAML"),
        ("{? [a]: 1}", "not YAML"),
        ("a: 1\n---\nb: 2", "not YAML"),
        ("a: 1\n\tb", "not YAML"),
        ("a: \x00", "not YAML"),
        (b"\xff\xff", "not YAML"),
        (r'a: "\ud83d\ude00"', "lone surrogate"),
        (r'"\ud800": 1', "lone surrogate in a key"),
        ("a: !!binary aGk=", "found bytes"),
        ("a: 2021-01-01", "found datetime.date"),
        ("a: 2021-01-01T00:00:00.1234567Z", "found datetime.datetime"),
        ("a: !!set {x}", "found set"),
        ("a: !!omap [x: 1]", "found tuple"),
        ("a: .nan", "finite"),
        ("a: 1" + ":1" * 10_000, "too many characters"),
        ("a: " + "9" * 5000, "not YAML"),
        ("1: 2", "string as a key"),
        ("[" * 700, "nested too deeply"),
        ("", "found null"),
        (5, "YAML (bytes or str)"),
    ],
    **{
        wire: [
            ("a", "not TOML"),
            ("a = 1\na = 2", "not TOML"),
            ("a = nan", "finite"),
            ("a = 2021-01-01", "found datetime.date"),
            ("a = 2021-01-01T00:00:00.1234567Z", "found datetime.datetime"),
            ("a = 12:00:00", "found time"),
            ('a = "\\ud800"', "not TOML"),
            ('a = "\ud800"', "lone surrogate"),
            (f"a = {'9' * 5000}", "not TOML"),
            (f"a = {'[' * 10_000}", "nested"),
            (5, "TOML ("),
            *([(b'a = "\xff"', "not TOML")] if wire == "tomlkit" else []),
        ]
        for wire in TOML
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("wire", "document", "message"),
    [(wire, *case) for wire, cases in HOSTILE.items() for case in cases],
    ids=[f"{wire}-{i}" for wire, cases in HOSTILE.items() for i in range(len(cases))],
)
def test_a_hostile_document_is_refused_with_the_reason(
    wire: str, document: Any, message: str
) -> None:
    """Under every option, in few words."""
    for converter in CONVERTERS[wire].values():
        with pytest.raises(StructureError) as caught:
            converter.loads(document, Free)
        assert message.lower() in str(caught.value).lower()
        assert len(str(caught.value)) < 600
        with pytest.raises(StructureError):
            converter.loads(document, AtsJobsPaginated)


@every_wire
def test_a_document_that_stays_within_the_limits_is_read(wire: str) -> None:
    """Equal parts of it are no bomb."""
    value: Any = {"a": [[{"a": 1}] * 50] * 20}
    assert value == DEFAULT[wire].loads(DEFAULT[wire].dumps(value), Free)


def test_aliases_and_merges_in_yaml_are_read() -> None:
    """Few of them are what they stand for."""
    text = "a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}"
    expected = {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1, "y": 2}}
    assert expected == DEFAULT["pyyaml"].loads(text, Free)
    assert expected == DEFAULT["pyyaml"].loads(text.encode("utf-16"), Free)


@pytest.mark.parametrize(
    "number", [Decimal("123456.50"), Decimal("-1E+99"), Fraction(1, 3)], ids=repr
)
def test_numbers_of_cbor_that_are_no_json_reach_hooks(number: Any) -> None:
    """A class of the user's may have a decimal fraction or a rational number."""
    wire: Any = make("cbor2")
    wire.register_structure_hook(type(number), lambda value, _: value)
    assert exactly(number) == exactly(wire.loads(cbor2.dumps(number), type(number)))


@pytest.mark.parametrize("code", [Code("f()"), Code("f()", {"a": 1})], ids=["bare", "scoped"])
def test_code_in_bson_is_no_text(code: Any) -> None:
    """The library decodes code as a class of text, and the code would be lost as such."""
    with pytest.raises(StructureError) as caught:
        DEFAULT["bson"].loads(bson.encode({"a": [{"b": code}, "c"], "d": code}), Free)
    assert ["$.a[0].b", "$.d"] == [problem.path for problem in caught.value.problems]
    assert "not code, found string" in caught.value.problems[0].message


def test_values_shared_in_cbor_are_read() -> None:
    """Few of them are what they stand for; so is a document's own mark."""
    part = {"x": [1]}
    assert {"a": part, "b": part} == DEFAULT["cbor2"].loads(shared({"a": part, "b": part}), Free)
    assert {"a": 2**64} == DEFAULT["cbor2"].loads(b"\xd9\xd9\xf7" + cbor2.dumps({"a": 2**64}), Free)


@every_wire
def test_all_that_cannot_be_written_is_named_with_its_path(wire: str) -> None:
    """By the check, or by trying its parts when the library refuses the whole."""
    strange = object()
    problems = {"$.a[1]", "$.b.c"}
    with pytest.raises(UnstructureError) as caught:
        DEFAULT[wire].dumps({"a": [1, strange], "b": {"c": strange}, "d": [{}, "x"]})
    assert problems == {problem.path for problem in caught.value.problems}
    with pytest.raises(UnstructureError) as caught:
        DEFAULT[wire].dumps({"a": [1, "\ud800"], "b": {"c": "\udfff"}})
    assert problems == {problem.path for problem in caught.value.problems}


@pytest.mark.parametrize("wire", TOML)
def test_toml_names_every_null(wire: str) -> None:
    """Each field that is `None` is one, with nulls="emit"."""
    with pytest.raises(UnstructureError) as caught:
        CONVERTERS[wire]["emit"].dumps(JobStatus())
    assert ["$.value", "$.source_value"] == [problem.path for problem in caught.value.problems]
    assert "expected a value that is not null (TOML has none), found null" in str(caught.value)


NATIVE_KEYS = ("cbor2", "msgpack", "pyyaml")


@every_wire
@pytest.mark.parametrize(
    ("value", "type_"),
    [
        ({1: "a", -2: "b", 2**53 + 1: "c"}, dict[int, str]),
        ({1.5: "a", 1e300: "b", -0.0: "c"}, dict[float, str]),
        ({True: "a", False: "b"}, dict[bool, str]),
        ({"a": {1: [{2: 3}]}}, dict[str, dict[int, list[dict[int, int]]]]),
    ],
    ids=["int", "float", "bool", "deep"],
)
def test_dicts_with_number_keys_come_back(wire: str, value: Any, type_: Any) -> None:
    """Keys are text where the format has no others, as stock cattrs writes them."""
    assert exactly(value) == exactly(DEFAULT[wire].loads(DEFAULT[wire].dumps(value, type_), type_))


@pytest.mark.parametrize("wire", JSON)
def test_json_spells_number_keys_canonically(wire: str) -> None:
    """A number by its `repr`, a boolean as JSON does."""
    value = {"a": {1: 0}, "b": {1.0: 0, 1e300: 0}, "c": {True: 0}, "d": {2**64: 0}}
    converter = make(wire)
    converter.register_unstructure_hook(Upload, lambda _: value)
    keys = {"a": ["1"], "b": ["1.0", "1e+300"], "c": ["true"], "d": ["18446744073709551616"]}
    written = json.loads(converter.dumps(Upload()))
    assert keys == {name: list(inner) for name, inner in written.items()}


@every_wire
@pytest.mark.parametrize(
    "keys", [(1, "1"), ("1", 1), (1.0, "1.0"), (True, "true"), ("-2", -2)], ids=repr
)
def test_keys_that_become_one_are_refused(wire: str, keys: tuple[Any, Any]) -> None:
    """Formats with other keys than text keep both."""
    converter = make(wire)
    converter.register_unstructure_hook(Upload, lambda _: {"x": dict.fromkeys(keys, "a")})
    if wire in NATIVE_KEYS:
        both = converter.dumps(Upload())
        converter.register_unstructure_hook(Upload, lambda _: {"x": {keys[1]: "a"}})
        assert len(converter.dumps(Upload())) < len(both)
        return
    with pytest.raises(UnstructureError) as caught:
        converter.dumps(Upload())
    assert ["$.x"] == [problem.path for problem in caught.value.problems]
    assert "expected a key that no other key becomes, too" in str(caught.value)


@every_wire
@pytest.mark.parametrize("key", [None, (1, 2), b"x"], ids=repr)
def test_other_keys_are_refused_where_keys_are_text(wire: str, key: Any) -> None:
    """At the path of their object."""
    converter = make(wire)
    converter.register_unstructure_hook(Upload, lambda _: {"x": {key: 1}})
    if wire in NATIVE_KEYS:
        assert converter.dumps(Upload())
        return
    with pytest.raises(UnstructureError, match=r"\$\.x: expected a string as a key, found"):
        converter.dumps(Upload())


@every_wire
def test_a_key_that_is_not_finite_is_refused(wire: str) -> None:
    """No hook could read it."""
    converter = make(wire)
    converter.register_unstructure_hook(Upload, lambda _: {"x": {float("nan"): 1}})
    with pytest.raises(UnstructureError, match=r"\$\.x: expected a finite number"):
        converter.dumps(Upload())


def test_orjson_writes_keys_of_other_classes_by_its_option() -> None:
    """Numbers are still written canonically."""
    converter = make("orjson")
    converter.register_unstructure_hook(Upload, lambda _: {AT: 1, 1e300: 2})
    written = converter.dumps(Upload(), option=orjson.OPT_NON_STR_KEYS)
    assert {"2021-01-01T00:00:00+00:00": 1, "1e+300": 2} == json.loads(written)
    with pytest.raises(UnstructureError, match=r"\$: expected a string as a key"):
        converter.dumps(Upload())


def test_msgpack_reads_number_keys_unless_its_option_forbids_them() -> None:
    """The caller's own options win."""
    written = DEFAULT["msgpack"].dumps({1: "a"}, dict[int, str])
    assert {1: "a"} == DEFAULT["msgpack"].loads(written, dict[int, str])
    with pytest.raises(StructureError, match="not allowed for map key"):
        DEFAULT["msgpack"].loads(written, dict[int, str], strict_map_key=True)


NULL_KEYS: dict[str, tuple[Any, Any]] = {
    "pyyaml": ("{data: [], ~: 1}", "data: [{~: 1}]"),
    "cbor2": (cbor2.dumps({"data": [], None: 1}), cbor2.dumps({"data": [{None: 1}]})),
    "msgpack": (msgpack.dumps({"data": [], None: 1}), msgpack.dumps({"data": [{None: 1}]})),
}


@pytest.mark.parametrize("options", ["default", "forbid", "keep"])
@pytest.mark.parametrize("wire", NULL_KEYS)
def test_a_null_key_is_dropped_or_refused_as_what_it_is(wire: str, options: str) -> None:
    """As an undeclared key is; where keys are data, it is always refused."""
    converter = CONVERTERS[wire][options]
    for document, path in zip(NULL_KEYS[wire], ("$", "$.data[0]"), strict=True):
        for type_ in (AtsJobsPaginated, Free, JsonValue):
            if type_ is AtsJobsPaginated and options == "default":
                assert isinstance(converter.loads(document, type_), AtsJobsPaginated)
                continue
            with pytest.raises(StructureError) as caught:
                converter.loads(document, type_)
            (problem,) = caught.value.problems
            assert (path, "expected a string as a key, found null", "null") == (
                problem.path,
                problem.message,
                problem.kind,
            )


@pytest.fixture
def few_digits() -> Iterator[None]:
    """Set the interpreter's limit for the digits of integers as low as it can be."""
    limit = getattr(sys, "get_int_max_str_digits", None)
    if limit is None:
        pytest.skip("this interpreter has no limit")
    before = limit()
    sys.set_int_max_str_digits(640)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)


LONG = 10**699


@pytest.mark.usefixtures("few_digits")
@pytest.mark.parametrize(
    ("wire", "options"),
    [*((wire, {}) for wire in (*JSON, "cbor2", "pyyaml", *TOML)), ("json", {"indent": 1})],
)
def test_long_integers_are_written_whatever_the_interpreters_limit(
    wire: str, options: dict[str, Any]
) -> None:
    """To the digit; the libraries of YAML and TOML cannot read them, and the error says so."""
    value = {"a": [LONG, {"b": -LONG}, 10**640], "c": f"i{'0' * 32}"}
    written = DEFAULT[wire].dumps(value, **options)
    if wire in (*JSON, "cbor2"):
        assert exactly(value) == exactly(DEFAULT[wire].loads(written, Free))
        return
    with pytest.raises(StructureError, match=rf"is not {'YAML' if wire == 'pyyaml' else 'TOML'}"):
        DEFAULT[wire].loads(written, Free)
    sys.set_int_max_str_digits(0)
    assert exactly(value) == exactly(DEFAULT[wire].loads(written, Free))


@pytest.mark.usefixtures("few_digits")
@pytest.mark.parametrize(
    ("wire", "options"),
    [
        ("pyyaml", {"encoding": "utf-16"}),
        ("pyyaml", {"allow_unicode": True}),
        ("tomllib", {"indent": 1}),
        ("bson", {}),
        ("msgpack", {}),
    ],
    ids=["encoding", "unicode", "indent", "bson", "msgpack"],
)
def test_long_integers_are_refused_with_their_paths(wire: str, options: dict[str, Any]) -> None:
    """A library that cannot write them decides that."""
    with pytest.raises(UnstructureError) as caught:
        DEFAULT[wire].dumps({"a": [LONG, {"b": -LONG}]}, **options)
    assert ["$.a[0]", "$.a[1].b"] == [problem.path for problem in caught.value.problems]
    assert str(caught.value)


def test_memory_that_runs_out_is_no_problem_of_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A `MemoryError` comes out as it is."""

    def fail(*_: Any, **__: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr("cattrs.preconf.msgpack.dumps", fail)
    with pytest.raises(MemoryError):
        make("msgpack").dumps({"a": 1})


def test_a_refusal_of_the_whole_is_a_problem_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library may refuse a value although it writes each part of it."""

    def refuse(value: Any, **_: Any) -> bytes:
        if value == {"a": [1]}:
            raise ValueError("too large")
        return b""

    monkeypatch.setattr("cattrs.preconf.msgpack.dumps", refuse)
    with pytest.raises(UnstructureError, match=r"\$: cannot be written as MessagePack: too large"):
        make("msgpack").dumps({"a": [1]})


def test_a_flood_of_refused_parts_is_bounded() -> None:
    """As all problems are."""
    converter = make("json")
    converter.register_unstructure_hook(Upload, lambda _: {"a": [object()] * 10_001})
    with pytest.raises(UnstructureError) as caught:
        converter.dumps(Upload())
    assert MAX_PROBLEMS == len(caught.value.problems)


def test_a_number_that_orjson_would_make_null_is_refused_beside_real_nulls() -> None:
    """A document with nulls in it is checked; one without needs no check."""
    converter = make("orjson")
    for extra in (None, 1):
        converter.register_unstructure_hook(Upload, lambda _, x=extra: {"a": [x, float("nan")]})
        with pytest.raises(UnstructureError, match=r"\$\.a\[1\]: expected a finite number"):
            converter.dumps(Upload())
    assert b'{"a":[null,"null"]}' == converter.dumps({"a": [None, "null"]})


@every_wire
def test_tuples_are_checked_like_lists(wire: str) -> None:
    """A hook of a user's may make one."""
    converter = make(wire)
    converter.register_unstructure_hook(Upload, lambda _: {"x": (1, ("a",))})
    assert {"x": [1, ["a"]]} == converter.loads(converter.dumps(Upload()), Free)
    converter.register_unstructure_hook(Upload, lambda _: {"x": (1, float("nan"))})
    with pytest.raises(UnstructureError, match=r"\$\.x\[1\]: expected a finite number"):
        converter.dumps(Upload())


WRITING: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("json", {"indent": 1, "sort_keys": True}, {"b": 1, "a": 2}, '{\n "a": 2,\n "b": 1\n}'),
    ("json", {"ensure_ascii": False}, ["é"], '["é"]'),
    ("orjson", {"option": orjson.OPT_INDENT_2}, [2**64], b"[\n  18446744073709551616\n]"),
    ("orjson", {"default": str}, {"a": Ellipsis}, b'{"a":"Ellipsis"}'),
    ("ujson", {"escape_forward_slashes": False}, "/", '"/"'),
    ("cbor2", {"canonical": True}, {"bb": 1.5, "a": 2}, b"\xa2aa\x02bbb\xf9>\x00"),
    ("msgpack", {"use_single_float": True}, [1.5], b"\x91\xca?\xc0\0\0"),
    ("bson", {"check_keys": True}, {"a": 1}, b"\x0c\0\0\0\x10a\0\1\0\0\0\0"),
    ("pyyaml", {"sort_keys": True}, {"b": 1, "a": 2}, "a: 2\nb: 1\n"),
    ("pyyaml", {"default_flow_style": True}, [1, 2], "[1, 2]\n"),
    ("pyyaml", {"encoding": "utf-8"}, {"a": 1}, b"a: 1\n"),
    ("tomlkit", {"sort_keys": True}, {"b": 1, "a": 2}, "a = 2\nb = 1\n"),
    ("tomllib", {"indent": 1}, {"a": [1]}, "a = [\n 1,\n]\n"),
    ("tomllib", {"multiline_strings": True}, {"a": "x\ny"}, 'a = """\nx\ny"""\n'),
]


@pytest.mark.parametrize(("wire", "options", "value", "written"), WRITING)
def test_the_librarys_options_are_obeyed(
    wire: str, options: dict[str, Any], value: Any, written: Any
) -> None:
    """They are those of cattrs's own method."""
    converter = make(wire)
    converter.register_unstructure_hook(type(Ellipsis), lambda value: value)
    assert written == DEFAULT[wire].dumps(value, **options)


CHANGING: list[tuple[str, dict[str, Any], Any]] = [
    ("pyyaml", {"allow_unicode": True}, {"\x85": None}),
    ("tomllib", {"multiline_strings": True}, {"a": "\r\n"}),
    ("msgpack", {"use_single_float": True}, {"a": [0.1]}),
    ("json", {"allow_nan": True}, {"a": float("nan")}),
    ("orjson", {"option": orjson.OPT_STRICT_INTEGER}, {"a": 2**64}),
    ("orjson", {"option": orjson.OPT_STRICT_INTEGER}, {"a": 2**53}),
    ("bson", {"check_keys": True}, {"a": {"$b": 1}}),
]


@pytest.mark.parametrize(("wire", "options", "value"), CHANGING)
def test_what_an_option_would_change_is_refused(
    wire: str, options: dict[str, Any], value: Any
) -> None:
    """And what an option refuses, too."""
    with pytest.raises(UnstructureError):
        DEFAULT[wire].dumps(value, **options)


def test_the_options_of_bson_have_places_too() -> None:
    """The third argument of `dumps` is `check_keys`, as in stock cattrs."""
    allowed, refused = (None, False), (None, True)
    assert DEFAULT["bson"].dumps({"a.b": 1}) == DEFAULT["bson"].dumps({"a.b": 1}, *allowed)
    with pytest.raises(UnstructureError, match=r"must not contain '\.'"):
        DEFAULT["bson"].dumps({"a.b": 1}, *refused)


def test_native_values_are_as_good_as_the_options_make_them() -> None:
    """A document that cannot be read at all is refused."""
    upload = Upload(content=b"\xff")
    written = DEFAULT["msgpack"].dumps(upload, use_single_float=True)
    assert upload == DEFAULT["msgpack"].loads(written, Upload)
    with pytest.raises(UnstructureError, match="is read as another value from MessagePack"):
        DEFAULT["msgpack"].dumps(upload, use_bin_type=False)


READING: list[tuple[str, dict[str, Any], Any]] = [
    ("json", {"parse_float": len}, '{"a": 1.50}'),
    ("msgspec", {"strict": False}, b'{"a": 4}'),
    ("cbor2", {"str_errors": "replace"}, b"\xa1\x61a\x04"),
    ("msgpack", {"strict_map_key": False}, b"\x81\xa1a\x04"),
    ("bson", {"codec_options": bson.CodecOptions(tz_aware=True)}, b"\x0c\0\0\0\x10a\0\4\0\0\0\0"),
    ("tomllib", {"parse_float": len}, "a = 1.50"),
]


@pytest.mark.parametrize(("wire", "options", "document"), READING, ids=[row[0] for row in READING])
def test_options_for_reading_are_obeyed(wire: str, options: dict[str, Any], document: Any) -> None:
    """By the library's own decoder, then; what that lets through is refused all the same."""
    assert {"a": 4} == DEFAULT[wire].loads(document, Free, **options)


LAX: list[tuple[str, dict[str, Any], Any, str]] = [
    ("json", {"parse_int": int}, r'{"a": "\ud800"}', "$.a: holds a lone surrogate"),
    ("json", {"parse_int": int}, r'{"\ud800": 1}', "$: has a lone surrogate in a key"),
    ("json", {"parse_int": int}, '{"a": NaN}', "$.a: expected a finite number"),
    ("json", {"parse_int": int}, "{", "$: is not JSON: Expecting property name"),
    ("json", {"parse_int": int}, None, "$: expected JSON (bytes or str), found null"),
    ("json", {"object_hook": lambda value: value["b"]}, '{"a": 1}', "$: is not JSON: 'b'"),
    ("msgpack", {"unicode_errors": "surrogatepass"}, b"\x81\xa1a\xa3\xed\xa0\x80", "$.a: holds a lone"),
    ("msgpack", {"strict_map_key": False}, b"\x81\x01\x02", "$: expected a string as a key"),
    ("msgpack", {"strict_map_key": False}, b"\x81\x01\x91\xa3\xff\xff\xff", "$: is not MessagePack"),
    ("msgpack", {"raw": True}, b"\x81\xa1a\x04", "$: expected a string as a key"),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "options", "document", "message"), LAX)
def test_what_options_let_through_is_refused(
    wire: str, options: dict[str, Any], document: Any, message: str
) -> None:
    """Hooks see most of it, and lone surrogates are looked for."""
    with pytest.raises(StructureError) as caught:
        DEFAULT[wire].loads(document, Free, **options)
    assert message in str(caught.value)


def test_a_lone_surrogate_below_a_key_that_is_no_text_has_a_path() -> None:
    """The key is shown as what it is."""
    with pytest.raises(StructureError) as caught:
        DEFAULT["pyyaml"].loads('null: ["\\ud800"]\n1.5: "\\ud800"', Free)
    assert ["$.null[0]", "$['1.5']"] == [p.path for p in caught.value.problems]


@every_wire
def test_an_option_that_is_none_is_a_type_error(wire: str) -> None:
    """No document is to blame for it."""
    with pytest.raises(TypeError):
        DEFAULT[wire].dumps({"a": 1}, no_such_option=1)
    with pytest.raises(TypeError):
        DEFAULT[wire].loads(DEFAULT[wire].dumps({"a": 1}), Free, no_such_option=1)


def test_bson_takes_its_options_by_place() -> None:
    """As cattrs does."""
    options = bson.CodecOptions(tz_aware=True)
    written = DEFAULT["bson"].dumps({"a": 1}, None, True, options)  # noqa: FBT003 - that is it
    assert {"a": 1} == DEFAULT["bson"].loads(written, Free, options)
    with pytest.raises(TypeError):
        DEFAULT["json"].dumps({"a": 1}, None, 1)


@pytest.mark.parametrize("stream", [io.StringIO, io.BytesIO])
def test_yaml_is_written_to_a_stream(stream: Any) -> None:
    """Once it is known to be right; not before."""
    into = stream()
    encoding = {"encoding": "utf-8"} if stream is io.BytesIO else {}
    assert None is DEFAULT["pyyaml"].dumps({"b": 1, "a": 2}, stream=into, **encoding)
    assert into.getvalue() in ("b: 1\na: 2\n", b"b: 1\na: 2\n")
    with pytest.raises(UnstructureError):
        DEFAULT["pyyaml"].dumps({"a": float("nan")}, stream=into, **encoding)
    assert len(into.getvalue()) == 10


def test_an_object_that_bson_would_read_as_a_reference_is_not_written() -> None:
    """At the top or deep in the document."""
    value = {"a": [{"$id": 1, "b": 2, "$ref": "x"}, {"$ref": "x"}, {"$id": 1}]}
    with pytest.raises(UnstructureError) as caught:
        DEFAULT["bson"].dumps(value)
    assert ["$.a[0]"] == [problem.path for problem in caught.value.problems]


def test_json_is_the_same_json_by_every_library() -> None:
    """To any parser."""
    value = {"a": [1, 1.5, -0.0, 2**64, "é/<\x7f", None, True], "b": {}}
    for wire in JSON:
        assert exactly(value) == exactly(json.loads(DEFAULT[wire].dumps(value)))


def test_all_json_is_read_by_one_decoder() -> None:
    """So that a large integer in orjson's document is no float."""
    for wire in JSON:
        document = f'{{"a": {10**MAX_DIGITS - 1}, "b": 1e20}}'.encode()
        read = DEFAULT[wire].loads(memoryview(document), Free)
        assert exactly({"a": 10**MAX_DIGITS - 1, "b": 1e20}) == exactly(read)


@pytest.mark.parametrize(("length", "ends"), [(200, "xx"), (201, "x…")])
def test_a_long_reason_of_a_library_is_cut(length: int, ends: str) -> None:
    """A library's own message is cut at 200 characters."""
    reason = base._reason(ValueError("x" * length), "is not JSON")
    assert reason == f"is not JSON: {'x' * 198}{ends}"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (None, None, True),
        (None, 0, False),
        (1, True, False),
        (-0.0, 0.0, False),
        ("a", "a", True),
        ([1, {"a": 2, "b": 3}], [1, {"b": 3, "a": 2}], True),
        ([1], [1, 2], False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        (AT, "2021-01-01", True),
    ],
    ids=str,
)
def test_values_are_compared_as_json(one: Any, other: Any, is_same: bool) -> None:
    """To the type; of what is no JSON, the library's options decide what becomes of it."""
    assert is_same == base._is_same(one, other)


@every_wire
def test_an_error_names_the_type_that_a_value_was_to_be_written_as(wire: str) -> None:
    """An error names the type to write as, or the class of the value."""
    converter: Any = make(wire)
    converter.register_unstructure_hook_func(lambda type_: type_ is Upload, {}.__getitem__)
    for type_, name in ((None, "Upload"), (Upload | None, r"Upload \| None|Optional\[Upload\]")):
        with pytest.raises(UnstructureError, match=f"^cannot unstructure ({name}): "):
            converter.dumps(Upload(), type_)
