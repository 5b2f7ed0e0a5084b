"""attrs classes: read by cattrs's generated hooks, with spellings, null rules and paths added.

A hook made here is two: a careful one, which is right about everything and can say what is wrong,
and, where the whole tree below the class is ours, a quick one of code generated for it (`gen`),
which leaves to the careful one whatever is odd.
"""

from __future__ import annotations

import operator
from functools import cache, partial
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    NamedTuple,
    cast,
    get_origin,
)

from attrs import NOTHING, Factory, evolve, has
from cattrs import ClassValidationError

from .code import Code
from .containers import unstructure_hook_of
from .errors import (
    Problem,
    UnstructureError,
    mismatch,
    problems_of,
    structure_error,
    type_name,
)
from .excerpts import ABSENT
from .extra import extra_field_of
from .gen import FromBuiltins, ToBuiltins
from .generics import fields_of, is_generic
from .keys import NO_OVERRIDE, Keys, check_distinct, field_of, key_of
from .rest import Rest, rest_to_write
from .shape import Field, Shape, shaped, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrs import Attribute
    from cattrs import Converter
    from cattrs.dispatch import StructureHook, UnstructureHook

    from .keys import Nulls, Options
    from .shape import Field

__all__ = [
    "class_structure_factory",
    "class_unstructure_factory",
    "configure_classes",
    "is_attrs_class",
]


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
    keys = Keys(type_, generated, options)
    rest = Rest(type_, keys, converter) if options.unknown == "keep" and keys.extra else None

    def carefully(value: Any, _: Any = type_) -> Any:
        value = _object(value, type_)
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

    def shape() -> Shape:
        return Shape(
            kind="class",
            fields=keys.fields(converter),
            unknown="drop" if options.unknown == "keep" and not rest else options.unknown,
            extra=keys.extra,
            extra_hook=rest.only if rest else None,
            plain=keys.are_plain(converter),
        )

    if not keys.are_plain(converter):
        return shaped(carefully, type_, cache(shape))

    structure_class = _at_first_use(
        lambda: _quick(
            FromBuiltins,
            type_,
            _unless(type_, structure_class, converter.get_structure_hook),
            carefully,
        )
    )
    return shaped(structure_class, type_, shape())


def _object(value: Any, type_: Any) -> dict[Any, Any]:
    """Return an object as a dict of its own: a defaultdict would grow by being asked."""
    if not issubclass(type(value), dict):
        raise structure_error([mismatch("an object", value)], type_)
    try:
        return dict(value)
    except Exception as exc:  # by methods of a subclass
        raise structure_error(problems_of(exc, value), type_) from exc


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
    rest = cache(lambda: rest_to_write(type_, converter, options))

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
        if len(written) < len(plan()):
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


_NOTHING: Final = object()


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
    for a in fields_of(type_):
        chosen = generated.overrides.get(a.name, NO_OVERRIDE)
        if a.name == extra or chosen.omit or (chosen.omit is None and not a.init):
            continue
        hook = chosen.unstruct_hook or unstructure_hook_of(a.type, converter)
        same, left_out = _left_out(a, chosen, converter, options.nulls)
        key = key_of(a, generated, options)
        field = None
        plain = a.type is not None and not is_generic(a.type)
        if plain and chosen == NO_OVERRIDE and same is operator.is_:
            field = field_of(a, key, left_out=left_out is None)
        plan.append(_Field(field, a.name, key, hook, same, left_out))
    check_distinct(type_, [field.key for field in plan])
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
