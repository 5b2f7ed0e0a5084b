"""The promises of SECURITY.md name tests that exist."""

import ast
from pathlib import Path

import pytest

from promises import PROMISES

ROOT = Path(__file__).resolve().parent.parent
NAMED = sorted({test for promise in PROMISES for test in promise.tests})


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists(name: str) -> None:
    """The file has a function of this name, so that a promise does not lose its test by a renaming."""
    file, _, function = name.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_promise_is_a_sentence_with_a_test() -> None:
    """One that nothing holds is none."""
    for promise in PROMISES:
        assert promise.sentence[0].isupper()
        assert promise.sentence.endswith((".", "`."))
        assert promise.tests
