"""Schemas of values: enums, ranges, date-times, and the texts that are keys."""

from __future__ import annotations

from enum import Enum, Flag
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args, get_origin

from jobstatus.codecs.json_values import SCALARS, copy_json, number_key_text
from jobstatus.docstrings import summary_of
from jobstatus.nodes import lookup, scalars
from jobstatus.nodes.base import UnstructureHookNode
from jobstatus.nodes.date_times import DATE_TIME_PATTERN, WRITTEN_DATE_TIME_PATTERN
from jobstatus.nodes.json_unions import JsonNode, JsonUnionNode
from jobstatus.nodes.open_enums import OpenEnumNode
from jobstatus.nodes.scalars import (
    IntegerNode,
    RangedIntegerNode,
    ScalarSubclassNode,
    StringNode,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobstatus.nodes.base import Node

__all__ = [
    "PARSED_KEYS",
    "date_time_schema",
    "described",
    "key_texts",
    "listed",
    "of_kinds",
    "open_enum_schema",
    "or_null",
    "range_schema",
    "texts_of",
    "values_of",
    "without_null",
    "written_date_time_schema",
    "written_values_of",
]

_OTHERS: Final = "The enum is open: any other text is valid, too."
_DATE_TIME: Final = "RFC 3339, with an offset, and with at most six digits behind the second."
_WRITTEN_DATE_TIME: Final = "RFC 3339, with three or six digits behind the second; UTC is Z."
_INTEGER_KEY: Final = "^(0|[1-9][0-9]{0,19}|-[1-9][0-9]{0,18})$"
_MOST_KEYS: Final = 1000
_NEWLINE: Final = r"\n"  # `$` also matches before it, in some dialects of regular expressions

PARSED_KEYS: Final = (scalars.BooleanNode, IntegerNode, scalars.NumberNode, RangedIntegerNode)
"""Nodes of numbers and booleans. As keys these are text: the caller's schemas do not apply."""

_SCALAR_NODES: Final = (StringNode, IntegerNode, scalars.NumberNode, scalars.BooleanNode)

# Keywords that null always satisfies, so that it is enough to add null to the types.
_PASS_NULL: Final = frozenset(
    {"type", "items", "additionalProperties", "propertyNames", "minimum", "maximum", "multipleOf"}
)


def described(class_: Any) -> dict[str, Any]:
    """Return the description of a class: the first paragraph of its docstring."""
    summary = summary_of(class_)
    return {"description": summary} if summary else {}


def date_time_schema() -> dict[str, Any]:
    """Return the schema of the texts that are read as date-times."""
    return _date_time_schema(_DATE_TIME, DATE_TIME_PATTERN)


def written_date_time_schema() -> dict[str, Any]:
    """Return the schema of the texts as which date-times are written."""
    return _date_time_schema(_WRITTEN_DATE_TIME, WRITTEN_DATE_TIME_PATTERN)


def _date_time_schema(description: str, pattern: str) -> dict[str, Any]:
    made: dict[str, Any] = {"description": description, "type": "string", "format": "date-time"}
    return {**made, "pattern": pattern, "not": {"pattern": _NEWLINE}}


def open_enum_schema(type_: Any, texts: Iterable[str]) -> dict[str, Any]:
    """Return the schema of an open enum: the listed texts, or any other text."""
    arms = [{"enum": [*texts]}, {"description": _OTHERS, "type": "string"}]
    return {**described(type_), "anyOf": arms}


def range_schema(allowed: range) -> dict[str, Any] | None:
    """Return the schema of the integers of a range; `None` if they are no multiples of its step."""
    if not allowed:
        return {"not": {}}
    low, high = sorted((allowed[0], allowed[-1]))
    made = {"type": "integer", "minimum": low, "maximum": high}
    step = abs(allowed.step)
    if step == 1 or low == high:
        return made
    return None if low % step else {**made, "multipleOf": step}


def values_of(node: Node) -> list[Any] | None:
    """List the values of a closed enum; return `None` if its own code may accept others."""
    missing: Any = Enum._missing_
    cattrs_reads = isinstance(node, lookup.EnumNode)
    is_own = node.type._missing_.__func__ is not missing.__func__
    if is_own or (cattrs_reads and "_value_" in node.type.__annotations__):
        return None
    return listed([member.value for member in node.type])


def listed(values: Iterable[Any]) -> list[Any] | None:
    """List the scalars that a type accepts; return `None` if a value is no scalar."""
    found: list[Any] = []
    for value in values:
        plain = value.value if isinstance(value, Enum) else value
        if type(plain) not in SCALARS or copy_json(plain)[1]:
            return None
        found.append(plain)
    return list({(isinstance(v, bool), v): v for v in found}.values())


def written_values_of(type_: Any, node: Node) -> list[Any] | None:
    """List the values that members of a closed enum, or of a `Literal`, are written as.

    Returns:
        The values; `None` if the type is neither, its hook is not cattrs's own, or a value is no
        scalar. A flag has more values than members, and so has an enum that makes members of its
        own; members in a `Literal` are written by the hook for their enum.
    """
    if isinstance(node, UnstructureHookNode):
        is_known = lookup.is_default_hook(node.hook)
    else:
        is_known = isinstance(node, (lookup.AnyNode, *_SCALAR_NODES))
    if not is_known:
        return None
    if get_origin(type_) is Literal:
        plain = not any(isinstance(value, Enum) for value in get_args(type_))
        return listed(get_args(type_)) if plain else None
    if not (isinstance(type_, type) and issubclass(type_, Enum)) or issubclass(type_, Flag):
        return None
    missing: Any = Enum._missing_
    is_own = cast("Any", type_)._missing_.__func__ is not missing.__func__
    return None if is_own else listed([member.value for member in type_])


def texts_of(node: Node) -> dict[str, Any] | None:
    """Return the schema of the texts that a node reads as keys; `None` if it would not be exact.

    It would not be for numbers and date-times: texts such as `1` and `1.0` become equal keys, which
    are an error.
    """
    kind: type = str
    match node:
        case lookup.AnyNode() | JsonNode() | StringNode() | OpenEnumNode():
            return {}
        case JsonUnionNode(arms=arms) if str in arms:
            return {}
        case IntegerNode():
            return {"pattern": _INTEGER_KEY, "not": {"pattern": _NEWLINE}}
        case ScalarSubclassNode(scalar=scalar) if not issubclass(node.type, Enum):
            return texts_of(scalar)
        case ScalarSubclassNode(scalar=StringNode() | IntegerNode() as scalar):
            kind, values = scalar.type, values_of(node)
        case RangedIntegerNode(allowed=allowed) if not allowed[_MOST_KEYS:]:
            kind, values = int, list(allowed)
        case scalars.BooleanNode():
            values = ["true", "false"]
        case lookup.EnumNode():
            values = values_of(node)
        case lookup.LiteralNode():
            values = listed(get_args(node.type))
        case _:
            values = None
    texts = [str(value) for value in values or () if isinstance(value, kind)]
    return None if values is None else {"enum": texts} if texts else {"not": {}}


def key_texts(values: Iterable[Any]) -> dict[str, Any]:
    """Return the schema of the texts as which some scalars are written as keys."""
    return {"enum": [number_key_text(v) if isinstance(v, (int, float)) else v for v in values]}


def of_kinds(names: list[str]) -> dict[str, Any]:
    """Return the schema of all values of some kinds; of an array, tools want to know the items."""
    made: dict[str, Any] = {"type": names if names[1:] else names[0]}
    return {**made, "items": {}} if "array" in names else made


def or_null(made: dict[str, Any]) -> dict[str, Any]:
    """Return a schema by which null is valid, too."""
    if not made:
        return made
    if "type" in made and _PASS_NULL.issuperset(made):
        names = [made["type"]] if isinstance(made["type"], str) else made["type"]
        return {**made, "type": names if "null" in names else [*names, "null"]}
    arms = made["anyOf"] if made.keys() == {"anyOf"} else [made]
    return {"anyOf": [*arms, {"type": "null"}]}


def without_null(made: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a union of JSON kinds by which null is not valid."""
    if "anyOf" in made:
        arms = [without_null(arm) for arm in made["anyOf"] if arm != {"type": "null"}]
        return {"anyOf": arms} if arms[1:] else arms[0]
    names = made.get("type")
    if not isinstance(names, list) or "null" not in names:
        return made
    others = [name for name in names if name != "null"]
    return {**made, "type": others if others[1:] else others[0]}
