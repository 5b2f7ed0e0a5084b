"""The definitions of a schema: one for each class, enum and date-time, referred to by name."""

from __future__ import annotations

import re
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Final

from jobstatus.errors import type_name

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["REF_TEMPLATE", "Definitions", "definition_name"]

REF_TEMPLATE: Final = "#/$defs/{name}"
"""The references of a schema that has its definitions under `$defs`."""


class Definitions:
    """Keeps the definitions of a schema, and makes the references to them.

    Args:
        ref_template: The reference to a definition, with `{name}` for its name.

    Attributes:
        by_name: The definitions, by name.
    """

    def __init__(self, ref_template: str = REF_TEMPLATE) -> None:
        self.by_name: dict[str, dict[str, Any]] = {}
        self._ref_template = ref_template
        self._names: dict[Any, str] = {}

    def refer(self, type_: Any, make: Callable[[], dict[str, Any]], variant: str) -> dict[str, Any]:
        """Return the reference to the definition of a type, which is made at the first call.

        Args:
            type_: The type.
            make: Makes the definition; it may refer to the type itself.
            variant: `"validation"` or `"serialization"` if the type may have a definition for each;
                empty if these are the same.
        """
        key = type_, variant
        if key not in self._names:
            plain = self.plain_name(type_, variant)
            # Classes of two modules may have one name.
            names = chain([plain], (f"{plain}_{number}" for number in count(2)))
            name = next(name for name in names if name not in self.by_name)
            self._names[key] = name
            definition = self.by_name[name] = {"title": type_name(type_)}
            definition.update(make())
        return {"$ref": self._ref_template.replace("{name}", self._names[key])}

    def plain_name(self, type_: Any, variant: str) -> str:
        """Return the name of a definition, to which a number is added if it is taken."""
        return definition_name(type_)


def definition_name(type_: Any) -> str:
    """Return the name of a type, without modules, as a definition may be called: `Pair_Gender`."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", type_name(type_)).strip("_")
