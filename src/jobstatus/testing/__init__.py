"""Hypothesis strategies for those who test with job statuses: `pip install "jobstatus[testing]"`."""

try:
    import hypothesis  # noqa: F401
except ModuleNotFoundError as missing:
    if missing.name != "hypothesis":
        raise
    message = 'jobstatus.testing needs Hypothesis: pip install "jobstatus[testing]"'
    raise ModuleNotFoundError(message, name="hypothesis") from None

from jobstatus.integrations.hypothesis import register_type

from .invalid import drifted, hostile
from .valid import documents, encoded, instances, json_values

__all__ = [
    "documents",
    "drifted",
    "encoded",
    "hostile",
    "instances",
    "json_values",
    "register_type",
]
