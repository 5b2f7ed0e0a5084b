"""The keys of the fields of attrs classes: their case, second spellings and likely misspellings."""

from __future__ import annotations

from collections import Counter
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAlias,
    cast,
    get_args,
    get_origin,
)

from attrs import fields, resolve_types
from cattrs import StructureHandlerNotFoundError
from cattrs.gen import override

from jobstatus.errors import type_name

from .extra import extra_field_of
from .generics import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrs import Attribute
    from cattrs import Converter

__all__ = [
    "Case",
    "Key",
    "Nulls",
    "Options",
    "Unknown",
    "camel",
    "keys_of",
    "similar_key",
]

Nulls: TypeAlias = Literal["omit", "emit"]
"""The treatment of a `None` whose field defaults to it: left out, or written as null."""

Unknown: TypeAlias = Literal["drop", "forbid", "keep"]
"""The treatment of undeclared keys: dropped, refused, or kept in the field of type `Extra`."""

Case: TypeAlias = Literal["snake", "camel"]
"""The case of keys in documents: `job_status`, or `jobStatus`."""

_IN_BOTH_CASES: Final = frozenset({"source_value"})
_NO_OVERRIDE: Final = override()
_LONGEST_MISTAKE: Final = 64
_SIMILAR: Final = 0.8


class Options(NamedTuple):
    """The options by which classes are read and written.

    Attributes:
        nulls: The treatment of `None` where it is the field's default, in writing.
        unknown: The treatment of undeclared keys, in reading.
        case: The case of keys.
        aliases: The names of fields whose keys are read in both cases.
    """

    nulls: Nulls = "omit"
    unknown: Unknown = "drop"
    case: Case = "snake"
    aliases: frozenset[str] = _IN_BOTH_CASES


class Key(NamedTuple):
    """The spellings of a field in documents.

    Attributes:
        a: The field.
        chosen: The override of cattrs for the field: its type's, or that of its annotation.
        key: The key.
        alias_key: The second spelling that is read; `None` if there is one spelling.
        other_case_key: The spelling in documents of the other case, if no field has that key.
    """

    a: Attribute[Any]
    chosen: Any
    key: str
    alias_key: str | None
    other_case_key: str | None


def keys_of(type_: Any, converter: Converter, options: Options) -> list[Key]:
    """List how documents spell the fields of an attrs class.

    Overrides and aliases are honoured, as cattrs's generator honours them.

    Raises:
        NameError: An annotation cannot be evaluated.
        StructureHandlerNotFoundError: Two fields have the same key; one of them would be lost.
    """
    class_ = get_origin(type_) or type_
    if any(isinstance(a.type, str) for a in fields(class_)):
        resolve_types(class_)
    extra = extra_field_of(class_)
    keys: list[Key] = []
    for a in fields_of(type_):
        chosen = _override_of(a, converter)
        if a.name == extra or chosen.omit or (chosen.omit is None and not a.init):
            continue
        renamed = chosen.rename
        if renamed is None and getattr(converter, "use_alias", False) and a.alias != a.name:
            renamed = a.alias
        spellings = {"snake": a.name, "camel": camel(a.name)}
        key = renamed or spellings.pop(options.case)
        other = None if renamed or key in spellings.values() else next(iter(spellings.values()))
        alias = other if a.name in options.aliases else None
        keys.append(Key(a, chosen, key, alias, None if alias else other))
    _check_distinct(type_, keys)
    taken = {key.key for key in keys}  # a key of one field is no second spelling of another
    return [
        key._replace(
            alias_key=None if key.alias_key in taken else key.alias_key,
            other_case_key=None if key.other_case_key in taken else key.other_case_key,
        )
        for key in keys
    ]


def camel(name: str) -> str:
    """Return the camelCase spelling of a name: `sourceValue` of `source_value`."""
    first, *words = name.lstrip("_").split("_")
    return name[: len(name) - len(name.lstrip("_"))] + first + "".join(map(str.capitalize, words))


def similar_key(key: str, declared: Iterable[str]) -> str | None:
    """Return the declared key that an undeclared one may be a misspelling of, or `None`."""
    if len(key) > _LONGEST_MISTAKE:
        return None
    plain: dict[str, str] = {}
    for spelling in declared:
        plain.setdefault(spelling.replace("_", "").casefold(), spelling)
    same_letters = plain.get(key.replace("_", "").replace("-", "").casefold())
    if same_letters:
        return same_letters
    nearest = max(plain.values(), key=lambda spelling: _similarity(key, spelling), default="")
    return nearest if _similarity(key, nearest) >= _SIMILAR else None


def _similarity(one: str, other: str) -> float:
    """Return the share of two texts that is their longest common subsequence, from 0 to 1."""
    # By bits, and not by `difflib`, which is slow to import.
    places: dict[str, int] = {}
    for place, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << place
    every = unmatched = (1 << len(one)) - 1
    for letter in other:
        here = unmatched & places.get(letter, 0)
        unmatched = (unmatched + here | unmatched - here) & every
    return 2 * (len(one) - unmatched.bit_count()) / max(1, len(one) + len(other))


def _override_of(a: Attribute[Any], converter: Converter) -> Any:
    """Return the cattrs override for a field: the one for its type, or the one in its annotation."""
    by_type = converter.type_overrides.get(cast("Any", a.type))
    if by_type is not None:
        return by_type
    annotated = get_args(a.type) if hasattr(a.type, "__metadata__") else ()
    return next((arg for arg in annotated if isinstance(arg, type(_NO_OVERRIDE))), _NO_OVERRIDE)


def _check_distinct(type_: Any, keys: list[Key]) -> None:
    """Refuse a class with two fields of the same key.

    Raises:
        StructureHandlerNotFoundError: There are two such fields.
    """
    for key, times in Counter(key.key for key in keys).items():
        if times > 1:
            msg = f"{type_name(type_)} has {times} fields with the key `{key}`: rename all but one"
            raise StructureHandlerNotFoundError(msg, type_)
