"""The house: what may be imported, by whom, and at what price."""

import ast
import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path
from types import FunctionType

import pytest

import jobstatus

PACKAGE = Path(jobstatus.__file__).parent
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in PACKAGE.rglob("*.py")
}
LADDER = [
    *("excerpts", "problems", "errors", "pydantic_hook", "codecs.exact_json"),
    *("codecs.json_values", "codecs.json_text", "codecs.toml_order", "codecs.aliases"),
    *("codecs.base", "codecs.formats", "codecs.preconfigured", "codecs.__init__"),
    *(
        "nodes.locks",
        "nodes.unions",
        "nodes.expectations",
        "nodes.base",
        "nodes.noting",
        "nodes.slots",
        "nodes.utc",
        "nodes.generics",
        "nodes.lookup",
    ),
    *("nodes.scalars", "nodes.open_enums", "nodes.date_times", "nodes.dict_keys"),
    *(
        "nodes.optionals",
        "nodes.lists",
        "nodes.dicts",
        "nodes.json_unions",
        "nodes.unset",
        "nodes.extra",
        "nodes.keys",
        "nodes.undeclared",
    ),
    *(
        "nodes.constructors",
        "nodes.fields",
        "nodes.instances",
        "nodes.classes",
        "nodes.kinds",
        "nodes.by_builtins",
    ),
    *("nodes.reader", "nodes.writer", "nodes.loads_hooks", "nodes.__init__"),
    *(
        "models",
        "drift.context",
        "drift.events",
        "drift.counter",
        "drift.logger",
        "drift.finder",
        "drift.__init__",
        "recording",
        "json_converters",
        "converters",
        "rejects",
        "salvaging",
        "salvaging_lines",
        "docstrings",
        "schema.definitions",
        "schema.values",
        "schema.base",
        "schema.validation",
        "schema.serialization",
        "schema.functions",
        "schema.__init__",
        "__init__",
    ),
    *("tables.columns", "tables.timestamps", "tables.json_columns", "tables.list_columns"),
    *("tables.structs", "tables.column_pass", "tables.class_tables", "tables.__init__"),
    *("testing.scalars", "testing.lookup", "testing.passes", "testing.objects", "testing.valid"),
    *("testing.places", "testing.invalid", "integrations.__init__", "integrations.hypothesis"),
    *("integrations.pydantic", "integrations.litestar"),
    *("testing.__init__", "bulk.compression", "bulk.urls", "bulk.sources", "bulk.locate"),
    *("bulk.documents", "bulk.records", "bulk.reading", "bulk.rows", "bulk.output", "bulk.pieces"),
    *("bulk.plan", "bulk.parts", "bulk.tasks", "bulk.workers", "bulk.converting"),
    *("bulk.restoring", "bulk.__init__", "arrow"),
    *("reports.jobs", "reports.provider_values", "reports.status_groups", "reports.conflicts"),
    *("reports.problem_groups", "reports.drift", "reports.undeclared", "reports.report"),
    *("reports.rejects", "reports.building", "reports.report_workers", "reports.profiles"),
    *("reports.comparison", "reports.texts", "reports.page.__init__", "reports.page.markup"),
    *("reports.page.charts", "reports.page.elements", "reports.page.sections"),
    *("reports.page.document", "reports.__init__"),
    *(
        "cli.elements",
        "cli.render",
        "cli.conversion_bar",
        "cli.progress",
        "cli.streams",
        "cli.argument_types",
    ),
    *("cli.convert_arguments", "cli.arguments", "cli.clusters", "cli.convert", "cli.restore"),
    *("cli.counting", "cli.reporting", "cli.comparing", "cli.command", "cli.__init__", "__main__"),
]
"""Each module imports only from those before it: the library, then its tools, then the command."""

CORE = LADDER[: LADDER.index("__init__") + 1]

OPTIONAL = {
    "bson", "cbor2", "fastapi", "hypothesis", "jsonschema", "jsonschema_rs", "litestar", "msgpack",
    "orjson", "pyarrow", "pydantic", "pydantic_core", "rich", "tomli", "tomli_w", "tomlkit", "ujson", "yaml",
}  # fmt: skip


def imports(module: str) -> set[str]:
    """Return the names of the modules that a module imports, ours as `.name`."""
    names: set[str] = set()
    above = module.split(".")[:-1]
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            path = (
                [*above, *filter(None, [node.module])]
                if node.level
                else str(node.module).split(".")
            )
            if not node.level and path[0] != "jobstatus":
                names.add(path[0])
                continue
            ours = path if node.level else path[1:]
            names |= {found for alias in node.names if (found := own_module([*ours, alias.name]))}
    return names


def own_module(path: list[str]) -> str:
    """Return the module of ours that an imported name is, or is in."""
    names = [".".join(path), ".".join(path[:-1]), ".".join([*path[:-1], "__init__"])]
    return next((f".{name}" for name in names if name in MODULES), "")


@pytest.mark.parametrize("module", LADDER)
def test_imports_form_a_ladder(module: str) -> None:
    """A module imports only from modules before it."""
    above = {f".{name}" for name in LADDER[: LADDER.index(module)]}
    assert {name for name in imports(module) if name.startswith(".")} <= above


def test_every_module_has_its_place() -> None:
    """None is left out of the ladder."""
    assert sorted(LADDER) == sorted(MODULES)


@pytest.mark.parametrize("module", CORE)
def test_the_core_imports_nothing_optional(module: str) -> None:
    """The library works with its three dependencies alone."""
    assert not imports(module) & OPTIONAL


def test_the_models_know_no_converter() -> None:
    """They are data: neither cattrs nor msgspec is named there."""
    assert not imports("models") & {"cattrs", "msgspec"}


def test_hooks_are_registered_where_the_names_say_so() -> None:
    """By functions named `configure` or `configure_...`, and by the converter class on itself."""
    for path in MODULES.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith(
                ("configure", "register_", "__init__")
            ):
                calls = [n for n in ast.walk(node) if isinstance(n, ast.Attribute)]
                assert not [
                    c.attr
                    for c in calls
                    if c.attr.startswith(("register_structure", "register_unstructure"))
                ], node.name


def test_nothing_is_evaluated() -> None:
    """No module evaluates text, starts a program, or loads a pickle: data stays data."""
    forbidden = {
        *("pickle.load", "pickle.loads", "pickle.Unpickler", "marshal.load", "marshal.loads"),
        *("os.system", "os.popen", "yaml.load"),
    }
    for name, path in MODULES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        bare = {function.id for function in called if isinstance(function, ast.Name)}
        assert not bare & {"eval", "exec", "compile", "__import__"}, name
        of_modules = {
            f"{function.value.id}.{function.attr}"
            for function in called
            if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
        }
        assert not of_modules & forbidden, name
        assert "subprocess" not in imports(name)


def test_everything_public_is_sorted_and_there() -> None:
    """`__all__` is complete, sorted, and every name in it exists."""
    in_order = sorted(jobstatus.__all__, key=lambda name: (not name.isupper(), name))
    assert in_order == jobstatus.__all__
    submodules = {name.partition(".")[0] for name in MODULES}
    public = {name for name in vars(jobstatus) if not name.startswith("_")} - submodules
    assert public == set(jobstatus.__all__)


def test_every_public_name_is_documented() -> None:
    """Each class and function has a docstring of its own."""
    things = [getattr(jobstatus, name) for name in jobstatus.__all__]
    documented = [thing for thing in things if isinstance(thing, (type, FunctionType))]
    assert [] == [thing.__name__ for thing in documented if not thing.__doc__]


def test_importing_the_package_imports_nothing_optional() -> None:
    """Not even if it is installed."""
    code = f"import jobstatus, sys; print(sorted({OPTIONAL} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "[]\n" == shown.stdout


def test_the_dependencies_are_attrs_cattrs_and_msgspec() -> None:
    """And nothing else, but for extras."""
    needed = [r for r in requires("jobstatus") or [] if "extra ==" not in r]
    assert ["attrs", "cattrs", "msgspec"] == [r.partition(">")[0] for r in sorted(needed)]


def test_the_version_is_the_distributions() -> None:
    """There is one place where it stands."""
    assert version("jobstatus").count(".") == 2
