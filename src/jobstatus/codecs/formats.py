"""The wire formats: what their libraries would change in silence is refused, or kept by other means."""

from __future__ import annotations

from importlib import import_module
from os import urandom
from typing import TYPE_CHECKING, Any, ClassVar, Final

from jobstatus.errors import Problem

from .aliases import aliases_in_value, aliases_in_yaml
from .base import BINARY, Format
from .json_text import decode_json
from .json_values import lone_surrogates
from .toml_order import in_order

if TYPE_CHECKING:
    from .base import Decode, Encode

__all__ = ["FORMATS"]

_INT64: Final = range(-(2**63), 2**63)


class _Json(Format):
    """JSON text is read by our own decoder, whose strictness and exactness no other has."""

    name = "JSON"
    takes = (*BINARY, str)
    blank = b"null"
    reads_again = False

    def read(self, decode: Decode, data: Any, cl: Any, *, by_default: bool) -> Any:
        if by_default:
            return decode_json(data, cl)
        return super().read(decode, data, cl, by_default=by_default)


class _LaxJson(_Json):
    """These would write `nan`, which no JSON parser has to read."""

    options: ClassVar[dict[str, Any]] = {"allow_nan": False}


class _Orjson(_Json):
    depth = 250
    text_keys = False  # it refuses others, unless an option says otherwise

    def exact(self, scalar: object, options: dict[str, Any]) -> Any:
        """Return larger integers than it has as text that it puts into the document."""
        exact = super().exact(scalar, options)
        if type(exact) is not int or -(2**63) <= exact < 2**64:
            return exact
        orjson = import_module("orjson")
        if (options.get("option") or 0) & orjson.OPT_STRICT_INTEGER:
            return exact
        return orjson.Fragment(str(exact))


class _Cbor(Format):
    name = "CBOR"
    blank = b"\xf6"
    depth = 390
    has_bytes = True
    text_keys = False

    def decoded(self, decode: Decode, data: Any) -> Any:
        """Decode a document and nothing behind it: the library would not look there."""
        document = bytes(data).removeprefix(_MARK)
        value, end = decode(b"\x82" + document + _SEAL)
        if end != _SEAL[1:]:
            raise Problem.about(data, "goes on behind the end of the CBOR document")
        return value

    def unseen(self, value: Any, *, by_default: bool) -> list[Problem]:
        problem = aliases_in_value(value)
        return [problem] if problem else super().unseen(value, by_default=by_default)


# "This is CBOR"; the library freezes what is so marked.
_MARK: Final = b"\xd9\xd9\xf7"

# A byte string of 16: an array of the document and this one holds nothing else. It is random, so
# that no document has it.
_SEAL: Final = b"\x50" + urandom(16)


class _Msgpack(Format):
    name = "MessagePack"
    blank = b"\xc0"
    depth = 500
    integers = range(-(2**63), 2**64)
    has_bytes = True
    text_keys = False


class _Bson(Format):
    name = "BSON"
    blank = b"\x05\x00\x00\x00\x00"
    depth = 500
    integers = _INT64
    has_bytes = True
    of_objects = True

    def check_object(self, value: dict[Any, Any]) -> None:
        if "$ref" in value and "$id" in value:
            raise Problem.about(value, 'has "$ref" and "$id", which is no object in BSON')

    def encoded(self, encode: Encode, value: Any) -> Any:
        """Encode a document as a part of another: of its own, the library puts `_id` first."""
        return encode({"_": value})[len(b"\0\0\0\0\x03_\0") : -1]


class _Yaml(Format):
    name = "YAML"
    takes = (bytes, str)
    blank = ""
    depth = 100
    has_bytes = True
    text_keys = False
    options: ClassVar[dict[str, Any]] = {"sort_keys": False}

    def write(
        self, encode: Encode, decode: Decode, value: Any, type_: Any, options: dict[str, Any]
    ) -> Any:
        others = {name: option for name, option in options.items() if name != "stream"}
        written = super().write(encode, decode, value, type_, others)
        stream = options.get("stream")
        if stream is None:
            return written
        stream.write(written)
        return None

    def read(self, decode: Decode, data: Any, cl: Any, *, by_default: bool) -> Any:
        if not by_default:
            decode(self.blank)  # there are no options, so this refuses them
        return super().read(decode, data, cl, by_default=by_default)

    def decoded(self, decode: Decode, data: Any) -> Any:  # noqa: ARG002 - it has no options
        """Decode as `safe_load` does, when it is known what aliases stand for."""
        loader = import_module("yaml").SafeLoader(data)
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            problem = aliases_in_yaml(node)
            if problem:
                raise problem
            return loader.construct_document(node)
        finally:
            loader.dispose()

    def unseen(self, value: Any, *, by_default: bool) -> list[Problem]:  # noqa: ARG002 - whatever
        return lone_surrogates(value)


class _Toml(Format):
    name = "TOML"
    takes: ClassVar[tuple[type, ...]] = (str,)
    blank = ""
    depth = 80
    has_null = False
    of_objects = True

    def encoded(self, encode: Encode, value: Any) -> Any:
        return encode(in_order(value, encode))


class _Tomlkit(_Toml):
    takes = (bytes, str)

    def decoded(self, decode: Decode, data: Any) -> Any:
        text = data.decode() if isinstance(data, bytes) else data  # or it would guess at Latin-1
        return decode(text).unwrap()


FORMATS: Final[dict[tuple[str, str], Format]] = {
    ("cattrs.preconf.bson", "BsonConverter"): _Bson(),
    ("cattrs.preconf.cbor2", "Cbor2Converter"): _Cbor(),
    ("cattrs.preconf.json", "JsonConverter"): _LaxJson(),
    ("cattrs.preconf.msgpack", "MsgpackConverter"): _Msgpack(),
    ("cattrs.preconf.msgspec", "MsgspecJsonConverter"): _Json(),
    ("cattrs.preconf.orjson", "OrjsonConverter"): _Orjson(),
    ("cattrs.preconf.pyyaml", "PyyamlConverter"): _Yaml(),
    ("cattrs.preconf.tomlkit", "TomlkitConverter"): _Tomlkit(),
    ("cattrs.preconf.tomllib", "TomllibConverter"): _Toml(),
    ("cattrs.preconf.ujson", "UjsonConverter"): _LaxJson(),
}
"""By the module and name of cattrs's own converter."""
