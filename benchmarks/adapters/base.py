"""The interface of an adapter: functions from and to every kind of document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Kind: TypeAlias = Literal["status", "job", "page"]
Operation: TypeAlias = Literal["loads", "structure", "dumps", "unstructure"]

KINDS: tuple[Kind, ...] = ("status", "job", "page")


class Codec(NamedTuple):
    """The functions of a peer for one kind of document; `None` stands for one that it lacks.

    Attributes:
        loads: From JSON bytes to objects.
        structure: From dicts, as `json.loads` gives them, to objects.
        dumps: From objects to JSON bytes.
        unstructure: From objects to JSON-ready dicts.
    """

    loads: Callable[[bytes], Any] | None = None
    structure: Callable[[Any], Any] | None = None
    dumps: Callable[[Any], bytes] | None = None
    unstructure: Callable[[Any], Any] | None = None


class Peer(NamedTuple):
    """A way to read StackOne's documents.

    Attributes:
        label: What tables and plots call it.
        packages: The distributions whose versions matter.
        imports: The statement that an application begins with.
        codec: Gives the functions for one kind of document, compiled and cached as its
            documentation recommends.
        note: How it is used and how its classes are declared, in a sentence.
        explain: Puts an error into words, as its documentation recommends.
    """

    label: str
    packages: tuple[str, ...]
    imports: str
    codec: Callable[[Kind], Codec]
    note: str
    explain: Callable[[Exception], str] = str
