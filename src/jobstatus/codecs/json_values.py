"""The check that a value is JSON, in depth: it gives an exact copy, or all that is wrong."""

from __future__ import annotations

from math import isfinite
from sys import getrefcount, maxsize
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, cast

from jobstatus.errors import MAX_PROBLEMS, Problem, mismatch, plain_step
from jobstatus.excerpts import found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "ATOMS",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "SCALARS",
    "Copying",
    "copy_json",
    "exact_scalar",
    "flat_copy",
    "has_utf_8",
    "is_flat",
    "is_shallow",
    "lone_surrogates",
]

MAX_DEPTH: Final = 512
"""A value nested deeper is refused: `json.dumps` could not write it, nor most parsers read it."""

MAX_DIGITS: Final = 4300
"""An integer of more decimal digits is refused, as Python's own `int(text)` refuses it."""

ATOMS: Final = frozenset({str, bool, NoneType})
"""The classes whose every instance is JSON."""

SCALARS: Final = frozenset({str, int, float, bool, NoneType})
"""The classes of JSON's scalars."""

_CONTAINERS: Final = frozenset({list, dict})
_SHALLOW: Final = 64
_LARGE: Final = 64
_TOO_LARGE: Final = 10**MAX_DIGITS
# Those of the container above, of the level and of the call.
_REFERENCES_OF_OURS: Final = 3


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


def flat_copy(value: Any) -> Any:
    """Copy a list or dict, if there is nothing but proper scalars in it; most are like that."""
    return value.copy() if is_flat(value) else None


def is_flat(value: Any) -> bool:
    """Tell whether a value is a list or dict with nothing but proper scalars in it."""
    if type(value) is dict:
        for key in value:
            if type(key) is not str:
                return False
        items: Iterable[Any] = value.values()
    elif type(value) is list:
        items = value
    else:
        return False
    for item in items:
        kind = type(item)
        if kind is str or item is None or kind is bool:
            continue
        if kind is int:
            if -_TOO_LARGE < item < _TOO_LARGE:
                continue
        elif kind is float and isfinite(item):
            continue
        return False
    return True


def is_shallow(container: Any) -> bool:
    """Tell whether JSON nests so little that no limit can count."""
    level: list[Any] = [container]
    for _ in range(_SHALLOW):
        inside: list[Any] = [c.values() if type(c) is dict else c for c in level]
        level = [item for items in inside for item in items if type(item) in _CONTAINERS]
        if not level:
            return True
    return False


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
    flat = None if utf_8 else flat_copy(value)
    if flat is not None:
        return flat, []
    return Copying(utf_8=utf_8).copy_of(value)


class _TooManyError(Exception):
    """There are so many problems that nobody wants more."""


class _Level:
    """A container that is being copied, and where it stands in the one above it."""

    __slots__ = ("copy", "height", "items", "source", "step")

    def __init__(
        self, source: Any, copy: Any, step: str | int, items: Iterator[tuple[Any, Any]]
    ) -> None:
        self.source, self.copy, self.step, self.items = source, copy, step, items
        self.height = 1


class Copying:
    """One copy under way: a list of levels instead of recursion, so that no depth can exhaust a stack.

    Args:
        utf_8: As in `copy_json`.
        depth: A value nested deeper is refused.
    """

    def __init__(self, *, utf_8: bool, depth: int = MAX_DEPTH) -> None:
        self.utf_8: bool = utf_8
        self.depth: int = depth
        self.problems: list[Problem] = []
        self.levels: list[_Level] = []
        # The containers on the way from the top: one of them below itself is a cycle.
        self.entered: set[int] = set()
        # Those that are done and may come again, for there are more references to them, or they are
        # large: a value of many equal parts is no bomb. They are kept, or an `id` could come to mean
        # another object.
        self.done: dict[int, _Level] = {}

    def copy_of(self, value: object) -> tuple[Any, list[Problem]]:
        """Copy a value, and name its problems, as `copy_json` does."""
        top: list[Any] = []
        try:
            self._run([value], top)
        except _TooManyError:
            return None, self.problems
        return top[0] if top else None, self.problems

    def scalar(self, item: object) -> Any:
        """Return what is no list or dict as what the copy holds for it, or raise its `Problem`."""
        return exact_scalar(item)

    def odd_key(self, key: object) -> Any:
        """Return a key that is no text as what the copy holds for it, or raise its `Problem`."""
        raise mismatch("a string as a key", key)

    def _run(self, source: list[Any], copy: list[Any]) -> None:
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
                    taken = self.take(item, kind, step)
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

    def take(self, item: Any, kind: type, step: Any) -> Any:
        """Return the copy of an item, to be filled if it is a list or dict; or raise its `Problem`."""
        if not issubclass(kind, (list, dict)):
            exact = self.scalar(item)
            if self.utf_8 and type(exact) is str and not has_utf_8(exact):
                raise Problem.about(item, "holds a lone surrogate, which is no text")
            return exact
        if id(item) in self.entered:
            raise Problem.about(item, f"contains itself ({found(item)})")
        known = self.done.get(id(item))
        if len(self.levels) + (known.height if known else 1) > self.depth + 1:
            raise Problem.about(item, f"is nested deeper than {self.depth} levels")
        if known:
            self.levels[-1].height = max(self.levels[-1].height, known.height + 1)
            return known.copy
        copy: Any = None if self.utf_8 else flat_copy(item)
        if copy is None:
            copy = [] if issubclass(kind, list) else {}
            self._enter(item, copy, step)
        elif len(copy) > _LARGE:  # small ones are copied sooner than they are looked up
            self.done[id(item)] = _Level(item, copy, "", iter(()))
        return copy

    def _enter(self, source: Any, copy: Any, step: Any) -> None:
        items = enumerate(source) if type(copy) is list else iter(source.items())
        self.entered.add(id(source))
        self.levels.append(_Level(source, copy, plain_step(step), items))

    def _leave(self, level: _Level) -> None:
        self.entered.remove(id(level.source))
        if self.levels:
            self.levels[-1].height = max(self.levels[-1].height, level.height + 1)
        if getrefcount(level.source) > _REFERENCES_OF_OURS:
            self.done[id(level.source)] = level

    def _step(self, step: object) -> Any:
        if type(step) is int and type(self.levels[-1].copy) is list:
            return step
        if not issubclass(type(step), str):
            try:
                return self.odd_key(step)
            except Problem as problem:
                raise _KeyProblem(problem) from None
        text = str.__str__(cast("str", step))
        if self.utf_8 and not has_utf_8(text):
            raise _KeyProblem(Problem.about(text, "has a lone surrogate in a key"))
        return text

    def _note(self, problem: Problem, step: Any) -> None:
        at = [level.step for level in self.levels[2:]]
        if len(self.levels) > 1 and not isinstance(problem, _KeyProblem):
            at.append(plain_step(step))
        self.problems.append(Problem(problem.message, tuple(at), problem.kind, problem.excerpt))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _TooManyError


class _Looking(Copying):
    """A copy of what was decoded, made to find lone surrogates; the rest, hooks see."""

    def scalar(self, item: object) -> Any:
        return item

    def odd_key(self, key: object) -> Any:
        return key


def lone_surrogates(value: object) -> list[Problem]:
    """Name all text in what was decoded that UTF-8 has no bytes for, however deep it stands."""
    return _Looking(utf_8=True, depth=maxsize).copy_of(value)[1]


class _KeyProblem(Problem):
    """A problem with a key: it is the object's own, at the object's path."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(*problem.args)


def has_utf_8(text: str) -> bool:
    """Tell whether UTF-8 has bytes for a text: for all but lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
