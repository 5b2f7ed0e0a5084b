"""Converters with every hook of this package: `configure`, `make_converter` and `converter`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final

from cattrs.preconf.json import configure_converter as configure_json

from .codecs.preconfigured import configure_formats
from .json_converters import JsonConverter
from .nodes.classes import configure_classes
from .nodes.date_times import configure_date_times
from .nodes.dicts import configure_dicts
from .nodes.json_unions import configure_json_values
from .nodes.keys import Case, Nulls, Options, Unknown
from .nodes.lists import configure_lists
from .nodes.open_enums import configure_open_enums
from .nodes.optionals import configure_optionals
from .nodes.scalars import configure_scalars
from .nodes.unset import configure_unset

if TYPE_CHECKING:
    from cattrs import Converter

    from .drift.events import OnDrift

__all__ = ["JsonConverter", "configure", "converter", "make_converter"]

_AS_JSON: Final = {AbstractSet: list, tuple: list, Counter: dict}


def configure(
    converter: Converter, *, nulls: Nulls = "omit", unknown: Unknown = "drop", case: Case = "snake"
) -> None:
    """Add everything to a cattrs converter: open enums, JSON unions, strictness, errors with paths.

    Args:
        converter: Any `cattrs.Converter`, preconfigured ones included. It becomes strict about
            scalars, lists, dicts and all attrs classes, and its `detailed_validation` is switched
            on. Hooks registered on it later win: for a class by `register_structure_hook` (as in
            cattrs, predicates are asked only for types that no class is registered for); and for
            a union, on a converter that is no `JsonConverter`, by `register_structure_hook_func`.
            The `loads` and `dumps` of a preconfigured one refuse values that the format cannot
            carry.
        nulls: `"omit"` does not write a `None` that is its field's default, `"emit"` writes null.
        unknown: `"drop"` ignores undeclared keys, `"forbid"` refuses them, `"keep"` keeps them in
            the instance's `extra`, with explicit nulls, and writes them back.
        case: `"snake"` for documents that spell `job_status`, `"camel"` for `jobStatus`.

    Raises:
        ValueError: An option has another value, or *unknown* is `"keep"` and *nulls* is `"emit"`:
            one writes exactly the nulls of the document, the other writes more.
    """
    for name, value, allowed in (
        ("nulls", nulls, ("omit", "emit")),
        ("unknown", unknown, ("drop", "forbid", "keep")),
        ("case", case, ("snake", "camel")),
    ):
        if value not in allowed:
            *others, last = map('"{}"'.format, allowed)
            msg = f"{name} is {', '.join(others)} or {last}, not {value!r}"
            raise ValueError(msg)
    if (unknown, nulls) == ("keep", "emit"):
        msg = (
            'unknown="keep" writes the nulls that were there; nulls="emit" would write others, too'
        )
        raise ValueError(msg)
    if isinstance(converter, JsonConverter):
        with converter.registering_by(configure, nulls=nulls, unknown=unknown, case=case):
            _configure(converter, Options(nulls, unknown, case))
    else:
        _configure(converter, Options(nulls, unknown, case))


def _configure(converter: Converter, options: Options) -> None:
    """Register all hooks of this package."""
    configure_classes(converter, options=options)
    configure_optionals(converter)
    configure_lists(converter)
    configure_dicts(converter)
    configure_unset(converter)
    configure_json_values(converter)
    configure_scalars(converter)
    configure_date_times(converter)
    configure_open_enums(converter)
    configure_formats(converter)


def configure_other_types(converter: JsonConverter) -> None:
    """Make a converter read and write other types (`date`, `bytes`, ...) as `cattrs.preconf.json`."""
    with converter.registering_by(configure_other_types):
        configure_json(converter)


def make_converter(
    *,
    nulls: Nulls = "omit",
    unknown: Unknown = "drop",
    case: Case = "snake",
    on_drift: OnDrift | None = None,
) -> JsonConverter:
    """Make a `JsonConverter` with all hooks of this package.

    Types that this package has no hook for (`date`, `bytes`, closed enums, ...) are read and
    written as `cattrs.preconf.json` does it.

    Args:
        nulls: As in `configure`.
        unknown: As in `configure`.
        case: As in `configure`.
        on_drift: A function such as a `DriftCounter` or a `DriftLogger`. It is called with an
            `UndeclaredKey` for each key that an attrs class does not declare, and an
            `UnrecognizedText` for each text that an open enum does not list, in the results of
            `structure`, `loads`, functions of `get_loads_hook`, and `salvage`: once per occurrence,
            after the document has been read. Exceptions that it raises propagate.

    Raises:
        ValueError: As in `configure`.
    """
    made = JsonConverter(unstruct_collection_overrides=_AS_JSON, on_drift=on_drift)
    configure_other_types(made)
    configure(made, nulls=nulls, unknown=unknown, case=case)
    return made


converter: JsonConverter = make_converter()
"""The converter with the defaults, ready to import."""
