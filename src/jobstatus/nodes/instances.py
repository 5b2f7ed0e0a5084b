"""Instances of attrs classes, written as objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_origin

from msgspec import UNSET

from jobstatus.errors import failure_of, type_name
from jobstatus.excerpts import ABSENT
from jobstatus.problems import ContainerFailure, Failure, Problems, mismatch

from . import slots
from .base import MAX_DEPTH, Node, refusal, too_deep
from .extra import NO_EXTRA, extra_field_of
from .fields import WrittenFieldNode
from .json_unions import any_json
from .keys import keys_of
from .lookup import AnyNode

if TYPE_CHECKING:
    from cattrs import Converter
    from cattrs.dispatch import UnstructureHook

    from .keys import Options

__all__ = ["InstanceNode", "class_unstructure_factory"]

_MAX_DEPTH: Final = MAX_DEPTH


class InstanceNode(Node):
    """Unstructures instances of an attrs class as objects.

    Args:
        type_: The class, or a generic one with arguments.
        converter: The converter that has the hooks for the fields.
        options: The options by which the class is written.

    Attributes:
        cls: The class of the instances.
        fields: The fields that are written, in order.
        extra: The name of the class's field of type `Extra`, or `None`.
        plan: The table of the fields that the compiled writer has made for itself.
    """

    def __init__(self, type_: Any, converter: Converter, options: Options) -> None:
        super().__init__(type_)
        self.converter: Converter = converter
        self.options: Options = options
        self.cls: Any = get_origin(type_) or type_
        self.extra: str | None = extra_field_of(self.cls)
        self.fields: list[Any] = []
        self.extra_attribute: Any = None
        self.declared: dict[str, WrittenFieldNode] = {}
        self.by_class: AnyNode = AnyNode(Any, converter)
        self.plan: Any = None

    def find_parts(self) -> list[Node]:
        keys = keys_of(self.type, self.converter, self.options)
        has_extra = self.extra is not None
        made = [
            WrittenFieldNode(key, self.converter, self.options, self.cls, has_extra=has_extra)
            for key in keys
        ]
        if self.extra is not None:
            self.extra_attribute = slots.attribute_of(self.cls, self.extra)
        self.declared = {
            spelling: field
            for field in made
            for spelling in (field.key, field.alias_key)
            if spelling
        }
        self.fields = made
        return list(made)

    def write(self, value: Any, depth: Any) -> Any:
        if type(value) is not self.cls:
            if issubclass(type(value), self.cls):  # a subclass may have fields of its own
                return self.by_class.write(value, depth)
            raise refusal(f"an instance of {type_name(self.cls)}", value)
        if depth >= _MAX_DEPTH:
            raise too_deep(value)
        made: dict[Any, Any] = {}
        problems: Any = None
        remaining: Any = self.fields
        while remaining:  # goes on with the next field where one has failed
            item: Any = ABSENT
            field: Any = None
            try:
                for field in remaining:
                    item = ABSENT
                    item = slots.value_of(value, field.attribute)
                    if item is None:
                        if field.omit_none:
                            continue
                    elif field.text and type(item) is str and not field.may_be_left_out:
                        made[field.key] = item
                        continue
                    if field.may_be_left_out and self.is_omitted(field, item, value):
                        continue
                    if item is None and field.nullable:
                        made[field.key] = None
                    else:
                        made[field.key] = field.node.write(item, depth + 1)
                remaining = None
            except Exception as exc:  # noqa: BLE001 - an attribute may raise anything
                problems = Problems() if problems is None else problems
                problems.add(failure_of(exc, item), field.key)
                following = remaining.index(field) + 1
                remaining = None if problems.are_too_many else remaining[following:]
        if self.extra_attribute is not None:
            if problems is None:
                extra = slots.value_of(value, self.extra_attribute)
            else:  # the attribute itself may be what could not be read
                extra = getattr(value, str(self.extra), NO_EXTRA)
            if extra is not NO_EXTRA:
                problems = self.add_extra(made, extra, problems, depth)
        if problems is not None:
            raise problems.failure()
        return made

    def is_omitted(self, field: Any, item: Any, value: Any) -> Any:
        """Tell whether the value of a field is not written: it is unset, or the field's default."""
        if item is UNSET and field.omit_unset:
            return True
        return field.omit_default and field.is_default(item, value)

    def add_extra(self, made: Any, extra: Any, problems: Any, depth: Any) -> Any:
        """Add the extra content of an instance to the object that is written.

        A field that has been set since the instance was read wins over its key there.
        """
        if not issubclass(type(extra), dict):
            if problems is None:
                problems = Problems()
            problems.add(refusal("an object", extra), self.extra)
            return problems
        for key, item in extra.items():
            try:
                self.add_item(made, key, item, depth)
            except Failure as failure:
                if problems is None:
                    problems = Problems()
                problems.add(failure, self.extra if type(failure) is ContainerFailure else key)
        return problems

    def add_item(self, made: Any, key: Any, item: Any, depth: Any) -> None:
        """Add one item of the extra content to the object that is written.

        Raises:
            Failure: The item is not JSON.
        """
        declared = self.declared.get(key)
        if declared is None:
            if not issubclass(type(key), str):
                raise ContainerFailure.of(mismatch("a string as a key", key))
            made[str.__str__(key)] = any_json.read(item, depth + 1)
        elif item is None:
            made.setdefault(declared.key, None)
        elif declared.read_node is not None:
            if declared.spells(item, made.get(declared.key)):
                made[declared.key] = any_json.read(item, depth + 1)
        elif (
            made.get(declared.key) is None
        ):  # an older class, which read the item, may not have declared it
            made[declared.key] = any_json.read(item, depth + 1)


def class_unstructure_factory(
    type_: Any, converter: Converter, *, options: Options
) -> UnstructureHook:
    """Make the hook that writes an attrs class as a dict, field by field.

    Args:
        type_: The class.
        converter: The converter whose hooks write the fields. Overrides and aliases are honoured.
        options: The options by which the class is written.
    """
    return InstanceNode(type_, converter, options).unstructure
