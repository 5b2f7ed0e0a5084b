"""The wire formats of cattrs: JSON, CBOR, MessagePack, BSON, YAML and TOML, with their limits."""

from __future__ import annotations

from importlib import import_module
from itertools import islice
from os import urandom
from typing import TYPE_CHECKING, Any, ClassVar, Final

from jobstatus.problems import MAX_PROBLEMS, Problem, mismatch

from .aliases import alias_problem_of_value, alias_problem_of_yaml
from .base import BINARY, Format, levels_of, parts_of
from .exact_json import is_exact_json
from .json_text import decode_json
from .json_values import MAX_DIGITS, SCALARS, integer_text, lone_surrogates
from .toml_order import in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from .base import Decode, Encode

__all__ = ["FORMATS"]

_INT64: Final = range(-(2**63), 2**63)


class _Json(Format):
    """JSON, read by `decode_json`, unless the caller gives options for the library's own decoder."""

    name = "JSON"
    document_types = (*BINARY, str)
    valid_document = b"null"
    rereads = False

    def read(self, decode: Decode, data: Any, cl: Any, *, by_default: bool) -> Any:
        """Decode a document strictly and exactly."""
        if by_default:
            return decode_json(data, cl)
        return super().read(decode, data, cl, by_default=by_default)


class _LaxJson(_Json):
    """JSON of a library that writes `nan`, unless it is told not to."""

    default_options: ClassVar[dict[str, Any]] = {"allow_nan": False}


class _Orjson(_Json):
    max_depth = 254

    def write(
        self, encode: Encode, decode: Decode, value: Any, type_: Any, options: dict[str, Any]
    ) -> Any:
        """Encode a value at once: orjson refuses all that it would change, but for `nan`."""
        if not options:
            try:
                written = encode(value)
            except Exception:  # noqa: BLE001, S110 - the slow path finds the reason, or a way
                pass
            else:
                if b"null" not in written or is_exact_json(value, self.max_depth):
                    return written
        return super().write(encode, decode, value, type_, options)

    def exact(self, scalar: object, options: dict[str, Any]) -> Any:
        """Return an integer that may be too large for orjson as text that it puts into the document."""
        exact = super().exact(scalar, options)
        if type(exact) is not int or exact in _INT64:
            return exact
        orjson = import_module("orjson")
        if _has_option(options, orjson.OPT_STRICT_INTEGER):
            return exact
        return orjson.Fragment(integer_text(exact))

    def exact_key(self, key: object, options: dict[str, Any]) -> Any:
        """Leave keys of other classes to orjson, if its option for them is given."""
        other = type(key) not in (bool, int, float)
        if other and _has_option(options, import_module("orjson").OPT_NON_STR_KEYS):
            return key
        return super().exact_key(key, options)


def _has_option(options: dict[str, Any], flag: int) -> bool:
    """Tell whether a flag of orjson is among the caller's options."""
    return bool((options.get("option") or 0) & flag)


class _Cbor(Format):
    name = "CBOR"
    valid_document = b"\xf6"
    max_depth = 390
    has_bytes = True
    text_keys = False
    digits_as_text = False

    def decoded(self, decode: Decode, data: Any) -> Any:
        """Decode a document, and refuse trailing bytes, which the library would ignore."""
        document = b"\x82" + bytes(data).removeprefix(_SELF_DESCRIBED) + _END
        try:
            value, end = decode(document, semantic_decoders=_SHORT_NUMBERS)
        except Exception as exc:
            if isinstance(exc.__cause__, Problem):  # the library has put its own error around it
                raise exc.__cause__ from None
            raise
        if end != _END[1:]:
            raise Problem.about(data, "goes on behind the end of the CBOR document")
        return value

    def hidden_problems(self, value: Any, *, by_default: bool) -> list[Problem]:
        """List a problem with shared values, or else those of text."""
        problem = alias_problem_of_value(value)
        return [problem] if problem else super().hidden_problems(value, by_default=by_default)


def _of_few_digits(tag: int) -> Callable[[Any, bool], Any]:
    """Make the decoder of a tag for numbers that are pairs of integers.

    Of many digits the library would make a number in quadratic time. No JSON has such numbers, but
    a class of the user's may.
    """

    def decode(pair: Any, immutable: bool) -> Any:  # noqa: FBT001 - called by position
        integers = [part for part in pair if type(part) is int] if type(pair) is list else []
        if any(part.bit_length() > _MOST_BITS for part in integers):
            raise mismatch(f"a number of at most {MAX_DIGITS:,} digits", max(integers, key=abs))
        cbor2 = import_module("cbor2")
        return cbor2.loads(cbor2.dumps(cbor2.CBORTag(tag, pair)))

    return decode


_MOST_BITS: Final = (10**MAX_DIGITS).bit_length()
# Decimal fractions, floats of many digits, and rational numbers (RFC 8949, 3.4.4).
_SHORT_NUMBERS: Final = {tag: _of_few_digits(tag) for tag in (4, 5, 30)}

# The tag "self-described CBOR" (RFC 8949, 3.4.6); the library makes its content immutable.
_SELF_DESCRIBED: Final = b"\xd9\xd9\xf7"

# The document is decoded as the first item of an array of two. The second is this byte string: 16
# random bytes, so that no document holds it. If another one is second, the document is not one item.
_END: Final = b"\x50" + urandom(16)


class _Msgpack(Format):
    name = "MessagePack"
    valid_document = b"\xc0"
    max_depth = 500
    integers = range(-(2**63), 2**64)
    has_bytes = True
    text_keys = False
    digits_as_text = False

    def decoded(self, decode: Decode, data: Any) -> Any:
        """Decode a document, with keys that are numbers, too, which the library reads by an option.

        With that option alone it would read keys whose hashes anybody can make collide.
        """
        try:
            return decode(data)
        except ValueError:
            return decode(data, strict_map_key=False, object_pairs_hook=_object_of_pairs)


def _object_of_pairs(pairs: Any) -> dict[Any, Any]:
    """Make an object of MessagePack, if its keys are scalars.

    Raises:
        Problem: A key is of another class.
    """
    for key, _ in pairs:
        if type(key) not in _MSGPACK_KEYS:
            raise mismatch("a string as a key", key)
    return dict(pairs)


_MSGPACK_KEYS: Final = frozenset({*SCALARS, bytes})


class _Bson(Format):
    name = "BSON"
    valid_document = b"\x05\x00\x00\x00\x00"
    max_depth = 500
    integers = _INT64
    has_bytes = True
    holds_object = True
    digits_as_text = False

    def hidden_problems(self, value: Any, *, by_default: bool) -> list[Problem]:
        """List a problem with each piece of code, which is a class of text, and those of text."""
        code = import_module("bson.code").Code
        if not any(code in kinds for _, _, kinds in levels_of(value)):
            return super().hidden_problems(value, by_default=by_default)
        found = ((part, place) for part, place in parts_of(value) if type(part) is code)
        return [
            mismatch("a JSON value, not code", part).placed(place)
            for part, place in islice(found, MAX_PROBLEMS)
        ]

    def check_object(self, value: dict[Any, Any]) -> None:
        """Refuse an object that is a reference to a document in BSON."""
        if "$ref" in value and "$id" in value:
            raise Problem.about(value, 'has "$ref" and "$id", which is no object in BSON')

    def encoded(self, encode: Encode, value: Any) -> Any:
        """Encode a document inside another: at the top, the library would move `_id` to the front."""
        return encode({"_": value})[len(b"\0\0\0\0\x03_\0") : -1]


class _Yaml(Format):
    name = "YAML"
    document_types = (bytes, str)
    valid_document = ""
    max_depth = 100
    has_bytes = True
    text_keys = False
    default_options: ClassVar[dict[str, Any]] = {"sort_keys": False}

    def write(
        self, encode: Encode, decode: Decode, value: Any, type_: Any, options: dict[str, Any]
    ) -> Any:
        """Encode a value, and write it to the caller's stream once it is known to be right."""
        others = {name: option for name, option in options.items() if name != "stream"}
        written = super().write(encode, decode, value, type_, others)
        stream = options.get("stream")
        if stream is None:
            return written
        stream.write(written)
        return None

    def read(self, decode: Decode, data: Any, cl: Any, *, by_default: bool) -> Any:
        """Decode a document; the library has no options for that."""
        if not by_default:
            decode(self.valid_document)  # raises, whatever the option
        return super().read(decode, data, cl, by_default=by_default)

    def decoded(self, decode: Decode, data: Any) -> Any:  # noqa: ARG002 - it has no options
        """Decode as `safe_load` does, after a check of the aliases."""
        loader = import_module("yaml").SafeLoader(data)
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            problem = alias_problem_of_yaml(node)
            if problem:
                raise problem
            return loader.construct_document(node)
        finally:
            loader.dispose()

    def hidden_problems(self, value: Any, *, by_default: bool) -> list[Problem]:  # noqa: ARG002 - as in `Format`
        """List the problems of text: YAML can spell lone surrogates."""
        return lone_surrogates(value)


class _Toml(Format):
    name = "TOML"
    document_types: ClassVar[tuple[type, ...]] = (str,)
    valid_document = ""
    max_depth = 80
    has_null = False
    holds_object = True

    def encoded(self, encode: Encode, value: Any) -> Any:
        """Encode a table with its keys in order: the library would move tables to the end."""
        return encode(in_order(value, encode))


class _Tomlkit(_Toml):
    document_types = (bytes, str)

    def decoded(self, decode: Decode, data: Any) -> Any:
        """Decode text, or bytes that are UTF-8: the library would take others for Latin-1."""
        text = data.decode() if isinstance(data, bytes) else data
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
"""The formats by the module and the name of cattrs's own converter."""
