"""Hypothesis strategies for those who test with job statuses: `pip install "jobstatus[testing]"`."""

try:
    import hypothesis  # noqa: F401 # pyright: ignore[reportUnusedImport]
except ModuleNotFoundError as _missing:
    if _missing.name != "hypothesis":
        raise
    raise ModuleNotFoundError(
        'jobstatus.testing needs Hypothesis: pip install "jobstatus[testing]"', name="hypothesis"
    ) from None

from jobstatus.integrations.hypothesis import register_type

from .invalid import drifted, hostile
from .objects import instances
from .scalars import encoded, json_values
from .valid import documents

__all__ = [
    "documents",
    "drifted",
    "encoded",
    "hostile",
    "instances",
    "json_values",
    "register_type",
]
