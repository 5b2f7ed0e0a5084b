"""Problems of a document, their paths, and the tree in which nodes collect them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from .excerpts import cut, excerpt, found, kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Self

__all__ = [
    "MAX_PROBLEMS",
    "ContainerFailure",
    "Failure",
    "Found",
    "Place",
    "Problem",
    "Problems",
    "found_in",
    "is_name",
    "json_path",
    "mismatch",
    "plain_step",
    "problems_in",
    "shortened_step",
]

MAX_PROBLEMS: Final = 10_000
"""The largest number of problems kept of a document, so that a bad one cannot fill memory."""

_KEY_ROOM: Final = 64
_ENDS: Final = 40
_PATH_ROOM: Final = 300

Place: TypeAlias = "tuple[Place | None, str | int]"
"""The path of a value, as a linked list: the place of its container, and the step from there."""


class Problem(Exception):  # noqa: N818 - an error carries problems
    """One thing that is wrong with a document.

    It is an exception because exception groups hold exceptions; no hook raises it by itself.
    Problems are equal if all their attributes are.

    Args:
        message: What was expected and what was found, or another description of what is wrong.
        steps: The field names, keys (text) and indices (int) from the document's root to the value.
        kind: The value's JSON kind (`null`, `boolean`, `number`, `string`, `array`, `object`), the
            name of its class if it is no JSON value, or `absent`.
        excerpt: The beginning of the value, as JSON where it is JSON; at most 80 characters.
    """

    _added_notes: Sequence[str] = ()

    def __init__(
        self, message: str, steps: tuple[str | int, ...] = (), kind: str = "", excerpt: str = ""
    ) -> None:
        super().__init__(message)
        self.message: str = message
        self.kind: str = kind
        self.excerpt: str = excerpt
        # The steps are joined on demand: problems deep in a document share the place of a container.
        self._location: tuple[Place | None, tuple[str | int, ...]] = None, steps

    @classmethod
    def about(cls, value: object, message: str, steps: tuple[str | int, ...] = ()) -> Problem:
        """Make the problem of a value, with the kind and excerpt of that value."""
        return cls(message, tuple(map(plain_step, steps)), kind(value), excerpt(value))

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The field names, keys (text) and indices (int) from the document's root to the value."""
        place, steps = self._location
        if place is not None:
            steps = (*_steps_to(place), *steps)
            self._location = None, steps
        return steps

    def first_step(self) -> tuple[str | int, ...]:
        """Return a tuple of the first step, or an empty one, without joining all steps."""
        place, steps = self._location
        while place is not None:
            place, step = place
            steps = (step,)
        return steps[:1]

    @property
    def path(self) -> str:
        """The place as a JSON path: `$.data[3].job_status.value`.

        A very long key is shortened, and so is the middle of a very long path; `steps` is exact.
        """
        return json_path(self.steps)

    @property
    def __notes__(self) -> list[str]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The lines that a traceback shows below the message: the path, and what was added."""
        return [f"at {self.path}", *self._added_notes]

    @__notes__.setter
    def __notes__(self, notes: list[str]) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        # Whoever sends exceptions between processes, as Dask does, sets what it has read.
        self._added_notes = [note for note in notes if note != f"at {self.path}"]

    def add_note(self, note: str, /) -> None:
        """Add a line below the message, as to any exception of Python 3.11 and later.

        Args:
            note: The line.
        """
        self._added_notes = [*self._added_notes, note]

    def placed(self, place: Place | None) -> Problem:
        """Return the same problem as seen from above, where *place* leads to the root of these steps."""
        moved = Problem(self.message, self.steps, self.kind, self.excerpt)
        moved._location = place, moved._location[1]
        moved.__cause__ = self.__cause__
        return moved

    def under(self, step: str | int) -> Problem:
        """Return the same problem as seen from the container that has the value at *step*."""
        return self.placed((None, plain_step(step)))

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as JSON-ready builtins, to log it or to answer a request.

        Returns:
            `path` (str), `message` (str), `kind` (str) and `excerpt` (str, at most 80 characters):
            of the document's values, nothing but what the message and the excerpt show.
        """
        return {
            "path": self.path,
            "message": self.message,
            "kind": self.kind,
            "excerpt": self.excerpt,
        }

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
"""The problems of a value, as a tree: the problems of an item are paired with the step to it."""


class Failure(Exception):  # noqa: N818 - no user ever sees it
    """Raised by a node for a bad value: carries the problems of that value to the node above.

    Attributes:
        found: The problems, as a tree.
        count: The number of problems in it.
    """

    def __init__(self, found: Found, count: int) -> None:
        self.found: Found = found
        self.count: int = count

    @classmethod
    def of(cls, *problems: Problem) -> Self:
        """Make the failure of a value with these problems."""
        return cls(list(problems), len(problems))


class ContainerFailure(Failure):
    """Problems found at an item of a container that are the container's own, such as a bad key's.

    Their steps begin at the container: the step to the item is not put before them.
    """


def found_in(failure: Failure) -> Found:
    """Return the problems of a failure that was caught.

    Raises:
        MemoryError: What was caught is a `MemoryError`. Compiled code gets one in place of a
            failure if there is no memory to note where the failure was raised.
    """
    if isinstance(failure, MemoryError):
        # To raise this one again would make a reference cycle with the frames of the callers.
        raise MemoryError from None  # noqa: TRY004 - it is what happened
    return failure.found


class Problems:
    """The problems of one value, collected while the other items of the value are converted.

    Attributes:
        found: The problems; a tree.
        count: The number of problems in it.
    """

    __slots__ = ("count", "found")

    def __init__(self) -> None:
        self.found: Found = []
        self.count: int = 0

    def add(self, failure: Failure, step: Any) -> None:
        """Add the problems of the item at *step*."""
        self.found.append((step, found_in(failure)))
        self.count += failure.count

    def join(self, failure: Failure) -> None:
        """Add problems whose steps begin at the value itself, such as those of a key."""
        self.found += found_in(failure)
        self.count += failure.count

    def note(self, problem: Problem) -> None:
        """Add one problem whose steps begin at the value itself."""
        self.found.append(problem)
        self.count += 1

    @property
    def are_too_many(self) -> bool:
        """True if there are 10,000 problems: no more would be kept, so the caller can stop."""
        return self.count >= MAX_PROBLEMS

    def failure(self) -> Failure:
        """Return the failure of the value, and forget its problems.

        Otherwise there would be a reference cycle: the causes of problems refer to the frames of
        the callers, and one of these refers to this object.
        """
        found, self.found = self.found, []
        return Failure(found, self.count)


def problems_in(found: Found) -> list[Problem]:
    """List the first 10,000 problems of a tree, in order, with their steps from the root of the tree."""
    listed: list[Problem] = []
    stack: list[tuple[Iterator[Any], Place | None]] = [(iter(found), None)]
    while stack and len(listed) < MAX_PROBLEMS:
        entries, place = stack[-1]
        entry = next(entries, None)
        if entry is None:
            stack.pop()
        elif isinstance(entry, Problem):
            listed.append(entry if place is None else entry.placed(place))
        else:
            step, inside = entry
            stack.append((iter(inside), (place, plain_step(step))))
    return listed


def mismatch(expected: str, value: object) -> Problem:
    """Make the problem of a value that is not what was expected.

    Args:
        expected: The name of what was expected, with its article: `a string`.
        value: The value.
    """
    return Problem.about(value, f"expected {expected}, found {found(value)}")


def json_path(steps: tuple[str | int, ...]) -> str:
    """Return the JSON path of a place: `$.data[3].job_status.value`.

    A very long key is shortened, and so is the middle of a very long path.
    """
    if len(steps) <= 2 * _ENDS:
        path = "$" + "".join(map(_step, steps))
    else:
        path = "".join(["$", *map(_step, steps[:_ENDS]), "…", *map(_step, steps[-_ENDS:])])
    return path if len(path) <= _PATH_ROOM else f"{path[:200]}…{path[-99:]}"


def plain_step(step: object) -> str | int:
    """Return a key or index as an exact `str` or `int`, or an excerpt of any other key."""
    class_ = type(step)
    if issubclass(class_, str):
        return str.__str__(cast("str", step))
    is_index = issubclass(class_, int) and class_ is not bool
    return int.__pos__(cast("int", step)) if is_index else excerpt(step)


def is_name(step: str | int) -> bool:
    """Tell whether a path shows a step after a dot; it shows other steps in brackets."""
    return isinstance(step, str) and len(step) <= _KEY_ROOM and step.isidentifier()


def shortened_step(step: str | int) -> str | int:
    """Return a key or index as a path shows it, shortened if it is very long."""
    if isinstance(step, int):  # Python may refuse to write many digits
        return step if step.bit_length() < _KEY_ROOM else excerpt(step)
    return cut(step, _KEY_ROOM)


def _step(step: str | int) -> str:
    step = plain_step(step)  # a user's code may have made the problem with other steps
    return f".{step}" if is_name(step) else f"[{shortened_step(step)!r}]"


def _steps_to(place: Place | None) -> list[str | int]:
    steps: list[str | int] = []
    while place is not None:
        place, step = place
        steps.append(step)
    steps.reverse()
    return steps
