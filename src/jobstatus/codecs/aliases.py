"""What a document's references to its own parts stand for: a few lines may mean billions of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jobstatus.errors import Problem

from .json_values import MAX_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MAX_REPEATED", "aliases_in_value", "aliases_in_yaml"]

MAX_REPEATED: Final = 100_000
"""A document whose aliases stand for more values than that is refused."""

_CONTAINERS: Final = (list, dict, tuple, set, frozenset)
_NUMBERS: Final = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"})


def aliases_in_value(value: Any) -> Problem | None:
    """Return what is wrong with the aliases in decoded builtins, such as CBOR's shared values."""

    def inside(container: Any) -> tuple[int, list[Any]]:
        items = container.values() if isinstance(container, dict) else container
        parts = [item for item in items if isinstance(item, _CONTAINERS)]
        # Scalars have no parts to look for, but whoever copies a container copies them.
        return 1 + len(items) - len(parts), parts

    return _problem(value, inside) if isinstance(value, _CONTAINERS) else None


def aliases_in_yaml(root: Any) -> Problem | None:
    """Return what is wrong with the nodes of a YAML document: aliases, or numbers without end.

    Args:
        root: What `yaml` has composed. Merge keys repeat what they merge, so they count, too.
    """
    endless: list[Problem] = []

    def inside(node: Any) -> tuple[int, list[Any]]:
        if (
            node.tag in _NUMBERS
            and isinstance(node.value, str)
            and len(node.value) > 2 * MAX_DIGITS
        ):
            # 1:1:1:1: is a number in YAML, of base 60, and takes quadratic time to read.
            endless.append(Problem.about(node.value, "is a number of too many characters"))
        items: Any = () if isinstance(node.value, str) else node.value
        return 1, [n for item in items for n in (item if isinstance(item, tuple) else (item,))]

    problem = _problem(root, inside)
    return endless[0] if endless else problem


def _problem(root: Any, inside: Callable[[Any], tuple[int, list[Any]]]) -> Problem | None:
    """Add up, from the leaves, what each part stands for; each is looked at once.

    Args:
        root: The part that all others are inside.
        inside: What returns how many values a part is without its own parts, and those.
    """
    written = 0
    sizes: dict[int, int] = {}
    open_: dict[int, tuple[int, list[Any]]] = {}
    left = [root]
    while left:
        part = left[-1]
        if id(part) in sizes:
            left.pop()
        elif id(part) in open_:
            own, parts = open_.pop(id(part))
            written += own
            sizes[id(part)] = own + sum(sizes[id(inner)] for inner in parts)
            left.pop()
        else:
            own, parts = inside(part)
            open_[id(part)] = own, parts
            if any(id(inner) in open_ for inner in parts):
                return Problem("contains itself")
            left += parts
    if sizes[id(root)] > written + MAX_REPEATED:
        return Problem(f"has aliases that stand for more than {MAX_REPEATED:,} values")
    return None
