"""The class of quantities, and functions that prepare to read, write or refuse their documents."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from jobstatus import JobStatusError, converter

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Quantity", "dumping", "loading", "refusing"]


class Quantity(NamedTuple):
    """Something that there may be one of, or very many.

    Attributes:
        prepare: Takes a number, and returns the call whose time and memory are measured.
        most: The largest number of a usual run.
        large: The largest number of a large run.
        guarded: The number that the guard tries, beside one that is `factor` times as large; 0 if
            it tries neither.
        time: The power of the number that the time grows with: 1 is linear, 0 is constant.
        memory: The power of the number that the peak of the memory grows with.
        factor: The factor between two numbers.
        note: The explanation, where there is something to explain.
    """

    prepare: Callable[[int], Callable[[], object]]
    most: int
    large: int
    guarded: int
    time: int = 1
    memory: int = 1
    factor: int = 10
    note: str = ""

    def numbers(self, most: int) -> list[int]:
        """Return the numbers that are tried: 1 and its multiples by the factor."""
        numbers = [1]
        while numbers[-1] * self.factor <= most:
            numbers.append(numbers[-1] * self.factor)
        return numbers


def loading(
    document: Callable[[int], str | bytes], type_: Any, by: Any = converter
) -> Callable[[int], Callable[[], object]]:
    """Return a function that prepares the reading of a document of so many.

    Args:
        document: Makes the document.
        type_: The type that it is read as.
        by: The converter.
    """
    return lambda number: partial(by.loads, document(number), type_)


def dumping(
    document: Callable[[int], str | bytes], type_: Any, by: Any = converter
) -> Callable[[int], Callable[[], object]]:
    """Return a function that prepares the writing of what such a document is read as."""
    return lambda number: partial(by.dumps, by.loads(document(number), type_))


def refusing(
    document: Callable[[int], str | bytes], type_: Any, by: Any = converter
) -> Callable[[int], Callable[[], object]]:
    """Return a function that prepares the refusal of such a document, with its message."""

    def refuse(text: str | bytes) -> str:
        try:
            by.loads(text, type_)
        except JobStatusError as error:
            return str(error)
        raise AssertionError("accepted")

    return lambda number: partial(refuse, document(number))
