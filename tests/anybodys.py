"""Classes of users, made in all the ways that attrs has, with ours in them."""

from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

import attrs
import msgspec

from jobstatus import AtsJobValue, JobStatus, JsonValue, Open, OpenEnum, SourceValue
from jobstatus.nodes.extra import NO_EXTRA, Extra, repr_with_extra
from jobstatus.nodes.scalars import Byte

E = TypeVar("E", bound=OpenEnum)
T = TypeVar("T")


class Colour(OpenEnum):
    """Somebody's open enum."""

    RED = "red"


class Shouting(OpenEnum):
    """Texts in capitals are those in small letters: more than `OpenEnum` does."""

    LOUD = "loud"

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if isinstance(value, str) and value.isupper() and value.lower() in list(cls):
            return cls(value.lower())
        return super()._missing_(value)


@attrs.define
class Mutable:
    """Slots, and not frozen."""

    n: int
    statuses: list[JobStatus] = attrs.field(factory=list)
    colour: Open[Colour] | None = None
    voice: Open[Shouting] | None = None
    level: Byte | None = None
    ratio: float = 1.5
    text: str = "none"


@attrs.define(slots=False)
class Dictionary:
    """No slots."""

    n: int | None = None
    status: JobStatus | None = None


@attrs.frozen(slots=False)
class FrozenDictionary:
    """No slots, and frozen."""

    at: datetime | None = None
    anything: dict[str, JsonValue] = attrs.field(factory=dict)


@attrs.define
class Private:
    """Its key is the name, and its parameter the alias."""

    _id: str = ""
    _number: int = attrs.field(default=3, alias="nr")


@attrs.define
class Validated:
    """A validator may refuse."""

    n: int = attrs.field(default=0, validator=attrs.validators.ge(0))


@attrs.define
class Prepared:
    """It does something when it is made."""

    n: int = 0

    def __attrs_post_init__(self) -> None:
        """Change itself."""
        self.n += 1


@attrs.frozen(cache_hash=True)
class Hashed:
    """It has a slot that is no field."""

    n: int = 0
    text: str = ""


@attrs.frozen
class Base:
    """A base with a slot of its own."""

    first: bool = False


@attrs.frozen
class Derived(Base):
    """And more of them."""

    second: bool = True
    third: list[JsonValue] | None = None
    fourth: str | list[JobStatus] | None = None
    fifth: dict[str, list[int]] | None = None


class Overridden(Base):
    """No attrs class itself, but a subclass of one; what it is made of is its own business."""

    def __init__(self, first: Any = None) -> None:
        """Change what was given."""
        super().__init__(first=not first)


@attrs.define(init=False)
class OwnInit:
    """It is made by its own `__init__`, which does more."""

    n: int = 0

    def __init__(self, n: int = 0) -> None:
        """Add one."""
        self.__attrs_init__(n=n + 1)  # type: ignore[attr-defined]


@attrs.define
class FailureError(Exception):
    """An exception can be an attrs class, too."""

    message: str = ""


@attrs.frozen(weakref_slot=False)
class Unreferred:
    """No slot for weak references."""

    a: AtsJobValue | None = None
    b: JsonValue = None
    c: int | str | None = None
    d: str | float | None = None
    e: list[float] | None = None


@attrs.define
class Guarded:
    """It has a `__setattr__` of its own."""

    n: int = 0

    def __setattr__(self, name: str, value: Any) -> None:
        """Double every number."""
        object.__setattr__(self, name, value * 2)


class Meta(type):
    """A metaclass that has a word in the making."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Make it, and say so."""
        made = super().__call__(*args, **kwargs)
        made.n += 1
        return made


@attrs.define
class Made(metaclass=Meta):
    """Its metaclass changes it."""

    n: int = 0


@attrs.define
class Extensible:
    """It takes what is extra, under a name of its own, and has one where ours is."""

    extra: str | None = None
    two_words: datetime | None = None
    three: int | None = 3
    rest: Extra = attrs.field(default=NO_EXTRA, repr=False)

    __repr__ = repr_with_extra


@attrs.define(slots=False, kw_only=True)
class OpenDictionary:
    """It takes what is extra, and has no slots."""

    one: list[Extensible] | None = None
    extra: Extra = NO_EXTRA


@attrs.frozen
class Pair(Generic[E]):
    """A pair of any enum."""

    value: Open[E] | None = None
    source_value: JsonValue = None
    extra: Extra = attrs.field(default=NO_EXTRA, kw_only=True)


@attrs.define(slots=False)
class Boxed(Generic[T]):
    """Anything, in a class without slots."""

    it: T
    more: list[Pair[Colour]] = attrs.field(factory=list)


@attrs.frozen
class ColourPair(Pair[Colour]):
    """A pair of one enum."""

    two_words: str | None = None


@attrs.frozen
class Generics:
    """All of them."""

    pair: Pair[Shouting] | None = None
    boxed: Boxed[Pair[AtsJobValue]] | None = None
    colours: list[ColourPair] | None = None


@attrs.frozen
class Namesake:
    """Its fields have names that Structs might have for something else."""

    other_two_words: str | None = None
    second_source_value: str | None = None
    own_name: str | None = None
    two_words: str | None = None
    source_value: SourceValue = None


@attrs.define(slots=False)
class Middling:
    """A class whose field for what is extra is between other fields."""

    a: int = 0
    extra: Extra = NO_EXTRA
    moments: list[datetime] | None = None
    b: int = 0


@attrs.define
class Tree:
    """It holds itself, in two ways."""

    name: str = ""
    children: "list[Tree]" = attrs.field(factory=list)
    parent: "Tree | None" = None
    status: JobStatus | None = None


attrs.resolve_types(Tree)


@attrs.frozen
class Converted:
    """An attrs converter makes something else of what is given."""

    text: str = attrs.field(default="", converter=str.strip)
    status: JobStatus | None = None


class Size(Enum):
    """An enum that is not open."""

    SMALL = "S"
    LARGE = "L"


@attrs.frozen
class Sized:
    """A field is a closed enum."""

    size: Size = Size.SMALL
    sizes: dict[str, Size | None] | None = None
    status: JobStatus | None = None


@attrs.frozen
class Patch:
    """A change of an object: a field that is not sent stays as it is, and null empties it."""

    text: str | msgspec.UnsetType | None = msgspec.UNSET
    two_words: list[datetime] | msgspec.UnsetType | None = msgspec.UNSET
    status: JobStatus | msgspec.UnsetType | None = msgspec.UNSET
    colour: Open[Colour] | msgspec.UnsetType | None = msgspec.UNSET


@attrs.frozen
class Numbered:
    """The keys of a dict are numbers, which JSON has not."""

    texts: dict[int, str] = attrs.field(factory=dict)
    statuses: dict[int, JobStatus | None] | None = None


ANYBODYS: list[Any] = [
    *(Mutable, Dictionary, FrozenDictionary, Private, Validated, Prepared, Hashed, Derived),
    *(ColourPair, Generics, Overridden, OwnInit, FailureError, Unreferred, Guarded, Made),
    *(Extensible, OpenDictionary, Namesake, Middling, Tree, Converted, Sized, Patch, Numbered),
]
