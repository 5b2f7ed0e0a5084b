"""Undeclared keys of attrs classes that are refused: a problem for each."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from jobstatus.problems import MAX_PROBLEMS, Problem, Problems, mismatch

from .keys import similar_key

__all__ = ["refuse_other_case", "refuse_undeclared"]

# Each is compared with all fields of the class. Who misspells more keys has another class in mind.
_MOST_HINTS: Final = 20


def refuse_undeclared(node: Any, document: Any, problems: Any) -> Any:
    """Add a problem for each undeclared key of an object; return the problems, or `None`.

    The first ones name the field that they may be a misspelling of.

    Args:
        node: The node of the class.
        document: The object.
        problems: The problems of the object so far, or `None`.
    """
    undeclared = [key for key in document if key not in node.declared]
    for place, key in enumerate(islice(undeclared, MAX_PROBLEMS)):
        if problems is None:
            problems = Problems()
        if not issubclass(type(key), str):
            problems.note(mismatch("a string as a key", key))
            continue
        similar = similar_key(key, node.declared) if place < _MOST_HINTS else None
        hint = f"; did you mean `{similar}`?" if similar else ""
        message = f"is not a known field{hint}"
        problems.note(Problem.about(document[key], message, (key,)))
    return problems


def refuse_other_case(node: Any, others: Any, present: Any, problems: Any) -> Any:
    """Add a problem for each undeclared key that spells an absent field in the other case.

    Such a key would be dropped, and its field would look as if it had been absent.

    Args:
        node: The node of the class.
        others: The keys that spell fields in the other case, and their values.
        present: The keys of the object.
        problems: The problems of the object so far, or `None`.

    Returns:
        The problems, or `None` if there still are none.
    """
    own_case, other_case = ("snake_case", "camelCase")
    if node.options.case == "camel":
        own_case, other_case = other_case, own_case
    for key, item in others.items():
        absent = [field.key for field in node.other_case[key] if field.key not in present]
        if absent:
            if problems is None:
                problems = Problems()
            message = f"is `{absent[0]}` in {other_case}, but this converter reads {own_case}"
            problems.note(Problem.about(item, message, (key,)))
    return problems
