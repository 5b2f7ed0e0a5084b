"""The field `extra`: undeclared keys, explicit nulls and other spellings, kept for writing back."""

from __future__ import annotations

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
"""The default of a field of type `Extra`."""


def extra_field_of(class_: Any) -> str | None:
    """Return the name of the field of type `Extra` of an attrs class, or `None`."""
    for a in fields(class_):
        if get_origin(a.type) is Annotated and _Extra in get_args(a.type):
            return str(a.name)
    return None


def repr_with_extra(self: Any) -> str:
    """Return the `repr` that attrs gives an instance, without unset fields and an empty `extra`."""
    extra = extra_field_of(type(self))
    values = {a.name: getattr(self, a.name) for a in fields(type(self))}
    shown = ", ".join(
        f"{name}={value!r}"
        for name, value in values.items()
        if value is not UNSET and (name != extra or value)
    )
    return f"{type(self).__qualname__}({shown})"
