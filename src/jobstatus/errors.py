"""Problems of a document, their paths, and the errors that carry them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, cast

from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
    StructureHandlerNotFoundError,
)

from .excerpts import ABSENT, cut, excerpt, found, kind, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from typing_extensions import Self

__all__ = [
    "MAX_PROBLEMS",
    "Failure",
    "Found",
    "JobStatusError",
    "Place",
    "Problem",
    "Problems",
    "StructureError",
    "UnstructureError",
    "failure_of",
    "mismatch",
    "plain_step",
    "problems_in",
    "problems_of",
    "program_mistake",
    "structure_error",
    "structure_failure",
    "type_name",
    "unstructure_failure",
]

MAX_PROBLEMS: Final = 10_000
"""Of more problems in a document the rest are not kept: a bad one must not fill memory."""

_SHOWN: Final = 20
_KEY_ROOM: Final = 64
_ENDS: Final = 40
_PATH_ROOM: Final = 300
_MESSAGE_ROOM: Final = 300


Place: TypeAlias = "tuple[Place | None, str | int]"
"""The way to a value, as a list that is linked upwards: the place of its container, and the step."""


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

    def __init__(
        self, message: str, steps: tuple[str | int, ...] = (), kind: str = "", excerpt: str = ""
    ) -> None:
        super().__init__(message)
        self.message: str = message
        self.kind: str = kind
        self.excerpt: str = excerpt
        # The steps are put together when somebody asks: problems deep in a document share the way.
        self._way: tuple[Place | None, tuple[str | int, ...]] = None, steps

    @classmethod
    def about(cls, value: object, message: str, steps: tuple[str | int, ...] = ()) -> Problem:
        """Make a problem with *value*: its kind and excerpt are filled in."""
        return cls(message, tuple(map(plain_step, steps)), kind(value), excerpt(value))

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The field names, keys (text) and indices (int) from the document's root to the value."""
        place, steps = self._way
        if place is not None:
            steps = (*_steps_to(place), *steps)
            self._way = None, steps
        return steps

    def first_step(self) -> tuple[str | int, ...]:
        """Return the first of its steps, without putting all of them together."""
        place, steps = self._way
        while place is not None:
            place, step = place
            steps = (step,)
        return steps[:1]

    @property
    def path(self) -> str:
        """The place as a JSON path: `$.data[3].job_status.value`.

        A very long key is shortened, and so is the middle of a very long path; `steps` is exact.
        """
        steps = self.steps
        if len(steps) <= 2 * _ENDS:
            path = "$" + "".join(map(_step, steps))
        else:
            path = "".join(["$", *map(_step, steps[:_ENDS]), "…", *map(_step, steps[-_ENDS:])])
        return path if len(path) <= _PATH_ROOM else f"{path[:200]}…{path[-99:]}"

    @property
    def __notes__(self) -> list[str]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]
        """The line that a traceback shows below the message."""
        return [f"at {self.path}"]

    def placed(self, place: Place | None) -> Problem:
        """Return the same problem in a document whose part at *place* this one is a problem of."""
        moved = Problem(self.message, self.steps, self.kind, self.excerpt)
        moved._way = place, moved._way[1]
        moved.__cause__ = self.__cause__
        return moved

    def under(self, step: str | int) -> Problem:
        """Return the same problem as seen from one level up, where the value is at *step*."""
        return self.placed((None, plain_step(step)))

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"<Problem at {self.path}: {self.message}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Problem):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[str, tuple[str | int, ...], str, str]:
        return self.message, self.steps, self.kind, self.excerpt

    def __reduce__(self) -> tuple[Any, ...]:
        return Problem, self._key()


Found: TypeAlias = "list[Problem | tuple[str | int, Found]]"
"""The problems of a value, as a tree: those of a part of it stand beside the step to that part."""


class Failure(Exception):  # noqa: N818 - it never leaves this package
    """The problems of one value, on their way from its node to the node above.

    Attributes:
        found: The problems; a tree, whose paths are made when somebody asks.
        count: The number of problems in it.
    """

    def __init__(self, found: Found, count: int) -> None:
        self.found: Found = found
        self.count: int = count

    @classmethod
    def of(cls, *problems: Problem) -> Self:
        """Make the failure of a value with these problems."""
        return cls(list(problems), len(problems))


class Problems:
    """The problems of the parts of one value, collected while the other parts are converted.

    Attributes:
        found: The problems; a tree.
        count: The number of problems in it.
    """

    __slots__ = ("count", "found")

    def __init__(self) -> None:
        self.found: Found = []
        self.count: int = 0

    def add(self, failure: Failure, step: Any) -> None:
        """Add the problems of the part at *step*."""
        self.found.append((step, failure.found))
        self.count += failure.count

    def join(self, failure: Failure) -> None:
        """Add the problems of a part that has no step of its own, such as a key."""
        self.found += failure.found
        self.count += failure.count

    def note(self, problem: Problem) -> None:
        """Add a problem of the value itself, or one that has its own steps."""
        self.found.append(problem)
        self.count += 1

    @property
    def are_too_many(self) -> bool:
        """True once 10,000 problems are known: the rest of the value need not be looked at."""
        return self.count >= MAX_PROBLEMS

    def failure(self) -> Failure:
        """Return the failure of the value, and keep nothing of it.

        The causes of problems refer to the frames of everybody who has called us.
        """
        found, self.found = self.found, []
        return Failure(found, self.count)


def problems_in(found: Found) -> list[Problem]:
    """List the first 10,000 problems of a tree, in order, each at its place."""
    listed: list[Problem] = []
    left: list[tuple[Iterator[Any], Place | None]] = [(iter(found), None)]
    while left and len(listed) < MAX_PROBLEMS:
        entries, place = left[-1]
        entry = next(entries, None)
        if entry is None:
            left.pop()
        elif isinstance(entry, Problem):
            listed.append(entry if place is None else entry.placed(place))
        else:
            step, inside = entry
            left.append((iter(inside), (place, plain_step(step))))
    return listed


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
            noted.append((sub, IterableValidationNote("", _shortened(step), None)))
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
    names = all(_is_name(step) for problem in kept for step in problem.first_step())
    return (_ObjectError if names else _ArrayError)("", kept, cl)  # pyright: ignore[reportCallIssue]


def mismatch(expected: str, value: object) -> Problem:
    """Make the problem that *value* is not what was *expected* (with its article)."""
    return Problem.about(value, f"expected {expected}, found {found(value)}")


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


def plain_step(step: object) -> str | int:
    """Return a key or index as what stands for it in a path: enums and proxies show otherwise."""
    class_ = type(step)
    if class_ is str or class_ is int:
        return cast("str | int", step)
    if issubclass(class_, str):
        return str.__str__(cast("str", step))
    is_index = issubclass(class_, int) and class_ is not bool
    return int.__pos__(cast("int", step)) if is_index else excerpt(step)


def type_name(cl: Any) -> str:
    """Name a type as a person writes it: `AtsJob`, `list[AtsJob]`."""
    name = cl.__qualname__ if isinstance(cl, type) and not hasattr(cl, "__args__") else repr(cl)
    name = re.sub(r"\b(?:\w+\.)+", "", name)
    return cut(re.sub(r"Annotated\[(\w+), <class 'Open'>\]", r"Open[\1]", name), _PATH_ROOM)


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


def _steps_to(place: Place | None) -> list[str | int]:
    steps: list[str | int] = []
    while place is not None:
        place, step = place
        steps.append(step)
    steps.reverse()
    return steps


def _step(step: str | int) -> str:
    step = plain_step(step)  # a `Problem` of a user's own may have been given others
    return f".{step}" if _is_name(step) else f"[{_shortened(step)!r}]"


def _is_name(step: str | int) -> bool:
    return isinstance(step, str) and len(step) <= _KEY_ROOM and step.isidentifier()


def _shortened(step: str | int) -> str | int:
    if isinstance(step, int):  # of many digits Python would not make text
        return step if step.bit_length() < _KEY_ROOM else excerpt(step)
    return cut(step, _KEY_ROOM)
