"""Group problems by the pattern of their path and of their message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, define

from jobstatus.problems import Problem, is_name, shortened_step

if TYPE_CHECKING:
    from jobstatus.bulk.documents import Document, Location

__all__ = ["ProblemGroup", "ProblemGroups", "message_pattern", "path_pattern"]

_MAX_GROUPS: Final = 1_000
_SHOWN_STEPS: Final = 24
_SYNTAX_ERROR: Final = re.compile(r"is not JSON: .*?(?= at byte [\d,]+, near )")


@define(eq=False)
class ProblemGroup:
    """Problems whose paths differ only in indices, and whose messages only in what was found.

    Attributes:
        path: The pattern of the paths, such as `$.data[*].job_status.value`.
        message: The pattern of the messages, such as `expected a string, found number`.
        first: The location of the first problem.
        example: The message of the first problem.
        count: The number of problems in the group.
    """

    path: str
    message: str
    first: Location
    example: str
    count: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the group as JSON-ready builtins.

        Returns:
            `path`, `message`, `count`, `first` (`file`, `line` and `path`) and `example`.
        """
        return {
            "path": self.path,
            "message": self.message,
            "count": self.count,
            "first": self.first._asdict(),
            "example": self.example,
        }


@define(eq=False)
class ProblemGroups:
    """Groups of problems, at most 1,000.

    Attributes:
        count: The number of problems, whether they are in a group or not.
        lumped_count: The number of problems of the groups that there was no room for.
    """

    count: int = 0
    lumped_count: int = 0
    _groups: dict[tuple[str, str], ProblemGroup] = Factory(dict)

    def add(self, document: Document, problem: Problem) -> None:
        """Count a problem.

        Args:
            document: The document that has the problem.
            problem: The problem; its path begins at the document's root.
        """
        self.count += 1
        key = path_pattern(problem.steps), message_pattern(problem)
        group = self._groups.get(key)
        if group is None:
            if len(self._groups) >= _MAX_GROUPS:
                self.lumped_count += 1
                return
            first = document.locate(problem)
            group = self._groups[key] = ProblemGroup(*key, first, problem.message)
        group.count += 1

    def merge(self, other: ProblemGroups) -> None:
        """Count the problems of other groups, too.

        Args:
            other: The groups of problems that come after those of these groups. It may be changed.
        """
        self.count += other.count
        self.lumped_count += other.lumped_count
        for key, group in other._groups.items():
            mine = self._groups.get(key)
            if mine is not None:
                mine.count += group.count
            elif len(self._groups) < _MAX_GROUPS:
                self._groups[key] = group
            else:
                self.lumped_count += group.count

    def by_size(self) -> list[ProblemGroup]:
        """List the groups, the largest first; those of equal size by path and message."""
        return sorted(self._groups.values(), key=lambda g: (-g.count, g.path, g.message))

    def as_json(self) -> dict[str, Any]:
        """Return the problems as JSON-ready builtins.

        Returns:
            `count`, `groups` (the largest first) and `lumped` (the number of problems of the groups
            that there was no room for).
        """
        groups = [group.as_json() for group in self.by_size()]
        return {"count": self.count, "groups": groups, "lumped": self.lumped_count}


def path_pattern(steps: tuple[str | int, ...]) -> str:
    """Return a JSON path in which `[*]` stands for every index.

    Args:
        steps: The keys and indices from the document's root to a value. Of a very long path, the
            beginning is shown.
    """
    pattern = "$" + "".join(map(_pattern_of_step, steps[:_SHOWN_STEPS]))
    return pattern if len(steps) <= _SHOWN_STEPS else f"{pattern}…"


def message_pattern(problem: Problem) -> str:
    """Return the message of a problem without the excerpt of what was found.

    Args:
        problem: The problem.

    Returns:
        `expected a string, found number`, for example; of a syntax error, its reason alone.
    """
    message = problem.message
    if problem.excerpt:
        ending = f", found {problem.kind}"
        head = message.removesuffix(f"{ending} {problem.excerpt}")
        if head != message:
            return head + ending
    syntax_error = _SYNTAX_ERROR.match(message)
    return syntax_error[0] if syntax_error else message


def _pattern_of_step(step: str | int) -> str:
    if isinstance(step, int):
        return "[*]"
    return f".{step}" if is_name(step) else f"[{shortened_step(step)!r}]"
