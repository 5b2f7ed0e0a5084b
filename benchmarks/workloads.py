"""The workloads that are timed: a document, and an operation on it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from . import data

if TYPE_CHECKING:
    from collections.abc import Callable

    from .adapters.base import Codec, Kind, Operation, Peer


class Workload(NamedTuple):
    """Something to time.

    Attributes:
        title: What tables call it.
        kind: What the document is.
        operation: What is done with it.
        document: Makes it.
        refused: Whether it has to be refused; then the error is put into words, too.
        lines: Whether many documents are read, one a line, of `kind` each.
        kept: Whether the objects of all lines are kept until the last one is read.
    """

    title: str
    kind: Kind
    operation: Operation
    document: Callable[[], bytes]
    refused: bool = False
    lines: bool = False
    kept: bool = False


WORKLOADS = {
    "status-loads": Workload("one status, from bytes", "status", "loads", data.status),
    "page-loads": Workload("page of 100, from bytes", "page", "loads", data.full_page),
    "page-structure": Workload("page of 100, from dicts", "page", "structure", data.full_page),
    "page-dumps": Workload("page of 100, to bytes", "page", "dumps", data.full_page),
    "page-unstructure": Workload("page of 100, to dicts", "page", "unstructure", data.full_page),
    "ascii-loads": Workload("page in ASCII, from bytes", "page", "loads", data.ascii_page),
    "ascii-dumps": Workload("page in ASCII, to bytes", "page", "dumps", data.ascii_page),
    "small-loads": Workload("100 ids and statuses", "page", "loads", data.small_page),
    "undeclared-loads": Workload("page, undeclared keys", "page", "loads", data.undeclared_page),
    "new-loads": Workload("page, 5 % unrecognized", "page", "loads", data.new_page),
    "bad-loads": Workload("page, one bad job", "page", "loads", data.bad_page, refused=True),
    "lines-loads": Workload("a line of NDJSON", "job", "loads", data.job, lines=True),
    "lines-kept": Workload("the same, all kept", "job", "loads", data.job, lines=True, kept=True),
}


class UnfitError(Exception):
    """A peer can't do a workload; the message says why."""


def prepare(workload: Workload, peer: Peer, lines: int) -> Callable[[], object]:
    """Return the call to time, after trying it once.

    Args:
        workload: What to time.
        peer: Who is to do it.
        lines: How many lines to read, if it is one document a line.

    Raises:
        UnfitError: The peer has no such operation, refuses what it should read, or the reverse.
    """
    codec = peer.codec(workload.kind)
    function: Callable[[Any], Any] | None = getattr(codec, workload.operation)
    if function is None:
        raise UnfitError("has no such operation")
    argument = _argument(workload, codec)
    if workload.refused:
        return refusal(function, argument, peer.explain)
    call = partial(function, argument)
    tried(call)
    if workload.kept:
        return lambda: list(map(function, data.lines(lines)))
    if workload.lines:
        return lambda: _read_lines(function, data.lines(lines))
    return call


def refusal(
    function: Callable[[Any], Any], argument: Any, explain: Callable[[Exception], str]
) -> Callable[[], str]:
    """Return a call that has a document refused, and puts the error into words.

    Raises:
        UnfitError: It is accepted.
    """

    def refuse() -> str:
        try:
            function(argument)
        except Exception as error:
            return explain(error)
        raise UnfitError("accepts it")

    refuse()
    return refuse


def _argument(workload: Workload, codec: Codec) -> Any:
    document = workload.document()
    if workload.operation == "loads":
        return document
    if workload.operation == "structure":
        return json.loads(document)
    assert codec.loads is not None
    loads = codec.loads
    return tried(lambda: loads(document))


def tried(call: Callable[[], Any]) -> Any:
    """Return what a call returns.

    Raises:
        UnfitError: It fails.
    """
    try:
        return call()
    except Exception as error:
        what = " ".join(str(error).split())[:160]
        raise UnfitError(f"{type(error).__name__}: {what}") from error


def _read_lines(loads: Callable[[bytes], Any], lines: tuple[bytes, ...]) -> None:
    """Read every line, and keep none of the objects: what a stream costs."""
    for _ in map(loads, lines):
        pass
