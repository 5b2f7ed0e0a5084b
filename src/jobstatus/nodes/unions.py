"""Unions of classes that cattrs tells apart: messages for values that fit none of the classes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jobstatus.excerpts import ABSENT, excerpt
from jobstatus.problems import Failure, Problem, mismatch

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["choice_failure", "choosing_hook", "chosen_types", "names_in", "tag_of"]


def choosing_hook(hook: Callable[..., Any]) -> Callable[..., Any] | None:
    """Return cattrs's own hook that chooses among the classes of a union.

    Args:
        hook: The structure hook of a union of classes, or of classes and `None`. For the latter it
            may be that of `configure_union_passthrough`, which asks another hook about objects.

    Returns:
        The hook whose choices `chosen_types` knows; `None` if the converter uses another one.
    """
    names = names_in(hook)
    if "spillover" in names:
        return choosing_hook(names["converter"].get_structure_hook(names["spillover"]))
    return hook if names_in(names.get("dis_fn")) else None


def chosen_types(hook: Callable[..., Any]) -> tuple[Callable[[Any], Any], list[Any]]:
    """Return the function by which a `choosing_hook` chooses, and all types that it may return.

    The function takes an object; the types are classes, and unions of several classes.
    """
    choose = names_in(hook)["dis_fn"]
    names = names_in(choose)
    by_value = names.get("final_mapping") or names["uniq_attrs_dict"]
    types = [*by_value.values(), names.get("fallback")]
    return choose, [type_ for type_ in types if type_ is not None]


def choice_failure(hook: Callable[..., Any], value: Any) -> Failure | None:
    """Return the failure of a value for which cattrs finds no class of a union.

    It knows the hooks of `configure_tagged_union`, and those of unions of classes that differ in a
    field of type `Literal` or in their keys.

    Args:
        hook: The hook that has failed.
        value: The value that it was called with.

    Returns:
        The failure; `None` for other hooks, and for a hook that has failed after choosing a class.
    """
    known = names_in(hook)
    choose = names_in(known.get("dis_fn") or known.get("_dis_fn"))
    if "_default" in known and "_tag_name" in known:
        return _of_optional_key(known["_tag_name"], value)
    if "_tag_to_cl" in known:
        return _of_key(known["_tag_name"], known["_tag_to_cl"], value)
    if "final_mapping" in choose:
        return _of_key(choose["best_discriminator"], choose["final_mapping"], value)
    if "uniq_attrs_dict" in choose:
        others_fit = choose.get("fallback") is not None
        return _of_keys(choose["uniq_attrs_dict"], value, others_fit=others_fit)
    for inner in known.values():  # a strategy may use another one
        if inner is not hook and "_tag_name" in names_in(inner):
            return choice_failure(inner, value)
    return None


def tag_of(hook: Callable[..., Any]) -> str | None:
    """Return the key by which a hook of `configure_tagged_union` tells classes apart, or `None`."""
    known = names_in(hook)
    inner = (names_in(each) for each in known.values())  # a strategy may use another one
    return next(
        (str(names["_tag_name"]) for names in (known, *inner) if "_tag_name" in names), None
    )


def _of_key(key: str, choices: Mapping[Any, Any], value: Any) -> Failure | None:
    """Return the failure of an object whose value at a key is none of the choices."""
    if not isinstance(value, Mapping):
        return Failure.of(mismatch("an object", value))
    tag = value.get(key, ABSENT)
    if any(tag == choice for choice in choices):
        return None
    expected = f"expected {_one_of(choices)}"
    if tag is ABSENT:
        return Failure.of(Problem.about(tag, f"is required, but absent ({expected})", (key,)))
    return Failure.of(mismatch(expected.removeprefix("expected "), tag).under(key))


def _of_optional_key(key: str, value: Any) -> Failure | None:
    """Return the failure of an object whose value at a key cannot be a tag."""
    if not isinstance(value, Mapping):
        return Failure.of(mismatch("an object", value))
    tag = value.get(key, "")
    return None if isinstance(tag, Hashable) else Failure.of(mismatch("a string", tag).under(key))


def _of_keys(choices: Mapping[str, Any], value: Any, *, others_fit: bool) -> Failure | None:
    """Return the failure of an object that has none of the keys by which classes differ."""
    if not isinstance(value, Mapping):
        return Failure.of(mismatch("an object", value))
    if others_fit or any(key in value for key in choices):
        return None
    return Failure.of(mismatch(f"an object with {_one_of(choices)} as a key", value))


def _one_of(choices: Iterable[Any]) -> str:
    """Name the choices, which are two or more, as a message needs it behind "expected"."""
    # Sorted, because cattrs keeps some of them in sets.
    shown = sorted(excerpt(getattr(choice, "value", choice)) for choice in choices)
    return f"one of {', '.join(shown)}"


def names_in(function: Any) -> dict[str, Any]:
    """Return the variables that a function of cattrs was made with: its defaults and its closure."""
    code = getattr(function, "__code__", None)
    if code is None or not str(function.__module__).startswith("cattrs."):
        return {}
    defaults = function.__defaults__ or ()
    arguments = code.co_varnames[: code.co_argcount]
    names = dict(zip(arguments[len(arguments) - len(defaults) :], defaults, strict=True))
    cells = zip(code.co_freevars, function.__closure__ or (), strict=True)
    return names | {name: cell.cell_contents for name, cell in cells}
