"""The method by which pydantic asks a class for its schema; pydantic itself is not imported here."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

__all__ = ["get_pydantic_core_schema"]

# By its name, because it imports pydantic, and everything else of this package.
_INTEGRATION: Final = "jobstatus.integrations.pydantic"


def _core_schema(_: Any, source: Any, handler: Any) -> Any:
    """Return the schema by which pydantic reads and writes a type by our converter.

    Args:
        source: The type.
        handler: Makes the schemas of other types.
    """
    return import_module(_INTEGRATION).core_schema_of(source, handler)


get_pydantic_core_schema: Final[Any] = classmethod(_core_schema)
"""The method `__get_pydantic_core_schema__` of classes, and of classes that annotate types."""
