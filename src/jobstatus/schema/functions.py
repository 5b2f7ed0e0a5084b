"""The functions that make schemas: of one type, and of several with shared definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from jobstatus.converters import converter as _converter
from jobstatus.errors import type_name
from jobstatus.nodes.unset import UnsetNode

from .definitions import REF_TEMPLATE, Definitions
from .serialization import SerializationPass
from .validation import ValidationPass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cattrs import BaseConverter

    from .base import SchemaPass

__all__ = ["Mode", "json_schema", "json_schema_components", "schema_of"]

Mode: TypeAlias = Literal["validation", "serialization"]
"""The documents that a schema describes: those that are read, or those that are written."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_PASSES: Final[dict[str, type[SchemaPass]]] = {
    "validation": ValidationPass,
    "serialization": SerializationPass,
}


def json_schema(
    type_: Any,
    *,
    converter: BaseConverter = _converter,
    known: Mapping[Any, Mapping[str, Any]] | None = None,
    ref_template: str = REF_TEMPLATE,
    mode: Mode = "validation",
) -> dict[str, Any]:
    """Make the JSON Schema (2020-12) of the documents that a converter reads or writes for a type.

    With `mode="validation"`, a document is valid if, and only if, `loads` accepts it. A schema cannot
    express four rules: that `1.0` is no integer, how many digits a number may have, how deep a value
    may nest, and what validators, attrs converters and the `__init__` of a class refuse.

    With `mode="serialization"`, what `dumps` writes is valid: keys in the one spelling that is
    written, date-times as they are written, null only where it is written, and *required* for keys
    that are always there. The undeclared keys in an instance's `extra` are valid, too, unless the
    converter forbids them. Nulls and other spellings in `extra` are valid if the converter keeps
    them.

    Args:
        type_: The type of the documents: any type that `structure` takes.
        converter: The converter that reads or writes the documents.
        known: The schemas of types that hooks of your own read or write:
            `{Money: {"type": "string"}}`. They win over the schemas made from the hooks. They do
            not describe numbers that are keys of dicts, which are text in a document.
        ref_template: The reference to a definition, with `{name}` for its name.
        mode: `"validation"` for the documents that are read, `"serialization"` for those that are
            written.

    Returns:
        The schema, a new dict that the caller may change. Classes and enums are under `$defs`, by
        their names.

    Raises:
        TypeError: Nothing is known of the hook for a type, and *known* has no schema for it; or a
            schema in *known* is no JSON object.
        ValueError: *mode* has another value.
    """
    (schema,), definitions = json_schema_components(
        [type_], converter=converter, known=known, ref_template=ref_template, mode=mode
    )
    made = {"$schema": _DIALECT, **schema}
    return {**made, "$defs": definitions} if definitions else made


def json_schema_components(
    types: Iterable[Any],
    *,
    converter: BaseConverter = _converter,
    known: Mapping[Any, Mapping[str, Any]] | None = None,
    ref_template: str = REF_TEMPLATE,
    mode: Mode = "validation",
) -> tuple[tuple[dict[str, Any], ...], dict[str, dict[str, Any]]]:
    """Make the schemas of several types, and the definitions that these share.

    It is to `json_schema` what `msgspec.json.schema_components` is to `msgspec.json.schema`: for a
    document that has its definitions in one place, such as an OpenAPI document with
    `ref_template="#/components/schemas/{name}"`.

    Args:
        types: The types.
        converter: As in `json_schema`.
        known: As in `json_schema`.
        ref_template: As in `json_schema`.
        mode: As in `json_schema`.

    Returns:
        The schema of each type, in order; and the definitions of classes and enums, by their names.

    Raises:
        TypeError: As in `json_schema`.
        ValueError: As in `json_schema`.
    """
    definitions = Definitions(ref_template)
    schemas = [
        schema_of(type_, converter, known or {}, definitions=definitions, mode=mode)
        for type_ in types
    ]
    return tuple(schemas), definitions.by_name


def schema_of(
    type_: Any,
    converter: BaseConverter,
    known: Mapping[Any, Any],
    *,
    definitions: Definitions,
    mode: Mode,
) -> dict[str, Any]:
    """Make the schema of a type, and add to the definitions those that it refers to.

    Args:
        type_: The type.
        converter: The converter that reads or writes the documents.
        known: The caller's own schemas, by type.
        definitions: The definitions.
        mode: As in `json_schema`.

    Raises:
        TypeError: As in `json_schema`.
        ValueError: As in `json_schema`.
    """
    if mode not in _PASSES:
        msg = f'mode is "validation" or "serialization", not {mode!r}'
        raise ValueError(msg)
    # It finds the hook when it is resolved.
    root = UnsetNode(type_, converter, mode == "validation")
    return _PASSES[mode](known, definitions).of(type_, root, type_name(type_))
