"""The errors that carry the problems of a document, and what exceptions of hooks mean as problems."""

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
    """Everything that bad data can make this package raise is one of these."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, field by field."""
        raise NotImplementedError


class StructureError(JobStatusError, BaseValidationError):
    """The input cannot become what was asked for.

    It is a cattrs error too: an exception group, of its problems, that `cattrs.transform_error` and
    handlers of `cattrs.BaseValidationError` understand.

    Attributes:
        problems: Every `Problem` of the document (the first 10,000, if there are more).
        cl: What the input was to become.
    """

    # Made when somebody asks: inside a document, errors are made and taken apart at every level.
    @property
    def message(self) -> str:
        """The text of the error, which `str()` returns too."""
        return _summary(f"cannot structure {type_name(self.cl)}", self.problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, field by field."""
        return cast("tuple[Problem, ...]", self.exceptions)

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.message}>"

    def derive(self, excs: Sequence[Exception]) -> Self:  # type: ignore[override]  # as in cattrs
        """Make the error of a part of the problems, as `except*` does."""
        return self.__class__("", excs, self.cl)  # pyright: ignore[reportCallIssue]

    def __reduce__(self) -> tuple[Any, ...]:
        return structure_error, (self.problems, self.cl)


class _ObjectError(StructureError, ClassValidationError):
    """A `StructureError` whose paths begin with names; to cattrs, a class's."""

    def group_exceptions(self) -> tuple[list[tuple[Exception, Any]], list[Exception]]:
        """Give each problem the one note that cattrs makes its whole path of."""
        noted: list[tuple[Exception, Any]] = []
        for problem in self.problems:
            name = problem.path.removeprefix("$").removeprefix(".")
            noted.append((problem, AttributeValidationNote("", name, None)))
        return [n for n in noted if n[1].name], [p for p, note in noted if not note.name]


class _ArrayError(StructureError, IterableValidationError):
    """A `StructureError` whose paths begin in brackets; to cattrs, a list's or a mapping's."""

    def group_exceptions(self) -> tuple[list[tuple[Exception, Any]], list[Exception]]:
        """Give each first step its note, and to what is below it an error of its own."""
        below: dict[str | int, list[Problem]] = {}
        for problem in self.problems:
            if problem.steps:
                below.setdefault(problem.steps[0], []).append(problem)
        noted: list[tuple[Exception, Any]] = []
        for step, problems in below.items():
            inner = [Problem(p.message, p.steps[1:], p.kind, p.excerpt) for p in problems]
            alone = len(inner) == 1 and not inner[0].steps
            sub = inner[0] if alone else structure_error(inner, Any)
            noted.append((sub, IterableValidationNote("", shortened_step(step), None)))
        return noted, [problem for problem in self.problems if not problem.steps]


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
        """All that is wrong, field by field."""
        return self._problems

    def __str__(self) -> str:
        return _summary(f"cannot unstructure {type_name(self.cl)}", self.problems)


def structure_error(problems: Sequence[Problem], cl: Any) -> StructureError:
    """Make the `StructureError` for *problems*, of the class in which cattrs finds their paths."""
    kept = problems[:MAX_PROBLEMS]
    names = all(is_name(step) for problem in kept for step in problem.first_step())
    return (_ObjectError if names else _ArrayError)("", kept, cl)  # pyright: ignore[reportCallIssue]


def problems_of(exc: Exception, value: object) -> list[Problem]:
    """Say what an exception out of any hook, ours or a user's, means for the *value* it got.

    Raises:
        Exception: It was a mistake of the program (such as a hook that is missing), or a
            `MemoryError`: no document can mend it.
    """
    if isinstance(exc, MemoryError) or getattr(exc, "is_program_mistake", False):
        raise exc
    match exc:
        case JobStatusError():
            return list(exc.problems)
        case ClassValidationError() | IterableValidationError():
            return _of_group(exc, value)
        case StructureHandlerNotFoundError():
            raise exc
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
            problem = Problem.about(value, f"{_said(exc)}, found {found(value)}")
    problem.__cause__ = exc
    return [problem]


def failure_of(exc: Exception, value: object) -> Failure:
    """Return the failure that an exception out of any hook, ours or a user's, means for *value*.

    Raises:
        Exception: It was a mistake of the program, which no document can mend.
    """
    return exc if isinstance(exc, Failure) else Failure.of(*problems_of(exc, value))


def structure_failure(found: Found, cl: Any) -> StructureError:
    """Make the `StructureError` for the problems of a tree, which is used up."""
    problems = problems_in(found)
    found.clear()  # its causes refer to the frames of the callers
    return _with_cause(structure_error(problems, cl))


def unstructure_failure(found: Found, cl: Any) -> UnstructureError:
    """Make the `UnstructureError` for the problems of a tree, which is used up."""
    problems = problems_in(found)
    found.clear()  # its causes refer to the frames of the callers
    return _with_cause(UnstructureError(problems, cl))


def program_mistake(exc: _Exc) -> _Exc:
    """Mark an exception that was raised while a hook was made: no document can mend it."""
    exc.is_program_mistake = True  # type: ignore[attr-defined]
    return exc


_Error = TypeVar("_Error", StructureError, UnstructureError)
_Exc = TypeVar("_Exc", bound=Exception)


def _with_cause(error: _Error) -> _Error:
    """Give an error of one problem that problem's cause."""
    if len(error.problems) == 1:
        error.__cause__ = error.problems[0].__cause__
    return error


def type_name(cl: Any) -> str:
    """Name a type as a person writes it, and not where it was made: `AtsJob`, `list[AtsJob]`."""
    name = cl.__qualname__ if isinstance(cl, type) and not hasattr(cl, "__args__") else repr(cl)
    name = re.sub(r"(?:(?:\b\w+|<\w+>)\.)+", "", name)
    return cut(re.sub(r"Annotated\[(\w+), <class 'Open'>\]", r"Open[\1]", name), _TYPE_ROOM)


def _of_group(exc: ClassValidationError | IterableValidationError, value: object) -> list[Problem]:
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
            at = value  # a hook has raised it, for a value that is there under another key
        problems += [p.under(step) for p in problems_of(sub, at)]
    return problems + [p for sub in bare for p in problems_of(sub, value)]


def _said(exc: Exception) -> str:
    """Say what an exception says, in one line that no terminal acts on."""
    try:
        said = str(exc)
    except Exception:  # noqa: BLE001 - it is a user's
        said = ""
    said = cut(said if said.isprintable() else quoted(said, _MESSAGE_ROOM), _MESSAGE_ROOM)
    return f"{type(exc).__name__}: {said.rstrip('.')}" if said else type(exc).__name__


def _value_at(value: Any, step: Any) -> Any:
    """Look up what a foreign hook's note points to; a guess that must not fail."""
    try:
        return value[step]
    except Exception:  # noqa: BLE001 - whatever the value is
        return ABSENT


def _as_step(key: object) -> str:
    return str(plain_step(key))


def _summary(title: str, problems: Sequence[Problem]) -> str:
    if len(problems) == 1:
        return f"{title}: {problems[0].path}: {problems[0].message}"
    lines = [f"{title}: {len(problems):,} problems"]
    lines += [f"  {p.path}: {p.message}" for p in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"  … and {len(problems) - _SHOWN:,} more in .problems")
    return "\n".join(lines)
