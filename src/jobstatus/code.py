"""The source code of a function, while it is written: its lines, and the objects that they name."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["Code", "GaveUp"]


class GaveUp(Exception):  # noqa: N818 - it is no error: the hooks go on
    """Generated code has met something that is for the hooks to decide."""


class Code:
    """The lines of a function, and the objects that they name."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}
        self.depth: int = 1
        self.variables: int = 0

    def add(self, line: str) -> None:
        """Add a line."""
        self.lines.append("    " * self.depth + line)

    def give_up_if(self, condition: str) -> None:
        """Add the line that leaves it to the hooks, on a condition."""
        self.add(f"if {condition}: raise {self.named(GaveUp)}")

    @contextmanager
    def block(self, head: str) -> Generator[None]:
        """Put the lines that are added meanwhile under a head."""
        self.add(head)
        self.depth += 1
        yield
        self.depth -= 1

    def variable(self) -> str:
        """Return the name of a new variable."""
        self.variables += 1
        return f"v{self.variables}"

    def named(self, thing: Any) -> str:
        """Return a name that stands for an object."""
        for name, known in self.names.items():
            if known is thing:
                return name
        name = f"k{len(self.names)}"
        self.names[name] = thing
        return name

    def function(self, otherwise: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Compile the lines into a function of a `value`.

        Args:
            otherwise: What it returns the result of, where the code gives up or anything fails.
        """
        lines = ["def generated(given):", "    try:", "        value = given"]
        lines += [f"    {line}" for line in self.lines]
        lines += ["    except Exception: pass", f"    return {self.named(otherwise)}(given)"]
        names = dict(self.names)
        exec(compile("\n".join(lines), "<jobstatus>", "exec"), names)  # noqa: S102 - our own lines
        return cast("Callable[[Any], Any]", names["generated"])
