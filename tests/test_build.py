"""One source, two speeds: what is installed is compiled as a whole or not at all."""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import distribution
from pathlib import Path
from typing import TypeAlias

import pytest

from jobstatus.nodes.slots import COMPILED

SOURCE = Path(__file__).parents[1] / "src" / "jobstatus"
DECLARED = sorted(path for path in SOURCE.glob("**/*.pxd") if path.stem != "__init__")
AUGMENTING = [path for path in DECLARED if not path.with_suffix(".pyx").exists()]

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def test_the_speed_is_the_one_that_was_asked_for() -> None:
    """`make test-compiled` does not test the interpreted package by mistake."""
    speed = "compiled" if COMPILED else "interpreted"
    assert os.environ.get("JOBSTATUS_EXPECT", speed) == speed


@pytest.mark.parametrize("path", DECLARED, ids=lambda path: path.stem)
def test_all_declared_modules_are_compiled_or_none(path: Path) -> None:
    """Each module with a `.pxd` runs at the same speed as the slots do."""
    name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
    origin = str(import_module(name).__file__)
    assert COMPILED is origin.endswith(tuple(EXTENSION_SUFFIXES))


def test_only_a_compiled_wheel_has_a_platform() -> None:
    """Or else an installer's cache would keep the interpreted one for ever."""
    wheel = str(distribution("jobstatus").read_text("WHEEL"))
    assert COMPILED is ("Tag: py3-none-any" not in wheel)
    assert COMPILED is ("Root-Is-Purelib: false" in wheel)


def test_no_source_in_c_is_installed() -> None:
    """Python, the mark of its types, a style sheet, and perhaps what was compiled."""
    files = [file for file in distribution("jobstatus").files or [] if file.parts[0] == "jobstatus"]
    sources = {file.suffix for file in files if file.suffix not in {".pyc", ".so", ".pyd"}}
    assert sources <= {".py", ".typed", ".css"}


def test_no_module_needs_cython() -> None:
    """It translates modules, and is absent where they run."""
    for path in SOURCE.rglob("*.py"):
        assert not re.search(r"^\s*(import|from) cython\b", path.read_text("utf-8"), re.MULTILINE)


# What a `.pxd` declares has to be in its `.py`. Cython finds some of the differences, too, but late,
# and an undeclared attribute only when it is assigned.


@dataclass
class Block:
    """The declarations of a `.pxd` in a class, or outside all classes.

    Attributes:
        base: The name of the class's base, without its module; empty if it has none.
        functions: The names of each function's parameters.
        names: The attributes, or the module's variables.
        local: The names in the `cython.locals` of each function.
    """

    base: str = ""
    functions: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    local: dict[str, list[str]] = field(default_factory=dict)


def declared(pxd: str) -> dict[str, Block]:
    """Read the text of a `.pxd`: a block for each class, and one named "" for the module."""
    text = re.sub(r'"""(?s:.*?)"""|#.*', "", pxd)
    text = re.sub(r"\([^()]*\)", lambda inside: " ".join(inside[0].split()), text)
    blocks = {"": Block()}
    block, local, skipped = blocks[""], "", False
    for line in filter(str.strip, text.splitlines()):
        if not line[0].isspace():
            block = blocks[""]
            skipped = bool(re.match(r"cdef (extern|struct|enum|union|packed)|ctypedef", line))
        if skipped:
            continue
        if found := re.match(r"cdef class (\w+)(?:\((?:\w+\.)*(\w+)\))?", line):
            block = blocks[found[1]] = Block(base=found[2] or "")
        elif found := re.match(r"\s*@cython\.locals\((.*)\)", line):
            local = found[1]
        elif found := re.match(r"\s*cp?def (?:[\w.*\[\]]+ )*?(\w+)\((.*?)\)", line):
            block.functions[found[1]] = names_of(found[2])
            block.local[found[1]], local = re.findall(r"(\w+)\s*=", local), ""
        elif found := re.match(r"\s*cdef (?:[\w.*\[\]]+ )+?(\w+(?:\s*,\s*\w+)*)\s*$", line):
            block.names |= set(names_of(found[1]))
    return blocks


def names_of(parameters: str) -> list[str]:
    """Return the names in a list such as `self, str text, type_=*`."""
    return re.findall(r"(\w+)\s*(?:=[^,]*)?(?:,|$)", parameters)


SPECIAL = {"__weakref__", "__dict__"}
KNOWN = {name: block for path in DECLARED for name, block in declared(path.read_text()).items()}


def differences(pxd: str, source: str) -> Iterator[str]:
    """Yield what a `.pxd` declares otherwise than its module has it."""
    blocks = declared(pxd)
    module = ast.parse(source)
    assigned = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    imported = {
        alias.asname or alias.name for node in ast.walk(module) if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }  # fmt: skip
    used = {node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute)}
    yield from (f"{name} is no variable" for name in blocks[""].names - assigned - imported)
    yield from differing_functions("", blocks[""], module)
    classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
    for name, block in blocks.items():
        if not name:
            continue
        if name not in classes:
            yield f"{name} is no class"
            continue
        if block.base != next(map(base_name, classes[name].bases), ""):
            yield f"{name} has another base"
        yield from differing_functions(f"{name}.", block, classes[name])
        yield from (
            f"{name}.{attribute} is never used" for attribute in block.names - used - SPECIAL
        )
        allowed = set(attributes(name, {**KNOWN, **blocks}))
        yield from (
            f"{name}.{attribute} is not declared"
            for attribute in assigned_in(classes[name]) - allowed
        )


def differing_functions(
    prefix: str, block: Block, parent: ast.Module | ast.ClassDef
) -> Iterator[str]:
    """Yield what a block declares otherwise of its functions than the class or module has it."""
    functions = {node.name: node for node in parent.body if isinstance(node, Function)}
    for name, parameters in block.functions.items():
        if name not in functions:
            yield f"{prefix}{name} is no function"
            continue
        found = [arg.arg for arg in ast.walk(functions[name].args) if isinstance(arg, ast.arg)]
        if parameters != found:
            yield f"{prefix}{name} has the parameters {found}"
        names = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)}
        for local in block.local[name]:
            if local not in names and local not in found:
                yield f"{prefix}{name} has no local {local}"


def base_name(base: ast.expr) -> str:
    """Return the name of a base class, without its module and parameters."""
    return ast.unparse(base).partition("[")[0].rpartition(".")[2]


def attributes(name: str, blocks: dict[str, Block]) -> Iterator[str]:
    """Yield the attributes that are declared for a class and its bases."""
    while name and name in blocks:
        yield from blocks[name].names
        name = blocks[name].base


def assigned_in(cls: ast.ClassDef) -> set[str]:
    """Return the names of all attributes of `self` that a class's methods assign."""
    return {
        node.attr
        for node in ast.walk(cls)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


@pytest.mark.parametrize("path", AUGMENTING, ids=lambda path: path.stem)
def test_declarations_fit_their_module(path: Path) -> None:
    """Classes, methods, parameters, attributes and locals of a `.pxd` are those of its `.py`."""
    source = path.with_suffix(".py").read_text("utf-8")
    assert [] == sorted(differences(path.read_text("utf-8"), source))


PXD = '''
"""Declarations."""
cimport cython
from jobstatus.nodes cimport slots

cdef extern from "Python.h":
    int unrelated(int argument)

cdef object MISSING, ABSENT
cdef Py_ssize_t limit
@cython.locals(
    found=object,  # of a comment
)
cdef int count(str text, Py_ssize_t at,
               list items=*) except -1

cdef class Node:
    cdef public object type
    cdef readonly bint resolved
    cpdef structure(self, value, type_=*)

cdef class ListNode(Node):
    cdef public Node item
    cdef slots.Slot slot
    cdef object read(self, value, Py_ssize_t depth)
'''

SOURCE_OF_PXD = """
from jobstatus.nodes import ABSENT

MISSING = object()
limit = 3

def count(text, at, items=None):
    found = items or []
    return len(found)

class Node:
    def __init__(self, type_):
        self.type = type_
        self.resolved: bool = False

    def structure(self, value, type_=None):
        return self.read(value, 0)

class ListNode(Node):
    def __init__(self, type_, item):
        self.type, self.item = type_, item
        self.slot = None

    def read(self, value, depth):
        def inner(other):
            return other
        return [inner(value)]
"""

MISTAKES = {
    "variable": ("limit = 3", "bound = 3", "limit is no variable"),
    "function": ("def count", "def number", "count is no function"),
    "parameter": ("text, at", "text, start", "count has the parameters ['text', 'start', 'items']"),
    "parameter more": (
        "value, depth)",
        "value, depth, more=0)",
        "ListNode.read has the parameters",
    ),
    "local": ("found", "counted", "count has no local found"),
    "class": ("class ListNode", "class TupleNode", "ListNode is no class"),
    "base": ("class ListNode(Node)", "class ListNode", "ListNode has another base"),
    "method": ("def structure", "def build", "Node.structure is no function"),
    "attribute": ("self.resolved:", "self.ready:", "Node.ready is not declared"),
    "attribute in a subclass": ("self.slot", "self.place", "ListNode.place is not declared"),
    "attribute in a tuple": (
        "self.type, self.item",
        "self.type, self.node",
        "ListNode.node is not",
    ),
    "attribute that is gone": ("self.slot = None", "pass", "ListNode.slot is never used"),
}


def test_declarations_that_fit_are_accepted() -> None:
    """The example of the next test, before it is spoilt."""
    assert [] == list(differences(PXD, SOURCE_OF_PXD))
    assert {"", "Node", "ListNode"} == set(declared(PXD))


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES.values(), ids=MISTAKES)
def test_declarations_that_do_not_fit_are_found(old: str, new: str, message: str) -> None:
    """Whatever is renamed in the module alone."""
    assert old in SOURCE_OF_PXD
    found = "\n".join(differences(PXD, SOURCE_OF_PXD.replace(old, new)))
    assert message in found
