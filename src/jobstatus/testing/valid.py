"""Strategies for documents that are as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from jobstatus.nodes.base import HookNode
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.dict_keys import KeyNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.fields import FieldNode
from jobstatus.nodes.json_unions import JsonNode, JsonUnionNode
from jobstatus.nodes.kinds import assert_never, kind_of
from jobstatus.nodes.lists import ListNode
from jobstatus.nodes.lookup import (
    AnyNode,
    CollectionNode,
    DataclassNode,
    EnumNode,
    LiteralNode,
)
from jobstatus.nodes.open_enums import OpenEnumNode
from jobstatus.nodes.optionals import OptionalNode
from jobstatus.nodes.scalars import (
    BooleanNode,
    IntegerNode,
    NullNode,
    NumberNode,
    RangedIntegerNode,
    ScalarSubclassNode,
    StringNode,
)
from jobstatus.nodes.unset import UnsetNode

from .lookup import CONVERTERS
from .objects import INSTANCES
from .passes import StrategyPass
from .scalars import any_json, date_time_texts, floats, integers, integers_of, texts

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from jobstatus.converters import JsonConverter
    from jobstatus.nodes.base import Node
    from jobstatus.nodes.keys import Case

__all__ = ["DOCUMENTS", "DocumentPass", "documents"]


@st.composite
def documents(draw: DrawFn, type_: Any, *, case: Case = "snake") -> Any:  # noqa: D417 - Hypothesis draws
    """Generate valid documents of a type, as `json.loads` gives them.

    Each optional field is absent, null or set, in any order; open enums are texts that they list;
    both spellings of `source_value` occur, date-times are spelled in all ways of RFC 3339, and
    where one bare string may stand for a list, it does at times. Every converter of this *case*
    reads them all.

    Args:
        type_: An attrs class, ours or anybody's, or whatever else `structure` takes. For types that
            this package has no hook for (`date`, closed enums, ...), the values are those that
            `st.from_type` gives, unstructured.
        case: `"snake"` for documents of default converters, `"camel"` for those of `case="camel"`.
    """
    return draw(DOCUMENTS[case].of_type(type_))


class DocumentPass(StrategyPass):
    """Makes strategies for the documents that nodes read."""

    def build(self, node: Node) -> SearchStrategy[Any]:
        """Make the strategy of a node."""
        kind = kind_of(node)
        match kind:
            case StringNode():
                return texts
            case IntegerNode():
                return integers
            case NumberNode():
                return integers | floats
            case BooleanNode():
                return st.booleans()
            case NullNode():
                return st.none()
            case RangedIntegerNode(allowed=allowed):
                return integers_of(allowed)
            case DateTimeNode():
                return date_time_texts
            case OpenEnumNode(members=members):
                return st.sampled_from(list(members))
            case JsonNode() | AnyNode():
                return any_json
            case JsonUnionNode() as union:
                return self.of_arms(union)
            case ListNode(item=item, nullable=nullable, bare=bare):
                arrays = st.lists(self.of(item, nullable=nullable), max_size=3)
                return texts | arrays if bare else arrays
            case DictNode(item=item, nullable=nullable) as of_dict:
                return self.dicts(of_dict, self.of(item, nullable=nullable))
            case OptionalNode(not_null=not_null):
                return self.of(not_null, nullable=True)
            case UnsetNode(value=value) | KeyNode(key=value):
                return self.of(value)
            case FieldNode(node=value, nullable=nullable):
                return self.of(value, nullable=nullable)
            case ClassNode() as of_class:
                return self.objects(of_class)
            case ScalarSubclassNode() | EnumNode() | LiteralNode() | CollectionNode():
                return self.of_opaque(node.type)
            case DataclassNode() | HookNode():
                return self.of_opaque(node.type)
            case _:
                return assert_never(kind)

    def objects(self, node: ClassNode) -> SearchStrategy[dict[str, Any]]:
        """Return the strategy for objects, in the one or the other spelling of all their keys."""
        strategies: list[SearchStrategy[dict[str, Any]]] = []
        values = {field: self.of(field) for field in node.fields}
        for aliased in {False, any(field.alias_key for field in node.fields)}:
            keys = {f: (f.alias_key if aliased else None) or f.key for f in node.fields}
            strategies.append(
                st.fixed_dictionaries(
                    {keys[field]: values[field] for field in node.fields if field.required},
                    optional={keys[f]: values[f] for f in node.fields if not f.required},
                )
            )
        return st.one_of(strategies)

    def from_type(self, type_: Any) -> SearchStrategy[Any]:
        """Return the strategy for objects of a type, unstructured."""
        return _unstructured(st.from_type(type_), type_, CONVERTERS[self.case])

    def dicts(
        self, node: DictNode, values: SearchStrategy[Any], *, min_size: int = 0
    ) -> SearchStrategy[dict[str, Any]]:
        """Return the strategy for objects whose keys are text, as it stands for the declared keys.

        Args:
            node: The node that reads the objects.
            values: The strategy for the values.
            min_size: How many keys there are at least.
        """
        if node.key is None:
            return st.dictionaries(texts, values, min_size=min_size, max_size=3)
        if isinstance(node.key.key, OpenEnumNode):
            return st.dictionaries(self.of(node.key), values, min_size=min_size, max_size=3)
        # Of keys that are equal, such as 1 and 1.0, there is one text.
        dicts = st.dictionaries(INSTANCES.of(node.key), values, min_size=min_size, max_size=3)
        written = KeyNode(node.key.type, CONVERTERS[self.case], False)  # noqa: FBT003 - as nodes have it
        written.resolve()
        return _with_keys(dicts, written)


DOCUMENTS: Final[dict[str, DocumentPass]] = {
    "snake": DocumentPass("snake"),
    "camel": DocumentPass("camel"),
}
"""The strategies for documents, by their case."""


# None of these by `map`, of which Hypothesis would show the function.
@st.composite
def _unstructured(
    draw: DrawFn, objects: SearchStrategy[Any], type_: Any, converter: JsonConverter
) -> Any:
    return converter.unstructure(draw(objects), type_)


@st.composite
def _with_keys(
    draw: DrawFn, dicts: SearchStrategy[dict[Any, Any]], written: KeyNode
) -> dict[str, Any]:
    return {written.write(key, 0): value for key, value in draw(dicts).items()}
