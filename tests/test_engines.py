"""The programs of docs/how-to/convert.md for Spark and Ray do what the command does."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DOCUMENT = (Path(__file__).parent.parent / "docs" / "how-to" / "convert.md").read_text(
    encoding="utf-8"
)
STATUSES = ["open", "open", "closed"]


def program(engine: str) -> str:
    """Return the program of an engine."""
    found = re.search(rf"### {engine}\n.*?```py\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found
    return found[1]


def output_of(code: str, folder: Path) -> str:
    """Run a program in a folder with responses."""
    (folder / "responses").mkdir()
    jobs = [{"id": str(n), "job_status": {"value": value}} for n, value in enumerate(STATUSES)]
    lines = "\n".join(map(json.dumps, [*jobs, {"id": 3}]))
    (folder / "responses" / "a.ndjson").write_text(lines)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable},  # of its workers
    )
    assert 0 == ran.returncode, ran.stderr
    return ran.stdout


@pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed")
@pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java")
def test_spark(tmp_path: Path) -> None:
    """`mapInArrow(to_rows)` makes rows of the lines of files, in processes of Spark's."""
    shown = output_of(program("Spark"), tmp_path)
    counts = dict(re.findall(r"\| *(\w+)\| *(\d+)\|", shown))
    assert {"open": "2", "closed": "1"} == counts


@pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed")
def test_ray(tmp_path: Path) -> None:
    """Its tasks write the parts."""
    assert output_of(program("Ray"), tmp_path).endswith("3\n")
    assert (tmp_path / "tables" / "_plan.json").exists()
