"""How time and memory grow with all that there may be one of, or very many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .programs import PROGRAMS
from .shapes import DEPTHS, PROBLEMS, TEXTS, WIDTHS
from .stores import STORES

if TYPE_CHECKING:
    from .quantity import Quantity

__all__ = ["GROUPS", "QUANTITIES"]

GROUPS: Final[dict[str, dict[str, Quantity]]] = {
    "documents": STORES,
    "classes, hooks and converters": PROGRAMS,
    "depth": DEPTHS,
    "width": WIDTHS,
    "problems and undeclared keys": PROBLEMS,
    "long texts and numbers": TEXTS,
}
"""The quantities by their titles, in groups."""

QUANTITIES: Final[dict[str, Quantity]] = {
    title: quantity for group in GROUPS.values() for title, quantity in group.items()
}
