"""Rejects: items of a document that could not be structured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from .problems import Problem

__all__ = ["Reject"]


@frozen
class Reject:
    """An item that could not be structured.

    Attributes:
        index: The index of the item among all items of the document, or of the line, from 0.
        path: The path of the item in the document: `$.data[3]`; for a line, `$`.
        problems: The problems of the item, with paths from the document's root.
        raw: The item as builtins; a line that is no JSON as it was given.
    """

    index: int
    path: str
    problems: tuple[Problem, ...]
    raw: Any

    def as_dict(self) -> dict[str, Any]:
        """Return the reject as JSON-ready builtins, to log it or to answer a request.

        It does not hold the item, which may be large or confidential; that is in `raw`.

        Returns:
            `index` (int), `path` (str) and `problems` (a list of what `Problem.as_dict` returns).
        """
        return {
            "index": self.index,
            "path": self.path,
            "problems": [problem.as_dict() for problem in self.problems],
        }
