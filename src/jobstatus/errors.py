"""What is wrong with a document, and where: problems, their paths, and the errors that carry them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, get_args

from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from .excerpt import ABSENT, cut, excerpt, found, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from typing_extensions import Self

__all__ = [
    "MAX_PROBLEMS",
    "JobStatusError",
    "Problem",
    "StructureError",
    "UnstructureError",
    "mismatch",
    "problems_of",
    "raises_structure_error",
    "raises_unstructure_error",
    "structure_error",
    "type_name",
]

MAX_PROBLEMS: Final = 10_000
"""A document with more problems than this is not read to its end: a bad one must not fill memory."""

T = TypeVar("T")

_SHOWN: Final = 20
_KEY_ROOM: Final = 64
_GROUPED: Final = 16  # levels; deeper ones stay flat, so that no path can exhaust the stack
_PATH_ROOM: Final = 300
_MESSAGE_ROOM: Final = 300


class Problem(Exception):  # noqa: N818 - an error carries it; it is none
    """One thing that is wrong with a document.

    It is an exception so that it can stand in an exception group; no hook raises it alone.
    Two problems are equal if everything about them is.

    Args:
        message: What was expected and what was found, or what else is wrong.
        steps: Where: field names, keys (text) and indices (int) from the document's root.
        kind: The value's JSON kind (`null`, `boolean`, `number`, `string`, `array`, `object`), the
            name of its class if it is no JSON value, or `absent`.
        excerpt: The beginning of the value, as JSON where it is JSON; at most 80 characters.
    """

    message: str
    steps: tuple[str | int, ...]
    kind: str
    excerpt: str

    def __init__(
        self, message: str, steps: tuple[str | int, ...] = (), kind: str = "", excerpt: str = ""
    ) -> None:
        super().__init__(message, steps, kind, excerpt)
        self.message, self.steps, self.kind, self.excerpt = message, steps, kind, excerpt

    @classmethod
    def about(cls, value: object, message: str, steps: tuple[str | int, ...] = ()) -> Problem:
        """Make a problem with *value*: its kind and excerpt are filled in."""
        return cls(message, steps, kind(value), excerpt(value))

    @property
    def path(self) -> str:
        """Where it is, as a JSON path: `$.data[3].job_status.value`.

        A very long key is shortened, and so is the middle of a very long path; `steps` is exact.
        """
        path = "$" + "".join(map(_step, self.steps))
        return path if len(path) <= _PATH_ROOM else f"{path[:200]}…{path[-99:]}"

    def under(self, step: str | int) -> Problem:
        """Return the same problem as seen from one level up, where the value is at *step*."""
        moved = Problem(self.message, (step, *self.steps), self.kind, self.excerpt)
        moved.__cause__ = self.__cause__
        return moved

    def __str__(self) -> str:
        return self.message

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Problem):
            return NotImplemented
        return self.args == other.args

    def __hash__(self) -> int:
        return hash(self.args)


class JobStatusError(Exception):
    """Everything that bad data can make this package raise is one of these."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, in the document's order."""
        raise NotImplementedError


class StructureError(JobStatusError, BaseValidationError):
    """The input cannot become what was asked for.

    It is a cattrs error too: an exception group that `cattrs.transform_error` and handlers of
    `cattrs.BaseValidationError` understand.

    Attributes:
        problems: Every `Problem` of the document (the first 10,000, if there are more).
        cl: What the input was to become.
    """

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, in the document's order."""
        return tuple(_leaves(self.exceptions))

    def __str__(self) -> str:
        return self.message

    def derive(self, excs: Sequence[Exception]) -> Self:  # type: ignore[override]  # as in cattrs
        """Make the error of a part of the problems, as `except*` does."""
        return self.__class__(_said(_leaves(excs), self.cl), excs, self.cl)  # pyright: ignore[reportCallIssue]

    def __reduce__(self) -> tuple[Any, ...]:
        return structure_error, (self.problems, self.cl)


class _ObjectError(StructureError, ClassValidationError):
    """A `StructureError` whose paths begin with a name; to cattrs, a class's."""


class _ArrayError(StructureError, IterableValidationError):
    """A `StructureError` whose paths begin in brackets; to cattrs, a list's or a mapping's."""


for _part in (_ObjectError, _ArrayError):  # that there are two of them is nobody's business
    _part.__name__ = _part.__qualname__ = StructureError.__name__


class UnstructureError(JobStatusError):
    """The object cannot be written as JSON.

    Attributes:
        problems: Every `Problem` of the object (the first 10,000, if there are more).
        cl: What was to be unstructured.
    """

    def __init__(self, problems: Iterable[Problem], cl: Any) -> None:
        self._problems = tuple(problems)[:MAX_PROBLEMS]
        self.cl = cl
        super().__init__(self._problems, cl)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, in the object's order."""
        return self._problems

    def __str__(self) -> str:
        return _summary(f"cannot unstructure {type_name(self.cl)}", self.problems)


def structure_error(problems: Sequence[Problem], cl: Any) -> StructureError:
    """Make the `StructureError` for *problems*, shaped so that cattrs finds the same paths."""
    return _grouped(problems[:MAX_PROBLEMS], cl, 0)


def mismatch(expected: str, value: object) -> Problem:
    """Make the problem that *value* is not what was *expected* (with its article)."""
    return Problem.about(value, f"expected {expected}, found {found(value)}")


def problems_of(exc: Exception, value: object) -> list[Problem]:
    """Say what an exception out of any hook, ours or a user's, means for the *value* it got."""
    if isinstance(exc, JobStatusError):
        return list(exc.problems)
    if isinstance(exc, (ClassValidationError, IterableValidationError)):
        noted, bare = exc.group_exceptions()
        problems = []
        for sub, note in noted:
            step = note.name if isinstance(note, AttributeValidationNote) else note.index
            inner = _value_at(value, step)
            problems += [p.under(step) for p in problems_of(sub, inner)]
        return problems + [p for sub in bare for p in problems_of(sub, value)]
    if isinstance(exc, KeyError) and value is ABSENT:
        return [Problem.about(value, "is required, but absent")]
    if isinstance(exc, ForbiddenExtraKeysError):
        return [
            Problem.about(_value_at(value, key), "is not a known field", (key,))
            for key in sorted(exc.extra_fields, key=str)
        ]
    if isinstance(exc, RecursionError):
        problem = Problem.about(value, "is nested too deeply")
    else:
        said = cut(str(exc), _MESSAGE_ROOM)
        problem = Problem.about(value, f"{type(exc).__name__}: {said}, found {found(value)}")
    problem.__cause__ = exc
    return [problem]


def raises_structure_error(exact: Callable[[Any], T], type_: Any) -> Callable[..., T]:
    """Make a structure hook of a function that returns the value, or raises its `Problem`."""

    def structure_exactly(value: object, _: Any = type_) -> T:
        try:
            return exact(value)
        except Problem as problem:
            raise structure_error([problem], type_) from None

    return structure_exactly


def raises_unstructure_error(exact: Callable[[Any], T], type_: Any) -> Callable[[Any], T]:
    """Make an unstructure hook of a function that returns the value, or raises its `Problem`."""

    def unstructure_exactly(value: object) -> T:
        try:
            return exact(value)
        except Problem as problem:
            raise UnstructureError([problem], type_) from None

    return unstructure_exactly


def type_name(cl: Any) -> str:
    """Name a type as a person writes it: `AtsJob`, `list[AtsJob]`."""
    name = cl.__qualname__ if isinstance(cl, type) and not hasattr(cl, "__args__") else repr(cl)
    return cut(re.sub(r"\b(?:\w+\.)+", "", name), _PATH_ROOM)


def _grouped(problems: Sequence[Problem], cl: Any, depth: int) -> StructureError:
    """Group the problems by what is in brackets next in their paths; those under names stay flat."""
    message = _said(problems, cl)
    by_key: dict[str | int, list[Problem]] = {}
    for problem in problems:
        for step in problem.steps[depth : depth + 1]:
            by_key.setdefault(step, []).append(problem)
    if depth >= _GROUPED or all(map(_is_name, by_key)):
        leaves = [_noted(problem, problem.steps[depth:], cl) for problem in problems]
        return _ObjectError(message, leaves, cl)  # pyright: ignore[reportCallIssue]
    element = (get_args(cl) or (Any,))[-1]
    subs = [_noted(problem, (), cl) for problem in problems if len(problem.steps) == depth]
    subs += [_at_key(key, group, element, depth + 1) for key, group in by_key.items()]
    return _ArrayError(message, subs, cl)  # pyright: ignore[reportCallIssue]


def _at_key(key: str | int, group: list[Problem], element: Any, depth: int) -> Any:
    alone = len(group) == 1 and len(group[0].steps) == depth
    sub: Any = _noted(group[0], (), element) if alone else _grouped(group, element, depth)
    sub.__notes__ = [IterableValidationNote(f"at {group[0].path}", _shortened(key), element)]
    return sub


def _noted(problem: Problem, steps: tuple[str | int, ...], cl: Any) -> Problem:
    """Copy the problem; its one note has the name that cattrs puts behind `$.`."""
    copy = Problem(*problem.args)
    copy.__cause__ = problem.__cause__
    if steps:
        name = Problem("", steps).path[1:].removeprefix(".")
        # Set, not added: Python 3.10 has no `add_note`, and cattrs reads the attribute there too.
        cast("Any", copy).__notes__ = [AttributeValidationNote(f"at {problem.path}", name, cl)]
    return copy


def _leaves(exceptions: Iterable[Any]) -> list[Problem]:
    problems: list[Problem] = []
    for exc in exceptions:
        problems += [exc] if isinstance(exc, Problem) else _leaves(exc.exceptions)
    return problems


def _said(problems: Sequence[Problem], cl: Any) -> str:
    return _summary(f"cannot structure {type_name(cl)}", problems)


def _value_at(value: Any, step: Any) -> Any:
    """Look up what a foreign hook's note points to; a guess that must not fail."""
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return ABSENT


def _summary(title: str, problems: Sequence[Problem]) -> str:
    if len(problems) == 1:
        return f"{title}: {problems[0].path}: {problems[0].message}"
    lines = [f"{title}: {len(problems):,} problems"]
    lines += [f"  {p.path}: {p.message}" for p in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"  … and {len(problems) - _SHOWN:,} more in .problems")
    return "\n".join(lines)


def _step(step: str | int) -> str:
    return f".{step}" if _is_name(step) else f"[{_shortened(step)!r}]"


def _is_name(step: str | int) -> bool:
    return isinstance(step, str) and len(step) <= _KEY_ROOM and step.isidentifier()


def _shortened(step: str | int) -> str | int:
    return step if isinstance(step, int) else cut(step, _KEY_ROOM)
