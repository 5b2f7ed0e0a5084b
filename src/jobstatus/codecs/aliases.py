"""Limits on aliases in YAML and CBOR: a few lines of them may stand for billions of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jobstatus.problems import Problem

from .json_values import MAX_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MAX_REPEATED", "alias_problem_of_value", "alias_problem_of_yaml"]

MAX_REPEATED: Final = 100_000
"""A document whose aliases stand for more values is refused."""

_CONTAINERS: Final = (list, dict, tuple, set, frozenset)
_NUMBERS: Final = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"})


def alias_problem_of_value(value: Any) -> Problem | None:
    """Return the problem of decoded builtins that hold too many aliases (CBOR's shared values)."""

    def size_and_parts(container: Any) -> tuple[int, list[Any]]:
        items = container.values() if isinstance(container, dict) else container
        parts = [item for item in items if isinstance(item, _CONTAINERS)]
        # Scalars have no parts, but a copy of a container copies them, too.
        return 1 + len(items) - len(parts), parts

    return _problem(value, size_and_parts) if isinstance(value, _CONTAINERS) else None


def alias_problem_of_yaml(root: Any) -> Problem | None:
    """Return the problem of a YAML document that has too many aliases, or a number too long to read.

    Args:
        root: The root node that `yaml` has composed. Merge keys repeat the merged keys, so they
            count, too.
    """
    too_long: list[Problem] = []

    def size_and_parts(node: Any) -> tuple[int, list[Any]]:
        if (
            node.tag in _NUMBERS
            and isinstance(node.value, str)
            and len(node.value) > 2 * MAX_DIGITS
        ):
            # 1:1:1:1: is a number in YAML, of base 60, and takes quadratic time to read.
            too_long.append(Problem.about(node.value, "is a number of too many characters"))
        items: Any = () if isinstance(node.value, str) else node.value
        return 1, [n for item in items for n in (item if isinstance(item, tuple) else (item,))]

    problem = _problem(root, size_and_parts)
    return too_long[0] if too_long else problem


def _problem(root: Any, size_and_parts: Callable[[Any], tuple[int, list[Any]]]) -> Problem | None:
    """Add up the sizes of all parts, from the leaves; each part is visited once.

    Args:
        root: The part that holds all others.
        size_and_parts: The function that returns how many values a part is without its own parts,
            and these.

    Returns:
        The problem, if a part contains itself, or aliases stand for more values than allowed.
    """
    written = 0
    sizes: dict[int, int] = {}
    entered: dict[int, tuple[int, list[Any]]] = {}
    pending = [root]
    while pending:
        part = pending[-1]
        if id(part) in sizes:
            pending.pop()
        elif id(part) in entered:
            own, parts = entered.pop(id(part))
            written += own
            sizes[id(part)] = own + sum(sizes[id(inner)] for inner in parts)
            pending.pop()
        else:
            own, parts = size_and_parts(part)
            entered[id(part)] = own, parts
            if any(id(inner) in entered for inner in parts):
                return Problem("contains itself")
            pending += parts
    if sizes[id(root)] > written + MAX_REPEATED:
        return Problem(f"has aliases that stand for more than {MAX_REPEATED:,} values")
    return None
