"""The errors that carry the problems of a document, and the problems that exceptions stand for."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
    StructureHandlerNotFoundError,
)

from .excerpts import ABSENT, cut, found, quoted
from .problems import (
    MAX_PROBLEMS,
    Failure,
    Problem,
    is_name,
    plain_step,
    problems_in,
    shortened_step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typing_extensions import Self

    from .problems import Found

__all__ = [
    "JobStatusError",
    "Problem",
    "StructureError",
    "UnstructureError",
    "failure_of",
    "problems_of",
    "program_mistake",
    "structure_error",
    "structure_failure",
    "type_name",
    "unstructure_failure",
]

_SHOWN: Final = 20
_TYPE_ROOM: Final = 300
_MESSAGE_ROOM: Final = 300


class JobStatusError(Exception):
    """The base class of all exceptions that this package raises for bad data."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the data, in the order of the document."""
        raise NotImplementedError


class StructureError(JobStatusError, BaseValidationError):
    """The input cannot be structured as the type that was asked for.

    It is a cattrs error too: an exception group, of its problems, that `cattrs.transform_error` and
    handlers of `cattrs.BaseValidationError` understand.

    Attributes:
        problems: Every `Problem` of the document (the first 10,000, if there are more).
        cl: The type that the input was to be structured as.
    """

    # Made on demand: hooks within hooks raise errors and take them apart at every level.
    @property
    def message(self) -> str:
        """The text of the error, which `str()` returns too."""
        return _summary(f"cannot structure {type_name(self.cl)}", self.problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the data, in the order of the document."""
        return cast("tuple[Problem, ...]", self.exceptions)

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.message}>"

    def derive(self, excs: Sequence[Exception]) -> Self:  # type: ignore[override]  # as in cattrs
        """Make the error of some of the problems; `except*` asks for it."""
        return self.__class__("", excs, self.cl)  # pyright: ignore[reportCallIssue]

    def __reduce__(self) -> tuple[Any, ...]:
        return structure_error, (self.problems, self.cl)


class _ObjectError(StructureError, ClassValidationError):
    """A `StructureError` whose paths begin with names, which cattrs takes for that of a class."""

    def group_exceptions(self) -> tuple[list[tuple[Exception, Any]], list[Exception]]:
        """Pair each problem with one note of cattrs that holds its whole path."""
        noted: list[tuple[Exception, Any]] = []
        for problem in self.problems:
            name = problem.path.removeprefix("$").removeprefix(".")
            noted.append((problem, AttributeValidationNote("", name, None)))
        return [n for n in noted if n[1].name], [p for p, note in noted if not note.name]


class _ArrayError(StructureError, IterableValidationError):
    """A `StructureError` whose paths begin in brackets, which cattrs takes for that of a list."""

    def group_exceptions(self) -> tuple[list[tuple[Exception, Any]], list[Exception]]:
        """Pair each first step with one note, and the problems below it with an error of their own."""
        below: dict[str | int, list[Problem]] = {}
        for problem in self.problems:
            if problem.steps:
                below.setdefault(problem.steps[0], []).append(problem)
        noted: list[tuple[Exception, Any]] = []
        for step, problems in below.items():
            inner = [Problem(p.message, p.steps[1:], p.kind, p.excerpt) for p in problems]
            first, *others = inner
            sub = structure_error(inner, Any) if others or first.steps else first
            noted.append((sub, IterableValidationNote("", shortened_step(step), None)))
        return noted, [problem for problem in self.problems if not problem.steps]


for _part in (_ObjectError, _ArrayError):  # users see one class
    _part.__name__ = _part.__qualname__ = StructureError.__name__


class UnstructureError(JobStatusError):
    """The object cannot be written as JSON.

    Attributes:
        problems: Every `Problem` of the object (the first 10,000, if there are more).
        cl: The type of the object, or the one whose hook was asked for.
    """

    def __init__(self, problems: Iterable[Problem], cl: Any) -> None:
        self._problems = tuple(problems)[:MAX_PROBLEMS]
        self.cl = cl
        super().__init__(self._problems, cl)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the data, in the order of the document."""
        return self._problems

    def __str__(self) -> str:
        return _summary(f"cannot unstructure {type_name(self.cl)}", self.problems)


def structure_error(problems: Sequence[Problem], cl: Any) -> StructureError:
    """Make the `StructureError` of some problems, of the class whose paths cattrs understands.

    Args:
        problems: The problems; the first 10,000 of them are kept.
        cl: The type that the input was to be structured as.
    """
    kept = problems[:MAX_PROBLEMS]
    names = all(is_name(step) for problem in kept for step in problem.first_step())
    return (_ObjectError if names else _ArrayError)("", kept, cl)  # pyright: ignore[reportCallIssue]


def problems_of(exc: Exception, value: object) -> list[Problem]:
    """Return the problems that an exception raised by any hook stands for.

    Args:
        exc: The exception.
        value: The value that the hook was called with.

    Raises:
        Exception: The exception is a mistake of the program, such as a missing hook, or a
            `MemoryError`: no other document would help.
    """
    if isinstance(exc, (MemoryError, StructureHandlerNotFoundError)) or getattr(
        exc, "is_program_mistake", False
    ):
        try:
            raise exc
        finally:
            del exc  # its traceback refers to this frame
    match exc:
        case JobStatusError():
            return list(exc.problems)
        case ClassValidationError() | IterableValidationError():
            return _problems_of_group(exc, value)
        case ForbiddenExtraKeysError():
            keys = list(islice(exc.extra_fields, MAX_PROBLEMS))
            return [
                Problem.about(_value_at(value, key), "is not a known field", (_as_step(key),))
                for key in sorted(keys, key=_as_step)
            ]
        case KeyError() if value is ABSENT:
            return [Problem.about(value, "is required, but absent")]
        case RecursionError():
            problem = Problem.about(value, "is nested too deeply")
        case _:
            problem = Problem.about(value, f"{_message_of(exc)}, found {found(value)}")
    problem.__cause__ = exc
    return [problem]


def failure_of(exc: Exception, value: object) -> Failure:
    """Return the failure that an exception raised by any hook stands for.

    Args:
        exc: The exception.
        value: The value that the hook was called with.

    Raises:
        Exception: The exception is a mistake of the program, as for `problems_of`.
    """
    if isinstance(exc, Failure):
        return exc
    try:
        return Failure.of(*problems_of(exc, value))
    finally:
        del exc  # if it is raised, its traceback refers to this frame


def structure_failure(found: Found, cl: Any) -> StructureError:
    """Make the `StructureError` of the problems of a tree, and empty the tree."""
    problems = problems_in(found)
    found.clear()  # the problems' causes refer to the frames of the callers, and these to the tree
    return _with_cause(structure_error(problems, cl))


def unstructure_failure(found: Found, cl: Any) -> UnstructureError:
    """Make the `UnstructureError` of the problems of a tree, and empty the tree."""
    problems = problems_in(found)
    found.clear()  # the problems' causes refer to the frames of the callers, and these to the tree
    return _with_cause(UnstructureError(problems, cl))


def program_mistake(exc: _Exc) -> _Exc:
    """Mark an exception that was raised while a hook was made: it is not about bad data."""
    exc.is_program_mistake = True  # type: ignore[attr-defined]
    return exc


_MODULE_OR_TEXT: Final = re.compile(
    r"<class '(?:[\w<>]+\.)*(?P<name>\w+)'>"
    r"|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"  # of a `Literal`: no module in it
    r"|(?:(?:\b\w+|<\w+>)\.)+"
)


def _without_module(match: re.Match[str]) -> str:
    return f"<class '{match['name']}'>" if match["name"] else match["text"] or ""


_Error = TypeVar("_Error", StructureError, UnstructureError)
_Exc = TypeVar("_Exc", bound=Exception)


def _with_cause(error: _Error) -> _Error:
    """Set the cause of an error that has one problem to the cause of that problem."""
    if len(error.problems) == 1:
        (problem,) = error.problems
        error.__cause__ = problem.__cause__
    return error


def type_name(cl: Any) -> str:
    """Name a type as in source code, without modules: `AtsJob`, `list[AtsJob]`."""
    name = cl.__qualname__ if isinstance(cl, type) and not hasattr(cl, "__args__") else repr(cl)
    name = _MODULE_OR_TEXT.sub(_without_module, name)
    return cut(re.sub(r"Annotated\[(\w+), <class 'Open'>\]", r"Open[\1]", name), _TYPE_ROOM)


def _problems_of_group(
    exc: ClassValidationError | IterableValidationError, value: object
) -> list[Problem]:
    noted, bare = exc.group_exceptions()
    problems: list[Problem] = []
    for sub, note in noted:
        step = note.name if isinstance(note, AttributeValidationNote) else note.index
        at = _value_at(value, step)
        if (
            at is ABSENT
            and isinstance(sub, KeyError)
            and getattr(sub.__traceback__, "tb_next", None)
        ):
            at = value  # raised by the hook of a field whose value is at another key
        problems += [p.under(step) for p in problems_of(sub, at)]
    return problems + [p for sub in bare for p in problems_of(sub, value)]


def _message_of(exc: Exception) -> str:
    """Return the class and text of an exception, in one line without control characters."""
    try:
        text = str(exc)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a user's exception may raise another one
        text = ""
    text = cut(text if text.isprintable() else quoted(text, _MESSAGE_ROOM), _MESSAGE_ROOM)
    return f"{type(exc).__name__}: {text.rstrip('.')}" if text else type(exc).__name__


def _value_at(value: Any, step: Any) -> Any:
    """Return the item that a note of a foreign hook points to; `ABSENT` if there is none."""
    try:
        return value[step]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the value may be anything
        return ABSENT


def _as_step(key: object) -> str:
    return str(plain_step(key))


def _summary(title: str, problems: Sequence[Problem]) -> str:
    if len(problems) == 1:
        (problem,) = problems
        return f"{title}: {problem.path}: {problem.message}"
    lines = [f"{title}: {len(problems):,} problems"]
    lines += [f"  {p.path}: {p.message}" for p in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"  … and {len(problems) - _SHOWN:,} more in .problems")
    return "\n".join(lines)
