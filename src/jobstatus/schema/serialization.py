"""Schemas of the documents that a converter writes: a pass over the nodes that unstructure."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any, get_args

from jobstatus.docstrings import attributes_of
from jobstatus.errors import type_name
from jobstatus.nodes import lookup, scalars
from jobstatus.nodes.base import UnstructureHookNode
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.dict_keys import KeyNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.fields import WrittenFieldNode
from jobstatus.nodes.instances import InstanceNode
from jobstatus.nodes.json_unions import JsonNode, JsonUnionNode
from jobstatus.nodes.kinds import assert_never, written_kind_of
from jobstatus.nodes.lists import ListNode
from jobstatus.nodes.lookup import unstructure_node
from jobstatus.nodes.open_enums import OfAnyEnumNode, OpenEnumNode, is_open_enum
from jobstatus.nodes.optionals import OptionalNode
from jobstatus.nodes.scalars import IntegerNode, RangedIntegerNode, StringNode
from jobstatus.nodes.unset import UnsetNode

from .base import SchemaPass, about
from .validation import ValidationPass
from .values import (
    described,
    key_texts,
    without_null,
    written_date_time_schema,
    written_values_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobstatus.nodes.base import Node

    from .definitions import Definitions

__all__ = ["SerializationPass"]


class SerializationPass(SchemaPass):
    """Describes nodes that unstructure."""

    variant = "serialization"
    hook_does = "writes it; say what it gives"

    def __init__(self, known: Mapping[Any, Any], definitions: Definitions) -> None:
        super().__init__(known, definitions)
        self._reading = ValidationPass(known, definitions)

    def of_layers(self, layers: list[Any], node: Node, where: str) -> dict[str, Any] | None:
        """Return the schema of an enum or `Literal` among the layers, or else of the node."""
        enum = next(filter(is_open_enum, layers), None)
        if enum is not None and isinstance(
            node, OpenEnumNode
        ):  # the node is that of all open enums
            return self.open_enum(enum, map(str, enum))
        found = ((layer, written_values_of(layer, node)) for layer in layers)
        layer, values = next((pair for pair in found if pair[1] is not None), (None, None))
        if values is None:
            return self.of_node(node, where)
        made = {**described(layer), "enum": values} if isinstance(layer, type) else {"enum": values}
        return self.defined(layer, lambda: made) if isinstance(layer, type) else made

    def texts(self, layers: list[Any], node: Node) -> dict[str, Any] | None:
        """Return the schema of the texts as which keys of a type are written."""
        found = (written_values_of(layer, node) for layer in layers)
        values = next((values for values in found if values is not None), None)
        return super().texts(layers, node) if values is None else key_texts(values)

    def of_node(self, node: Node, where: str) -> dict[str, Any] | None:
        """Return the schema of a node; `None` if it is unknown what the node writes."""
        kind = written_kind_of(node)
        match kind:
            case lookup.AnyNode() if node.type not in (Any, object):
                return None  # no hook, but perhaps for subclasses of the class
            case (
                lookup.AnyNode() | JsonNode() | StringNode() | IntegerNode() | RangedIntegerNode()
                | scalars.NumberNode() | scalars.BooleanNode() | scalars.NullNode() | OpenEnumNode()
                | DateTimeNode() | OptionalNode() | UnsetNode() | JsonUnionNode() | ListNode()
                | DictNode() | KeyNode()
            ):  # fmt: skip
                return self.of_shared(kind, where)
            case OfAnyEnumNode():
                return {"type": "string"}
            case InstanceNode() as class_:
                return self.defined(node.type, lambda: self._object(class_))
            case WrittenFieldNode(a=a, node=value, nullable=nullable):
                return self.of(a.type, value, where, nullable=nullable)
            case lookup.InstanceUnionNode() as union:
                return self._class_union(union, where)
            case UnstructureHookNode():
                return None
            case _:
                return assert_never(kind)

    def date_time(self) -> dict[str, Any]:
        """Return the schema of the texts as which date-times are written."""
        return written_date_time_schema()

    def bare(self, array: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a `OneOrMany`, which is written as an array."""
        return array

    def _class_union(self, node: lookup.InstanceUnionNode, where: str) -> dict[str, Any]:
        types = [arg for arg in get_args(node.type) if arg is not NoneType]
        arms = [
            self.of(arm, unstructure_node(arm, node.by_class.converter), where) for arm in types
        ]
        return {"anyOf": [*arms, {"type": "null"}] if node.takes_null else arms}

    def _object(self, node: InstanceNode) -> dict[str, Any]:
        keeps = node.options.unknown == "keep" and node.extra is not None
        descriptions = attributes_of(node.cls)
        properties: dict[str, Any] = {}
        for field in node.fields:
            told = about(field, descriptions)
            value = self._value(field, f"{type_name(node.type)}.{field.name}", keeps=keeps)
            properties[field.key] = {**told, **value, **told}
        made = {**described(node.cls), "type": "object", "properties": properties}
        required = [f.key for f in node.fields if not (f.omit_none or f.may_be_left_out)]
        if required:
            made["required"] = required
        if node.options.unknown == "forbid" or node.converter.forbid_extra_keys:
            made["additionalProperties"] = False
        return made

    def _value(self, field: WrittenFieldNode, where: str, *, keeps: bool) -> dict[str, Any]:
        """Return the schema of the values that are written of a field.

        Args:
            field: The field.
            where: The place of the field in the whole, for messages.
            keeps: Whether explicit nulls and other spellings are kept and written back.
        """
        if keeps and field.read_node is not None:
            return self._reading.of(field.a.type, field.read_node, where, nullable=field.nullable)
        if keeps or not field.omit_none:
            return self.of(field.a.type, field, where)
        made = self.of(field.a.type, field.node, where)
        # Any JSON stays `{}`: a client that is generated from a list of types reads `1` as `1.0`.
        return without_null(made) if isinstance(field.node, JsonUnionNode) else made
