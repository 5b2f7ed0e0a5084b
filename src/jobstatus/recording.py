"""A cattrs converter that records the hooks registered on it, so that it pickles with them."""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from functools import wraps
from inspect import signature
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    NamedTuple,
    TypeAlias,
    Union,
    cast,
    get_origin,
)

from cattrs import Converter

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cattrs.dispatch import StructureHook
    from typing_extensions import Self

__all__ = ["RecordingConverter"]

_Register: TypeAlias = "str | Callable[..., object]"
"""The name of a converter's method, or a function of a module that takes a converter."""

_FALLBACKS: Final = ("unstructure_fallback_factory", "structure_fallback_factory")
_TYPE_AND_HOOK: Final = 2
_NO_CLASSES: Final = (Union, UnionType, Annotated)


class _Registration(NamedTuple):
    """One call by which hooks were registered.

    Attributes:
        register: The method or function that was called.
        args: Its arguments by position, but for the converter.
        kwargs: Its arguments by name.
    """

    register: _Register
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def repeat(self, converter: RecordingConverter) -> None:
        """Register the same hooks on another converter."""
        if isinstance(self.register, str):
            getattr(converter, self.register)(*self.args, **self.kwargs)
        else:
            self.register(converter, *self.args, **self.kwargs)

    def check_pickles(self) -> None:
        """Raise if the call does not pickle: without its hooks, the copy would convert differently.

        Raises:
            PicklingError: The function or the arguments do not pickle.
        """
        try:
            pickle.dumps(self)
        except Exception as exc:
            by_name = (f"{name}={arg!r}" for name, arg in self.kwargs.items())
            shown = ", ".join([*map(repr, self.args), *by_name])
            name = getattr(self.register, "__name__", self.register)
            msg = f"this converter does not pickle, for what {name}({shown}) registered does not: {exc}"
            raise pickle.PicklingError(msg) from exc


def _recorded(name: str) -> Callable[..., Any]:
    """Make a method of cattrs's converter that also records what it registers."""
    method = getattr(Converter, name)

    @wraps(method)
    def register(self: RecordingConverter, *args: Any, **kwargs: Any) -> Any:
        if len(args) == _TYPE_AND_HOOK and not kwargs:  # as cattrs and we do, and most others
            what, *hooks = args
        else:
            _, what, *hooks = signature(method).bind(self, *args, **kwargs).arguments.values()
        if hooks[:1] not in ([], [None]):
            registered = method(self, what, *hooks)
            self._record(name, (what, *hooks), {})  # pyright: ignore[reportPrivateUsage]
            return registered

        def register_factory(factory: Any) -> Any:
            register(self, what, factory)
            return factory

        return register_factory

    return register


class RecordingConverter(Converter):
    """The base of a cattrs converter that pickles and copies with the hooks registered on it.

    Where a hook does not pickle, pickling the converter is an error.
    """

    # Slots are found faster than items of `__dict__`, and methods are faster while that is empty.
    __slots__ = ("__dict__", "__weakref__", "_fallbacks", "_is_recording", "_registrations")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what `cattrs.Converter` takes."""
        self._registrations: list[_Registration] = []
        self._is_recording: bool = False  # cattrs registers its own hooks on every converter
        self._fallbacks: dict[str, Any] = {
            name: kwargs[name] for name in _FALLBACKS if name in kwargs
        }
        super().__init__(*args, **self._with_defaults(kwargs))
        self._is_recording = True

    @property
    def registration_count(self) -> int:
        """The number of calls that have registered hooks; once it grows, cached hooks are stale."""
        return len(self._registrations)

    def recorded_options(self) -> dict[str, Any]:
        """Return the options of functions such as `configure` that were called on the converter."""
        calls = [call.kwargs for call in self._registrations if callable(call.register)]
        return {name: value for options in calls for name, value in options.items()}

    def _with_defaults(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments for `cattrs.Converter`, with the defaults of a class of converters."""
        raise NotImplementedError

    def _hooks_changed(self) -> None:
        """Drop everything that was made of the hooks registered so far."""
        raise NotImplementedError

    def _own_settings(self) -> dict[str, Any]:
        """Return the attributes that a class of converters adds to those of cattrs, by name."""
        raise NotImplementedError

    def _record(self, register: _Register, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Record a call that has registered hooks, for whoever pickles or copies the converter."""
        if self._is_recording:
            self._registrations.append(_Registration(register, args, kwargs))
        self._hooks_changed()

    @contextmanager
    def registering_by(self, function: Callable[..., object], **kwargs: Any) -> Generator[None]:
        """Record all hooks that are registered in a `with` block as one call that registers them.

        Args:
            function: The function that is called; it takes a converter, and has to pickle.
            kwargs: The other arguments of the call.
        """
        with self._registering_as(function, **kwargs):
            yield

    @contextmanager
    def _registering_as(self, register: _Register, **kwargs: Any) -> Generator[None]:
        was_recording, self._is_recording = self._is_recording, False
        try:
            yield
        finally:
            self._is_recording = was_recording
        self._record(register, (), kwargs)

    def register_structure_hook(self, cl: Any, func: StructureHook | None = None) -> Any:
        """Register a structure hook for a type, as in cattrs; for a union or annotated one, too.

        Args:
            cl: The type; or the hook itself, whose annotations name the type (a decorator).
            func: Called with the value and the type.
        """
        if func is None:
            return super().register_structure_hook(cl)
        with self._registering_as("register_structure_hook", cl=cl, func=func):
            if get_origin(cl) in _NO_CLASSES:
                # cattrs would ask for it only after all predicates, ours for JSON unions included.
                self.register_structure_hook_func(lambda type_: type_ == cl, func)
            else:
                super().register_structure_hook(cl, cast("Any", func))
        return None

    def register_unstructure_hook(self, cls: Any = None, func: Any = None) -> Any:
        """Register an unstructure hook for a type, as in cattrs, and also for an annotated one.

        Args:
            cls: The type; or the hook itself, whose annotations name the type (a decorator).
            func: Called with the object.
        """
        if func is None:
            return super().register_unstructure_hook(cls)
        with self._registering_as("register_unstructure_hook", cls=cls, func=func):
            if get_origin(cls) is Annotated:
                self.register_unstructure_hook_func(lambda type_: type_ == cls, func)
            else:
                super().register_unstructure_hook(cls, func)
        return None

    if not TYPE_CHECKING:  # their types are cattrs's own
        register_structure_hook_func = _recorded("register_structure_hook_func")
        register_structure_hook_factory = _recorded("register_structure_hook_factory")
        register_unstructure_hook_func = _recorded("register_unstructure_hook_func")
        register_unstructure_hook_factory = _recorded("register_unstructure_hook_factory")

    def copy(self, *args: Any, **kwargs: Any) -> Self:
        """Copy the converter with all hooks, as cattrs does; later registrations concern one of the two."""
        copied: Self = super().copy(*args, **kwargs)
        for name, value in self._own_settings().items():
            setattr(copied, name, value)
        copied._registrations = list(self._registrations)
        return copied

    def __reduce__(self) -> tuple[Any, ...]:
        for registration in self._registrations:
            registration.check_pickles()
        arguments: dict[str, Any] = {
            "dict_factory": self._dict_factory,
            "unstruct_strat": self.unstruct_strat,
            "omit_if_default": self.omit_if_default,
            "forbid_extra_keys": self.forbid_extra_keys,
            "type_overrides": self.type_overrides,
            "unstruct_collection_overrides": self._unstruct_collection_overrides,
            "prefer_attrib_converters": self._prefer_attrib_converters,
            "detailed_validation": self.detailed_validation,
            "use_alias": self.use_alias,
            **self._fallbacks,
        }
        return _restore, (type(self), arguments, self._own_settings(), self._registrations)


def _restore(
    class_: type[RecordingConverter],
    arguments: dict[str, Any],
    settings: dict[str, Any],
    registrations: list[_Registration],
) -> RecordingConverter:
    """Make a converter as another one was made, and register the same hooks on it."""
    restored = class_(**arguments)
    for name, value in settings.items():
        setattr(restored, name, value)
    by_itself = len(restored._registrations)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    for registration in registrations[by_itself:]:  # a subclass's `__init__` has made the others
        registration.repeat(restored)
    return restored
