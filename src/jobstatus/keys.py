"""How documents spell the fields of attrs classes: case, second spellings, and undeclared keys."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from itertools import islice
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAlias,
    cast,
    get_origin,
)

from cattrs import StructureHandlerNotFoundError
from cattrs.gen import override

from .errors import MAX_PROBLEMS, Problem, mismatch, problems_of, type_name
from .excerpts import ABSENT
from .extra import extra_field_of
from .generics import fields_of, is_generic
from .shape import Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrs import Attribute
    from cattrs import ClassValidationError, Converter

__all__ = [
    "NO_OVERRIDE",
    "SPELLINGS",
    "Case",
    "Key",
    "Keys",
    "Nulls",
    "Options",
    "Unknown",
    "camel",
    "check_distinct",
    "field_of",
    "key_of",
]

NO_OVERRIDE: Final = override()
"""What is asked for of a field that nothing special is asked for of."""

SPELLINGS: Final = frozenset({"source_value"})
"""The names that are read in their camelCase spelling, too, whatever the case is."""

Nulls: TypeAlias = Literal["omit", "emit"]
"""What becomes of a `None` whose field defaults to it: left out, or written as null."""

Unknown: TypeAlias = Literal["drop", "forbid", "keep"]
"""What becomes of undeclared keys: dropped, refused, or kept in the field for what is extra."""

Case: TypeAlias = Literal["snake", "camel"]
"""How documents spell keys: `job_status`, or `jobStatus`."""


class Options(NamedTuple):
    """How classes are read and written.

    Attributes:
        nulls: What becomes of a `None` on the way out.
        unknown: What becomes of undeclared keys on the way in.
        case: How keys are spelled.
        spellings: Names that are read in their camelCase spelling, too, whatever the case is.
    """

    nulls: Nulls = "omit"
    unknown: Unknown = "drop"
    case: Case = "snake"
    spellings: frozenset[str] = frozenset()


def _renamed(a: Attribute[Any], generated: Any) -> str | None:
    """Return the key that somebody has chosen for a field."""
    renamed: str | None = generated.overrides.get(a.name, NO_OVERRIDE).rename
    return renamed


def key_of(a: Attribute[Any], generated: Any, options: Options) -> str:
    """Return the key of a field in documents."""
    return _renamed(a, generated) or (camel(a.name) if options.case == "camel" else a.name)


def camel(name: str) -> str:
    """Return the camelCase spelling of a name: `sourceValue` of `source_value`."""
    first, *words = name.lstrip("_").split("_")
    return name[: len(name) - len(name.lstrip("_"))] + first + "".join(map(str.capitalize, words))


def field_of(a: Attribute[Any], key: str, **more: Any) -> Field:
    """Describe a field, for a shape."""
    return Field(
        name=a.name, alias=a.alias or a.name, key=key, type=a.type, default=a.default, **more
    )


def check_distinct(type_: Any, keys: list[str]) -> None:
    """Refuse a class of which two fields have one key: one of them would be lost.

    Raises:
        StructureHandlerNotFoundError: It is such a class; the hook that it needs there cannot be.
    """
    for key, times in Counter(keys).items():
        if times > 1:
            msg = f"{type_name(type_)} has {times} fields with the key `{key}`: rename all but one"
            raise StructureHandlerNotFoundError(msg, type_)


class Key(NamedTuple):
    """How documents spell a field.

    Attributes:
        a: The field.
        inner: Its key for cattrs's generated hook.
        key: Its key.
        twin: Its second spelling, which is read, too.
        other: Its spelling in documents of the other case.
    """

    a: Attribute[Any]
    inner: str
    key: str
    twin: str | None
    other: str | None


class Keys(list[Key]):
    """The keys of the fields of a class."""

    def __init__(self, type_: Any, generated: Any, options: Options) -> None:
        super().__init__()
        self.type: Any = type_
        self.generated: Any = generated
        self.options: Options = options
        self.extra: str | None = extra_field_of(get_origin(type_) or type_)
        for a in fields_of(type_):
            chosen = generated.overrides.get(a.name, NO_OVERRIDE)
            if a.name == self.extra or chosen.omit or (chosen.omit is None and not a.init):
                continue
            key, other = key_of(a, generated, options), None
            if not chosen.rename and camel(a.name) != a.name:
                other = a.name if options.case == "camel" else camel(a.name)
            twin = other if a.name in options.spellings else None
            self.append(Key(a, chosen.rename or a.name, key, twin, None if twin else other))
        check_distinct(type_, [key.key for key in self])
        # Of a key that a field has, another field's spelling is none.
        taken = {key.key for key in self}
        self[:] = [
            key._replace(
                twin=None if key.twin in taken else key.twin,
                other=None if key.other in taken else key.other,
            )
            for key in self
        ]
        self.declared: dict[str, Key] = {
            spelling: key for key in self for spelling in (key.key, key.twin) if spelling
        }

    def fields(self, converter: Converter) -> tuple[Field, ...]:
        """Describe the fields, for a shape."""
        own = getattr(converter, "_prefer_attrib_converters", False)
        described = []
        for key in self:
            hook = self.generated.overrides.get(key.a.name, NO_OVERRIDE).struct_hook
            if own and key.a.converter:
                hook = key.a.converter
            described.append(field_of(key.a, key.key, twin=key.twin, other=key.other, hook=hook))
        return tuple(described)

    def named(self, value: dict[Any, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Return what the fields get, by inner key, and what is wrong with the keys."""
        got: dict[str, Any] = {}
        problems = []
        for key in self:
            if key.key in value:
                got[key.inner] = value[key.key]
            if key.twin is not None and key.twin in value:
                if key.key in value:
                    message = f"is a second spelling of `{key.key}`, which is there too"
                    problems.append(Problem.about(value[key.twin], message, (key.twin,)))
                else:
                    got[key.inner] = value[key.twin]
        return got, problems + self.of_other_case(value)

    def of_other_case(self, value: dict[Any, Any]) -> list[Problem]:
        """Complain of a document of the other case, which would come out as an object of `None`."""
        cased = [key for key in self if key.other]
        if any(key.key in value for key in cased):
            return []
        here, there = "snake_case", "camelCase"
        if self.options.case == "camel":
            here, there = there, here
        return [
            Problem.about(
                value[key.other],
                f"is `{key.key}` in {there}, but this converter reads {here}",
                (cast("str", key.other),),
            )
            for key in cased
            if key.other in value
        ]

    def problems(self, exc: ClassValidationError, value: dict[Any, Any]) -> list[Problem]:
        """Translate the error of cattrs's generated hook: fields' names into the document's keys."""
        noted, bare = exc.group_exceptions()
        by_name = {key.a.name: key for key in self}
        problems = []
        for sub, note in noted:
            key = by_name[note.name]
            step = key.twin if key.twin in value and key.key not in value else key.key
            found = problems_of(sub, value.get(step, ABSENT))
            problems += [p.under(cast("str", step)) for p in found]
        return problems + [p for sub in bare for p in problems_of(sub, value)]

    def forbidden(self, value: dict[Any, Any]) -> list[Problem]:
        """Complain of every key that no field has, if that is not allowed."""
        problems: list[Problem] = []
        if self.options.unknown != "forbid":
            return problems
        for key in islice((key for key in value if key not in self.declared), MAX_PROBLEMS):
            if not issubclass(type(key), str):
                problems.append(mismatch("a string as a key", key))
                continue
            near = _near(key, self.declared)
            hint = f"; did you mean `{near}`?" if near else ""
            problems.append(Problem.about(value[key], f"is not a known field{hint}", (key,)))
        return problems

    def are_plain(self, converter: Converter) -> bool:
        """Tell whether to read the class is to read its fields, and nothing else was asked for."""
        type_, overrides = self.type, self.generated.overrides
        return (
            all(c == NO_OVERRIDE for name, c in overrides.items() if name != self.extra)
            and not converter.use_alias
            and all(
                a.init
                and a.type is not None
                and not is_generic(a.type)
                and a.converter is None
                and not getattr(a.default, "takes_self", False)
                for a in fields_of(type_)
            )
        )


def _near(key: str, declared: Iterable[str]) -> str | None:
    """Return a declared key that somebody may have meant by another."""
    if len(key) > _LONGEST_MISTAKE:
        return None
    plain: dict[str, str] = {}
    for spelling in declared:
        plain.setdefault(spelling.replace("_", "").casefold(), spelling)
    same = plain.get(key.replace("_", "").replace("-", "").casefold())
    return same or next(iter(get_close_matches(key, plain.values(), n=1, cutoff=0.8)), None)


_LONGEST_MISTAKE: Final = 64
