"""The house: what may be imported, by whom, and at what price."""

import ast
import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path
from types import FunctionType

import pytest

import jobstatus

ROOMS = {path.stem: path for path in Path(jobstatus.__file__).parent.glob("*.py")}
LADDER = [
    "shape",
    "excerpt",
    "errors",
    "open_enum",
    "json_copy",
    "structs",
    "json_value",
    "extra",
    "code",
    "making",
    "gen",
    "scalars",
    "date_time",
    "one_or_many",
    "models",
    "containers",
    "generics",
    "keys",
    "rest",
    "classes",
    "json_text",
    "toml_order",
    "aliases",
    "wire_format",
    "formats",
    "preconfigured",
    "fastpath",
    "heard",
    "converter",
    "salvage",
    "docstring",
    "schema",
    "__init__",
    "parts",
    "drawn",
    "spoiled",
    "registered",
    "testing",
    "sources",
    "pieces",
    "locate",
    "records",
    "report",
    "render",
    "cli",
    "__main__",
]
"""Each room knows only those above it: the library, then what tests use, then the command."""

CORE = LADDER[: LADDER.index("__init__") + 1]

OPTIONAL = {
    "bson", "cbor2", "hypothesis", "jsonschema", "jsonschema_rs", "msgpack", "orjson", "pydantic",
    "rich", "tomli", "tomli_w", "tomlkit", "ujson", "yaml",
}  # fmt: skip


def imports(room: str) -> set[str]:
    """Return the names of the modules that a room imports, ours as `.name`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(ROOMS[room].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            modules = [node.module] if node.module else [alias.name for alias in node.names]
            names |= {f".{module}" for module in modules}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module).partition(".")[0])
    return names


@pytest.mark.parametrize("room", LADDER)
def test_imports_form_a_ladder(room: str) -> None:
    """A room imports only from rooms above it."""
    above = {f".{name}" for name in LADDER[: LADDER.index(room)]}
    assert {name for name in imports(room) if name.startswith(".")} <= above


def test_every_room_has_its_place() -> None:
    """None is left out of the ladder."""
    assert set(LADDER) == set(ROOMS)


@pytest.mark.parametrize("room", CORE)
def test_the_core_imports_nothing_optional(room: str) -> None:
    """The library works with its three dependencies alone."""
    assert not imports(room) & OPTIONAL


def test_the_models_know_no_converter() -> None:
    """They are data: neither cattrs nor msgspec is named there."""
    assert not imports("models") & {"cattrs", "msgspec"}


def test_hooks_are_registered_where_the_names_say_so() -> None:
    """By functions named `configure` or `configure_...`, and by the converter class on itself."""
    for path in ROOMS.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith(
                ("configure", "register_", "__init__")
            ):
                calls = [n for n in ast.walk(node) if isinstance(n, ast.Attribute)]
                assert not [c.attr for c in calls if c.attr.startswith("register_")], node.name


def test_everything_public_is_sorted_and_there() -> None:
    """`__all__` is complete, sorted, and every name in it exists."""
    in_order = sorted(jobstatus.__all__, key=lambda name: (not name.isupper(), name))
    assert in_order == jobstatus.__all__
    public = {name for name in vars(jobstatus) if not name.startswith("_")} - set(ROOMS)
    assert public | {"converter", "salvage"} == set(jobstatus.__all__)


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
