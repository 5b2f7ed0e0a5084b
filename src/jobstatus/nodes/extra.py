"""The field `extra`: undeclared keys, explicit nulls and other spellings, kept for writing back."""

from __future__ import annotations

from reprlib import recursive_repr
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn, TypeAlias, get_args, get_origin

from attrs import fields
from cattrs.gen import override
from msgspec import UNSET

from .json_unions import JsonValue

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["NO_EXTRA", "Extra", "extra_field_of", "repr_with_extra"]


class _Extra:
    """Marks the field that keeps what the other fields of a class cannot hold."""


# The override is for stock cattrs: there the field is no key of documents.
Extra: TypeAlias = Annotated[dict[str, JsonValue], _Extra, override(omit=True)]
"""The type of the field, usually called `extra`, that keeps what the other fields cannot hold.

Its keys are those of the document: undeclared ones, and declared ones with an explicit null or
another spelling than is written.
"""


class _NoExtra(dict[str, Any]):
    """The empty dict that all instances without extra content share; it refuses to be changed."""

    __slots__ = ()

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        msg = 'it is shared, and stays empty: use attrs.evolve(instance, extra={"key": ...})'
        raise TypeError(msg)

    __setitem__ = __ior__ = update = setdefault = _refuse  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]

    def __reduce__(self) -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
        return "NO_EXTRA"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


NO_EXTRA: Final[dict[str, JsonValue]] = _NoExtra()
"""The default of a field of type `Extra`: an empty dict that is shared, and cannot change."""


def extra_field_of(class_: Any) -> str | None:
    """Return the name of the field of type `Extra` of an attrs class, or `None`."""
    for a in fields(class_):
        if get_origin(a.type) is Annotated and _Extra in get_args(a.type):
            return str(a.name)
    return None


def repr_with_extra(self: Any) -> str:
    """Return the `repr` that attrs gives an instance, but only with the fields that say something.

    A field is left out if it has its default, is unset, or is an empty `extra`. What is shown makes
    an equal instance, where attrs's own `repr` does. Use it in a class of yours: `__repr__ =
    repr_with_extra`, and `repr=False` in the decorator.
    """
    return _repr(self)


@recursive_repr()
def _repr(self: Any) -> str:
    class_ = type(self)
    extra = extra_field_of(class_)
    shown: list[str] = []
    for a in fields(class_):
        value = getattr(self, a.name)
        if a.repr is False or value is UNSET or _is_default(value, a.default):
            continue
        if a.name != extra or value:
            shown.append(f"{a.name}={repr(value) if a.repr is True else a.repr(value)}")
    return f"{class_.__qualname__}({', '.join(shown)})"


def _is_default(value: Any, default: Any) -> bool:
    """Tell whether a value is a default, or a text or number that is exactly equal to it."""
    if value is default:
        return True
    return type(value) is type(default) and type(value) in (str, int) and value == default
