"""Preconfigured converters: their classes, copies and subclasses, once they are configured."""

import copy
import json
from importlib import import_module
from inspect import signature
from typing import Any

import attrs
import cattrs
import msgspec
import pytest
from cattrs.preconf.cbor2 import Cbor2Converter
from cattrs.preconf.json import JsonConverter as CattrsJsonConverter
from cattrs.preconf.json import configure_converter as configure_json
from cattrs.preconf.msgspec import MsgspecJsonConverter
from cattrs.preconf.orjson import OrjsonConverter

from jobstatus import (
    AtsJob,
    JobStatus,
    JsonConverter,
    JsonValue,
    StructureError,
    UnstructureError,
    configure,
    make_converter,
)
from jobstatus.codecs import formats
from jobstatus.codecs.base import Format, _CheckedCopier
from jobstatus.codecs.formats import FORMATS
from jobstatus.codecs.json_values import integer_text
from wires import WIRES, Free, Upload, make

every_wire = pytest.mark.parametrize("wire", WIRES)


@every_wire
def test_its_class_is_one_of_the_old_one(wire: str) -> None:
    """It says the same of itself, too, and its methods have their old signatures."""
    old = import_module(f"cattrs.preconf.{wire}").make_converter()
    class_ = type(old)
    configure(old)
    assert isinstance(old, class_)
    assert (class_.__qualname__, class_.__module__) == (
        type(old).__qualname__,
        type(old).__module__,
    )
    for name in ("loads", "dumps"):
        method = getattr(type(old), name)
        assert signature(getattr(class_, name)) == signature(method)
        assert f"{class_.__qualname__}.{name}" == method.__qualname__
    assert repr(class_) == repr(type(old))


@every_wire
def test_two_of_a_kind_share_their_class_and_twice_is_once(wire: str) -> None:
    """A converter may be configured twice."""
    one, other = make(wire), make(wire)
    configure(one, unknown="forbid")
    assert type(one) is type(other)
    assert 3 == len(type(one).__mro__) - len(cattrs.Converter.__mro__) + 1


@every_wire
@pytest.mark.parametrize("copied", [lambda c: c.copy(), copy.copy], ids=["copy", "copy.copy"])
def test_a_copy_refuses_the_same(wire: str, copied: Any) -> None:
    """And is of the same class."""
    other = copied(make(wire))
    assert type(other) is type(make(wire))
    with pytest.raises(UnstructureError):
        other.dumps({"a": "\ud800"})
    with pytest.raises(StructureError):
        other.loads(None, Free)


def test_other_converters_stay_what_they_are() -> None:
    """Those for no wire format, and this package's own."""
    plain = cattrs.Converter()
    configure(plain)
    ours = make_converter()
    configure(ours)
    assert (cattrs.Converter, JsonConverter) == (type(plain), type(ours))
    as_json = cattrs.Converter()
    configure_json(as_json)
    configure(as_json)
    assert cattrs.Converter is type(as_json)


class Calling(OrjsonConverter):
    """A subclass whose methods add something to those of its base."""

    __slots__ = ("calls",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls: list[str] = []

    def loads(self, data: Any, cl: Any) -> Any:
        """Note it, and go on."""
        self.calls.append("loads")
        return super().loads(data, cl)

    def dumps(self, obj: Any, unstructure_as: Any = None, **kwargs: Any) -> bytes:
        """Note it, and go on."""
        self.calls.append("dumps")
        return super().dumps(obj, unstructure_as, **kwargs)


class Taking(OrjsonConverter):
    """A subclass whose methods are all its own."""

    def loads(self, data: Any, cl: Any) -> Any:  # noqa: ARG002 - it has its own mind
        """Return what it likes."""
        return "mine"


def test_a_subclass_keeps_its_methods_and_they_call_the_exact_ones() -> None:
    """By `super()`, and so do copies."""
    converter = Calling()
    configure(converter)
    for each in (converter, converter.copy()):
        assert {"a": 2**64} == each.loads(each.dumps({"a": 2**64}), Free)
        assert ["dumps", "loads"] == each.calls
        assert isinstance(each, Calling)


def test_a_subclass_that_does_not_ask_is_left_alone() -> None:
    """Its own `loads` is used as it is; the inherited `dumps` is exact."""
    converter = Taking()
    configure(converter)
    assert "mine" == converter.loads(b"", Free)
    assert b"[18446744073709551616]" == converter.dumps([2**64])


def test_an_encoder_of_ones_own_is_used() -> None:
    """As msgspec's converter uses it."""

    class Sorting(MsgspecJsonConverter):
        encoder = msgspec.json.Encoder(order="sorted")

    converter = Sorting()
    configure(converter)
    assert b'{"a":2,"b":1}' == converter.dumps({"b": 1, "a": 2})


def test_the_hooks_of_msgspecs_converter_are_exact_too() -> None:
    """They are no way around the checks."""
    converter: Any = make("msgspec")
    dump = converter.get_dumps_hook(list[float])
    load = converter.get_loads_hook(JsonValue)
    assert b"[-0.0]" == dump([-0.0])
    assert 2**64 == load(b"18446744073709551616")
    with pytest.raises(UnstructureError):
        dump([float("nan")])
    with pytest.raises(UnstructureError):
        converter.get_dumps_hook(dict)({"a": "\ud800"})
    with pytest.raises(StructureError):
        load(b"NaN")


def test_a_converter_that_cannot_write_still_cannot() -> None:
    """The one of cattrs has no `dumps` if tomli-w is missing."""
    namespace = {"__module__": "cattrs.preconf.tomllib", "loads": lambda *_: {"a": 1}}
    class_: Any = type("TomllibConverter", (cattrs.Converter,), namespace)
    converter = class_()
    configure(converter)
    assert {"a": 1} == converter.loads("", Free)
    assert not hasattr(converter, "dumps")


@every_wire
def test_a_hook_of_anybodys_may_fail_at_the_top(wire: str) -> None:
    """The error names its exception, both ways."""
    converter = make(wire)

    def fail(*_: Any) -> Any:
        raise LookupError("no such upload")

    converter.register_structure_hook(Upload, fail)
    converter.register_unstructure_hook(Upload, fail)
    with pytest.raises(StructureError, match="LookupError: no such upload"):
        converter.loads(converter.dumps({"a": 1}), Upload)
    with pytest.raises(UnstructureError, match="LookupError: no such upload"):
        converter.dumps(Upload())
    with pytest.raises(cattrs.StructureHandlerNotFoundError):
        converter.loads(converter.dumps({"a": 1}), object)


@every_wire
def test_json_is_written_from_a_stack_with_no_room_for_hooks(wire: str) -> None:
    """A copy of it needs no stack."""
    converter = make(wire)

    def recurse(_: Any) -> Any:
        raise RecursionError

    converter.register_unstructure_hook(dict, recurse)
    assert {"a": [1]} == converter.loads(converter.dumps({"a": [1]}), Free)
    with pytest.raises(UnstructureError, match="nested too deeply"):
        converter.dumps({"a": object()})


@attrs.frozen
class Chain:
    """A class that nests."""

    next: "Chain | None" = None


@every_wire
def test_what_nests_too_deep_is_refused_whatever_it_is(wire: str) -> None:
    """Instances, lists of nobody's class, and what cannot be written anyway."""
    chain, deep = Chain(), ["x"]
    for _ in range(2000):
        chain, deep = Chain(chain), [deep]
    for value in (chain, {"a": deep}, {"a": deep, "b": b"x"}):
        with pytest.raises(UnstructureError, match="nested"):
            make(wire).dumps(value)


@pytest.mark.parametrize("wire", ["cbor2", "msgpack", "bson", "pyyaml"])
def test_native_bytes_are_bytes_and_nothing_else(wire: str) -> None:
    """Of an integer, cattrs would make as many zeros."""
    converter = make(wire)
    for wrong in (5, "x", [1], None):
        with pytest.raises(StructureError, match=r"\$\.content: expected bytes, found"):
            converter.loads(converter.dumps({"content": wrong}), Upload)

    class Key(bytes):
        __slots__ = ()

    assert type(converter.structure(b"x", Key)) is Key


def test_converters_of_other_tastes_are_configured() -> None:
    """Made by hand, or with cattrs's own options."""
    by_hand = Cbor2Converter()
    configure(by_hand)
    assert 2**64 == by_hand.loads(by_hand.dumps(2**64), JsonValue)
    strict = CattrsJsonConverter(forbid_extra_keys=True, detailed_validation=False)
    configure(strict)
    assert JobStatus() == strict.loads("{}", JobStatus)
    assert "{}" == strict.dumps(AtsJob())


USUAL: list[Any] = [
    {"a": [1, 1.5, True, None, "x", "é", {}, []], "b": {"c": 2**63 - 1, "d": -(2**63)}},
    {"a": [{"b": 1}]},
    {},
]
"""Values that every library with null writes exactly."""


@pytest.mark.parametrize("wire", [wire for wire in WIRES if not wire.startswith("toml")])
def test_usual_values_are_written_without_a_copy(
    wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that is checked item by item takes longer: it is for what a library may change."""
    monkeypatch.setattr(_CheckedCopier, "copy_of", None)
    converter = make(wire)
    for value in USUAL:
        assert value == converter.loads(converter.dumps(value, Any), dict[str, Any])


def test_a_value_as_deep_as_a_library_writes_is_written_without_a_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such a value is not deeper than the library's limit, and a copy of it takes longer."""
    monkeypatch.setattr(_CheckedCopier, "copy_of", None)
    converter = make("cbor2")
    depth = FORMATS["cattrs.preconf.cbor2", "Cbor2Converter"].max_depth
    value: dict[str, Any] = {"a": 1}
    for _ in range(depth - 1):
        value = {"a": value}
    assert value == converter.loads(converter.dumps(value, Any), dict[str, Any])


def test_what_has_no_null_is_written_by_orjson_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A null may be what orjson made of `nan`; without one, the document is as it should be."""
    monkeypatch.setattr(Format, "write", None)
    monkeypatch.setattr(formats, "is_exact_json", None)
    assert b'{"a":[1.5,"x"]}' == make("orjson").dumps({"a": [1.5, "x"]}, Any)


def test_only_large_integers_are_given_to_orjson_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """An integer that fits costs no more for one that does not: to make text of each takes longer."""
    written: list[int] = []

    def note(value: int) -> str:
        written.append(value)
        return integer_text(value)

    monkeypatch.setattr(formats, "integer_text", note)
    value = {"a": [2**63 - 1, -(2**63), 5], "b": 2**64}
    assert value == json.loads(make("orjson").dumps(value, Any))
    assert [2**64] == written
