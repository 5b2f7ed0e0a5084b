"""The command `jobstatus`."""

from .command import main

__all__ = ["main"]
