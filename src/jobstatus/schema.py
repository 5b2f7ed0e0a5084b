"""JSON Schema (2020-12) for whatever a converter structures: which documents it takes, exactly.

What a converter really does, the shapes beside its hooks say. So the schema follows its options,
and hooks of a user's own, of which nothing is known, it does not guess at.
"""

from __future__ import annotations

import re
from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast, get_args, get_origin

from attrs import NOTHING, fields, has
from cattrs import StructureHandlerNotFoundError

from .codecs.json_values import SCALARS, copy_json
from .converters import converter as _converter
from .date_time import DATE_TIME_PATTERN
from .docstrings import attributes_of, summary_of
from .errors import type_name
from .shape import shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from attrs import Attribute
    from cattrs import BaseConverter

    from .shape import Field, Shape

__all__ = ["json_schema"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_NAMES: Final[dict[type, str]] = {
    str: "string",
    float: "number",
    int: "integer",
    bool: "boolean",
    list: "array",
    dict: "object",
    NoneType: "null",
}

_OTHERS: Final = "The enum is open: any other text is valid, too."

# Keywords that say nothing of null, so that it can be allowed beside them.
_PASS_NULL: Final = frozenset({"type", "items", "additionalProperties", "minimum", "maximum"})


def json_schema(
    type_: Any,
    *,
    converter: BaseConverter = _converter,
    known: Mapping[Any, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Make the JSON Schema (2020-12) of the documents that a converter structures as a type.

    A document is valid if, and only if, `loads` accepts it, but for what a schema cannot say: that
    `1.0` is no integer, how many digits a number may have, how deep a value may nest, and what is
    refused by validators, attrs converters and an `__init__` of a class.

    Args:
        type_: What documents are to become; all that `structure` takes.
        converter: Whose hooks read them. Its options are in the schema.
        known: The schemas of types that are read by hooks of your own, `{Money: {"type": "string"}}`.
            They win, whatever the hook is.

    Returns:
        The schema, which is the caller's own. Classes and enums are under `$defs`, by their names.

    Raises:
        TypeError: There is a hook of which nothing is known, and its type is not in *known*; or
            what is there is no JSON object.
    """
    walk = _Walk(converter, known or {})
    made = {"$schema": _DIALECT, **walk.of(type_, _title(type_))}
    return {**made, "$defs": walk.definitions} if walk.definitions else made


class _Walk:
    """Describes types, shape by shape.

    Attributes:
        definitions: Of classes and enums, by their names in the schema.
    """

    def __init__(self, converter: BaseConverter, known: Mapping[Any, Any]) -> None:
        self.converter, self.known = converter, known
        self.definitions: dict[str, dict[str, Any]] = {}
        self._names: dict[Any, str] = {}

    def of(self, type_: Any, where: str) -> dict[str, Any]:
        """Return the schema of a type.

        Args:
            type_: The type.
            where: Where it stands, for errors.
        """
        if type_ in self.known:
            return _own(type_, self.known[type_])
        try:
            hook = self.converter.get_structure_hook(type_)
        except StructureHandlerNotFoundError as exc:
            msg = f"no JSON Schema of {type_name(type_)} (at {where}): {exc}"
            raise TypeError(msg) from exc
        shape = shape_of(hook, type_)
        if shape is None:
            return self._of_cattrs(type_, hook, where)
        made: dict[str, Any] = getattr(self, f"_{shape.kind}")(type_, shape, where)
        return made

    def _scalar(self, type_: Any, _shape: Shape, _where: str) -> dict[str, Any]:
        return {"type": _NAMES[type_]}

    def _range(self, _type: Any, shape: Shape, _where: str) -> dict[str, Any]:
        low, high = shape.allowed[0], shape.allowed[-1]
        return {"type": "integer", "minimum": low, "maximum": high}

    def _open_enum(self, type_: Any, _shape: Shape, _where: str) -> dict[str, Any]:
        listed = {"enum": [member.value for member in type_]}
        arms = [listed, {"description": _OTHERS, "type": "string"}]
        return self._defined(type_, lambda: {**_described(type_), "anyOf": arms})

    def _date_time(self, type_: Any, _shape: Shape, _where: str) -> dict[str, Any]:
        made = {
            "description": "RFC 3339, with an offset, and with at most six digits behind the second.",
            "type": "string",
            "format": "date-time",
            "pattern": DATE_TIME_PATTERN,
            "not": {"pattern": r"\n"},
        }
        return self._defined(type_, lambda: made)

    def _json(self, _type: Any, shape: Shape, where: str) -> dict[str, Any]:
        arms = {get_origin(arm) or arm: arm for arm in shape.inside}
        kinds = [kind for kind in _NAMES if kind in shape.kinds - set(arms)]
        if len(kinds) == len(_NAMES):
            return {}
        names = [_NAMES[kind] for kind in kinds if not (kind is int and float in kinds)]
        of_kinds = [{"type": names[0] if len(names) == 1 else names}] if names else []
        return _any_of([*of_kinds, *(self.of(arm, where) for arm in arms.values())])

    def _optional(self, _type: Any, shape: Shape, where: str) -> dict[str, Any]:
        made = self.of(shape.inside[0], where)
        if not made:
            return made
        if "type" in made and _PASS_NULL.issuperset(made):
            names = [made["type"]] if isinstance(made["type"], str) else made["type"]
            return {**made, "type": names if "null" in names else [*names, "null"]}
        arms = made["anyOf"] if made.keys() == {"anyOf"} else [made]
        return {"anyOf": [*arms, {"type": "null"}]}

    def _list(self, _type: Any, shape: Shape, where: str) -> dict[str, Any]:
        items = self.of(shape.inside[0], f"{where}[]")
        return {"type": "array", "items": items} if items else {"type": "array"}

    def _dict(self, _type: Any, shape: Shape, where: str) -> dict[str, Any]:
        values = self.of(shape.inside[0], f"{where}{{}}")
        return {"type": "object", "additionalProperties": values} if values else {"type": "object"}

    def _one_or_many(self, _type: Any, shape: Shape, where: str) -> dict[str, Any]:
        return _any_of([{"type": "string"}, self.of(shape.inside[0], where)])

    def _same(self, _type: Any, shape: Shape, where: str) -> dict[str, Any]:
        return self.of(shape.inside[0], where)

    def _class(self, type_: Any, shape: Shape, _where: str) -> dict[str, Any]:
        return self._defined(type_, lambda: self._object(type_, shape))

    def _object(self, type_: Any, shape: Shape) -> dict[str, Any]:
        class_ = get_origin(type_) or type_
        said = attributes_of(class_)
        properties: dict[str, Any] = {}
        for field in shape.fields:
            where = f"{_title(type_)}.{field.name}"
            about = _about(getattr(fields(class_), field.name), said)
            properties[field.key] = {**about, **self._field(field, where), **about}
            if field.twin:
                about = {**about, "description": f"A second spelling of `{field.key}`."}
                properties[field.twin] = {**about, **self._field(field, where), **about}
        made = {**_described(class_), "type": "object", "properties": properties}
        required = [f.key for f in shape.fields if f.default is NOTHING and not f.twin]
        if required:
            made["required"] = required
        if shape.unknown == "forbid":
            made["additionalProperties"] = False
        return _all_of(made, list(_rules(shape)))

    def _field(self, field: Field, where: str) -> dict[str, Any]:
        if field.hook and field.type not in self.known:
            raise _nothing_known(field.type, where)
        return self.of(field.type, where)

    def _of_cattrs(self, type_: Any, hook: Callable[..., Any], where: str) -> dict[str, Any]:
        """Describe what is read by a hook of cattrs itself, or as a subclass of a scalar."""
        room = getattr(hook, "__module__", None)
        if room == "cattrs.converters":
            if type_ is Any or type_ is None:
                return {}
            if get_origin(type_) is Literal:
                return _one_of_values(get_args(type_), type_, where)
            inside = _inside(type_)
            if inside is not None:
                return self.of(inside, where)
        kind = next((k for k in (str, int, float) if _is_subclass(type_, k)), None)
        scalar = shape_of(hook, kind)
        if _is_subclass(type_, Enum) and (scalar or room == "cattrs.enums"):
            missing: Any = Enum._missing_
            finds_more = type_._missing_.__func__ is not missing.__func__
            if finds_more or (not scalar and "_value_" in type_.__annotations__):
                raise _nothing_known(type_, where)
            values = [member.value for member in type_]
            listed = _one_of_values(values, type_, where, strictly=scalar is not None)
            return self._defined(type_, lambda: {**_described(type_), **listed})
        if scalar and kind:
            return {"type": _NAMES[kind]}
        raise _nothing_known(type_, where)

    def _defined(self, type_: Any, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return the reference to a definition, which is made if it is not there yet."""
        if type_ not in self._names:
            title = _title(type_)
            plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", title).strip("_")
            name, number = plain, 1
            while name in self.definitions:  # classes of two modules may have one name
                number += 1
                name = f"{plain}_{number}"
            self._names[type_] = name
            definition = self.definitions[name] = {"title": title}
            definition.update(make())  # a class may refer to itself
        return {"$ref": f"#/$defs/{self._names[type_]}"}


def _title(type_: Any) -> str:
    """Name a type; of a class, without the function that it may be made in."""
    class_ = get_origin(type_)
    if class_ and has(class_):
        return f"{class_.__name__}[{', '.join(map(_title, get_args(type_)))}]"
    return type_.__name__ if isinstance(type_, type) and not class_ else type_name(type_)


def _described(class_: Any) -> dict[str, Any]:
    summary = summary_of(class_)
    return {"description": summary} if summary else {}


def _about(a: Attribute[Any], said: Mapping[str, str]) -> dict[str, Any]:
    """Say of a field what does not count for validity."""
    about: dict[str, Any] = {}
    deprecated = a.metadata.get("deprecated")
    description = said.get(a.name) or (deprecated if isinstance(deprecated, str) else "")
    if description:
        about["description"] = description
    if deprecated:
        about["deprecated"] = True
    default, problems = copy_json(a.default)
    if default is not None and not problems:
        about["default"] = default
    return about


def _rules(shape: Shape) -> Iterator[dict[str, Any]]:
    """Yield what has to hold of the keys of an object beside what each of them holds."""
    for field in shape.fields:
        if field.twin and field.default is NOTHING:
            yield {"oneOf": [{"required": [field.key]}, {"required": [field.twin]}]}
        elif field.twin:
            yield {"not": {"required": [field.key, field.twin]}}
    others = {field.key: field.other for field in shape.fields if field.other}
    if others and shape.unknown != "forbid":
        yield {
            "$comment": "With keys in the other case, and none in this, it is a mistake.",
            "if": {"properties": dict.fromkeys(others, False)},
            "then": {"properties": dict.fromkeys(others.values(), False)},
        }


def _all_of(made: dict[str, Any], rules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {**made, **rules[0]} if len(rules) == 1 else {**made, "allOf": rules} if rules else made


def _any_of(schemas: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _one_of_values(
    values: Iterable[Any], type_: Any, where: str, *, strictly: bool = False
) -> dict[str, Any]:
    """Describe a choice of scalars; cattrs's own hooks choose by `==`, so that `1` is `true`."""
    listed: list[Any] = []
    for value in values:
        plain = value.value if isinstance(value, Enum) else value
        if type(plain) not in SCALARS or copy_json(plain)[1]:
            raise _nothing_known(type_, where)
        listed.append(plain)
        if not strictly and not isinstance(plain, str) and plain in (0, 1):
            listed += [bool(plain), int(plain)]
    return {"enum": list({(isinstance(v, bool), v): v for v in listed}.values())}


def _inside(type_: Any) -> Any:
    """Return the type that cattrs reads another one as, or `None` if it does not."""
    if get_origin(type_) in (Annotated, Final):
        return get_args(type_)[0]
    return getattr(type_, "__supertype__", None) or getattr(type_, "__value__", None)


def _is_subclass(type_: Any, class_: type) -> bool:
    return isinstance(type_, type) and not get_origin(type_) and issubclass(type_, class_)


def _own(type_: Any, schema: Any) -> dict[str, Any]:
    """Return a copy of a user's schema."""
    copy, problems = copy_json(schema)
    if problems or not isinstance(copy, dict):
        what = f", at {problems[0].path}: {problems[0].message}" if problems else ""
        msg = f"what is known of {_title(type_)} is no JSON object{what}"
        raise TypeError(msg)
    return cast("dict[str, Any]", copy)


def _nothing_known(type_: Any, where: str) -> TypeError:
    name = _title(type_)
    return TypeError(
        f"no JSON Schema of {name} (at {where}): nothing is known of the hook that reads it; "
        f"say what it takes: known={{{name}: {{...}}}}"
    )
