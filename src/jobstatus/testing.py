"""Hypothesis strategies for those who test with job statuses: `pip install "jobstatus[testing]"`."""

from .drawn import documents, encoded, instances, json_values
from .registered import register_type
from .spoiled import drifted, hostile

__all__ = [
    "documents",
    "drifted",
    "encoded",
    "hostile",
    "instances",
    "json_values",
    "register_type",
]
