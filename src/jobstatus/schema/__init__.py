"""JSON Schema (2020-12) of the documents that a converter reads, or writes, for a type.

A schema is made by a pass over nodes, so it follows the converter's options; nothing is guessed about
foreign hooks.
"""

from .functions import json_schema, json_schema_components

__all__ = ["json_schema", "json_schema_components"]
