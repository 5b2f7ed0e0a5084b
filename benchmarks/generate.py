"""The code that generators make of `openapi.yaml`: made when it is missing or old, not kept."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
OPENAPI = HERE / "openapi.yaml"
GENERATED = HERE / ".generated"


class Generator(NamedTuple):
    """A command that makes a module or package of an OpenAPI document."""

    distribution: str
    command: str
    arguments: tuple[str, ...]
    suffix: str = ""


_DATAMODEL = (
    *("--input", str(OPENAPI), "--input-file-type", "openapi"),
    *("--target-python-version", "3.10", "--strict-nullable", "--formatters", "builtin"),
)
GENERATORS = {
    "openapi_client_models": Generator(
        "openapi-python-client",
        "openapi-python-client",
        ("generate", "--path", str(OPENAPI), "--meta", "none", "--overwrite", "--output-path"),
    ),
    "datamodel_pydantic_models": Generator(
        "datamodel-code-generator",
        "datamodel-codegen",
        (*_DATAMODEL, "--output-model-type", "pydantic_v2.BaseModel", "--output"),
        ".py",
    ),
    "datamodel_msgspec_models": Generator(
        "datamodel-code-generator",
        "datamodel-codegen",
        (*_DATAMODEL, "--output-model-type", "msgspec.Struct", "--output"),
        ".py",
    ),
}


class GenerationError(ImportError):
    """A generator is not installed, or has failed."""


def generated(name: str) -> Any:
    """Import generated code, which is made first if the document or the generator has changed.

    Args:
        name: One of `GENERATORS`, or a module in it.

    Raises:
        GenerationError: The generator is not installed, or has failed.
    """
    ensure(name.partition(".")[0])
    if str(GENERATED) not in sys.path:
        sys.path.append(str(GENERATED))
        importlib.invalidate_caches()
    return importlib.import_module(name)


def ensure(name: str) -> None:
    """Make the code, unless it is there and current."""
    generator = GENERATORS[name]
    try:
        made_by = f"{generator.distribution} {version(generator.distribution)}\n"
    except PackageNotFoundError:
        raise GenerationError(f"{generator.distribution} is not installed") from None
    wanted = made_by + repr(generator.arguments) + OPENAPI.read_text(encoding="utf-8")
    stamp, target = GENERATED / f"{name}.stamp", GENERATED / f"{name}{generator.suffix}"
    if stamp.exists() and target.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    GENERATED.mkdir(exist_ok=True)
    scripts = Path(sys.executable).parent
    command = [str(scripts / generator.command), *generator.arguments, str(target)]
    # It formats what it makes with ruff, if that is on the path.
    env = os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        raise GenerationError(f"{generator.distribution} failed: {said.strip()[-300:]}") from error
    stamp.write_text(wanted, encoding="utf-8")


def ensure_all() -> Iterator[str]:
    """Make all generated code, and yield what stands in the way of it."""
    for name in GENERATORS:
        try:
            ensure(name)
        except GenerationError as error:  # noqa: PERF203 - it takes seconds either way
            yield str(error)


def clear() -> None:
    """Remove all generated code."""
    shutil.rmtree(GENERATED, ignore_errors=True)
