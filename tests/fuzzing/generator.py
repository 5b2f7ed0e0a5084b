"""Inputs that are made of others: samples, the corpus and drawn types, each with changes."""

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .drawn_types import DrawnType, drawn_type
from .inputs import FORMS, Input, read_inputs
from .mutator import mutated
from .samples import SAMPLES
from .type_texts import type_of

__all__ = ["CORPUS", "changed", "corpus", "made_inputs"]

CORPUS = Path(__file__).parents[1] / "corpus" / "inputs.txt"
"""The inputs that CI replays."""

OPTIONS = [
    *("default", "default", "forbid", "keep", "emit", "drift", "hook", "camel", "camel+keep"),
    *("camel+forbid", "camel+emit", "emit+forbid", "drift+keep", "camel+drift", "camel+drift+hook"),
    *("camel+emit+forbid", "drift+forbid", "hook+keep", "drift+emit"),
]
OF_FORMS = ["bytes", "bytes", *FORMS]


@cache
def corpus() -> list[Input]:
    """Return the inputs of the corpus."""
    return read_inputs(CORPUS) if CORPUS.exists() else []


def made_inputs(times: int, seed: int) -> Iterator[Input]:
    """Generate as many inputs, the same for the same seed and corpus.

    One of four is of a type that is drawn; one of eight is one of the corpus, changed.
    """
    chance = random.Random(seed)
    for time in range(times):
        if time % 32 == 0:  # to make classes, and nodes for each of the options, takes time
            drawn, options = _readable_type(chance), chance.choice(OPTIONS)
        if time % 4 == 0:
            given = Input(drawn.text, options, "bytes", drawn.document(chance).encode())
        elif time % 8 == 1 and corpus():
            given = chance.choice(corpus())
        else:
            given = Input(*_sample(chance))
        yield changed(given, chance)


def _sample(chance: random.Random) -> tuple[str, str, str, bytes]:
    type_, data = chance.choice(SAMPLES)
    return type_, "default", "bytes", data


def _readable_type(chance: random.Random) -> DrawnType:
    """Draw a type that Python can make: not `None | None`, no two fields with one parameter."""
    while True:
        drawn = drawn_type(chance)
        try:
            type_of(drawn.text)
        except (TypeError, ValueError):
            continue
        return drawn


def changed(given: Input, chance: random.Random) -> Input:
    """Change the document of an input, once or several times, and choose its options and form."""
    data = given.data
    for _ in range(chance.choice([0, 1, 1, 1, 2, 2, 3, 5])):
        data = mutated(data, chance)
    kept = 0.8 if "Class(" in given.type else 0.3
    options = given.options if chance.random() < kept else chance.choice(OPTIONS)
    return Input(given.type, options, chance.choice(OF_FORMS), data)
