"""S5: whole documents in camelCase, and documents of the other case."""

import json
from typing import Annotated, Any

import attrs
import pytest
from cattrs import StructureHandlerNotFoundError
from cattrs.gen import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import AtsJob, AtsJobsPaginated, JobStatus, StructureError, converter, make_converter
from jobstatus.nodes.keys import _similarity, camel, similar_key
from strategies import CLASSES, cameled, documents

CAMEL = make_converter(case="camel")

JOB: dict[str, Any] = {
    "remoteId": "7",
    "unifiedCustomFields": {"my_field": {"another_one": 1}},
    "jobStatus": {"value": "open", "sourceValue": {"status_id": 3}},
    "hiringTeam": [{"firstName": "Ada"}],
    "interviewStages": [{"createdAt": "2021-01-01T01:01:01.000Z"}],
    "customFields": [{"remoteValueId": "a", "value": {"some_key": None}}],
}


def test_names_become_camel_case() -> None:
    """Word by word; what stands before the first one stays."""
    names = ["id", "source_value", "remote_department_ids", "_private_name", "a1_b2", "next"]
    expected = ["id", "sourceValue", "remoteDepartmentIds", "_privateName", "a1B2", "next"]
    assert expected == list(map(camel, names))


@attrs.define
class Renamed:
    """A class whose field has another key than its name."""

    two_words: Annotated[int, override(rename="n")] = 0


@pytest.mark.parametrize("key", ["two_words", "twoWords"])
def test_the_name_of_a_renamed_field_is_any_undeclared_key(key: str) -> None:
    """The attribute's name is no spelling of the field, in neither case, so it is dropped without an error."""
    for read in (converter, CAMEL):
        assert Renamed() == read.structure({key: 1}, Renamed)
        assert Renamed(2) == read.loads(json.dumps({"n": 2, key: 1}), Renamed)


def test_whole_documents_are_camel_case() -> None:
    """Read and written; names inside of free-form objects stay as they are."""
    for job in (CAMEL.structure(JOB, AtsJob), CAMEL.loads(json.dumps(JOB), AtsJob)):
        assert job.job_status == JobStatus(job.job_status.value, {"status_id": 3})
        assert {"my_field": {"another_one": 1}} == job.unified_custom_fields
        assert JOB == CAMEL.unstructure(job) == json.loads(CAMEL.dumps(job))


@pytest.mark.parametrize("type_", CLASSES, ids=lambda t: t.__name__)
@settings(max_examples=settings.default.max_examples // 4 + 1)
@given(data=st.data())
def test_both_cases_say_the_same(type_: Any, data: st.DataObject) -> None:
    """An object is the same whichever case its document is in."""
    wire = data.draw(documents(type_))
    instance = converter.structure(wire, type_)
    spelled = cameled(wire, type_)
    assert exactly(instance) == exactly(CAMEL.structure(spelled, type_))
    assert exactly(instance) == exactly(CAMEL.loads(json.dumps(spelled), type_))
    written = cameled(converter.unstructure(instance), type_)
    assert exactly(written) == exactly(CAMEL.unstructure(instance))


def test_the_pair_is_read_in_both_spellings_in_either_case() -> None:
    """`source_value` and `sourceValue` are both everywhere; both at once are an error."""
    for made in (converter, CAMEL):
        for key in ("source_value", "sourceValue"):
            assert JobStatus(None, 1) == made.loads(json.dumps({key: 1}), JobStatus)
        with pytest.raises(StructureError, match="second spelling"):
            made.loads(b'{"source_value":1,"sourceValue":1}', JobStatus)


@pytest.mark.parametrize(
    ("case", "wire", "path", "message"),
    [
        (
            "snake",
            {"data": [JOB]},
            "$.data[0].jobStatus",
            "is `job_status` in camelCase, but this converter reads snake_case",
        ),
        (
            "camel",
            {"data": [{"job_status": None}]},
            "$.data[0].job_status",
            "is `jobStatus` in snake_case, but this converter reads camelCase",
        ),
        (
            "snake",
            {"data": [{"remote_id": "1", "jobStatus": {"value": "open"}}]},
            "$.data[0].jobStatus",
            "is `job_status` in camelCase, but this converter reads snake_case",
        ),
    ],
    ids=["snake", "camel", "mixed"],
)
def test_a_key_in_the_other_case_is_an_error(case: Any, wire: Any, path: str, message: str) -> None:
    """Not a field that comes out as `None`: the error says so, for each such key."""
    made = make_converter(case=case)
    for read in (made.structure, lambda wire, type_: made.loads(json.dumps(wire), type_)):
        with pytest.raises(StructureError) as caught:
            read(wire, AtsJobsPaginated)
        assert (path, message) in [(p.path, p.message) for p in caught.value.problems]


def test_a_key_in_the_other_case_is_said_to_be_the_first_of_two_fields_that_it_may_be() -> None:
    """The message names the first of two fields that are spelled alike in the other case."""

    @attrs.define
    class Alike:
        a_b: int = 0
        a__b: int = 0

    with pytest.raises(StructureError, match=r"\$\.aB: is `a_b` in camelCase"):
        converter.structure({"aB": 1}, Alike)


def test_a_key_in_the_other_case_is_an_undeclared_one_if_the_field_is_there() -> None:
    """Then nothing of the field is lost, and the key is dropped as any other."""
    wire = {"remote_id": "1", "remoteId": "2"}
    assert AtsJob(remote_id="1") == converter.structure(wire, AtsJob)
    assert AtsJob(remote_id="1") == converter.loads(json.dumps(wire), AtsJob)


def test_where_undeclared_keys_are_not_dropped_a_key_in_the_other_case_is_one_of_them() -> None:
    """It is kept, or refused with a hint."""
    wire = {"remote_id": "1", "jobStatus": {"value": "open"}}
    kept = make_converter(unknown="keep").structure(wire, AtsJob)
    assert {"jobStatus": {"value": "open"}} == kept.extra
    with pytest.raises(StructureError, match="is not a known field; did you mean `job_status`"):
        make_converter(unknown="forbid").structure(wire, AtsJob)


@attrs.define
class Twins:
    """In camelCase its fields have one key."""

    line_1: str = "a"
    line1: str = "b"


def test_two_fields_of_one_key_are_refused() -> None:
    """Or one of them would be lost; that is no document's fault."""
    assert {"line_1": "a", "line1": "b"} == make_converter().unstructure(Twins())
    cameling = make_converter(case="camel")
    for call in (
        lambda: cameling.loads(b"{}", Twins),
        lambda: cameling.structure([], list[Twins]),
        lambda: cameling.dumps(Twins()),
        lambda: cameling.unstructure([Twins()]),
    ):
        with pytest.raises(StructureHandlerNotFoundError, match="Twins has 2 fields with the key"):
            call()


@attrs.define
class Short:
    """Its key is short."""

    job: int = 1


@pytest.mark.parametrize("key", ["j-o-b", "JOB", "_job", "j_o_b"])
def test_dashes_underscores_and_case_do_not_hide_what_was_meant(key: str) -> None:
    """However much of the key they are."""
    with pytest.raises(StructureError, match="did you mean `job`"):
        make_converter(unknown="forbid").structure({key: 1}, Short)


@pytest.mark.parametrize("key", ["jib!", "", "j", "bojjob" * 3])
def test_what_is_not_similar_is_not_suggested(key: str) -> None:
    """A hint that leads astray is worse than none."""
    with pytest.raises(StructureError, match=r"is not a known field$"):
        make_converter(unknown="forbid").structure({key: 1}, Short)


@pytest.mark.parametrize(("length", "is_compared"), [(64, True), (65, False)])
def test_a_long_key_is_no_mistake(length: int, is_compared: bool) -> None:
    """A key of more than 64 characters is compared with no field, which would take long."""
    key = "a" * length
    assert is_compared == (similar_key(key, [key[1:]]) == key[1:])


def test_only_the_first_undeclared_keys_of_an_object_are_compared_with_its_fields() -> None:
    """A flood of keys would be compared with all fields of a large class, one by one."""
    with pytest.raises(StructureError) as info:
        make_converter(unknown="forbid").structure(
            {"job" + "_" * i: 1 for i in range(1, 61)}, Short
        )
    hints = ["did you mean `job`" in problem.message for problem in info.value.problems]
    assert [True] * 20 + [False] * 40 == hints


def _in_common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence, by the book."""
    row = [0] * (len(other) + 1)
    for letter in one:
        above = 0
        for place, beside in enumerate(other, 1):
            taken = above + 1 if letter == beside else max(row[place], row[place - 1])
            above, row[place] = row[place], taken
    return row[-1]


@given(st.text("abc"), st.text("abc"))
@example("ab", "bb")
def test_similar_keys_have_many_letters_in_common_in_their_order(one: str, other: str) -> None:
    """The similarity is the share that these have of all letters."""
    expected = 2 * _in_common(one, other) / max(1, len(one) + len(other))
    assert expected == _similarity(one, other)
