"""JSON Schema (2020-12) of exactly the documents that a converter accepts for a type.

It is a pass over nodes, so it follows the converter's options; it does not guess what foreign hooks
accept.
"""

from __future__ import annotations

import re
from contextlib import suppress
from enum import Enum
from itertools import chain, count
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, cast, get_args, get_origin

from cattrs import StructureHandlerNotFoundError

from .codecs.json_values import SCALARS, copy_json
from .converters import converter as _converter
from .docstrings import attributes_of, summary_of
from .errors import type_name
from .nodes import lookup, scalars
from .nodes.base import HookNode, Node
from .nodes.classes import ClassNode
from .nodes.date_times import DATE_TIME_PATTERN, DateTimeNode
from .nodes.dict_keys import KeyNode
from .nodes.dicts import DictNode
from .nodes.fields import FieldNode
from .nodes.json_unions import JsonNode, JsonUnionNode
from .nodes.kinds import assert_never, kind_of
from .nodes.lists import ListNode
from .nodes.open_enums import OpenEnumNode
from .nodes.optionals import OptionalNode, is_optional
from .nodes.scalars import IntegerNode, RangedIntegerNode, ScalarSubclassNode, StringNode
from .nodes.unset import UnsetNode, may_be_unset, without_unset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cattrs import BaseConverter

__all__ = ["json_schema"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_OTHERS: Final = "The enum is open: any other text is valid, too."
_DATE_TIME: Final = "RFC 3339, with an offset, and with at most six digits behind the second."
_INTEGER_KEY: Final = "^(0|[1-9][0-9]{0,19}|-[1-9][0-9]{0,18})$"
_MOST_KEYS: Final = 1000
_NEWLINE: Final = r"\n"  # `$` also matches before it, in some dialects of regular expressions

# Keys of these kinds are read from text, so a schema of the number does not describe the key.
_PARSED_KEYS: Final = (scalars.BooleanNode, IntegerNode, scalars.NumberNode, RangedIntegerNode)
_NAMES: Final[dict[type, str]] = {
    str: "string", float: "number", int: "integer", bool: "boolean", list: "array",
    dict: "object", NoneType: "null",
}  # fmt: skip

# Keywords that null always satisfies, so that it is enough to add null to the types.
_PASS_NULL: Final = frozenset(
    {"type", "items", "additionalProperties", "propertyNames", "minimum", "maximum", "multipleOf"}
)


def json_schema(
    type_: Any,
    *,
    converter: BaseConverter = _converter,
    known: Mapping[Any, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Make the JSON Schema (2020-12) of the documents that a converter structures as a type.

    A document is valid if, and only if, `loads` accepts it. A schema cannot express four rules: that
    `1.0` is no integer, how many digits a number may have, how deep a value may nest, and what
    validators, attrs converters and the `__init__` of a class refuse.

    Args:
        type_: The type of the documents: any type that `structure` takes.
        converter: The converter that reads the documents.
        known: The schemas of types that hooks of your own read: `{Money: {"type": "string"}}`.
            They win over what the nodes tell. They do not describe numbers that are keys of dicts,
            which are text in a document.

    Returns:
        The schema, which is the caller's own. Classes and enums are under `$defs`, by their names.

    Raises:
        TypeError: A type has a foreign hook, and *known* has no schema for it; or a schema there is
            no JSON object.
    """
    schemas = _Schemas(known or {})
    root = UnsetNode(type_, converter, True)  # noqa: FBT003 - finds the hook when it is resolved
    made = {"$schema": _DIALECT, **schemas.of(type_, root, type_name(type_))}
    return {**made, "$defs": schemas.definitions} if schemas.definitions else made


class _Schemas:
    """Describes nodes.

    Attributes:
        definitions: The schemas of classes and enums, by their names in the schema.
    """

    def __init__(self, known: Mapping[Any, Any]) -> None:
        self.known = known
        self.definitions: dict[str, dict[str, Any]] = {}
        self._names: dict[Any, str] = {}

    def of(self, type_: Any, node: Node, where: str, *, nullable: bool = False) -> dict[str, Any]:
        """Return the schema of a type: the caller's own, or else that of its node.

        Args:
            type_: The type.
            node: The node of the innermost type: of `T` if the type is `Annotated[T, ...]`, or if
                it is `T | None` and *nullable* is true.
            where: The place of the type in the whole, for messages.
            nullable: Whether null is valid, too, whatever the node takes.
        """
        null_too = False
        for declared in _layers(type_, node.type):
            known = self.known_of(declared)
            if known is not None:
                return _or_null(known) if null_too else known
            null_too = null_too or (nullable and is_optional(declared))
        try:
            with suppress(
                StructureHandlerNotFoundError
            ):  # perhaps for a part that *known* describes
                node.resolve()
            node.parts()
            made = self._of_node(node, where)
        except StructureHandlerNotFoundError as exc:
            raise _no_schema(node.type, where, exc) from exc
        if made is None:
            example = f"known={{{type_name(node.type)}: {{...}}}}"
            why = f"nothing is known of the hook that reads it; say what it takes: {example}"
            raise _no_schema(node.type, where, why)
        return _or_null(made) if nullable else made

    def known_of(self, type_: Any) -> dict[str, Any] | None:
        """Return a copy of the caller's own schema of a type, or `None`."""
        if type_ not in self.known:
            return None
        copy, problems = copy_json(self.known[type_])
        if isinstance(copy, dict) and not problems:
            return cast("dict[str, Any]", copy)
        what = f", at {problems[0].path}: {problems[0].message}" if problems else ""
        msg = f"what is known of {type_name(type_)} is no JSON object{what}"
        raise TypeError(msg)

    def _of_node(self, node: Node, where: str) -> dict[str, Any] | None:
        """Return the schema of a node; `None` if it is unknown what the node accepts."""
        kind = kind_of(node)
        match kind:
            case lookup.AnyNode() | JsonNode():
                return {}
            case (
                StringNode() | IntegerNode() | scalars.NumberNode() | scalars.BooleanNode()
                | scalars.NullNode()
            ):  # fmt: skip
                return {"type": _NAMES[node.type]}
            case RangedIntegerNode(allowed=allowed):
                return _range(allowed)
            case ScalarSubclassNode(scalar=scalar) if issubclass(node.type, Enum):
                return self._enum(node, {"type": _NAMES[scalar.type]})
            case ScalarSubclassNode(scalar=scalar):
                return self._of_node(scalar, where)
            case lookup.EnumNode():
                return self._enum(node, {})
            case lookup.LiteralNode():
                values = _listed(get_args(node.type))
                return None if values is None else {"enum": values}
            case OpenEnumNode(members=members):
                return self._defined(node.type, lambda: _open_enum(node.type, members))
            case DateTimeNode():
                return self._defined(node.type, _date_time)
            case OptionalNode(not_null=value):
                return self.of(node.type, value, where, nullable=True)
            case UnsetNode(value=value):
                return self.of(node.type, value, where)
            case JsonUnionNode(arms=arms):
                return self._union(node, arms, where)
            case ListNode() as array:
                return self._array(array, where)
            case DictNode() as mapping:
                return self._mapping(mapping, where)
            case KeyNode() as key:  # pragma: no cover - `_mapping` handles it
                return self._key(key)
            case ClassNode() as class_:
                return self._defined(node.type, lambda: self._object(class_))
            case FieldNode(a=a, node=value, nullable=nullable):
                return self.of(a.type, value, where, nullable=nullable)
            case lookup.CollectionNode() | lookup.DataclassNode() | HookNode():
                return None
            case _:
                return assert_never(kind)

    def _enum(self, node: Node, scalar: dict[str, Any]) -> dict[str, Any] | None:
        values = _values_of(node)
        made = {**_described(node.type), **scalar, "enum": values}
        return None if values is None else self._defined(node.type, lambda: made)

    def _union(self, node: Node, arms: Mapping[Any, Node], where: str) -> dict[str, Any]:
        types = {get_origin(arm) or arm: arm for arm in get_args(node.type)}
        deep = {k for k in types if k in (list, dict) and not isinstance(arms[k], JsonNode)}
        kinds = types.keys() - deep - ({int} if float in types else set())
        names = [name for kind, name in _NAMES.items() if kind in kinds]
        parts: list[dict[str, Any]] = [{"type": names if names[1:] else names[0]}] if names else []
        parts += [self.of(arm, arms[kind], where) for kind, arm in types.items() if kind in deep]
        return parts[0] if len(parts) == 1 else {"anyOf": parts}

    def _array(self, node: ListNode, where: str) -> dict[str, Any]:
        type_ = get_args(node.type)[0] if node.bare else node.type
        made = self.known_of(type_) if node.bare else None
        if made is None:
            item = (get_args(type_) or (Any,))[-1]
            items = self.of(item, node.item, f"{where}[]", nullable=node.nullable)
            made = {"type": "array", "items": items} if items else {"type": "array"}
        return {"anyOf": [{"type": "string"}, made]} if node.bare else made

    def _mapping(self, node: DictNode, where: str) -> dict[str, Any] | None:
        item = (get_args(node.type) or (Any,))[-1]
        values = self.of(item, node.item, f"{where}{{}}", nullable=node.nullable)
        keys = {} if node.key is None else self._key(node.key)
        if keys is None:
            return None
        made = {"type": "object", "propertyNames": keys, "additionalProperties": values}
        return {keyword: schema for keyword, schema in made.items() if schema}

    def _key(self, node: KeyNode) -> dict[str, Any] | None:
        """Return the schema of the texts that are read as keys; `None` if it would not be exact."""
        node.parts()
        if isinstance(getattr(node.key, "scalar", node.key), _PARSED_KEYS):
            return _texts_of(node.key)
        known = map(self.known_of, _layers(node.type, node.key.type))
        return next((schema for schema in known if schema is not None), _texts_of(node.key))

    def _object(self, node: ClassNode) -> dict[str, Any]:
        descriptions = attributes_of(node.cls)
        properties: dict[str, Any] = {}
        for field in node.fields:
            where, first = f"{type_name(node.type)}.{field.name}", _about(field, descriptions)
            second = {**first, "description": f"A second spelling of `{field.key}`."}
            for key, about in ((field.key, first), (field.alias_key, second)):
                if key:
                    properties[key] = {**about, **self.of(field.a.type, field, where), **about}
        made = {**_described(node.cls), "type": "object", "properties": properties}
        required = [f.key for f in node.fields if f.required and not f.alias_key]
        if required:
            made["required"] = required
        if node.forbids:
            made["additionalProperties"] = False
        if node.other_case:
            made["dependentRequired"] = {
                key: [field.key for field in absent] for key, absent in node.other_case.items()
            }
        return {**made, **_rules(node)}

    def _defined(self, type_: Any, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return the reference to the definition of a type, which is made at the first call."""
        if type_ not in self._names:
            title = type_name(type_)
            plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", title).strip("_")
            # Classes of two modules may have one name.
            names = chain([plain], (f"{plain}_{number}" for number in count(2)))
            name = next(name for name in names if name not in self.definitions)
            self._names[type_] = name
            definition = self.definitions[name] = {"title": title}
            definition.update(make())  # a class may refer to itself
        return {"$ref": f"#/$defs/{self._names[type_]}"}


def _layers(type_: Any, innermost: Any) -> Iterator[Any]:
    """Yield a type and the types behind its aliases, annotations and `None`, down to a node's."""
    while type_ is not None and type_ != innermost:
        yield type_
        if may_be_unset(type_):
            type_ = without_unset(type_)
        elif is_optional(type_):
            type_ = next(arg for arg in get_args(type_) if arg is not NoneType)
        else:
            type_ = lookup.aliased_type(type_)
    yield innermost


def _described(class_: Any) -> dict[str, Any]:
    summary = summary_of(class_)
    return {"description": summary} if summary else {}


def _about(field: FieldNode, descriptions: Mapping[str, str]) -> dict[str, Any]:
    """Return the description, deprecation and default of a field, which do not affect validity."""
    deprecated = field.a.metadata.get("deprecated")
    message = deprecated if isinstance(deprecated, str) else ""
    about = {"description": descriptions.get(field.name) or message, "deprecated": bool(deprecated)}
    about = {keyword: value for keyword, value in about.items() if value}
    default, problems = copy_json(field.a.default)
    if default is not None and not problems:
        about["default"] = default
    return about


def _rules(node: ClassNode) -> dict[str, Any]:
    """Return the keywords by which both spellings of a field at once are invalid."""
    rules: list[dict[str, Any]] = []
    for key, alias_key, required in ((f.key, f.alias_key, f.required) for f in node.fields):
        if alias_key and required:
            rules.append({"oneOf": [{"required": [key]}, {"required": [alias_key]}]})
        elif alias_key:
            rules.append({"not": {"required": [key, alias_key]}})
    return rules[0] if len(rules) == 1 else {"allOf": rules} if rules else {}


def _date_time() -> dict[str, Any]:
    made: dict[str, Any] = {"description": _DATE_TIME, "type": "string", "format": "date-time"}
    return {**made, "pattern": DATE_TIME_PATTERN, "not": {"pattern": _NEWLINE}}


def _open_enum(type_: Any, texts: Iterable[str]) -> dict[str, Any]:
    arms = [{"enum": [*texts]}, {"description": _OTHERS, "type": "string"}]
    return {**_described(type_), "anyOf": arms}


def _range(allowed: range) -> dict[str, Any] | None:
    """Return the schema of the integers of a range; `None` if they are no multiples of its step."""
    if not allowed:
        return {"not": {}}
    low, high = sorted((allowed[0], allowed[-1]))
    made = {"type": "integer", "minimum": low, "maximum": high}
    step = abs(allowed.step)
    if step == 1 or low == high:
        return made
    return None if low % step else {**made, "multipleOf": step}


def _values_of(node: Node) -> list[Any] | None:
    """List the values of a closed enum; return `None` if its own code may accept others."""
    missing: Any = Enum._missing_
    cattrs_reads = isinstance(node, lookup.EnumNode)
    is_own = node.type._missing_.__func__ is not missing.__func__
    if is_own or (cattrs_reads and "_value_" in node.type.__annotations__):
        return None
    return _listed([member.value for member in node.type], strictly=not cattrs_reads)


def _listed(values: Iterable[Any], *, strictly: bool = False) -> list[Any] | None:
    """List the scalars that a type accepts; return `None` if a value is no scalar.

    Args:
        values: The values of the type.
        strictly: Whether kinds are kept apart. cattrs compares by `==`, so that `1` is `true`.
    """
    listed: list[Any] = []
    for value in values:
        plain = value.value if isinstance(value, Enum) else value
        if type(plain) not in SCALARS or copy_json(plain)[1]:
            return None
        listed.append(plain)
        if not strictly and not isinstance(plain, str) and plain in (0, 1):
            listed += [bool(plain), int(plain)]
    return list({(isinstance(v, bool), v): v for v in listed}.values())


def _texts_of(node: Node) -> dict[str, Any] | None:
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
            return _texts_of(scalar)
        case ScalarSubclassNode(scalar=StringNode() | IntegerNode() as scalar):
            kind, values = scalar.type, _values_of(node)
        case RangedIntegerNode(allowed=allowed) if not allowed[_MOST_KEYS:]:
            kind, values = int, list(allowed)
        case scalars.BooleanNode():
            values = ["true", "false"]
        case lookup.EnumNode():
            values = _values_of(node)
        case lookup.LiteralNode():
            values = _listed(get_args(node.type))
        case _:
            values = None
    texts = [str(value) for value in values or () if isinstance(value, kind)]
    return None if values is None else {"enum": texts} if texts else {"not": {}}


def _or_null(made: dict[str, Any]) -> dict[str, Any]:
    """Return a schema by which null is valid, too."""
    if not made:
        return made
    if "type" in made and _PASS_NULL.issuperset(made):
        names = [made["type"]] if isinstance(made["type"], str) else made["type"]
        return {**made, "type": names if "null" in names else [*names, "null"]}
    arms = made["anyOf"] if made.keys() == {"anyOf"} else [made]
    return {"anyOf": [*arms, {"type": "null"}]}


def _no_schema(type_: Any, where: str, why: object) -> TypeError:
    return TypeError(f"no JSON Schema of {type_name(type_)} (at {where}): {why}")
