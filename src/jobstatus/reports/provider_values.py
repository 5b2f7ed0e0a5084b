"""Provider's values as keys of a dict that tell apart what is equal only in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from attrs import define, frozen
from msgspec.json import Encoder

from jobstatus.codecs.json_text import decode_json, encode_json
from jobstatus.excerpts import ABSENT
from jobstatus.nodes.json_unions import SourceValue
from jobstatus.nodes.unset import UNSET, UnsetType

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = [
    "MemoryBudget",
    "ProviderValue",
    "ValueKey",
    "json_kind",
    "provider_value",
    "size_of",
    "value_key",
]

ValueKey: TypeAlias = "str | tuple[str, Hashable] | UnsetType | None"
"""A provider's value as a key: text, null and `UNSET` (absent) as they are, else kind and content.

`1`, `1.0` and `true` are equal in Python, and so are objects whose keys have another order.
"""

_ENTRY_OVERHEAD: Final = 200
_encode: Final = Encoder().encode
_KINDS: Final[dict[type, str]] = {
    str: "string",
    int: "integer",
    float: "float",
    bool: "boolean",
    dict: "object",
    list: "array",
    type(None): "null",
    UnsetType: "absent",
}


@define
class MemoryBudget:
    """A limit on the memory that distinct texts may take.

    Attributes:
        bytes_left: The number of bytes that can still be reserved.
    """

    bytes_left: int = 32_000_000

    def reserve(self, size: int) -> bool:
        """Reserve memory for one more text.

        Args:
            size: The size of the text to keep, in bytes.

        Returns:
            True if the text fits; False, with nothing reserved, if too little memory is left.
        """
        cost = size + _ENTRY_OVERHEAD
        if cost > self.bytes_left:
            return False
        self.bytes_left -= cost
        return True


@frozen
class ProviderValue:
    """A distinct `source_value`, and the number of jobs that have it.

    Attributes:
        kind: `string`, `integer`, `float`, `boolean`, `object`, `array`, `null` or `absent`.
        value: The value, exactly; `excerpts.ABSENT` if the key is absent.
        job_count: The number of jobs that have the value.
    """

    kind: str
    value: Any
    job_count: int

    def as_json(self) -> dict[str, Any]:
        """Return the value and its count as JSON-ready builtins.

        Returns:
            `kind`, `value` (left out if the key is absent) and `jobs`.
        """
        value = {} if self.value is ABSENT else {"value": self.value}
        return {"kind": self.kind, **value, "jobs": self.job_count}


def value_key(value: Any) -> ValueKey:
    """Return the key of a provider's value.

    Args:
        value: A JSON value as it was structured, of exact builtins; `UNSET` if it is absent.
    """
    type_: type = type(value)
    if type_ is str or value is None or value is UNSET:
        return cast("ValueKey", value)
    if type_ is dict or type_ is list:
        return _KINDS[type_], _json_text(value)
    # 0.0 and -0.0 are equal, too.
    return _KINDS[type_], repr(value) if type_ is float else value


def _json_text(value: Any) -> bytes:
    try:
        return _encode(value)
    except ValueError:  # it has an integer of very many digits
        return encode_json(value, SourceValue)


def json_kind(key: ValueKey) -> str:
    """Return the kind of a provider's value; integers and floats are two kinds.

    Args:
        key: The key of the value.
    """
    return key[0] if isinstance(key, tuple) else _KINDS[type(key)]


def provider_value(key: ValueKey, job_count: int) -> ProviderValue:
    """Return the value that has a key, and the number of jobs that have it.

    Args:
        key: The key of the value.
        job_count: The number of jobs.
    """
    kind = json_kind(key)
    value: Any = key
    if key is UNSET:
        value = ABSENT
    elif isinstance(key, tuple):
        content: Any = key[1]
        value = content
        if kind in ("object", "array"):
            value = decode_json(content, SourceValue)
        elif kind == "float":
            value = float(content)
    return ProviderValue(kind, value, job_count)


def size_of(key: object) -> int:
    """Return about how many bytes a text, a number or a tuple of such takes.

    Args:
        key: The key of a provider's value, or of a status with such a value.
    """
    if isinstance(key, tuple):
        return sum(map(size_of, key))
    if isinstance(key, int):
        return key.bit_length() // 8
    return len(key) if isinstance(key, (str, bytes)) else 0
