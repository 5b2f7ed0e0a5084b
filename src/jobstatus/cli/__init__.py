"""Run the command `jobstatus`."""

from .command import main

__all__ = ["main"]
