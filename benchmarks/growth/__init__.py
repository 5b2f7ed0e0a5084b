"""Growth of time and memory, as one quantity grows from one to very many and all else stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .converters import CONVERTERS
from .documents import DOCUMENTS
from .values import DEPTHS, PROBLEMS, TEXTS, WIDTHS

if TYPE_CHECKING:
    from .quantity import Quantity

__all__ = ["GROUPS", "QUANTITIES"]

GROUPS: Final[dict[str, dict[str, Quantity]]] = {
    "documents": DOCUMENTS,
    "classes, hooks and converters": CONVERTERS,
    "depth": DEPTHS,
    "width": WIDTHS,
    "problems and undeclared keys": PROBLEMS,
    "long texts and numbers": TEXTS,
}
"""The quantities by their titles, in groups."""

QUANTITIES: Final[dict[str, Quantity]] = {
    title: quantity for group in GROUPS.values() for title, quantity in group.items()
}
