"""attrs classes: objects read as instances; `instances` writes them."""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any, Final, get_origin

from attrs import NOTHING, fields, has
from cattrs.gen import override

from jobstatus.errors import failure_of
from jobstatus.excerpts import ABSENT
from jobstatus.problems import ContainerFailure, Failure, Problem, Problems, mismatch

from . import slots
from .base import MAX_DEPTH, Node, refusal, too_deep
from .constructors import fills_slots
from .extra import NO_EXTRA, extra_field_of
from .fields import MISSING, FieldNode, slot_of
from .instances import class_unstructure_factory
from .json_unions import any_json
from .keys import keys_of
from .noting import note_undeclared, reports_drift
from .undeclared import refuse_other_case, refuse_undeclared

if TYPE_CHECKING:
    from cattrs import Converter
    from cattrs.dispatch import StructureHook, UnstructureHook

    from .keys import Options

_MAX_DEPTH: Final = MAX_DEPTH

__all__ = [
    "ClassNode",
    "class_structure_factory",
    "configure_classes",
    "is_attrs_class",
]


def is_attrs_class(type_: Any) -> bool:
    """Tell whether a type is an attrs class, generic or not."""
    return has(get_origin(type_) or type_)


class ClassNode(Node):
    """Structures objects as instances of an attrs class.

    Args:
        type_: The class, or a generic one with arguments.
        converter: The converter that has the hooks for the fields.
        options: The options by which the class is read.

    Attributes:
        cls: The class of the instances.
        fields: The fields that are read, in order.
        forbids: Whether undeclared keys are refused.
        keeps: Whether undeclared keys, explicit nulls and other spellings are kept in `extra`.
        notes: Whether undeclared keys are noted, because the converter reports drift.
        by_slots: Whether instances are made by filling their slots; otherwise the class is called.
        late: If a field of a class with slots has an attrs converter: the fields with a converter,
            and those with a default made by a factory. They are completed after all others, in
            order, as in the class's `__init__`.
        declared: The fields by all of their spellings.
        other_case: The fields by their spelling in the other case, if that is refused.
        extra: The name of the class's field of type `Extra`, or `None`.
        plan: The table of the fields that the compiled reader has made for itself.
    """

    def __init__(self, type_: Any, converter: Converter, options: Options) -> None:
        super().__init__(type_)
        self.converter: Converter = converter
        self.options: Options = options
        self.cls: Any = get_origin(type_) or type_
        self.extra: str | None = extra_field_of(self.cls)
        self.forbids: bool = options.unknown == "forbid" or converter.forbid_extra_keys
        self.keeps: bool = not self.forbids and options.unknown == "keep" and self.extra is not None
        self.notes: bool = not self.forbids and reports_drift(converter)
        self.fields: list[Any] = []
        self.declared: dict[str, FieldNode] = {}
        self.other_case: dict[str, list[FieldNode]] = {}
        self.other_case_keys: frozenset[str] = frozenset()
        self.by_slots: bool = False
        self.late: list[Any] = []
        self.extra_slot: slots.Slot | None = None
        self.extra_alias: str = ""
        self.extra_default: Any = NO_EXTRA
        self.plan: Any = None

    def find_parts(self) -> list[Node]:
        keys = keys_of(self.type, self.converter, self.options)
        made = [FieldNode(key, self.converter) for key in keys]
        names = {field.name for field in made} | ({self.extra} if self.extra else set())
        by_slots = (
            fills_slots(self.cls)
            and names == {a.name for a in fields(self.cls)}
            and all(f.default is not MISSING or f.factory or f.required for f in made)
        )
        if self.extra is not None:
            a = getattr(fields(self.cls), self.extra)
            self.extra_alias, self.extra_default = a.alias, a.default
            self.extra_slot = slot_of(self.cls, self.extra)
            by_slots = by_slots and a.default is not NOTHING and not hasattr(a.default, "factory")
            by_slots = by_slots and a.converter is None
        if by_slots:
            for field in made:
                field.slot = slot_of(self.cls, field.name)
            if any(field.converted for field in made):
                self.late = [field for field in made if field.converted or field.factory]
        for field in self.late if by_slots else made:
            field.is_late = True
        self.declared = {
            spelling: field
            for field in made
            for spelling in (field.key, field.alias_key)
            if spelling
        }
        others: dict[str, list[FieldNode]] = {}
        for field in made:
            if field.other_case_key:
                others.setdefault(field.other_case_key, []).append(field)
        self.other_case = {} if self.forbids or self.keeps else others
        self.other_case_keys = frozenset(self.other_case)
        self.by_slots = by_slots
        self.fields = made
        return list(made)

    def with_node(self, name: str, node: Node) -> ClassNode:
        """Return a node for the same class that reads one field by another node.

        Args:
            name: The name of the field.
            node: The node that reads its values.
        """
        copied = ClassNode(self.type, self.converter, self.options)
        copied.resolve()
        for field in copied.fields:
            if field.name == name:
                field.node = node
        return copied

    def read(self, value: Any, depth: Any) -> Any:
        if type(value) is not dict:
            value = self.as_dict(value)
        if depth >= _MAX_DEPTH:
            raise too_deep(value)
        document: dict[Any, Any] = value
        made = slots.new(self.cls) if self.by_slots else None
        arguments: Any = None if self.by_slots else {}
        extra: Any = None
        problems: Any = None
        known = 0
        remaining: Any = self.fields
        while remaining:  # goes on with the next field where one has failed
            item: Any = ABSENT
            field: Any = None
            try:
                for field in remaining:
                    item = document.get(field.key, MISSING)
                    if field.alias_key is not None:
                        item = self.by_alias(field, item, document)
                    if item is MISSING:
                        item = field.default
                        if item is MISSING:
                            item = field.absent()
                        if made is not None:
                            field.slot.put(made, item)
                        continue
                    known += 1
                    if item is None:
                        if self.keeps and field.default is None:
                            extra = {} if extra is None else extra
                            extra[field.key] = None
                        if not field.nullable:
                            item = field.node.read(None, depth + 1)
                    elif type(item) is not str or not field.text:
                        given = item
                        item = field.node.read(given, depth + 1)
                        if self.keeps and field.written is not None:
                            spelling = field.spelling(given, item)
                            if spelling is not MISSING:
                                extra = {} if extra is None else extra
                                extra[field.key] = spelling
                    if made is not None:
                        field.slot.put(made, item)
                    else:
                        arguments[field.alias] = item
                remaining = None
            except Exception as exc:  # noqa: BLE001 - a default's factory may raise anything
                problems = Problems() if problems is None else problems
                self.keep_problems(exc, field, item, document, problems)
                following = remaining.index(field) + 1
                remaining = None if problems.are_too_many else remaining[following:]
        if known != len(document):
            if self.notes and made is not None:
                self.note_undeclared(made, document)
            if self.keeps:
                extra, problems = self.keep_undeclared(document, extra, problems, depth)
            elif self.forbids:
                problems = refuse_undeclared(self, document, problems)
            elif not self.other_case_keys.isdisjoint(document):
                others = {key: document[key] for key in document if key in self.other_case}
                problems = refuse_other_case(self, others, document, problems)
        if problems is not None:
            raise problems.failure()
        if made is not None and self.extra_slot is not None:
            self.extra_slot.put(made, self.extra_default if extra is None else extra)
        if made is None or self.late:
            try:
                made = self.make(arguments, extra) if made is None else self.convert(made)
            except Exception as exc:  # noqa: BLE001 - a user's code may raise anything
                raise failure_of(exc, value) from None
            if self.notes and known != len(document):
                self.note_undeclared(made, document)
        return made

    def as_dict(self, value: Any) -> Any:
        """Return an instance of a subclass of `dict` as an exact dict.

        It is a copy, because looking a key up in a `defaultdict` may add it.

        Raises:
            Failure: The value is no object, or its own methods fail.
        """
        if not issubclass(type(value), dict):
            raise refusal("an object", value)
        try:
            return dict(value)
        except Exception as exc:  # noqa: BLE001 - a user's code may raise anything
            raise failure_of(exc, value) from None

    def by_alias(self, field: Any, item: Any, document: Any) -> Any:
        """Return the value of a field that has two spellings.

        Args:
            field: The field.
            item: The value at its first spelling; `MISSING` if that is absent.
            document: The object.

        Raises:
            ContainerFailure: Both spellings are in the object.
        """
        other = document.get(field.alias_key, MISSING)
        if other is MISSING:
            return item
        if item is MISSING:
            return other
        message = f"is a second spelling of `{field.key}`, which is there too"
        raise ContainerFailure.of(Problem.about(other, message, (field.alias_key,)))

    def keep_problems(self, exc: Any, field: Any, item: Any, document: Any, problems: Any) -> None:
        """Add the problems of a field to those of the object, at the spelling that the object has."""
        failure = failure_of(exc, item)
        if type(failure) is ContainerFailure:
            problems.join(failure)
            return
        key = field.key
        if field.alias_key is not None and key not in document and field.alias_key in document:
            key = field.alias_key
        problems.add(failure, key)

    def note_undeclared(self, made: Any, document: Any) -> None:
        """Note the undeclared keys of the object that an instance is made of."""
        undeclared = [key for key in document if key not in self.declared]
        note_undeclared(made, self.cls, undeclared)

    def keep_undeclared(self, document: Any, extra: Any, problems: Any, depth: Any) -> Any:
        """Add the undeclared keys of an object, with their values, to its extra content.

        Returns:
            The extra content, or `None` if it is empty; and the problems, or `None`.
        """
        kept: dict[Any, Any] = {} if extra is None else extra
        for key, item in document.items():
            if key in self.declared:
                continue
            try:
                if not issubclass(type(key), str):
                    raise ContainerFailure.of(mismatch("a string as a key", key))
                kept[str.__str__(key)] = any_json.read(item, depth + 1)
            except Failure as failure:
                if problems is None:
                    problems = Problems()
                if type(failure) is ContainerFailure:
                    problems.join(failure)
                else:
                    problems.add(failure, key)
        return kept or None, problems

    def make(self, arguments: Any, extra: Any) -> Any:
        """Make an instance by calling the class, whose `__init__` does more than fill slots.

        Args:
            arguments: The arguments of the class by name, without the extra content.
            extra: The extra content by key, or `None`.

        Raises:
            Exception: A validator or other code of the class fails.
        """
        if extra is not None or self.extra_default is NOTHING:
            arguments[self.extra_alias] = NO_EXTRA if extra is None else extra
        return self.cls(**arguments)

    def convert(self, made: Any) -> Any:
        """Make defaults and call attrs converters, field by field, as the class's `__init__` does.

        Raises:
            Exception: An attrs converter or the factory of a default fails.
        """
        for field in self.late:
            item = field.slot.get(made)
            if item is MISSING:
                item = field.factory()
            field.slot.put(made, field.a.converter(item) if field.converted else item)
        return made


def class_structure_factory(type_: Any, converter: Converter, *, options: Options) -> StructureHook:
    """Make the hook that reads an object as an attrs class.

    Args:
        type_: The class.
        converter: The converter whose hooks read the fields. Overrides and aliases are honoured,
            as cattrs's generator honours them.
        options: The options by which the class is read.
    """
    node = ClassNode(type_, converter, options)
    return MethodType(_StructureWithKeys(node), node)


class _StructureWithKeys:
    """Calls a node's `structure`, and shows cattrs how documents spell the fields.

    It is the function of the bound method that is the hook. cattrs looks for `overrides` at the
    hooks of the classes of a union, to tell the classes apart by their keys.
    """

    __name__ = "structure"

    def __init__(self, node: ClassNode) -> None:
        self.node: ClassNode = node

    def __call__(self, node: Any, value: Any, type_: Any = None) -> Any:
        return node.structure(value, type_)

    @property
    def overrides(self) -> dict[str, Any]:
        """The override of each field whose key is not its name."""
        node = self.node
        keys = keys_of(node.type, node.converter, node.options)
        return {k.a.name: override(rename=k.key) for k in keys if k.key != k.a.name}


def configure_classes(converter: Converter, *, options: Options) -> None:
    """Make a converter read and write every attrs class by nodes.

    Args:
        converter: Any cattrs converter; hooks registered on it later for one class win. Its
            `detailed_validation` is switched on, because errors need paths. So is its
            `forbid_extra_keys` if undeclared keys are refused, because cattrs's strategies ask it.
        options: The options by which classes are read and written.
    """
    converter.detailed_validation = True
    if options.unknown == "forbid":
        converter.forbid_extra_keys = True

    def structure_factory(type_: Any, converter: Converter) -> StructureHook:
        return class_structure_factory(type_, converter, options=options)

    def unstructure_factory(type_: Any, converter: Converter) -> UnstructureHook:
        return class_unstructure_factory(type_, converter, options=options)

    converter.register_structure_hook_factory(is_attrs_class, structure_factory)
    converter.register_unstructure_hook_factory(is_attrs_class, unstructure_factory)
