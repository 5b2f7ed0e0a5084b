"""JSON documents read by nodes: the form for the interpreted package, by way of builtins."""

from .by_builtins import read_by_builtins as read_json

__all__ = ["read_json"]
