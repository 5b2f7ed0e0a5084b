"""Errors name every problem with its path, to a person, to a program and to cattrs."""

import copy
import pickle
import traceback
from datetime import datetime
from decimal import Decimal
from math import nan
from typing import Annotated, Literal

import attrs
import cattrs
import pytest

from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    JobStatusError,
    JsonValue,
    Open,
    Problem,
    StructureError,
    UnstructureError,
    converter,
    make_converter,
)
from jobstatus.errors import problems_of, structure_error, type_name
from jobstatus.problems import MAX_PROBLEMS, mismatch

PAGE = {
    "data": [
        *({"id": f"job-{n}"} for n in range(97)),
        {"job_status": {"value": 5}},
        {"created_at": "yesterday", "hiring_team": [{}, {"email": False}]},
        "a job",
    ]
}
PATHS = [
    "$.data[97].job_status.value",
    "$.data[98].hiring_team[1].email",
    "$.data[98].created_at",
    "$.data[99]",
]


@pytest.fixture
def error() -> StructureError:
    """Return the error of a page of a hundred jobs, three of them bad."""
    with pytest.raises(StructureError) as caught:
        converter.structure(PAGE, AtsJobsPaginated)
    return caught.value


def test_all_problems_of_a_page_are_named_at_once(error: StructureError) -> None:
    """Three bad jobs in a hundred give their problems, in order, and nothing else."""
    assert PATHS == [problem.path for problem in error.problems]
    assert AtsJobsPaginated is error.cl


def test_a_problem_says_what_was_expected_and_what_was_there(error: StructureError) -> None:
    """Path, message, kind and excerpt stand apart for programs."""
    problem = error.problems[0]
    assert (
        ("data", 97, "job_status", "value"),
        "expected a string, found number 5",
        "number",
        "5",
    ) == (problem.steps, problem.message, problem.kind, problem.excerpt)


def test_the_text_of_an_error_is_for_a_person(error: StructureError) -> None:
    """One line says what failed, then one line for each problem."""
    assert (
        "cannot structure AtsJobsPaginated: 4 problems\n"
        "  $.data[97].job_status.value: expected a string, found number 5\n"
        "  $.data[98].hiring_team[1].email: expected a string, found boolean false\n"
        '  $.data[98].created_at: expected an RFC 3339 date-time, found string "yesterday"\n'
        '  $.data[99]: expected an object, found string "a job"'
    ) == str(error)


def test_a_single_problem_is_told_in_one_line() -> None:
    """A log line needs no second one."""
    error = structure_error([mismatch("a string", 5).under("value")], JobStatus)
    assert "cannot structure JobStatus: $.value: expected a string, found number 5" == str(error)


def test_cattrs_finds_the_same_paths_and_messages(error: StructureError) -> None:
    """`cattrs.transform_error` gives the content of `.problems`."""
    expected = [f"unknown error ({p.message}) @ {p.path}" for p in error.problems]
    assert expected == cattrs.transform_error(error)


@pytest.mark.parametrize(
    ("document", "type_"),
    [
        (5, list[AtsJob]),
        ([5, {"id": 5}, {}, [], {"id": 1, "code": 2}], list[AtsJob]),
        ([[1], "x", ["a", 2]], list[list[str]]),
        ({"a": {"id": 5}, "b": 1}, dict[str, AtsJob]),
        ({"a b": {"id": 5}, "b c": 1}, dict[str, AtsJob]),
        ({"a": [1]}, dict[str, list[str]]),
        ([{"a": [1]}], list[dict[str, list[str]]]),
        ([[[[nan]]]], list[JsonValue]),
        ([{"a": ["x", {"b c": nan}]}], list[JsonValue]),
    ],
    ids=[
        "root",
        "list",
        "nested-list",
        "dict",
        "odd-keys",
        "dict-of-lists",
        "list-of-dicts",
        "deep",
        "json",
    ],
)
def test_cattrs_finds_the_same_paths_whatever_the_document_is(
    document: object, type_: object
) -> None:
    """Lists at the root, and lists in lists, keep their indices."""
    with pytest.raises(StructureError) as caught:
        converter.structure(document, type_)
    expected = [f"unknown error ({p.message}) @ {p.path}" for p in caught.value.problems]
    assert sorted(expected) == sorted(cattrs.transform_error(caught.value))


@pytest.mark.parametrize(
    "class_",
    [StructureError, JobStatusError, cattrs.BaseValidationError, cattrs.ClassValidationError],
    ids=lambda class_: class_.__name__,
)
def test_existing_handlers_catch_it(error: StructureError, class_: type[Exception]) -> None:
    """It is our error and a cattrs error."""
    assert isinstance(error, class_)


def test_an_error_shows_its_public_name_wherever_it_is_shown(error: StructureError) -> None:
    """Tracebacks and reprs name the class that an except clause names."""
    shown = "".join(traceback.format_exception(error))
    assert "jobstatus.errors.StructureError: cannot structure AtsJobsPaginated: 4 problems" in shown
    assert "at $.data[97].job_status.value" in shown
    assert repr(error).startswith("<StructureError: cannot structure AtsJobsPaginated: 4 problems")


@pytest.mark.parametrize("type_", [AtsJob, list[AtsJob]], ids=["object", "array"])
def test_errors_travel_between_processes(type_: object) -> None:
    """Pickle and copy keep every problem and the text."""
    with pytest.raises(StructureError) as caught:
        converter.structure([{"id": 5}] if type_ == list[AtsJob] else {"id": 5}, type_)
    for travelled in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert caught.value.problems == travelled.problems
        assert (str(caught.value), caught.value.cl) == (str(travelled), travelled.cl)


def test_unstructure_errors_travel_too() -> None:
    """Pickle keeps the problems of the way out."""
    with pytest.raises(UnstructureError) as caught:
        converter.unstructure(AtsJob(id=5, code=6))
    travelled = pickle.loads(pickle.dumps(caught.value))
    assert caught.value.problems == travelled.problems
    assert AtsJob is travelled.cl


def test_a_part_of_the_problems_is_an_error_of_its_own(error: StructureError) -> None:
    """An error that `except*` or `split` gives counts only the problems that are left."""
    part = error.subgroup(lambda exc: isinstance(exc, Problem) and exc.steps[-1] == "value")
    assert isinstance(part, StructureError)
    assert PATHS[:1] == [problem.path for problem in part.problems]
    assert PATHS[0] in str(part)
    assert PATHS[1] not in str(part)


def test_a_long_list_of_problems_is_shortened() -> None:
    """The text shows twenty, and says how many more there are."""
    error = structure_error([mismatch("a string", n).under(n) for n in range(1_030)], list[str])
    assert 1_030 == len(error.problems)
    assert 22 == len(str(error).splitlines())
    assert "  … and 1,010 more in .problems" == str(error).splitlines()[-1]
    whole = structure_error([mismatch("a string", n).under(n) for n in range(20)], list[str])
    assert str(whole).splitlines()[-1].startswith("  $[19]: expected a string")


def test_an_error_keeps_ten_thousand_problems() -> None:
    """However many it is made of, on either way."""
    many = [mismatch("a string", 5)] * (MAX_PROBLEMS + 1)
    assert MAX_PROBLEMS == len(structure_error(many, str).problems)
    assert MAX_PROBLEMS == len(UnstructureError(many, str).problems)


def test_a_users_exception_becomes_a_problem_with_its_cause() -> None:
    """The exception of a hook is shortened in the message, and kept as the cause."""
    cause = RuntimeError("no" * 1_000)
    (problem,) = problems_of(cause, 5)
    assert problem.message.startswith("RuntimeError: nono")
    assert problem.message.endswith("…, found number 5")
    assert cause is problem.__cause__
    assert cause is structure_error([problem.under("x")], int).problems[0].__cause__


@pytest.mark.parametrize(
    ("exc", "said"),
    [
        (ValueError("\x1b[31m\n$.fake: x"), r'ValueError: "\u001b[31m\n$.fake: x", found'),
        (ValueError("It is wrong."), "ValueError: It is wrong, found"),
        (AssertionError(), "AssertionError, found"),
        (type("Mute", (Exception,), {"__str__": lambda _: 1 / 0})(), "Mute, found"),
    ],
    ids=["controls", "sentence", "nothing", "hostile"],
)
def test_what_a_users_exception_says_stays_one_line(exc: Exception, said: str) -> None:
    """No document can forge a line of the log through it."""
    assert problems_of(exc, 5)[0].message.startswith(said)


def test_a_hook_that_is_missing_is_the_programmers_mistake() -> None:
    """No document can mend it, so it is raised as it is, however deep it is missed."""

    @attrs.frozen
    class Odd:
        it: list[Decimal | None]

    attrs.resolve_types(Odd, globals(), locals())
    with pytest.raises(cattrs.StructureHandlerNotFoundError):
        converter.structure({"it": ["1.5"]}, Odd)


def test_a_hook_that_a_users_hook_misses_is_its_own_mistake() -> None:
    """It is raised as it is, also if it is missed only when the document is read."""
    mine = make_converter()
    mine.register_structure_hook(JobStatus, lambda value, _: mine.structure(value, Decimal))
    with pytest.raises(cattrs.StructureHandlerNotFoundError):
        mine.structure([{"job_status": {}}], list[AtsJob])


def test_problems_of_a_list_itself_stand_beside_those_in_it() -> None:
    """Both are found by cattrs."""
    error = structure_error([mismatch("more", []), mismatch("a string", 5).under(0)], list[str])
    assert [
        "unknown error (expected a string, found number 5) @ $[0]",
        "unknown error (expected more, found array []) @ $",
    ] == cattrs.transform_error(error)


def test_cattrs_own_errors_are_taken_apart() -> None:
    """A tree that stock hooks raise gives the same problems as ours would."""

    @attrs.frozen
    class Part:
        number: int

    @attrs.frozen
    class Whole:
        parts: list[Part]
        names: dict[str, int]

    document = {"parts": [{"number": 1}, {"number": "x"}, {}, {"number": None}], "names": {"a": []}}
    stock = cattrs.Converter()
    with pytest.raises(cattrs.ClassValidationError) as caught:
        stock.structure(document, Whole)
    problems = problems_of(caught.value, document)
    assert [
        ("$.parts[1].number", "string"),
        ("$.parts[2].number", "absent"),
        ("$.parts[3].number", "null"),
        ("$.names.a", "array"),
    ] == [(p.path, p.kind) for p in problems]
    assert "is required, but absent" == problems[1].message


def test_forbidden_keys_of_a_stock_hook_are_named_one_by_one() -> None:
    """Every key is a problem at its own path."""
    exc = cattrs.ForbiddenExtraKeysError("", AtsJob, {"b", "a"})
    problems = problems_of(exc, {"a": 1, "b": None})
    assert [
        ("$.a", "is not a known field", "number"),
        ("$.b", "is not a known field", "null"),
    ] == [(p.path, p.message, p.kind) for p in problems]


def test_a_note_that_leads_nowhere_does_no_harm() -> None:
    """A foreign hook may note what the value does not have."""
    leaf = ValueError("odd")
    leaf.__notes__ = [cattrs.IterableValidationNote("", 7, int)]
    group = cattrs.IterableValidationError("", [leaf, ValueError("bare")], int)
    assert [("$[7]", "absent"), ("$", "number")] == [
        (p.path, p.kind) for p in problems_of(group, 5)
    ]


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (AtsJob, "AtsJob"),
        (list[AtsJob], "list[AtsJob]"),
        (AtsJob | None, "AtsJob | None"),
        (dict[str, list[AtsJob]], "dict[str, list[AtsJob]]"),
        (Literal["a.b", 'it\'s.c "d.e"'], "Literal['a.b', 'it\\'s.c \"d.e\"']"),
        (Literal["it's.c"], 'Literal["it\'s.c"]'),
        (
            dict[Annotated[AtsJob, datetime], Literal["a.b"]],
            "dict[Annotated[AtsJob, <class 'datetime'>], Literal['a.b']]",
        ),
        (dict[Open[AtsJobValue], Literal["a.b"]], "dict[Open[AtsJobValue], Literal['a.b']]"),
    ],
    ids=["class", "list", "optional", "nested", "texts", "quoted text", "annotated", "open enum"],
)
def test_types_are_named_as_they_are_written(type_: object, expected: str) -> None:
    """No module paths in messages."""
    assert expected == type_name(type_)


def test_a_long_name_of_a_type_is_cut() -> None:
    """The name of a type is cut at 300 characters."""
    whole, long = (attrs.make_class("A" * length, []) for length in (300, 301))
    assert ["A" * 300, "A" * 299 + "…"] == [type_name(whole), type_name(long)]


def test_types_are_named_without_the_function_that_they_are_made_in() -> None:
    """Local classes are named without their function, by themselves and as arguments."""

    class Local:
        class Inner:
            pass

    assert ["Local", "Inner"] == [type_name(Local), type_name(Local.Inner)]
    assert "dict[Local, Inner]" == type_name(dict[Local, Local.Inner])
    Local.__qualname__ = "<lambda>.<locals>.Local"
    assert "Local" == type_name(Local)


def test_the_base_says_nothing_of_problems() -> None:
    """The base is for except clauses; each error has its own problems."""
    with pytest.raises(NotImplementedError):
        _ = JobStatusError().problems


def test_all_problems_of_one_item_are_transformed() -> None:
    """Cattrs lists each of several problems with the same path."""
    with pytest.raises(StructureError) as caught:
        make_converter(unknown="forbid").structure([{1: 1, 2: 2}], list[JobStatus])
    assert [
        f"unknown error (expected a string as a key, found number {number}) @ $[0]"
        for number in (1, 2)
    ] == cattrs.transform_error(caught.value)
