"""Deep documents, deep callers and small stacks: the right result, or a clear error, and no crash."""

import os

from alone import run_alone

# At each of the last frames before the limit, each call is right, or says that there is no room.
NEAR_THE_LIMIT = """
import json, sys
from exactly import exactly, outcome
from jobstatus import *
from attrs import frozen, field

@frozen
class Tree:
    name: str
    kids: "list[Tree]" = field(factory=list)

@frozen
class Point:
    x: int

class Hooked:
    pass

made = make_converter()
made.register_structure_hook(Hooked, lambda value, _: made.structure(value, Tree))
made.register_unstructure_hook(Hooked, lambda _: made.unstructure(Tree("a")))
document = {"name": "a", "kids": [{"name": "b", "kids": [{"name": "c"}]}]}
text = json.dumps(document)
tree = made.structure(document, Tree)
page = '{"data": [{"id": 5}, {"id": "1"}]}'
calls = {
    "loads": lambda: made.loads(text, Tree),
    "loads bad": lambda: made.loads('{"name": 5, "kids": [5]}', Tree),
    "structure": lambda: made.structure(document, Tree),
    "structure bad": lambda: made.structure({"name": 5, "kids": [5]}, Tree),
    "dumps": lambda: made.dumps(tree),
    "dumps bad": lambda: made.dumps(Tree(5, [6])),
    "unstructure": lambda: made.unstructure(tree),
    "hooked": lambda: made.structure([document], list[Hooked]),
    "write hooked": lambda: made.dumps([Hooked()]),
    "no JSON": lambda: made.loads('{"name"', Tree),
    "salvage": lambda: repr(salvage(page, AtsJobsPaginated, converter=made)),
    "first use": lambda: make_converter().loads('{"x": 1}', Point).x,
    "unrecognized": lambda: AtsJobValue("never seen").value,
}
expected = {name: outcome(call) for name, call in calls.items()}
limit = sys.getrecursionlimit()

def at(depth, call):
    return at(depth - 1, call) if depth else call()

def is_no_room(error):
    while error is not None:
        if isinstance(error, RecursionError) or "nested too deeply" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False

def attempt(depth, call):
    try:
        found = at(depth, call)
    except Exception as error:
        if is_no_room(error):
            return "no room"
        if not isinstance(error, JobStatusError):
            raise
        found = [(p.path, p.message, p.kind, p.excerpt) for p in error.problems]
        return "no room" if "(cannot be shown)" in repr(found) else found
    return exactly(found)

step = int(sys.argv[1])
for name in calls:
    for depth in range(limit - 200, limit + 1, step if name != "first use" else step * 9):
        found = attempt(depth, calls[name])
        assert found in ("no room", expected[name]), (name, depth, found)
        assert outcome(calls[name]) == expected[name], (name, depth, "the next call")
print("right")
"""

SMALL_STACK = """
import json, sys, threading
from jobstatus import *
from attrs import frozen, field
from typing import Any

threading.stack_size(int(sys.argv[1]) * 1024)
deepest = 100_000

@frozen
class Tree:
    kids: "list[Tree]" = field(factory=list)
    more: "dict[str, Tree]" = field(factory=dict)
    next: "Tree | None" = None
    any: JsonValue = None

ways = {
    "list": ('{"kids":[', "]}", 2),
    "dict": ('{"more":{"a":', "}}", 2),
    "class": ('{"next":', "}", 1),
}
made, kept = make_converter(), make_converter(unknown="keep")
results = []

def is_read(converter, text):
    try:
        tree = converter.loads(text, Tree)
    except StructureError:
        return False
    written = converter.dumps(tree)
    assert written == converter.dumps(converter.structure(json.loads(text), Tree))
    assert written == converter.dumps(converter.loads(written, Tree))
    assert json.loads(written) == converter.unstructure(tree)
    return True

def work():
    for converter in (made, kept):
        for before, after, levels in ways.values():
            for turns in (500 // levels, 513 // levels + 1, deepest):
                results.append(is_read(converter, before * turns + "{}" + after * turns))
        for opening, closing in ("[]", ('{"a":', "}")):
            for turns in (505, 513, deepest):
                text = opening * turns + "1" + closing * turns
                results.append(is_read(converter, '{"any":' + text + "}"))

thread = threading.Thread(target=work)
thread.start()
thread.join()
assert results == [True, False, False] * 10, results
print("right")
"""


def test_callers_may_be_as_deep_as_the_recursion_limit() -> None:
    """A call with room is right; another is a `RecursionError` or says "nested too deeply"."""
    step = "1" if os.environ.get("LONG") else "3"
    assert "right\n" == run_alone("-c", NEAR_THE_LIMIT, step)


def test_threads_with_small_stacks_read_and_write_deep_documents() -> None:
    """512 KB are enough, however deep a document is."""
    assert "right\n" == run_alone("-c", SMALL_STACK, "512")
