"""The corpus of the fuzzer, replayed, and a few inputs made by chance; `make fuzz` tries millions."""

import os
import sys
from pathlib import Path
from random import Random

import pytest

from fuzzing import running, shrinking
from fuzzing.checks import Checker
from fuzzing.drawn_types import LEAVES, drawn_type
from fuzzing.generator import corpus, made_inputs
from fuzzing.inputs import FORMS, Input, read_inputs, write_inputs
from fuzzing.samples import SAMPLES
from fuzzing.type_texts import type_of
from jobstatus.nodes import slots

CHECKER = Checker()
TIMES = 150 if slots.COMPILED else 50


def test_the_corpus_is_read_and_written_as_by_way_of_builtins() -> None:
    """The inputs that reach all code of the package: same value and types, or the same problems."""
    right = running.check_all(corpus())
    assert 0.2 < right / len(corpus()) < 0.8


def test_the_corpus_is_small() -> None:
    """It is replayed in seconds, and has every form, most options and types of each kind."""
    assert 100 < len(corpus()) <= 300
    assert 200_000 > sum(len(given.line()) for given in corpus())
    assert set(FORMS) == {given.form for given in corpus()}
    words = {word for given in corpus() for word in given.words}
    assert {"camel", "emit", "forbid", "keep", "drift", "hook"} == words
    assert any("Class(" in given.type for given in corpus())


@pytest.mark.skipif(
    sys.version_info[:2] == (3, 12), reason="Python 3.12 compares no values that nest 500 deep"
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_changed_documents_are_read_and_written_as_by_way_of_builtins(seed: int) -> None:
    """Whichever bytes are flipped, cut or inserted: same value and types, or the same problems."""
    right = running.run(TIMES, seed)
    assert 0.2 < right / TIMES < 0.8


def test_the_same_seed_makes_the_same_inputs() -> None:
    """A seed makes the same inputs again, so that a defect that was found can be found again."""
    assert [*made_inputs(100, 5)] == [*made_inputs(100, 5)] != [*made_inputs(100, 6)]


def test_samples_are_right_without_changes() -> None:
    """Most of them, in each form; what is wrong with the others is wrong in every form."""
    for type_, data in SAMPLES[:12]:
        right = {CHECKER.check(Input(type_, "default", form, data)) for form in FORMS}
        assert 1 == len(right)


@pytest.mark.parametrize("text", LEAVES)
def test_types_are_drawn_with_documents_that_they_read(text: str) -> None:
    """Of the documents of each type that others are composed of, at least one is right."""
    inputs = [Input(text, "default", "bytes", data.encode()) for data in LEAVES[text]]
    assert 0 < sum(CHECKER.check(given) for given in inputs)


def test_drawn_types_have_each_kind_of_type() -> None:
    """Classes in all the ways that they are made, lists, dicts, tuples, sets and unions."""
    texts = " ".join(drawn_type(Random(seed)).text for seed in range(300))
    for part in (
        "frozen",
        "slotted dataclass",
        "list[",
        "Mapping[",
        "tuple[",
        "set[",
        " | ",
        "UNSET",
    ):
        assert part in texts


def test_an_input_is_a_line_of_a_file(tmp_path: Path) -> None:
    """Whatever its bytes are."""
    inputs = [Input("list[str]", "camel+keep", "str", bytes(range(256))), next(made_inputs(1, 1))]
    write_inputs(tmp_path / "inputs.txt", inputs, "a comment")
    assert sorted(inputs, key=Input.line) == read_inputs(tmp_path / "inputs.txt")


def test_an_input_that_fails_is_kept_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says how it is replayed and shrunk."""

    def check(_self: Checker, given: Input) -> bool:
        assert given.data != b"2"
        return True

    monkeypatch.setattr(running, "FAILURES", tmp_path)
    monkeypatch.setattr(Checker, "check", check)
    inputs = [Input("int", "default", "bytes", data) for data in (b"1", b"2", b"3")]
    with pytest.raises(AssertionError, match=r"python -m fuzzing shrink ") as caught:
        running.check_all(inputs)
    (path,) = tmp_path.iterdir()
    assert str(path) in str(caught.value)
    assert inputs[1:2] == read_inputs(path)


def test_an_input_is_shrunk_to_what_it_needs_to_fail() -> None:
    """Options, form, tokens and bytes go, as long as the input fails without them."""
    given = Input("AtsJob", "camel+drift+keep", "gaps", b'{"id": "a", "title": [1, 2, 3]}')
    small = shrinking.shrunk(given, lambda other: b"[1" in other.data and "drift" in other.words)
    assert Input("AtsJob", "drift", "bytes", b"[1") == small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_an_input_that_kills_its_process_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried in a process of its own, so that it can be shrunk as any other."""
    given = Input("int", "default", "bytes", b"1")
    assert not shrinking.fails(given)
    monkeypatch.setattr(Checker, "check", lambda *_: os._exit(9))
    assert shrinking.fails(given)


def test_a_type_is_another_one_in_each_build() -> None:
    """The classes of the interpreted package are others, if the package is compiled."""
    same = type_of("list[AtsJob]") == type_of("list[AtsJob]", interpreted=True)
    assert same is not slots.COMPILED
