"""The promises of `SECURITY.md`: what is promised, the tests that hold it, and a figure.

`make tables` writes them into the page. The figures are of the last runs that were kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks.growth import guarding

import rfc8259
from jobstatus.problems import MAX_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parent.parent


class Promise(NamedTuple):
    """A promise, and what holds it.

    Attributes:
        sentence: What is promised of every document.
        tests: The tests that hold it: a file, two colons, a function.
        figure: Makes the figure of the last run that was kept, or of the tests.
    """

    sentence: str
    tests: tuple[str, ...]
    figure: Callable[[], str]


def kept(path: str) -> Any:
    """Read the figures of a run that were kept."""
    return json.loads((ROOT / path).read_bytes())


def fuzzed() -> str:
    """Return how many inputs the last run with sanitizers tried."""
    run = kept("tests/fuzzing/results.json")
    return f"{run['inputs']:,} inputs, {run['build']}: {run['failures']} failures; {run['corpus']} in each test run"


def texts_of_json() -> str:
    """Return how many texts are asked of each function that reads JSON."""
    return f"{len(rfc8259.TAKEN)} texts that are JSON, {len(rfc8259.REFUSED)} that are not"


def growth() -> str:
    """Return the largest exponents that were measured."""
    quantities = kept("benchmarks/results/growth.json")["quantities"].values()
    times = [each["time"] for each in quantities if each["time"] is not None]
    bound = f"CI fails if each of ten times as many takes {guarding.SLACK:.0f} times as long"
    return f"{len(times)} quantities, exponents up to {max(times):.2f}; {bound}"


def noticed() -> str:
    """Return how many changes of the code the tests noticed."""
    figures = []
    for path, what in (
        ("tests/mutants/results.json", "mutants"),
        ("tests/mutants/faults.json", "faults of the compiled reader and writer"),
    ):
        if (ROOT / path).exists():
            run = kept(path)
            tried, found = sum(run["tried"].values()), sum(run["noticed"].values())
            without = run.get("without_reason", tried - found)
            with_reason = tried - found - without
            text = f"{found:,} of {tried:,} {what}, {found / tried:.1%}"
            if with_reason:
                text += f" ({with_reason} cannot be, for reasons that are listed)"
            if run.get("untried"):
                text += f", {run['untried']:,} are untried"
            figures.append(text)
    return "; ".join(figures)


PROMISES: Final = (
    Promise(
        "A document is read exactly, or refused with `StructureError`: nothing else is raised, and both"
        " builds do the same.",
        (
            "tests/test_fuzzing.py::test_changed_documents_are_read_and_written_as_by_way_of_builtins",
            "tests/test_fuzzing.py::test_the_corpus_is_read_and_written_as_by_way_of_builtins",
            "tests/codecs/test_json_text.py::test_broken_bytes_never_raise_anything_else",
            "tests/codecs/test_formats.py::test_noise_raises_nothing_else",
        ),
        fuzzed,
    ),
    Promise(
        "JSON is what RFC 8259 says, to the letter.",
        (
            "tests/codecs/test_rfc8259.py::test_what_the_rfc_allows_is_read_exactly",
            "tests/codecs/test_rfc8259.py::test_all_else_is_refused",
            "tests/codecs/test_rfc8259.py::test_all_else_is_refused_within_documents",
        ),
        texts_of_json,
    ),
    Promise(
        'Nothing is lost: what was read with `unknown="keep"` is written as it was, and so are rows.',
        (
            "tests/test_converters.py::test_a_document_comes_back_exactly",
            "tests/nodes/test_json_unions.py::test_every_json_value_comes_back_exactly",
            "tests/bulk/test_rows.py::test_no_document_is_lost_and_none_raises",
        ),
        lambda: "drawn anew in each test run",
    ),
    Promise(
        "Time and memory are linear in the size of a document, however deep, wide or wrong.",
        (
            "tests/test_defects.py::test_work_is_linear_in_problems_however_deep_they_are",
            "tests/test_defects.py::test_writing_is_linear_in_problems_however_deep_they_are",
            "tests/drift/test_undeclared_keys.py::test_floods_take_linear_time",
        ),
        growth,
    ),
    Promise(
        "An error is bounded: so many problems, and a message of some thousand characters.",
        (
            "tests/codecs/test_json_values.py::test_a_flood_of_problems_is_bounded",
            "tests/test_errors.py::test_a_long_list_of_problems_is_shortened",
            "tests/test_excerpts.py::test_an_excerpt_is_short",
        ),
        lambda: f"{MAX_PROBLEMS:,} problems",
    ),
    Promise(
        "No document makes the process hold memory after its objects are gone.",
        (
            "tests/test_memory.py::test_memory_and_references_do_not_grow",
            "tests/test_defects.py::test_what_is_rejected_leaves_no_reference_cycles",
            "tests/nodes/test_reader.py::test_a_refused_document_leaves_no_reference_cycle",
            "tests/nodes/test_open_enums.py::test_many_random_texts_leave_memory_where_it_was",
        ),
        lambda: "in each test run; longer with `LONG=1`",
    ),
    Promise(
        "Threads, forks, signals and hooks that are registered meanwhile change no result, and leave nothing locked.",
        (
            "tests/stress/test_first_use.py::test_the_first_use_by_sixteen_threads_gives_what_one_thread_gets",
            "tests/stress/test_registering.py::test_a_hook_is_seen_by_the_next_call_of_its_thread",
            "tests/stress/test_forks.py::test_a_child_that_is_forked_in_the_middle_of_work_works_and_ends",
            "tests/stress/test_signals.py::test_what_a_handler_raises_propagates_as_it_is",
        ),
        lambda: "in each test run; longer with `LONG=1`",
    ),
    Promise(
        "An allocation that fails in the middle of a good document is a `MemoryError`, and nothing is kept.",
        (
            "tests/stress/test_memory_errors.py::test_each_allocation_may_fail",
            "tests/stress/test_references.py::test_exceptions_on_the_way_leave_nothing_behind",
        ),
        lambda: "some allocations in each test run, each one with `LONG=1`",
    ),
    Promise(
        "No text of a document acts on a terminal, or in the HTML page.",
        (
            "tests/test_excerpts.py::test_what_a_terminal_would_act_on_is_escaped",
            "tests/cli/test_render.py::test_texts_from_documents_are_escaped",
            "tests/reports/page/test_document.py::test_hostile_texts_do_nothing_in_a_browser",
        ),
        lambda: "in a browser, where there is one",
    ),
    Promise(
        "No link out of a folder is followed: it is named.",
        (
            "tests/bulk/test_sources.py::test_a_link_out_of_the_folder_is_not_followed",
            "tests/bulk/test_converting.py::test_a_link_out_of_the_folder_is_a_reject",
        ),
        lambda: "",
    ),
    Promise(
        "No code is run from data, and nothing is generated or evaluated at run time but by attrs and"
        " cattrs.",
        (
            "tests/codecs/test_formats.py::test_a_hostile_document_is_refused_with_the_reason",
            "tests/test_package.py::test_nothing_is_evaluated",
        ),
        lambda: "",
    ),
    Promise(
        "A conversion that is killed leaves no half-written file, and the next run completes it.",
        (
            "tests/bulk/test_converting_faults.py::test_a_run_may_end_at_any_step",
            "tests/bulk/test_converting_faults.py::test_a_run_may_be_killed",
            "tests/bulk/test_converting_faults.py::test_a_worker_may_be_killed",
        ),
        lambda: "before and after each sync and renaming; at random moments, more with `LONG=1`",
    ),
    Promise(
        "What a version has written, later ones read.",
        (
            "tests/test_kept.py::test_a_pickled_page_is_the_page_that_is_read_now",
            "tests/test_kept.py::test_converted_documents_are_restored",
        ),
        lambda: ", ".join(path.name for path in sorted((ROOT / "tests" / "kept").iterdir())),
    ),
)
"""The promises, in the order of the table."""

NOTICED: Final = Promise(
    "What is broken on purpose is noticed: `make mutants`, `make faults`.",
    ("tests/mutants/test_faults.py::test_a_fault_changes_its_file_in_one_place",),
    noticed,
)
"""The promise of the tests, which is in the table once figures are kept."""


def promises() -> str:
    """Return the table of the promises."""
    lines = ["| promise | held by | figure |", "|---|---|---|"]
    for promise in (*PROMISES, *([NOTICED] if noticed() else [])):
        tests = ", ".join(f"`{test}`" for test in promise.tests)
        lines.append(f"| {promise.sentence} | {tests} | {promise.figure()} |")
    return "\n".join(lines)
