"""Schemas of exactly the documents that a converter reads: a pass over the nodes that structure."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, get_args

from jobstatus.docstrings import attributes_of
from jobstatus.errors import type_name
from jobstatus.nodes import lookup, scalars
from jobstatus.nodes.base import HookNode
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.dict_keys import KeyNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.fields import FieldNode
from jobstatus.nodes.json_unions import JsonNode, JsonUnionNode
from jobstatus.nodes.kinds import assert_never, kind_of
from jobstatus.nodes.lists import ListNode
from jobstatus.nodes.open_enums import OpenEnumNode
from jobstatus.nodes.optionals import OptionalNode
from jobstatus.nodes.scalars import IntegerNode, RangedIntegerNode, ScalarSubclassNode, StringNode
from jobstatus.nodes.unset import UnsetNode

from .base import KIND_NAMES, SchemaPass, about
from .values import date_time_schema, described, listed, values_of

if TYPE_CHECKING:
    from jobstatus.nodes.base import Node

__all__ = ["ValidationPass"]


class ValidationPass(SchemaPass):
    """Describes nodes that structure."""

    variant = "validation"
    hook_does = "reads it; say what it takes"

    def of_layers(self, layers: list[Any], node: Node, where: str) -> dict[str, Any] | None:
        """Return the schema of a node: it tells all about the type."""
        return self.of_node(node, where)

    def of_node(self, node: Node, where: str) -> dict[str, Any] | None:
        """Return the schema of a node; `None` if it is unknown what the node accepts."""
        kind = kind_of(node)
        match kind:
            case (
                lookup.AnyNode() | JsonNode() | StringNode() | IntegerNode() | RangedIntegerNode()
                | scalars.NumberNode() | scalars.BooleanNode() | scalars.NullNode() | OpenEnumNode()
                | DateTimeNode() | OptionalNode() | UnsetNode() | JsonUnionNode() | ListNode()
                | DictNode() | KeyNode()
            ):  # fmt: skip
                return self.of_shared(kind, where)
            case ScalarSubclassNode(scalar=scalar) if issubclass(node.type, Enum):
                return self._enum(node, {"type": KIND_NAMES[scalar.type]})
            case ScalarSubclassNode(scalar=scalar):
                return self.of_node(scalar, where)
            case lookup.EnumNode():
                return self._enum(node, {})
            case lookup.LiteralNode():
                values = listed(get_args(node.type))
                return None if values is None else {"enum": values}
            case ClassNode() as class_:
                return self.defined(node.type, lambda: self._object(class_))
            case FieldNode(a=a, node=value, nullable=nullable):
                return self.of(a.type, value, where, nullable=nullable)
            case (
                lookup.ClassUnionNode() | lookup.CollectionNode() | lookup.DataclassNode()
                | HookNode()
            ):  # fmt: skip
                return None
            case _:
                return assert_never(kind)

    def date_time(self) -> dict[str, Any]:
        """Return the schema of the texts that are read as date-times."""
        return date_time_schema()

    def bare(self, array: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a `OneOrMany`: a bare string is valid, too."""
        return {"anyOf": [{"type": "string"}, array]}

    def _enum(self, node: Node, scalar: dict[str, Any]) -> dict[str, Any] | None:
        values = values_of(node)
        made = {**described(node.type), **scalar, "enum": values}
        return None if values is None else self.defined(node.type, lambda: made)

    def _object(self, node: ClassNode) -> dict[str, Any]:
        descriptions = attributes_of(node.cls)
        properties: dict[str, Any] = {}
        for field in node.fields:
            where, first = f"{type_name(node.type)}.{field.name}", about(field, descriptions)
            second = {**first, "description": f"A second spelling of `{field.key}`."}
            for key, told in ((field.key, first), (field.alias_key, second)):
                if key:
                    properties[key] = {**told, **self.of(field.a.type, field, where), **told}
        made = {**described(node.cls), "type": "object", "properties": properties}
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


def _rules(node: ClassNode) -> dict[str, Any]:
    """Return the keywords by which both spellings of a field at once are invalid."""
    rules: list[dict[str, Any]] = []
    for key, alias_key, required in ((f.key, f.alias_key, f.required) for f in node.fields):
        if alias_key and required:
            rules.append({"oneOf": [{"required": [key]}, {"required": [alias_key]}]})
        elif alias_key:
            rules.append({"not": {"required": [key, alias_key]}})
    return rules[0] if len(rules) == 1 else {"allOf": rules} if rules else {}
