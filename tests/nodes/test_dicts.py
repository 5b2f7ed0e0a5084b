"""Objects are dicts with keys of text."""

import pytest

from jobstatus import (
    StructureError,
    UnstructureError,
    converter,
)


@pytest.mark.parametrize("value", ["ab", ["ab"], [("a", "b")], None, 5], ids=repr)
def test_only_a_dict_is_an_object(value: object) -> None:
    """Pairs are no object."""
    with pytest.raises(StructureError, match="expected an object, found"):
        converter.structure(value, dict[str, str])
    with pytest.raises(UnstructureError, match="expected a dict, found"):
        converter.unstructure(value, dict[str, str])


def test_keys_are_text() -> None:
    """Every odd key is named; none is made into text."""
    with pytest.raises(StructureError) as caught:
        converter.structure({"a": "x", 1: "y", None: "z"}, dict[str, str])
    messages = [problem.message for problem in caught.value.problems]
    assert [
        "expected a string as a key, found number 1",
        "expected a string as a key, found null",
    ] == (messages)
