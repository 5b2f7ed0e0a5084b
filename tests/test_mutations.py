"""A few of the documents that `tests/mutations.py` makes; CONTRIBUTING has the command for millions."""

import pytest

import mutations
from jobstatus.nodes import slots

TIMES = 1000 if slots.COMPILED else 100


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mutated_documents_are_read_and_written_as_by_way_of_builtins(seed: int) -> None:
    """Whichever bytes are flipped, cut or inserted: same value and types, or the same problems."""
    right = mutations.run(TIMES, seed)
    assert 0.2 < right / TIMES < 0.8


def test_the_same_seed_makes_the_same_documents() -> None:
    """A seed makes the same documents again, so that a defect that was found can be found again."""
    made = [
        [
            (str(type_), options, bytes(d) if not isinstance(d, str) else d)
            for type_, options, d in run
        ]
        for run in (mutations.documents(100, 5), mutations.documents(100, 5))
    ]
    assert made[0] == made[1]
