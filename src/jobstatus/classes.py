"""attrs classes: read by cattrs's generated hooks, with spellings, null rules and paths added.

A hook made here is two: a careful one, which is right about everything and can say what is wrong,
and, where the whole tree below the class is ours, a quick one of code generated for it (`gen`),
which leaves to the careful one whatever is odd.
"""

from __future__ import annotations

import operator
from contextlib import suppress
from datetime import datetime
from difflib import get_close_matches
from functools import cache, partial
from itertools import islice
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAlias,
    Union,
    cast,
    get_origin,
)

from attrs import NOTHING, Factory, evolve, fields, has
from cattrs import ClassValidationError
from cattrs.gen import override

from .containers import unstructure_hook_of
from .errors import (
    MAX_PROBLEMS,
    JobStatusError,
    Problem,
    UnstructureError,
    mismatch,
    problems_of,
    structure_error,
    type_name,
)
from .excerpt import ABSENT
from .extra import NO_EXTRA, extra_field_of
from .gen import Code, FromBuiltins, GaveUp, ToBuiltins
from .json_copy import copy_json
from .one_or_many import OneOrMany
from .shape import Field, Shape, shaped, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from attrs import Attribute
    from cattrs import Converter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "Case",
    "Nulls",
    "Options",
    "Unknown",
    "class_structure_factory",
    "class_unstructure_factory",
    "configure_classes",
    "is_attrs_class",
]

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


def is_attrs_class(type_: Any) -> bool:
    """Tell whether a type is an attrs class, generic or not."""
    return has(get_origin(type_) or type_)


def class_structure_factory(type_: Any, converter: Converter, *, options: Options) -> StructureHook:
    """Make the hook that reads an object as an attrs class.

    Args:
        type_: The class.
        converter: Whose hooks read the fields. Overrides and aliases are honoured, as cattrs's
            generator honours them.
        options: How it is read.
    """
    generated: Any = converter.gen_structure_attrs_fromdict(type_)
    if converter.forbid_extra_keys:
        options = options._replace(unknown="forbid")
    keys = _Keys(type_, generated, options)
    rest = _Rest(type_, keys, converter) if options.unknown == "keep" and keys.extra else None

    def carefully(value: Any, _: Any = type_) -> Any:
        if not issubclass(type(value), dict):
            raise structure_error([mismatch("an object", value)], type_)
        value = dict(value)  # a defaultdict would grow by being asked
        instance: Any = None
        named, problems = keys.named(value)
        try:
            instance = generated(named, type_)
        except ClassValidationError as exc:
            problems += keys.problems(exc, value)
        problems += keys.forbidden(value)
        if rest and not problems:
            extra, problems = rest.of(value, instance)
            if extra:
                instance = evolve(instance, **{rest.alias: extra})
        if problems:
            raise structure_error(problems, type_)
        return instance

    if not keys.are_plain(converter):
        return carefully

    structure_class = _at_first_use(
        lambda: _quick(
            FromBuiltins,
            type_,
            _unless(type_, structure_class, converter.get_structure_hook),
            carefully,
        )
    )
    shape = Shape(
        kind="class",
        fields=tuple(_field(key.a, key.key, twin=key.twin, other=key.other) for key in keys),
        unknown="drop" if options.unknown == "keep" and not rest else options.unknown,
        extra=keys.extra,
        extra_hook=rest.only if rest else None,
    )
    return shaped(structure_class, type_, shape)


def class_unstructure_factory(
    type_: Any, converter: Converter, *, options: Options
) -> UnstructureHook:
    """Make the hook that writes an attrs class as a dict, field by field.

    Args:
        type_: The class.
        converter: Whose hooks write the fields. Overrides and aliases are honoured.
        options: How it is written.
    """
    class_ = get_origin(type_) or type_
    # Made at first use, not here: a class may refer to itself.
    plan = cache(lambda: _plan(type_, converter, options))
    rest = cache(lambda: _rest_to_write(type_, converter, options))

    def carefully(instance: object) -> dict[str, Any]:
        if instance.__class__ is not class_:
            if isinstance(instance, class_):  # a subclass may have fields of its own
                return converter.unstructure(instance, instance.__class__)  # type: ignore[no-any-return]
            problem = mismatch(f"an instance of {type_name(class_)}", instance)
            raise UnstructureError([problem], type_)
        written, problems = _written(instance, plan())
        adding = rest()
        if adding:
            problems += adding.added(written, instance)
        if problems:
            raise UnstructureError(problems, type_)
        return written

    def shape() -> Shape | None:
        written = tuple(part.field for part in plan() if part.field)
        if len(written) < len(plan()) or not isinstance(type_, type):
            return None
        adding = rest()
        return Shape(
            kind="class",
            fields=written,
            extra=adding.name if adding else None,
            extra_hook=adding.add if adding else None,
        )

    hook_of = partial(unstructure_hook_of, converter=converter)
    unstructure_class = _at_first_use(
        lambda: _quick(ToBuiltins, type_, _unless(type_, unstructure_class, hook_of), carefully)
    )
    return shaped(unstructure_class, type_, cache(shape))


def configure_classes(converter: Converter, *, options: Options) -> None:
    """Make a converter read and write every attrs class so.

    Args:
        converter: Any cattrs converter; hooks registered on it later for one class win. Its
            `detailed_validation` is switched on: an error without its path is of no use.
        options: How classes are read and written.
    """
    converter.detailed_validation = True

    def structure_factory(type_: Any, converter: Converter) -> StructureHook:
        return class_structure_factory(type_, converter, options=options)

    def unstructure_factory(type_: Any, converter: Converter) -> UnstructureHook:
        return class_unstructure_factory(type_, converter, options=options)

    converter.register_structure_hook_factory(is_attrs_class, structure_factory)
    converter.register_unstructure_hook_factory(is_attrs_class, unstructure_factory)


def _at_first_use(make: Callable[[], Callable[[Any], Any]]) -> Callable[..., Any]:
    """Return a hook that is made when it is first called."""
    made: Callable[[Any], Any] | None = None

    def hook(value: Any, _: Any = None) -> Any:
        nonlocal made
        if made is None:
            made = make()
        return made(value)

    return hook


def _unless(
    type_: Any, hook: Callable[..., Any], hook_of: Callable[[Any], Callable[..., Any]]
) -> Callable[[Any], Callable[..., Any]]:
    """Return what returns the hook for any type, and this one for this type."""
    return lambda asked: hook if asked is type_ else hook_of(asked)


def _quick(
    walk: type[FromBuiltins | ToBuiltins],
    type_: Any,
    hook_of: Callable[[Any], Callable[..., Any]],
    carefully: Callable[[Any], Any],
) -> Callable[[Any], Any]:
    """Make the quick one of a hook's two functions, or return the careful one if there can't be one."""
    code = Code()
    try:
        done = walk(code).value(tree_of(type_, hook_of), "value")
        code.add(f"return {done}")
        return code.function(carefully)
    except Exception:  # noqa: BLE001 - whatever is odd about the class, the careful one knows it
        return carefully


_NO_OVERRIDE: Final = override()
# What may be spelled in more than one way.
_DATE_TIMES: Final = (datetime, datetime | None)
_SPELLED: Final[tuple[Any, ...]] = (
    *_DATE_TIMES,
    OneOrMany,
    Union[OneOrMany, None],  # noqa: UP007 - it is an annotated list, not a class
)
_NOTHING: Final = object()


def _renamed(a: Attribute[Any], generated: Any) -> str | None:
    """Return the key that somebody has chosen for a field."""
    renamed: str | None = generated.overrides.get(a.name, _NO_OVERRIDE).rename
    return renamed


def _key_of(a: Attribute[Any], generated: Any, options: Options) -> str:
    """Return the key of a field in documents."""
    return _renamed(a, generated) or (camel(a.name) if options.case == "camel" else a.name)


def camel(name: str) -> str:
    """Return the camelCase spelling of a name: `sourceValue` of `source_value`."""
    first, *words = name.lstrip("_").split("_")
    return name[: len(name) - len(name.lstrip("_"))] + first + "".join(map(str.capitalize, words))


def _field(a: Attribute[Any], key: str, **more: Any) -> Field:
    return Field(
        name=a.name, alias=a.alias or a.name, key=key, type=a.type, default=a.default, **more
    )


class _Key(NamedTuple):
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


class _Keys(list[_Key]):
    """The keys of the fields of a class."""

    def __init__(self, type_: Any, generated: Any, options: Options) -> None:
        super().__init__()
        self.type, self.generated, self.options = type_, generated, options
        class_ = get_origin(type_) or type_
        self.extra = extra_field_of(class_)
        for a in fields(class_):
            chosen = generated.overrides.get(a.name, _NO_OVERRIDE)
            if a.name == self.extra or chosen.omit or (chosen.omit is None and not a.init):
                continue
            key, other = _key_of(a, generated, options), None
            if not chosen.rename and camel(a.name) != a.name:
                other = a.name if options.case == "camel" else camel(a.name)
            twin = other if a.name in options.spellings else None
            self.append(_Key(a, chosen.rename or a.name, key, twin, None if twin else other))
        # Of a key that a field has, another field's spelling is none.
        taken = {key.key for key in self}
        self[:] = [
            key._replace(
                twin=None if key.twin in taken else key.twin,
                other=None if key.other in taken else key.other,
            )
            for key in self
        ]
        self.declared = {
            spelling: key for key in self for spelling in (key.key, key.twin) if spelling
        }

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
            isinstance(type_, type)
            and not hasattr(type_, "__parameters__")
            and all(c == _NO_OVERRIDE for name, c in overrides.items() if name != self.extra)
            and not converter.use_alias
            and all(
                a.init
                and a.type is not None
                and a.converter is None
                and not getattr(a.default, "takes_self", False)
                for a in fields(type_)
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


class _Rest:
    """What the fields of a class cannot say of a document.

    That is undeclared keys; null, where absent is `None` as well; and how a date-time or a bare
    string was spelled, where it is written otherwise.
    """

    def __init__(self, type_: Any, keys: _Keys, converter: Converter) -> None:
        class_ = get_origin(type_) or type_
        self.keys, self.name = keys, cast("str", keys.extra)
        self.alias = getattr(fields(class_), self.name).alias
        self.spelled = {
            key.key: (
                key.a.name,
                key.a.type,
                converter.get_structure_hook(key.a.type),
                converter.get_unstructure_hook(key.a.type),
            )
            for key in keys
            if key.a.type in _SPELLED
        }

    def of(self, value: dict[Any, Any], instance: Any) -> tuple[dict[str, Any], list[Problem]]:
        """Return it, and what in it is not JSON."""
        rest: dict[str, Any] = {}
        problems: list[Problem] = []
        for key, item in value.items():
            declared = self.keys.declared.get(key)
            if declared is None:
                if not issubclass(type(key), str):
                    problems.append(mismatch("a string as a key", key))
                    continue
                rest[str.__str__(key)], found = copy_json(item)
                problems += (problem.under(key) for problem in found)
            elif item is None:
                if declared.a.default is None:
                    rest[declared.key] = None
            elif declared.key in self.spelled:
                name, type_, _, write = self.spelled[declared.key]
                if not _is_usual(item, type_) and write(getattr(instance, name)) != item:
                    rest[declared.key] = item
        return rest, problems

    def only(self, value: dict[Any, Any], instance: Any) -> dict[str, Any]:
        """Return it, for generated code: what is odd is for the careful hook."""
        rest, problems = self.of(value, instance)
        if problems or (rest and self.keys.of_other_case(value)):
            raise GaveUp
        return rest or NO_EXTRA

    def added(self, written: dict[str, Any], instance: Any) -> list[Problem]:
        """Add it to what is written; a field that has been set since wins."""
        extra = getattr(instance, self.name, NO_EXTRA)
        if not isinstance(extra, dict):
            return [mismatch("an object", extra).under(self.name)]
        problems: list[Problem] = []
        for key, item in extra.items():
            declared = self.keys.declared.get(key)
            if declared is None:
                if not issubclass(type(key), str):
                    problems.append(mismatch("a string as a key", key).under(self.name))
                    continue
                written[str.__str__(key)], found = copy_json(item)
                problems += (problem.under(key) for problem in found)
            elif item is None:
                written.setdefault(declared.key, None)
            elif declared.key in written and declared.key in self.spelled:
                name, type_, read, _ = self.spelled[declared.key]
                with suppress(JobStatusError):
                    if read(item, type_) == getattr(instance, name):
                        written[declared.key] = item
        return problems

    def add(self, written: dict[str, Any], instance: Any) -> None:
        """Add it, for generated code: what is odd is for the careful hook."""
        if self.added(written, instance):
            raise GaveUp


def _is_usual(item: Any, type_: Any) -> bool:
    """Tell whether something is sure to be written as it was spelled: as the service spells it."""
    if type_ in _DATE_TIMES:
        return len(item) == _USUAL and item[10] == "T" and item[19] == "." and item[-1] == "Z"
    return type(item) is list


_USUAL: Final = len("2021-01-01T01:01:01.000Z")


def _rest_to_write(type_: Any, converter: Converter, options: Options) -> _Rest | None:
    if not extra_field_of(get_origin(type_) or type_):
        return None
    generated: Any = converter.gen_unstructure_attrs_fromdict(type_)
    return _Rest(type_, _Keys(type_, generated, options), converter)


def _written(instance: object, plan: list[_Field]) -> tuple[dict[str, Any], list[Problem]]:
    """Write all fields of an instance; and say what is wrong with them."""
    written: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in plan:
        value: Any = ABSENT
        try:
            value = getattr(instance, field.name)
            if not field.same(value, field.left_out):
                written[field.key] = field.hook(value)
        except Exception as exc:  # noqa: BLE001 - a user's hook may raise anything
            problems += (p.under(field.key) for p in problems_of(exc, value))
    return written, problems


class _Field(NamedTuple):
    """How one field is written; and if there is nothing special about it, so that it has a shape."""

    field: Field | None
    name: str
    key: str
    hook: Callable[[Any], Any]
    same: Callable[[Any, Any], bool]
    left_out: object


def _plan(type_: Any, converter: Converter, options: Options) -> list[_Field]:
    # The generated hook itself is not used: it can't say which field is wrong. But what it
    # worked out of Annotated overrides, type overrides and aliases is.
    generated: Any = converter.gen_unstructure_attrs_fromdict(type_)
    plan = []
    extra = extra_field_of(get_origin(type_) or type_)
    for a in fields(get_origin(type_) or type_):
        chosen = generated.overrides.get(a.name, _NO_OVERRIDE)
        if a.name == extra or chosen.omit or (chosen.omit is None and not a.init):
            continue
        hook = chosen.unstruct_hook or unstructure_hook_of(a.type, converter)
        same, left_out = _left_out(a, chosen, converter, options.nulls)
        key = _key_of(a, generated, options)
        field = None
        if chosen == _NO_OVERRIDE and a.type is not None and same is operator.is_:
            field = _field(a, key, left_out=left_out is None)
        plan.append(_Field(field, a.name, key, hook, same, left_out))
    return plan


def _left_out(
    a: Attribute[Any], chosen: Any, converter: Converter, nulls: Nulls
) -> tuple[Callable[[Any, Any], bool], object]:
    """Say which value of a field is not written, and how it is compared."""
    by_default = chosen.omit_if_default
    if by_default is None:
        by_default = converter.omit_if_default
    if by_default and a.default is not NOTHING and a.default is not None:
        default: Any = a.default
        if isinstance(default, cast("type[Any]", Factory)) and not default.takes_self:
            default = default.factory()
        return operator.eq, default
    if a.default is None and (by_default or (nulls == "omit" and chosen.omit_if_default is None)):
        return operator.is_, None
    return operator.is_, _NOTHING
