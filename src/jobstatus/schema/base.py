"""The pass that describes nodes: the part that is the same for nodes that read and nodes that write."""

from __future__ import annotations

from contextlib import suppress
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast, get_args, get_origin

from cattrs import StructureHandlerNotFoundError

from jobstatus.codecs.json_values import copy_json
from jobstatus.errors import type_name
from jobstatus.nodes import lookup, scalars
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.dict_keys import KeyNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.json_unions import JsonNode, JsonUnionNode
from jobstatus.nodes.kinds import assert_never
from jobstatus.nodes.lists import ListNode
from jobstatus.nodes.open_enums import OpenEnumNode
from jobstatus.nodes.optionals import OptionalNode, is_optional
from jobstatus.nodes.scalars import IntegerNode, RangedIntegerNode, StringNode
from jobstatus.nodes.unset import UnsetNode, may_be_unset, without_unset

from .values import PARSED_KEYS, of_kinds, open_enum_schema, or_null, range_schema, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jobstatus.nodes.base import Node
    from jobstatus.nodes.fields import FieldNode, WrittenFieldNode

    from .definitions import Definitions

__all__ = ["KIND_NAMES", "SchemaPass", "SharedKind", "about", "layers_of"]

KIND_NAMES: Final[dict[type, str]] = {
    str: "string", float: "number", int: "integer", bool: "boolean", list: "array",
    dict: "object", NoneType: "null",
}  # fmt: skip
"""The names of the kinds of JSON values, by the classes of builtins."""

SharedKind: TypeAlias = (
    DateTimeNode
    | DictNode
    | IntegerNode
    | JsonNode
    | JsonUnionNode
    | KeyNode
    | ListNode
    | lookup.AnyNode
    | OpenEnumNode
    | OptionalNode
    | RangedIntegerNode
    | scalars.BooleanNode
    | scalars.NullNode
    | scalars.NumberNode
    | StringNode
    | UnsetNode
)
"""A node of a class of which some nodes structure, and others unstructure."""


class SchemaPass:
    """Describes nodes.

    Args:
        known: The caller's own schemas, by type.
        definitions: The definitions of classes, enums and date-times.

    Attributes:
        variant: `"validation"` or `"serialization"`: which documents the schemas describe.
        hook_does: The verb for what a hook does to a document.
    """

    variant: str
    hook_does: str

    def __init__(self, known: Mapping[Any, Any], definitions: Definitions) -> None:
        self.known = known
        self.definitions = definitions

    def of(self, type_: Any, node: Node, where: str, *, nullable: bool = False) -> dict[str, Any]:
        """Return the schema of a type: the caller's own, or else that of its node.

        Args:
            type_: The type.
            node: The node of the innermost type: of `T` if the type is `Annotated[T, ...]`, or if
                it is `T | None` and *nullable* is true.
            where: The place of the type in the whole, for messages.
            nullable: Whether null is valid, too, whatever the node takes.

        Raises:
            TypeError: Nothing is known of the hook for the type, or the caller's own schema is no
                JSON object.
        """
        null_too = False
        layers = list(layers_of(type_, node.type))
        for declared in layers:
            known = self.known_of(declared)
            if known is not None:
                return or_null(known) if null_too else known
            null_too = null_too or (nullable and is_optional(declared))
        try:
            with suppress(
                StructureHandlerNotFoundError
            ):  # perhaps for a part that *known* describes
                node.resolve()
            node.parts()
            made = self.of_layers(layers, node, where)
        except StructureHandlerNotFoundError as exc:
            raise _no_schema(node.type, where, exc) from exc
        if made is None:
            example = f"known={{{type_name(node.type)}: {{...}}}}"
            why = f"nothing is known of the hook that {self.hook_does}: {example}"
            raise _no_schema(node.type, where, why)
        return or_null(made) if nullable else made

    def known_of(self, type_: Any) -> dict[str, Any] | None:
        """Return a copy of the caller's own schema of a type, or `None`.

        Raises:
            TypeError: The schema is no JSON object.
        """
        if type_ not in self.known:
            return None
        copy, problems = copy_json(self.known[type_])
        if isinstance(copy, dict) and not problems:
            return cast("dict[str, Any]", copy)
        what = f", at {problems[0].path}: {problems[0].message}" if problems else ""
        msg = f"what is known of {type_name(type_)} is no JSON object{what}"
        raise TypeError(msg)

    def of_layers(self, layers: list[Any], node: Node, where: str) -> dict[str, Any] | None:
        """Return the schema of a type.

        Args:
            layers: The type, those behind its aliases and annotations, and last that of the node.
            node: The node of the innermost type.
            where: The place of the type in the whole, for messages.

        Returns:
            The schema; `None` if it is unknown what the hook does.
        """
        raise NotImplementedError

    def date_time(self) -> dict[str, Any]:
        """Return the schema of date-times."""
        raise NotImplementedError

    def of_shared(self, node: SharedKind, where: str) -> dict[str, Any] | None:
        """Return the schema of a node of a class that structures as well as unstructures."""
        kind = node
        match kind:
            case lookup.AnyNode() | JsonNode():
                return {}
            case (
                StringNode() | IntegerNode() | scalars.NumberNode() | scalars.BooleanNode()
                | scalars.NullNode()
            ):  # fmt: skip
                return {"type": KIND_NAMES[node.type]}
            case RangedIntegerNode(allowed=allowed):
                return range_schema(allowed)
            case OpenEnumNode(members=members):
                return self.open_enum(node.type, members)
            case DateTimeNode():
                return self.defined(node.type, self.date_time)
            case OptionalNode(not_null=value):
                return self.of(node.type, value, where, nullable=True)
            case UnsetNode(value=value):
                return self.of(node.type, value, where)
            case JsonUnionNode(arms=arms):
                return self._union(kind, arms, where)
            case ListNode():
                return self._array(kind, where)
            case DictNode():
                return self._mapping(kind, where)
            case KeyNode():  # pragma: no cover - `_mapping` handles it
                return self._key(kind)
            case _:
                return assert_never(kind)

    def defined(self, type_: Any, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return the reference to the definition of a type."""
        return self.definitions.refer(type_, make, self.variant)

    def open_enum(self, type_: Any, texts: Iterable[str]) -> dict[str, Any]:
        """Return the reference to the definition of an open enum: the same, read or written."""
        return self.definitions.refer(type_, lambda: open_enum_schema(type_, texts), "")

    def bare(self, array: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a `OneOrMany`, made from the schema of an array of its strings."""
        raise NotImplementedError

    def _union(self, node: JsonUnionNode, arms: Mapping[Any, Node], where: str) -> dict[str, Any]:
        types = {get_origin(arm) or arm: arm for arm in get_args(node.type)}
        deep = {k for k in types if k in (list, dict) and not isinstance(arms[k], JsonNode)}
        kinds = types.keys() - deep - ({int} if float in types else set())
        names = [name for kind, name in KIND_NAMES.items() if kind in kinds]
        parts = [of_kinds(names)] if names else []
        parts += [self.of(arm, arms[kind], where) for kind, arm in types.items() if kind in deep]
        return parts[0] if len(parts) == 1 else {"anyOf": parts}

    def _array(self, node: ListNode, where: str) -> dict[str, Any]:
        type_ = get_args(node.type)[0] if node.bare else node.type
        made = self.known_of(type_) if node.bare else None
        if made is None:
            item = (get_args(type_) or (Any,))[-1]
            items = self.of(item, node.item, f"{where}[]", nullable=node.nullable)
            made = {"type": "array", "items": items}
        return self.bare(made) if node.bare else made

    def _mapping(self, node: DictNode, where: str) -> dict[str, Any] | None:
        item = (get_args(node.type) or (Any,))[-1]
        values = self.of(item, node.item, f"{where}{{}}", nullable=node.nullable)
        keys = {} if node.key is None else self._key(node.key)
        if keys is None:
            return None
        made = {"type": "object", "propertyNames": keys, "additionalProperties": values}
        return {keyword: schema for keyword, schema in made.items() if schema}

    def _key(self, node: KeyNode) -> dict[str, Any] | None:
        """Return the schema of the texts that are keys; `None` if it would not be exact."""
        node.parts()
        layers = list(layers_of(node.type, node.key.type))
        texts = self.texts(layers, node.key)
        if isinstance(getattr(node.key, "scalar", node.key), PARSED_KEYS):
            return texts
        known = map(self.known_of, layers)
        return next((schema for schema in known if schema is not None), texts)

    def texts(self, layers: list[Any], node: Node) -> dict[str, Any] | None:
        """Return the schema of the texts that are keys of a type; `None` if it would not be exact."""
        return texts_of(node)


def about(field: FieldNode | WrittenFieldNode, descriptions: Mapping[str, str]) -> dict[str, Any]:
    """Return the description, deprecation and default of a field, which do not affect validity.

    Args:
        field: The field.
        descriptions: The descriptions of the attributes of its class.
    """
    deprecated = field.a.metadata.get("deprecated")
    message = deprecated if isinstance(deprecated, str) else ""
    made = {"description": descriptions.get(field.name) or message, "deprecated": bool(deprecated)}
    made = {keyword: value for keyword, value in made.items() if value}
    default, problems = copy_json(field.a.default)
    if default is not None and not problems:
        made["default"] = default
    return made


def layers_of(type_: Any, innermost: Any) -> Iterator[Any]:
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


def _no_schema(type_: Any, where: str, why: object) -> TypeError:
    return TypeError(f"no JSON Schema of {type_name(type_)} (at {where}): {why}")
