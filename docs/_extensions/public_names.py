"""Makes the reference show public names: where a thing is defined is nobody's business."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from functools import cache, reduce
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import desc_content
from sphinx.util.docstrings import prepare_docstring
from sphinx.util.docutils import SphinxRole

import jobstatus

if TYPE_CHECKING:
    from types import ModuleType

    from docutils.nodes import Element, Node, TextElement, document, system_message
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import RoleFunction


def imported_modules() -> list[ModuleType]:
    """Import all modules of the package."""
    found = pkgutil.walk_packages(jobstatus.__path__, "jobstatus.")
    return [importlib.import_module(m.name) for m in found if m.name != "jobstatus.__main__"]


def is_public(module: ModuleType) -> bool:
    """Tell whether users import from a module."""
    _, name, *deeper = f"{module.__name__}.".split(".")[:3]
    return name == "integrations" or (not any(deeper) and name in PUBLIC_MODULES)


def import_for_types(module: ModuleType) -> None:
    """Import into a module what it imports for type checkers only, so that annotations evaluate."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            imports: list[ast.stmt] = [n for n in node.body if isinstance(n, ast.ImportFrom)]
            exec(compile(ast.Module(imports, []), "", "exec"), vars(module))  # noqa: S102 - ours


def evaluate_aliases(modules: list[ModuleType]) -> None:
    """Replace aliases of types that are text by those types, in all modules that have them."""
    for module in modules:
        for name, annotation in getattr(module, "__annotations__", {}).items():
            text = getattr(module, name, None)
            if "TypeAlias" in str(annotation) and isinstance(text, str) and name not in text:
                alias = eval(text, vars(module))  # noqa: S307 - our own code
                for other in modules:
                    if vars(other).get(name) is text:
                        setattr(other, name, alias)


@cache
def attribute_docs(module: ModuleType) -> dict[str, list[str]]:
    """Return the docstrings below the assignments of a module, by name."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    conditional = [body for n in tree.body if isinstance(n, ast.If) for body in (n.body, n.orelse)]
    docs: dict[str, list[str]] = {}
    for body in [tree.body, *conditional]:
        for assignment, below in pairwise(body):
            match assignment, below:
                case (
                    ast.Assign(targets=[ast.Name(id=name)])
                    | ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    docs[name] = prepare_docstring(text)
    return docs


PUBLIC_MODULES = {"", "arrow", "bulk", "reports", "testing"}
MODULES = [jobstatus, *imported_modules()]
PUBLIC = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in MODULES
    if is_public(module)
    for name in getattr(module, "__all__", [])
}
"""The public names of users' things."""

_NAMES = {id(thing): name for name, thing in reversed(PUBLIC.items())}


def thing_at(path: str) -> Any:
    """Return what a dotted path leads to; None if it leads nowhere."""
    parts = path.split(".")
    for count in range(len(parts), 0, -1):
        module = sys.modules.get(".".join(parts[:count]))
        if module is not None:
            return reduce(lambda thing, name: getattr(thing, name, None), parts[count:], module)
    return None


def public_name(path: str) -> str:
    """Return the public name of a thing of ours, or of a member of it."""
    owner, _, member = path.rpartition(".")
    found = _NAMES.get(id(thing_at(path)))
    if found is None and (of_owner := _NAMES.get(id(thing_at(owner)))):
        found = f"{of_owner}.{member}"
    return found or path


def resolve(
    app: Sphinx, env: BuildEnvironment, node: Element, content: TextElement
) -> Element | None:
    """Resolve a reference by another name than the public one; leave plain what is not ours."""
    if node.get("refdomain") != "py":
        return None
    target: str = node["reftarget"]
    for candidate in (public_name(target), f"jobstatus.{target}"):
        if candidate != target:
            found = env.get_domain("py").resolve_xref(
                env, node["refdoc"], app.builder, "obj", candidate, node, content
            )
            if found is not None:
                return found
    # The types of annotations need no entry: other packages' do not have one, nor have private ones.
    return content if node["reftype"] in ("class", "exc", "obj") else None


class CodeOrName(SphinxRole):
    """The role of text in single backticks: the name of something in the reference, or other code."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Make a reference of a name, and a literal of everything else."""
        if re.fullmatch(r"\w+(\.\w+)*", self.text):
            role: RoleFunction = self.env.get_domain("py").roles["obj"]
            return role("py:obj", self.rawtext, self.text, self.lineno, self.inliner, {}, [])
        return [nodes.literal(self.rawtext, self.text)], []


def describe(
    _app: Sphinx, what: str, name: str, thing: Any, _options: Any, lines: list[str]
) -> None:
    """Describe public data by the docstring below its definition, wherever that is.

    It runs after napoleon, which takes the first line of an attribute for a type and a description,
    if there is a colon in it.
    """
    if what == "data":
        attribute = name.rpartition(".")[2]
        docs = (found for module in MODULES if (found := attribute_docs(module).get(attribute)))
        lines[:] = next(docs, [])
    elif what == "property":
        lines[:] = prepare_docstring(str(thing.__doc__))


def code_of_converter(converter: jobstatus.JsonConverter) -> str:
    """Return the code of a converter that is a default in a signature."""
    return "converter" if converter is jobstatus.converter else "make_converter(unknown='keep')"


def drop_aliases(_app: Sphinx, doctree: document) -> None:
    """Remove the types that autodoc says names stand for: the descriptions say it for people."""
    for paragraph in list(doctree.findall(nodes.paragraph)):
        if paragraph.astext().startswith("alias of ") and isinstance(
            paragraph.parent, desc_content
        ):
            paragraph.parent.remove(paragraph)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the functions with Sphinx."""
    for module in MODULES:
        import_for_types(module)
    evaluate_aliases(MODULES)
    app.add_role("code_or_name", CodeOrName())
    app.connect("missing-reference", resolve)
    app.connect("autodoc-process-docstring", describe, priority=600)
    app.connect("doctree-read", drop_aliases)
    jobstatus.JsonConverter.__repr__ = code_of_converter
    return {"parallel_read_safe": True, "parallel_write_safe": True}
