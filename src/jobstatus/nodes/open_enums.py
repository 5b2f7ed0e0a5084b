"""The open enum: a `str` enum that also has a value for each text that it does not list."""

from __future__ import annotations

from enum import Enum
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    TypeAlias,
    TypeVar,
    final,
    get_args,
    get_origin,
)
from weakref import WeakValueDictionary

from jobstatus.errors import failure_of
from jobstatus.pydantic_hook import get_pydantic_core_schema

from .base import Node, NodesByClass, refusal
from .locks import lock_across_forks
from .lookup import AnyNode

if TYPE_CHECKING:
    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook
    from typing_extensions import Self

__all__ = [
    "OfAnyEnumNode",
    "Open",
    "OpenEnum",
    "OpenEnumNode",
    "Unrecognized",
    "configure_open_enums",
    "is_open",
    "is_open_enum",
    "latest_unrecognized",
    "open_enum_structure_factory",
    "open_enum_unstructure_factory",
]


class OpenEnum(str, Enum):
    """A `str` enum of every text: a listed text is a member, any other is an *unrecognized* value.

    An unrecognized value behaves as its text (equal, same hash, `str()`, f-strings, JSON), is an
    instance of `Unrecognized`, and is not in `list(cls)`. While it is alive, there is one object
    for its text, so that `is` works; no cache keeps it alive. Texts match exactly.

    It needs no converter: libraries that make enum members by calling the class (stock cattrs,
    msgspec, pydantic, `pickle`) get unrecognized values as well.

    Raises:
        ValueError: The class is called with something else than text.
    """

    def __new__(cls, text: Any) -> Self:
        """Make a listed member. The value of `auto()` is its name in lower case, as in `StrEnum`."""
        if not isinstance(text, str):
            msg = f"the values of {cls.__name__} are texts, not {text!r}"
            raise TypeError(msg)
        member = str.__new__(cls, text)
        member._value_ = str.__str__(text)
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        text = str.__str__(value)
        _latest[0] = object()
        with _lock:
            alive: Self | None = _alive.get((cls, text))
            if alive is None:
                new = str.__new__(cls, text)
                new._name_ = new._value_ = text
                alive = _alive.setdefault((cls, text), new)
        return alive

    @staticmethod
    def _generate_next_value_(
        name: str,
        start: int,  # noqa: ARG004 - the signature is Enum's
        count: int,  # noqa: ARG004
        last_values: list[Any],  # noqa: ARG004
    ) -> str:
        return name.lower()

    def __repr__(self) -> str:
        what = f".{self._name_}" if _is_listed(self) else " unrecognized"
        return f"<{type(self).__name__}{what}: {self._value_!r}>"

    __get_pydantic_core_schema__ = get_pydantic_core_schema

    # `Enum` would show `AtsJobValue.OPEN`; a value of an open enum is its text, listed or not.
    __str__ = str.__str__
    __format__ = str.__format__  # type: ignore[assignment]  # the stubs have it positional

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        # By value, so that an unrecognized text comes back as itself, or as the member that a
        # later version lists for it.
        return type(self), (self._value_,)


# Reentrant, and `setdefault` above, because a garbage collection while the lock is held may run a
# finalizer that makes an unrecognized value itself.
_lock: Final = lock_across_forks()
_alive: Final[WeakValueDictionary[tuple[type[OpenEnum], str], Any]] = WeakValueDictionary()

# Holds a new object after each call of an enum with a text that it does not list.
_latest: Final[list[object]] = [None]


def latest_unrecognized() -> object:
    """Return an object that is replaced each time that an unrecognized value is made or found."""
    return _latest[0]


def _is_listed(value: OpenEnum) -> bool:
    """Tell whether a value is a member of its enum."""
    # By identity: the name of an unrecognized value is its text, which may be a member's name.
    return type(value)._member_map_.get(value._name_) is value


class _UnrecognizedMeta(type):
    """Makes `isinstance(value, Unrecognized)` true for unrecognized values of all open enums."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, OpenEnum) and not _is_listed(instance)


@final
class Unrecognized(str, metaclass=_UnrecognizedMeta):
    """The class of all unrecognized values, for `isinstance` and `match`.

    It has no instances of its own: get one by calling the enum, `AtsJobValue("brand_new")`.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def name(self) -> str:
            """The text."""
            ...

        @property
        def value(self) -> str:
            """The text."""
            ...

    def __new__(cls, text: object = "") -> Self:
        """Refuse to make an instance: only open enums have unrecognized values.

        Raises:
            TypeError: Always.
        """
        msg = f"call the open enum itself, not Unrecognized, with {text!r}"
        raise TypeError(msg)


_E = TypeVar("_E", bound=OpenEnum)

if TYPE_CHECKING:
    Open: TypeAlias = _E | Unrecognized
else:

    class Open:
        """`Open[E]`: a member of `E`, or an unrecognized value of it.

        Type checkers read `E | Unrecognized`, so that a `match` has to handle unrecognized values.
        At run time it is `E`, annotated.
        """

        def __class_getitem__(cls, enum: type[OpenEnum]) -> Any:
            return Annotated[enum, cls]


def is_open_enum(type_: Any) -> bool:
    """Tell whether a type is an open enum. `Open[E]` is not: cattrs asks for `E` itself."""
    return isinstance(type_, type) and issubclass(type_, OpenEnum)


def is_open(type_: Any) -> bool:
    """Tell whether a type is `Open[...]`."""
    return get_origin(type_) is Annotated and Open in get_args(type_)


class OpenEnumNode(Node):
    """Structures text as a value of an open enum, and unstructures the value as text.

    Attributes:
        members: The listed members, by their texts.
    """

    def __init__(self, type_: Any) -> None:
        super().__init__(type_)
        self.members: dict[str, Any] = {str.__str__(member): member for member in type_}
        self.serves_subclasses = True

    def read(self, value: Any, depth: Any) -> Any:
        if type(value) is str:
            member = self.members.get(value)
            if member is not None:
                return member
        elif not issubclass(type(value), str):
            raise refusal("a string", value)
        try:
            return self.type(str.__str__(value))
        except Exception as exc:  # noqa: BLE001 - a user's code may raise anything
            raise failure_of(exc, value) from None

    def write(self, value: Any, depth: Any) -> Any:
        if issubclass(type(value), str):
            return str.__str__(value)
        raise refusal("a string", value)


class OfAnyEnumNode(Node):
    """Unstructures `Open[E]` where `E` is a type variable, each value by its own class."""

    def __init__(self, type_: Any, converter: BaseConverter) -> None:
        super().__init__(type_)
        self.by_class: AnyNode = AnyNode(Any, converter)
        self.text: OpenEnumNode = OpenEnumNode(OpenEnum)

    def write(self, value: Any, depth: Any) -> Any:
        if issubclass(type(value), OpenEnum):
            return self.by_class.write(value, depth)
        return self.text.write(value, depth)


class _OpenEnumNodes(NodesByClass):
    """Structures all open enums, each by its node."""

    def __init__(self) -> None:
        self.nodes: dict[Any, Node] = {}

    def node_for(self, type_: Any) -> Node:
        node = self.nodes.get(type_)
        if node is None:
            node = self.nodes[type_] = OpenEnumNode(type_)
        return node


def open_enum_structure_factory(type_: type[_E], converter: BaseConverter) -> StructureHook:
    """Make the hook that reads text as a value of an open enum, and refuses anything else."""
    return OpenEnumNode(type_).structure


def open_enum_unstructure_factory(type_: type[_E], converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes an open enum's value, listed or not, as plain text."""
    return OpenEnumNode(type_).unstructure


def open_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes `Open[E]` by the hook for `E`."""
    enum = get_args(type_)[0]
    if isinstance(enum, TypeVar):
        return OfAnyEnumNode(type_, converter).unstructure
    return converter.get_unstructure_hook(enum)


def configure_open_enums(converter: BaseConverter) -> None:
    """Make a converter structure and unstructure every `OpenEnum`, yours included.

    Args:
        converter: Any cattrs converter; hooks registered on it later for one enum win.
    """
    # For a subclass of `str`, cattrs finds the hook registered for `str` before it asks any
    # predicate: so the base class gets a hook, not a factory.
    converter.register_structure_hook(OpenEnum, _OpenEnumNodes().structure)
    converter.register_unstructure_hook(
        OpenEnum, open_enum_unstructure_factory(OpenEnum, converter)
    )
    converter.register_unstructure_hook_factory(is_open, open_unstructure_factory)
