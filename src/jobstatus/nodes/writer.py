"""JSON documents written by nodes: the form for the interpreted package, by way of builtins."""

from .by_builtins import write_by_builtins as write_json

__all__ = ["write_json"]
