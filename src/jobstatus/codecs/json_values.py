"""Copies of JSON values: deep, of exact builtins, or else a list of everything that is not JSON."""

from __future__ import annotations

from math import isfinite
from sys import maxsize
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, cast

from jobstatus.errors import problems_of
from jobstatus.excerpts import found
from jobstatus.problems import MAX_PROBLEMS, Problem, mismatch, plain_step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobstatus.problems import Place

__all__ = [
    "ATOMS",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "SCALARS",
    "Copier",
    "KeyProblem",
    "copy_json",
    "exact_scalar",
    "flat_copy",
    "has_utf_8",
    "integer_text",
    "lone_surrogates",
    "number_key_text",
]

MAX_DEPTH: Final = 512
"""A value nested deeper is refused. Not much deeper, `json.dumps` and most parsers fail, too."""

MAX_DIGITS: Final = 4300
"""An integer of more decimal digits is refused, as Python's own `int(text)` refuses it."""

ATOMS: Final = frozenset({str, bool, NoneType})
"""The classes whose every instance is JSON."""

SCALARS: Final = frozenset({str, int, float, bool, NoneType})
"""The classes of JSON's scalars."""

_LARGE: Final = 64
_TOO_LARGE: Final = 10**MAX_DIGITS
# Python writes as many digits at once, whatever limit is set.
_AT_ONCE: Final = 640


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


def integer_text(value: int) -> str:
    """Write an integer in decimal digits, however few `sys.set_int_max_str_digits` allows at once."""
    sign, high = ("-", -value) if value < 0 else ("", value)
    digits: list[str] = []
    shift: int = 10**_AT_ONCE
    while high >= shift:
        high, low = divmod(high, shift)
        digits.append(f"{low:0{_AT_ONCE}d}")
    return "".join([sign, str(high), *reversed(digits)])


def number_key_text(key: object) -> str:
    """Write a number or boolean as a key of a JSON object, in its canonical spelling.

    Args:
        key: An exact `bool`, `int` or finite `float`.
    """
    if type(key) is int:
        return integer_text(key)
    return repr(key).lower()


def flat_copy(value: Any) -> Any:
    """Copy a list or dict of scalars; return `None` for any other value."""
    return value.copy() if _is_flat(value) else None


def _is_flat(value: Any) -> bool:
    """Tell whether a value is a list or dict with nothing but exact scalars in it."""
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


def copy_json(
    value: object, *, utf_8: bool = False, depth: int = MAX_DEPTH
) -> tuple[Any, list[Problem]]:
    """Copy a JSON value in depth, and name everything in it that is not JSON.

    Args:
        value: Anything. JSON is `str`, `bool`, `None`, integers of up to 4300 digits, finite
            floats, and lists and text-keyed dicts of those, nested up to 512 deep.
        utf_8: Whether text has to have UTF-8, so that lone surrogates are problems too.
        depth: How many levels deep the value may nest: fewer than 512 if it stands in a document.

    Returns:
        The copy: equal to *value*, of exact builtins, sharing no container with it. And the
        problems, in order, with their paths; if there are any, the copy is of no use.
    """
    flat = None if utf_8 or depth < 1 else flat_copy(value)
    if flat is not None:
        return flat, []
    return Copier(utf_8=utf_8, depth=depth, limit=MAX_DEPTH).copy_of(value)


class _TooManyError(Exception):
    """The signal that `MAX_PROBLEMS` problems have been found."""


class KeyProblem(Problem):
    """A problem with a key, or with looking through a container: it is at the container's path."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message, problem.steps, problem.kind, problem.excerpt)


class _Level:
    """A container that is being copied, with the rest of its items, and its place in the value."""

    __slots__ = ("copy", "height", "items", "place", "source")

    def __init__(
        self, source: Any, copy: Any, place: Place | None, items: Iterator[tuple[Any, Any]]
    ) -> None:
        self.source, self.copy, self.place, self.items = source, copy, place, items
        self.height = 1


def _items_of(source: Any, *, numbered: bool) -> Iterator[tuple[Any, Any]]:
    """Iterate over a list or dict, of whose own class no method is called before `next` is."""
    yield from enumerate(source) if numbered else source.items()


class Copier:
    """Copies one value, by a list of levels instead of recursion: no depth exhausts the stack.

    Args:
        utf_8: As in `copy_json`.
        depth: A value nested deeper is refused.
        limit: The limit that problems name: that of the whole document. By default it is *depth*.
    """

    def __init__(self, *, utf_8: bool, depth: int = MAX_DEPTH, limit: int | None = None) -> None:
        self.utf_8: bool = utf_8
        self.depth: int = depth
        self.limit: int = depth if limit is None else limit
        self.problems: list[Problem] = []
        self.levels: list[_Level] = []
        # The containers on the way from the top: one of them below itself is a cycle.
        self.entered: set[int] = set()
        # The containers that are copied and may be met again, but for small flat ones: so each is
        # copied once. They are kept, or an `id` could come to mean another object.
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
        """Return the copy of an item that is no list or dict.

        Raises:
            Problem: The item is no JSON scalar.
        """
        return exact_scalar(item)

    def key_of_no_text(self, key: object) -> Any:
        """Return the copy of a key that is no text.

        Raises:
            Problem: The copy can have no such key.
        """
        raise mismatch("a string as a key", key)

    def _run(self, source: list[Any], copy: list[Any]) -> None:
        self._enter(source, copy, "")
        while self.levels:
            level = self.levels[-1]
            try:
                is_filled = not self._fill(level)
            except _TooManyError:
                raise
            except Exception as exc:  # noqa: BLE001 - a container's own methods may raise anything
                for problem in problems_of(exc, level.source):
                    self._note(KeyProblem(problem), None)
                is_filled = True
            if is_filled:
                self._leave(self.levels.pop())

    def _fill(self, level: _Level) -> bool:
        """Copy the remaining items of a level.

        Returns:
            Whether it stopped at an item that is a container, which has to be copied first.
        """
        into: Any = level.copy
        put: Any = into.append if isinstance(into, list) else None
        usual_step = int if put else str
        for step, item in level.items:
            kind = type(item)
            if (
                kind in ATOMS
                and not self.utf_8
                and type(step) is usual_step
                and (put or step not in into)
            ):
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
        """Return the copy of an item; that of a list or dict is empty, and is filled next.

        Raises:
            Problem: The item is not JSON, or nests too deeply.
        """
        if not issubclass(kind, (list, dict)):
            exact = self.scalar(item)
            if self.utf_8 and type(exact) is str and not has_utf_8(exact):
                raise Problem.about(item, "holds a lone surrogate, which is no text")
            return exact
        if id(item) in self.entered:
            raise Problem.about(item, f"contains itself ({found(item)})")
        known = self.done.get(id(item))
        if len(self.levels) + (known.height if known else 1) > self.depth + 1:
            raise Problem.about(item, f"is nested deeper than {self.limit} levels")
        if known:
            self._note_height(known.height)
            return known.copy
        copy: Any = None if self.utf_8 else flat_copy(item)
        if copy is None:
            copy = [] if issubclass(kind, list) else {}
            self._enter(item, copy, step)
        else:
            self._note_height(1)
            if len(copy) > _LARGE:  # small ones are copied sooner than they are looked up
                self.done[id(item)] = _Level(item, copy, None, iter(()))
        return copy

    def _note_height(self, inside: int) -> None:
        """Let the level that is being filled be higher than a container in it, if it is not."""
        self.levels[-1].height = max(self.levels[-1].height, inside + 1)

    def _enter(self, source: Any, copy: Any, step: Any) -> None:
        items = _items_of(source, numbered=type(copy) is list)
        self.entered.add(id(source))
        place = None
        if len(self.levels) > 1:  # the first one only holds the value itself
            place = self.levels[-1].place, plain_step(step)
        self.levels.append(_Level(source, copy, place, items))

    def _leave(self, level: _Level) -> None:
        self.entered.remove(id(level.source))
        if self.levels:
            self._note_height(level.height)
        self.done[id(level.source)] = level

    def _step(self, step: object) -> Any:
        """Return the copy of a key, or an index as it is.

        Raises:
            KeyProblem: The copy can have no such key, or has it already.
        """
        copy = self.levels[-1].copy
        if type(step) is int and type(copy) is list:
            return step
        if issubclass(type(step), str):
            key: Any = str.__str__(cast("str", step))
            if self.utf_8 and not has_utf_8(key):
                raise KeyProblem(Problem.about(key, "has a lone surrogate in a key"))
        else:
            try:
                key = self.key_of_no_text(step)
            except Problem as problem:
                raise KeyProblem(problem) from None
        if key in copy:
            raise KeyProblem(mismatch("a key that no other key becomes, too", step))
        return key

    def _note(self, problem: Problem, step: Any) -> None:
        place = self.levels[-1].place
        if len(self.levels) > 1 and not isinstance(problem, KeyProblem):
            place = place, plain_step(step)
        self.problems.append(problem.placed(place))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _TooManyError


class _SurrogateFinder(Copier):
    """Copies a decoded value to find lone surrogates in it; hooks find everything else."""

    def scalar(self, item: object) -> Any:
        return item

    def key_of_no_text(self, key: object) -> Any:
        return key


def lone_surrogates(value: object) -> list[Problem]:
    """List the problems of all text in a decoded value that has lone surrogates, at any depth."""
    return _SurrogateFinder(utf_8=True, depth=maxsize).copy_of(value)[1]


def has_utf_8(text: str) -> bool:
    """Tell whether a text can be encoded as UTF-8: any can that has no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
