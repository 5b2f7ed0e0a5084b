"""Strategies for objects of a type: what its documents are read as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from attrs import NOTHING
from hypothesis import reject
from hypothesis import strategies as st

from jobstatus.nodes.base import HookNode
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.dict_keys import KeyNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.fields import FieldNode
from jobstatus.nodes.generics import fields_of
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
from jobstatus.nodes.open_enums import OpenEnumNode, Unrecognized
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

from .passes import StrategyPass
from .scalars import any_json, aware_date_times, floats, integers, integers_of, key_integers, texts

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from jobstatus.nodes.base import Node

__all__ = ["INSTANCES", "InstancePass", "instances", "undeclared_keys", "unrecognized_texts"]

T = TypeVar("T")


@overload
def instances(type_: type[T], *, extra: bool = ...) -> SearchStrategy[T]: ...
@overload
def instances(type_: Any, *, extra: bool = ...) -> SearchStrategy[Any]: ...
def instances(type_: Any, *, extra: bool = False) -> SearchStrategy[Any]:
    """Generate objects of a type, such as structuring its documents gives.

    Open enums are listed members and unrecognized values, floats finite, date-times aware. An
    object that is unstructured and structured again gives an equal one. `st.from_type` does the
    same for the classes and enums of this package, and for what you `register_type`.

    Args:
        type_: An attrs class, ours or anybody's, an open enum, or whatever else `structure` takes.
            For types that this package has no hook for, the objects are those that `st.from_type`
            gives. What a class refuses by its own `ValueError` or `TypeError` is not generated.
        extra: Whether instances may hold undeclared keys in their field of type `Extra`, which
            are read back by converters with `unknown="keep"`.
    """
    return _shown_instances(type_, extra=extra)


def _instances(draw: DrawFn, type_: Any, *, extra: bool = False) -> Any:
    return draw((INSTANCES_WITH_EXTRA if extra else INSTANCES).of_type(type_))


_instances.__name__ = "instances"  # as which it is shown
_shown_instances: Final = st.composite(_instances)


class InstancePass(StrategyPass):
    """Makes strategies for the objects that nodes make.

    Args:
        extra: Whether instances may hold undeclared keys.
    """

    def __init__(self, *, extra: bool) -> None:
        super().__init__("snake")
        self.extra: bool = extra

    def build(self, node: Node) -> SearchStrategy[Any]:
        """Make the strategy of a node."""
        kind = kind_of(node)
        match kind:
            case StringNode():
                return texts
            case IntegerNode():
                return integers
            case NumberNode():
                return floats
            case BooleanNode():
                return st.booleans()
            case NullNode():
                return st.none()
            case RangedIntegerNode(allowed=allowed):
                return integers_of(allowed)
            case DateTimeNode():
                return aware_date_times
            case OpenEnumNode(type=enum):
                return st.sampled_from(list(enum)) | _unrecognized(enum)
            case JsonNode() | AnyNode():
                return any_json
            case JsonUnionNode() as union:
                return self.of_arms(union)
            case ListNode(item=item, nullable=nullable):
                return st.lists(self.of(item, nullable=nullable), max_size=3)
            case DictNode(key=key, item=item, nullable=nullable):
                keys = texts if key is None else self.of(key)
                return st.dictionaries(keys, self.of(item, nullable=nullable), max_size=3)
            case OptionalNode(not_null=not_null):
                return self.of(not_null, nullable=True)
            case KeyNode(key=IntegerNode()):
                return key_integers
            case UnsetNode(value=value) | KeyNode(key=value):
                return self.of(value)
            case FieldNode(node=value, nullable=nullable):
                return self.of(value, nullable=nullable)
            case ClassNode() as of_class:
                return self.instances(of_class)
            case ScalarSubclassNode() | EnumNode() | LiteralNode() | CollectionNode():
                return self.of_opaque(node.type)
            case DataclassNode() | HookNode():
                return self.of_opaque(node.type)
            case _:
                return assert_never(kind)

    def instances(self, node: ClassNode) -> SearchStrategy[Any]:
        """Return the strategy for instances of an attrs class."""
        required: dict[str, SearchStrategy[Any]] = {}
        optional: dict[str, SearchStrategy[Any]] = {}
        by_name = {field.name: field for field in node.fields}
        for a in fields_of(node.type):
            alias = a.alias or a.name
            field = by_name.get(a.name)
            if a.name == node.extra:
                if self.extra:
                    keys = undeclared_keys(node)
                    optional[alias] = st.dictionaries(keys, any_json, min_size=1, max_size=2)
            elif field is not None and a.init:
                (required if field.required else optional)[alias] = self.of(field)
            elif a.init and a.default is NOTHING:  # it is not read from documents
                required[alias] = self.of_type(a.type)
        return _called(node.cls, st.fixed_dictionaries(required, optional=optional))


INSTANCES: Final = InstancePass(extra=False)
INSTANCES_WITH_EXTRA: Final = InstancePass(extra=True)


def unrecognized_texts(enum: Any) -> SearchStrategy[str]:
    """Generate texts that an open enum does not list."""
    near = [member.value.upper() for member in enum] + ["filled", "pending_approval"]
    return _unlisted(enum, st.sampled_from(near) | texts)


def undeclared_keys(node: ClassNode) -> SearchStrategy[str]:
    """Generate keys that no field of an attrs class has, in whatever spelling."""
    spellings = (
        spelling
        for field in node.fields
        for spelling in (field.key, field.alias_key, field.other_case_key)
    )
    usual = st.sampled_from(["job_postings", "_links", "extra", "value_id"])
    return _untaken(frozenset(spellings), usual | texts)


# None of these by `map`, of which Hypothesis would show the function.
@st.composite
def _called(draw: DrawFn, class_: Any, arguments: SearchStrategy[dict[str, Any]]) -> Any:
    try:
        return class_(**draw(arguments))
    except (TypeError, ValueError):  # by a validator, perhaps
        reject()


@st.composite
def _unrecognized(draw: DrawFn, enum: Any) -> Any:
    return enum(draw(unrecognized_texts(enum)))


# A letter more is faster than a filter, and enough but for an enum that takes everything as listed.
_ATTEMPTS: Final = 5


@st.composite
def _unlisted(draw: DrawFn, enum: Any, some_texts: SearchStrategy[str]) -> str:
    text = draw(some_texts)
    for _ in range(_ATTEMPTS):
        if isinstance(enum(text), Unrecognized):
            return text
        text += "_"
    reject()


@st.composite
def _untaken(draw: DrawFn, taken: frozenset[str], keys: SearchStrategy[str]) -> str:
    key = draw(keys)
    while key in taken:
        key += "_"
    return key
