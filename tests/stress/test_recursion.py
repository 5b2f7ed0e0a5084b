"""Deep documents, deep callers and small stacks: the right result, or a clear error, and no crash."""

import os
from typing import Any

import pytest
from alone import run_alone

# At each of the last frames before the limit, each call is right, or says that there is no room.
NEAR_THE_LIMIT = """
import json, sys
from exactly import outcome
from jobstatus import *
from jobstatus.errors import JobStatusError
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

def attempt(call):
    try:
        return outcome(call)
    except RecursionError:
        return "no room"

def try_at(depth, name):
    try:
        found = at(depth, calls[name])
    except RecursionError:
        return "no room"
    except JobStatusError as error:
        if is_no_room(error):
            return "no room"
        return outcome(lambda: (_ for _ in ()).throw(error))
    except Exception as error:
        if is_no_room(error):
            return "no room"
        raise
    from exactly import exactly
    return exactly(found)

step = int(sys.argv[1])
for name in calls:
    ends = set()
    for depth in range(limit - 200, limit + 1, step if name != "first use" else step * 9):
        found = try_at(depth, name)
        assert found in ("no room", expected[name]), (name, depth, found)
        ends.add(found == "no room")
        assert outcome(calls[name]) == expected[name], (name, depth, "the next call")
print("right")
"""

SMALL_STACK = """
import json, sys, threading
from exactly import outcome
from jobstatus import *
from attrs import frozen, field
from typing import Any

threading.stack_size(int(sys.argv[1]) * 1024)

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

def work():
    for converter in (made, kept):
        for before, after, levels in ways.values():
            for turns in (500 // levels, 513 // levels + 1, 100_000):
                text = before * turns + "{}" + after * turns
                found = outcome(lambda: converter.loads(text, Tree))
                results.append(type(found) is not list)
                if type(found) is not list:
                    tree = converter.loads(text, Tree)
                    assert tree == converter.structure(json.loads(text), Tree)
                    assert converter.loads(converter.dumps(tree), Tree) == tree
                    assert converter.structure(converter.unstructure(tree), Tree) == tree
        for opening, closing in ("[]", ('{"a":', "}")):
            for turns in (510, 513, 100_000):
                text = opening * turns + "1" + closing * turns
                found = outcome(lambda: converter.loads('{"any":' + text + "}", Tree))
                results.append(type(found) is not list)

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


@pytest.mark.parametrize("kilobytes", [384, 512])
def test_threads_with_small_stacks_read_and_write_deep_documents(kilobytes: int) -> None:
    """384 KB are enough for 512 levels, both ways; and what is deeper is refused there, too."""
    assert "right\n" == run_alone("-c", SMALL_STACK, str(kilobytes))
