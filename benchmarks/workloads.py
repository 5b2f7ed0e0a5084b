"""What is timed: a document, and what is done with it."""

from __future__ import annotations

import json
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
        lines: Whether it is one document a line, of `kind` each; if so, the jobs of a full run.
    """

    title: str
    kind: Kind
    operation: Operation
    document: Callable[[], bytes]
    refused: bool = False
    lines: int = 0


WORKLOADS = {
    "status-loads": Workload("one status, from bytes", "status", "loads", data.status),
    "status-structure": Workload("one status, from a dict", "status", "structure", data.status),
    "page-loads": Workload("page of 100, from bytes", "page", "loads", data.full_page),
    "page-structure": Workload("page of 100, from dicts", "page", "structure", data.full_page),
    "page-dumps": Workload("page of 100, to bytes", "page", "dumps", data.full_page),
    "page-unstructure": Workload("page of 100, to dicts", "page", "unstructure", data.full_page),
    "small-loads": Workload("100 ids and statuses", "page", "loads", data.small_page),
    "new-loads": Workload("page, 5 % unrecognized", "page", "loads", data.new_page),
    "object-loads": Workload("page, object sources", "page", "loads", data.object_page),
    "bad-loads": Workload("page, one bad job", "page", "loads", data.bad_page, refused=True),
    "lines-loads": Workload(
        "10,000 jobs, a line each", "job", "loads", data.full_page, lines=10**4
    ),
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
    if workload.lines:
        _tried(lambda: function(data.lines(lines)[0]))
        return lambda: _read_lines(function, data.lines(lines))
    argument = _argument(workload, codec)
    if not workload.refused:
        return _tried(lambda: function(argument))

    def explain() -> str:
        try:
            function(argument)
        except Exception as error:
            return peer.explain(error)
        raise UnfitError("accepts it")

    explain()
    return explain


def _argument(workload: Workload, codec: Codec) -> Any:
    document = workload.document()
    if workload.operation == "loads":
        return document
    if workload.operation == "structure":
        return json.loads(document)
    assert codec.loads is not None
    loads, argument = codec.loads, None

    def load() -> None:
        nonlocal argument
        argument = loads(document)

    _tried(load)
    return argument


def _tried(call: Callable[[], object]) -> Callable[[], object]:
    try:
        call()
    except Exception as error:
        what = " ".join(str(error).split())[:160]
        raise UnfitError(f"{type(error).__name__}: {what}") from error
    return call


def _read_lines(loads: Callable[[bytes], Any], lines: tuple[bytes, ...]) -> None:
    """Read every line, and keep none of the objects: what a stream costs."""
    for _ in map(loads, lines):
        pass
