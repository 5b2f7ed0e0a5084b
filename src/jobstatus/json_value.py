"""Any JSON value, exactly: unions of JSON kinds, and the check that nothing else hides in them."""

from __future__ import annotations

from math import isfinite
from sys import getrefcount
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Union, cast, get_args, get_origin

from attrs import Factory, define

from .agreement import Agreement, agrees
from .errors import MAX_PROBLEMS, Problem, UnstructureError, mismatch, structure_error
from .excerpt import found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "ATOMS",
    "KIND_NAMES",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "JsonValue",
    "SourceValue",
    "configure_json_values",
    "copy_json",
    "exact_scalar",
    "is_json_union",
    "json_union_structure_factory",
    "json_union_unstructure_factory",
]

MAX_DEPTH: Final = 512
"""A value nested deeper is refused: `json.dumps` could not write it, nor most parsers read it."""

MAX_DIGITS: Final = 4300
"""An integer of more decimal digits is refused, as Python's own `int(text)` refuses it."""

if TYPE_CHECKING:
    JsonValue: TypeAlias = (
        str | int | float | bool | list["JsonValue"] | dict[str, "JsonValue"] | None
    )
else:
    # What lies deeper is `Any` here, so that msgspec, and cattrs without our hooks, can read it.
    JsonValue = Union[str, int, float, bool, list[Any], dict[str, Any], None]  # noqa: UP007

SourceValue: TypeAlias = JsonValue
"""The provider's own value: whatever JSON it has for what StackOne maps to an enum."""

ATOMS: Final = frozenset({str, bool, NoneType})
"""The classes whose every instance is JSON."""

# Those of the container above, of the level and of the call.
_REFERENCES_OF_OURS: Final = 3
_SCALARS: Final = frozenset({str, int, float, bool, NoneType})
_TEXT: Final = frozenset({str})
_TOO_LARGE: Final = 10**MAX_DIGITS
KIND_NAMES: Final[dict[Any, str]] = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "a boolean",
    list: "an array",
    dict: "an object",
    NoneType: "null",
}


def exact_scalar(value: object) -> Any:
    """Return a JSON scalar as the exact builtin that it is.

    Subclasses of `str`, `int` and `float` (such as members of other enums) become plain ones.

    Raises:
        Problem: *value* is no JSON scalar: another class, `nan`, `inf`, or an integer of more
            than 4300 digits.
    """
    kind: Any = type(value)  # not `__class__`: a value may lie about that
    if kind in ATOMS:
        return value
    if issubclass(kind, str):
        return str.__str__(cast("str", value))
    if issubclass(kind, int):
        integer = int.__pos__(cast("int", value))
        if -_TOO_LARGE < integer < _TOO_LARGE:
            return integer
        raise mismatch(f"an integer of at most {MAX_DIGITS:,} digits", value)
    if issubclass(kind, float):
        number = float.__pos__(cast("float", value))
        if isfinite(number):
            return number
        raise mismatch("a finite number", value)
    raise mismatch("a JSON value", value)


def copy_json(value: object, *, utf_8: bool = False) -> tuple[Any, list[Problem]]:
    """Copy a JSON value in depth, and name everything in it that is not JSON.

    Args:
        value: Anything. JSON is `str`, `bool`, `None`, integers of up to 4300 digits, finite
            floats, and lists and text-keyed dicts of those, nested up to 512 deep.
        utf_8: Whether text has to have UTF-8, so that lone surrogates are problems too.

    Returns:
        The copy: equal to *value*, of exact builtins, sharing no container with it. And the
        problems, in order, with their paths; if there are any, the copy is of no use.
    """
    flat = None if utf_8 else _flat_copy(value, type(value))
    if flat is not None:
        return flat, []
    copying = _Copying(utf_8)
    top: list[Any] = []
    try:
        copying.run([value], top)
    except _TooManyError:
        return None, copying.problems
    return top[0] if top else None, copying.problems


class _TooManyError(Exception):
    """There are so many problems that nobody wants more."""


@define(eq=False)
class _Level:
    """A container that is being copied, and where it stands in the one above it."""

    source: Any
    copy: Any
    step: str | int
    items: Iterator[tuple[Any, Any]]
    height: int = 1


@define(eq=False)
class _Copying:
    """One copy under way: a list of levels instead of recursion, so that no depth can exhaust a stack."""

    utf_8: bool
    problems: list[Problem] = Factory(list)
    levels: list[_Level] = Factory(list)
    # The containers on the way from the top: one of them below itself is a cycle.
    entered: set[int] = Factory(set)
    # Those that are done and may come again, for there are more references to them: a value of
    # many equal parts is no bomb. They are kept here, or an `id` could come to mean another object.
    done: dict[int, _Level] = Factory(dict)

    def run(self, source: list[Any], copy: list[Any]) -> None:
        self._enter(source, copy, "")
        while self.levels:
            level = self.levels[-1]
            if not self._fill(level):
                self._leave(self.levels.pop())

    def _fill(self, level: _Level) -> bool:
        """Copy what is left of a level; stop, with True, where a container has to be copied first."""
        into: Any = level.copy
        put: Any = into.append if isinstance(into, list) else None
        usual_step = int if put else str
        for step, item in level.items:
            kind = type(item)
            if kind in ATOMS and not self.utf_8 and type(step) is usual_step:
                taken = item
            else:
                try:
                    step = self._step(step)  # noqa: PLW2901 - a key of another class becomes text
                    taken = self._take(item, kind, step)
                except Problem as problem:
                    self._note(problem, step)
                    continue
            if put:
                put(taken)
            else:
                level.copy[step] = taken
            if self.levels[-1] is not level:
                return True
        return False

    def _take(self, item: Any, kind: type, step: str | int) -> Any:
        if not issubclass(kind, (list, dict)):
            exact = exact_scalar(item)
            if self.utf_8 and type(exact) is str and not _has_utf_8(exact):
                raise Problem.about(item, "holds a lone surrogate, which is no text")
            return exact
        if id(item) in self.entered:
            raise Problem.about(item, f"contains itself ({found(item)})")
        known = self.done.get(id(item))
        if len(self.levels) + (known.height if known else 1) > MAX_DEPTH + 1:
            raise Problem.about(item, f"is nested deeper than {MAX_DEPTH} levels")
        if known:
            self.levels[-1].height = max(self.levels[-1].height, known.height + 1)
            return known.copy
        copy: Any = None if self.utf_8 else _flat_copy(item, kind)
        if copy is None:
            copy = [] if issubclass(kind, list) else {}
            self._enter(item, copy, step)
        return copy

    def _enter(self, source: Any, copy: Any, step: str | int) -> None:
        items = enumerate(source) if type(copy) is list else iter(source.items())
        self.entered.add(id(source))
        self.levels.append(_Level(source, copy, step, items))

    def _leave(self, level: _Level) -> None:
        self.entered.remove(id(level.source))
        if self.levels:
            self.levels[-1].height = max(self.levels[-1].height, level.height + 1)
        if getrefcount(level.source) > _REFERENCES_OF_OURS:
            self.done[id(level.source)] = level

    def _step(self, step: object) -> str | int:
        if type(step) is int and type(self.levels[-1].copy) is list:
            return step
        if not issubclass(type(step), str):
            raise _KeyProblem(mismatch("a string as a key", step))
        text = str.__str__(cast("str", step))
        if self.utf_8 and not _has_utf_8(text):
            raise _KeyProblem(Problem.about(text, "has a lone surrogate in a key"))
        return text

    def _note(self, problem: Problem, step: Any) -> None:
        at = [level.step for level in self.levels[2:]]
        if len(self.levels) > 1 and not isinstance(problem, _KeyProblem):
            at.append(step)
        self.problems.append(Problem(problem.message, tuple(at), problem.kind, problem.excerpt))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _TooManyError


class _KeyProblem(Problem):
    """A problem with a key: it is the object's own, at the object's path."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(*problem.args)


def _flat_copy(container: Any, kind: type) -> Any:
    """Copy a container, if there is nothing but proper scalars in it; most are like that."""
    if kind is not dict and kind is not list:
        return None
    items = container.values() if kind is dict else container
    kinds = set(map(type, items))
    if not kinds <= _SCALARS or (kind is dict and not _TEXT.issuperset(map(type, container))):
        return None
    if kinds <= ATOMS or all(map(_is_proper, items)):
        return container.copy()
    return None


def _is_proper(scalar: object) -> bool:
    if type(scalar) is int:
        return -_TOO_LARGE < scalar < _TOO_LARGE
    return type(scalar) is not float or isfinite(scalar)


def _has_utf_8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_json_union(type_: Any) -> bool:
    """Tell whether a type is a union of JSON kinds, each there once, such as `JsonValue`.

    `str`, `int`, `float`, `bool` and `None` are kinds, and so are one list and one text-keyed
    dict, with whatever in them. A mere `T | None` is none: cattrs has its own hook for it.
    """
    if get_origin(type_) not in (Union, UnionType):
        return False
    kinds = [_kind_of_arm(arm) for arm in get_args(type_)]
    return (
        None not in kinds and len(set(kinds)) == len(kinds) and len(kinds) - (NoneType in kinds) > 1
    )


def json_union_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads a union of JSON kinds: the value's own kind says which arm it is."""

    def refused(problems: Sequence[Problem]) -> Exception:
        return structure_error(problems, type_)

    def arm_hook(arm: Any) -> Callable[[Any], Any]:
        hook = converter.get_structure_hook(arm)
        return lambda value: hook(value, arm)

    hook = _union_hook(type_, arm_hook, refused)
    kinds = {_kind_of_arm(arm) for arm in get_args(type_)}
    if float in kinds and int not in kinds:  # msgspec would make floats of integers
        return hook
    inside = tuple(("", sub) for arm in get_args(type_) for sub in get_args(arm) if sub is not Any)
    nests = list in kinds or dict in kinds
    return agrees(hook, type_, Agreement("json" if nests else "plain", inside))


def json_union_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a union of JSON kinds as builtins, and refuses what is not JSON."""

    def refused(problems: Sequence[Problem]) -> Exception:
        return UnstructureError(problems, type_)

    return _union_hook(type_, converter.get_unstructure_hook, refused)


def configure_json_values(converter: BaseConverter) -> None:
    """Make a converter structure and unstructure every union of JSON kinds exactly.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    converter.register_structure_hook_factory(is_json_union, json_union_structure_factory)
    converter.register_unstructure_hook_factory(is_json_union, json_union_unstructure_factory)


def _union_hook(
    type_: Any,
    arm_hook: Callable[[Any], Callable[[Any], Any]],
    refused: Callable[[Sequence[Problem]], Exception],
) -> Callable[..., Any]:
    """Make the hook that both directions share: from a value to its exact self."""
    hooks = _arm_hooks(type_, arm_hook, refused)
    atoms = ATOMS.intersection(hooks)
    expected = _one_of(get_args(type_))

    def exact_union(value: object, _: Any = type_) -> Any:
        class_ = type(value)
        if class_ in atoms:
            return value
        hook = hooks.get(class_)
        if hook is None and class_ is not bool:
            hook = next((h for kind, h in hooks.items() if issubclass(class_, kind)), None)
        if hook is None:
            raise refused([mismatch(expected, value)])
        return hook(value)

    return exact_union


def _arm_hooks(
    type_: Any,
    arm_hook: Callable[[Any], Callable[[Any], Any]],
    refused: Callable[[Sequence[Problem]], Exception],
) -> dict[Any, Callable[[Any], Any]]:
    """Map each kind of the union to what makes an exact value of it."""

    def exact_json(value: object) -> Any:
        copy, problems = copy_json(value)
        if problems:
            raise refused(problems)
        return copy

    def exact(value: object) -> Any:
        try:
            return exact_scalar(value)
        except Problem as problem:
            raise refused([problem]) from None

    hooks: dict[Any, Callable[[Any], Any]] = {}
    for arm in get_args(type_):
        anything = all(_is_any(arg) for arg in get_args(arm)[-1:])
        hook = exact if arm in _SCALARS else exact_json if anything else arm_hook(arm)
        hooks[_kind_of_arm(arm)] = hook
    if float in hooks:
        # To type checkers an `int` is a `float`; on the wire `1` is as good a number as `1.0`.
        hooks.setdefault(int, hooks[float])
    return hooks


def _kind_of_arm(arm: Any) -> Any:
    """Return the builtin class of a union's arm, or None if it is no JSON kind."""
    if arm in _SCALARS:
        return arm
    kind = get_origin(arm) or arm
    if kind is dict:
        return dict if get_args(arm)[:1] in ((), (str,)) else None
    return list if kind is list else None


def _is_any(type_: Any) -> bool:
    return type_ is Any or type_ == JsonValue


def _one_of(arms: Sequence[Any]) -> str:
    kinds = {_kind_of_arm(arm) for arm in arms}
    if kinds == set(KIND_NAMES):
        return "a JSON value"
    if float in kinds:
        kinds.discard(int)
    *names, last = (name for kind, name in KIND_NAMES.items() if kind in kinds)
    return f"{', '.join(names)} or {last}" if names else last
