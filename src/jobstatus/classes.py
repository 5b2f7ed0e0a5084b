"""attrs classes: read by cattrs's generated hooks, with spellings, null rules and paths added.

A hook made here is two: a careful one, which is right about everything and can say what is wrong,
and, where the whole tree below the class is ours, a quick one of code generated for it (`gen`),
which leaves to the careful one whatever is odd.
"""

from __future__ import annotations

import operator
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, cast, get_origin

from attrs import NOTHING, Factory, fields, has
from cattrs import ClassValidationError
from cattrs.gen import override

from .containers import unstructure_hook_of
from .errors import Problem, UnstructureError, mismatch, problems_of, structure_error, type_name
from .excerpt import ABSENT
from .gen import Code, FromBuiltins, ToBuiltins
from .shape import Field, Shape, shaped, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from attrs import Attribute
    from cattrs import Converter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "Nulls",
    "class_structure_factory",
    "class_unstructure_factory",
    "configure_classes",
    "is_attrs_class",
]

Nulls: TypeAlias = Literal["omit", "emit"]
"""What becomes of a `None` whose field defaults to it: left out, or written as null."""


def is_attrs_class(type_: Any) -> bool:
    """Tell whether a type is an attrs class, generic or not."""
    return has(get_origin(type_) or type_)


def class_structure_factory(
    type_: Any, converter: Converter, *, spellings: Mapping[str, str]
) -> StructureHook:
    """Make the hook that reads an object as an attrs class.

    Args:
        type_: The class.
        converter: Whose hooks read the fields. Overrides and aliases are honoured, as cattrs's
            generator honours them.
        spellings: Keys that have a second spelling; in whichever a key comes, it is read.
    """
    generated: Any = converter.gen_structure_attrs_fromdict(type_)
    keys = {a.name: _key(a, generated) for a in fields(get_origin(type_) or type_)}
    twins = {key: twin for key, twin in spellings.items() if key in keys.values()}

    def carefully(value: Any, _: Any = type_) -> Any:
        if type(value) is not dict:
            if not issubclass(type(value), dict):
                raise structure_error([mismatch("an object", value)], type_)
            value = dict(value)  # a defaultdict would grow by being asked
        spelled, problems = _spelled(value, twins)
        if spelled:
            value = _respelled(value, spelled)
        try:
            instance = generated(value, type_)
        except ClassValidationError as exc:
            problems += _problems(exc, value, keys, spelled)
            raise structure_error(problems, type_) from None
        if problems:
            raise structure_error(problems, type_)
        return instance

    if not _is_plain(type_, generated, converter):
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
        fields=tuple(_field(a, k := keys[a.name], twin=twins.get(k)) for a in fields(type_)),
    )
    return shaped(structure_class, type_, shape)


def class_unstructure_factory(type_: Any, converter: Converter, *, nulls: Nulls) -> UnstructureHook:
    """Make the hook that writes an attrs class as a dict, field by field.

    Args:
        type_: The class.
        converter: Whose hooks write the fields. Overrides and aliases are honoured.
        nulls: `"omit"` leaves out a field that is `None` and defaults to it, `"emit"` writes it.
    """
    class_ = get_origin(type_) or type_
    # Made at first use, not here: a class may refer to itself.
    plan = cache(lambda: _plan(type_, converter, nulls))

    def carefully(instance: object) -> dict[str, Any]:
        if instance.__class__ is not class_:
            if isinstance(instance, class_):  # a subclass may have fields of its own
                return converter.unstructure(instance, instance.__class__)  # type: ignore[no-any-return]
            problem = mismatch(f"an instance of {type_name(class_)}", instance)
            raise UnstructureError([problem], type_)
        written = {}
        problems: list[Problem] = []
        for field in plan():
            value: Any = ABSENT
            try:
                value = getattr(instance, field.name)
                if not field.same(value, field.left_out):
                    written[field.key] = field.hook(value)
            except Exception as exc:  # noqa: BLE001 - a user's hook may raise anything
                problems += (p.under(field.key) for p in problems_of(exc, value))
        if problems:
            raise UnstructureError(problems, type_)
        return written

    hook_of = partial(unstructure_hook_of, converter=converter)
    unstructure_class = _at_first_use(
        lambda: _quick(ToBuiltins, type_, _unless(type_, unstructure_class, hook_of), carefully)
    )

    return shaped(unstructure_class, type_, cache(lambda: _shape_of_plan(type_, plan())))


def configure_classes(converter: Converter, *, spellings: Mapping[str, str], nulls: Nulls) -> None:
    """Make a converter read and write every attrs class so.

    Args:
        converter: Any cattrs converter; hooks registered on it later for one class win. Its
            `detailed_validation` is switched on: an error without its path is of no use.
        spellings: Second spellings of keys, read in every class that has the key.
        nulls: What becomes of a `None` on the way out.
    """
    converter.detailed_validation = True

    def structure_factory(type_: Any, converter: Converter) -> StructureHook:
        return class_structure_factory(type_, converter, spellings=spellings)

    def unstructure_factory(type_: Any, converter: Converter) -> UnstructureHook:
        return class_unstructure_factory(type_, converter, nulls=nulls)

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
_NOTHING: Final = object()


def _key(a: Attribute[Any], generated: Any) -> str:
    """Return the key that cattrs's generated hook has for a field."""
    renamed: str | None = generated.overrides.get(a.name, _NO_OVERRIDE).rename
    return renamed or a.name


def _field(a: Attribute[Any], key: str, **more: Any) -> Field:
    return Field(
        name=a.name, alias=a.alias or a.name, key=key, type=a.type, default=a.default, **more
    )


def _is_plain(type_: Any, generated: Any, converter: Converter) -> bool:
    """Tell whether reading a class means to read its fields, and nothing that has been asked for."""
    return (
        isinstance(type_, type)
        and not hasattr(type_, "__parameters__")
        and all(chosen == _NO_OVERRIDE for chosen in generated.overrides.values())
        and not converter.forbid_extra_keys
        and all(
            a.init
            and a.type is not None
            and a.converter is None
            and not getattr(a.default, "takes_self", False)
            for a in fields(type_)
        )
    )


def _spelled(
    value: dict[Any, Any], twins: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """Find the keys that come in their second spelling, and complain of those that come in both."""
    present = {key: twin for key, twin in twins.items() if twin in value}
    message = "is a second spelling of `{}`, which is there too"
    problems = [
        Problem.about(value[twin], message.format(key), (twin,))
        for key, twin in present.items()
        if key in value
    ]
    return {key: twin for key, twin in present.items() if key not in value}, problems


def _respelled(value: dict[Any, Any], spelled: Mapping[str, str]) -> dict[Any, Any]:
    to_key = {twin: key for key, twin in spelled.items()}
    return {to_key.get(key, key): item for key, item in value.items()}


def _problems(
    exc: ClassValidationError,
    value: dict[Any, Any],
    keys: Mapping[str, str],
    spelled: Mapping[str, str],
) -> list[Problem]:
    """Translate the error of cattrs's generated hook: its fields' names into the document's keys."""
    noted, bare = exc.group_exceptions()
    problems = []
    for sub, note in noted:
        key = keys[note.name]
        found = problems_of(sub, value.get(key, ABSENT))
        problems += [p.under(spelled.get(key, key)) for p in found]
    return problems + [p for sub in bare for p in problems_of(sub, value)]


class _Field(NamedTuple):
    """How one field is written; and if there is nothing special about it, so that it has a shape."""

    field: Field | None
    name: str
    key: str
    hook: Callable[[Any], Any]
    same: Callable[[Any, Any], bool]
    left_out: object


def _plan(type_: Any, converter: Converter, nulls: Nulls) -> list[_Field]:
    # The generated hook itself is not used: it can't say which field is wrong. But what it
    # worked out of Annotated overrides, type overrides and aliases is.
    generated: Any = converter.gen_unstructure_attrs_fromdict(type_)
    plan = []
    for a in fields(get_origin(type_) or type_):
        chosen = generated.overrides.get(a.name, _NO_OVERRIDE)
        if chosen.omit or (chosen.omit is None and not a.init):
            continue
        hook = chosen.unstruct_hook or unstructure_hook_of(a.type, converter)
        same, left_out = _left_out(a, chosen, converter, nulls)
        key = _key(a, generated)
        field = None
        if chosen == _NO_OVERRIDE and a.type is not None and same is operator.is_:
            field = _field(a, key, left_out=left_out is None)
        plan.append(_Field(field, a.name, key, hook, same, left_out))
    return plan


def _shape_of_plan(type_: Any, plan: list[_Field]) -> Shape | None:
    """Return the shape of the hook, if there is nothing special about it."""
    written = tuple(part.field for part in plan if part.field)
    if len(written) < len(plan) or not isinstance(type_, type):
        return None
    return Shape(kind="class", fields=written)


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
