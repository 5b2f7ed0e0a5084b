"""attrs classes, ours and anybody's: read strictly, written field by field."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Annotated, Any

import attrs
import cattrs
import pytest
from cattrs.gen import override

from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    JsonValue,
    SourceValue,
    StructureError,
    UnstructureError,
    configure,
    converter,
    make_converter,
)


@attrs.define
class Pair:
    """Somebody's own pair."""

    value: str | None = None
    source_value: SourceValue = None


@attrs.define
class Tree:
    """A class that refers to itself."""

    name: str
    children: list[Tree] = attrs.field(factory=list)
    parent: Tree | None = None


@attrs.define
class Wide:
    """A class with a bit of everything that attrs has."""

    required: int | None
    _private: int = 1
    many: list[int] = attrs.field(factory=list)
    none: str | None = None
    computed: int = attrs.field(init=False, default=7)
    checked: int = attrs.field(default=1, validator=attrs.validators.ge(0))


@attrs.define
class Untyped:
    """A class that says nothing of its field's type."""

    it = attrs.field(default=None)


@pytest.mark.parametrize("spelling", ["source_value", "sourceValue"])
@pytest.mark.parametrize("class_", [JobStatus, Pair])
def test_both_spellings_of_a_pair_are_read(spelling: str, class_: type[Any]) -> None:
    """In every class that has the key; one spelling is written."""
    status = converter.structure({"value": "open", spelling: {"id": 1}}, class_)
    assert ({"id": 1}, "open") == (status.source_value, status.value)
    assert {"value": "open", "source_value": {"id": 1}} == converter.unstructure(status)


@pytest.mark.parametrize("other", ["Open", "Closed", None], ids=repr)
def test_both_spellings_at_once_are_an_error(other: str | None) -> None:
    """Even if they agree: which of them is right is not ours to say."""
    wire = {"source_value": "Open", "sourceValue": other, "value": 5}
    with pytest.raises(StructureError) as caught:
        converter.structure(wire, JobStatus)
    assert [
        ("$.value", "expected a string, found number 5"),
        ("$.sourceValue", "is a second spelling of `source_value`, which is there too"),
    ] == [(p.path, p.message) for p in caught.value.problems]
    with pytest.raises(StructureError, match="is a second spelling"):
        converter.structure({"source_value": "Open", "sourceValue": other}, JobStatus)


def test_a_problem_is_at_the_key_that_the_document_has() -> None:
    """The second spelling stands in the path if it stands in the document."""
    with pytest.raises(StructureError) as caught:
        converter.structure({"sourceValue": [float("nan")]}, JobStatus)
    assert ["$.sourceValue[0]"] == [problem.path for problem in caught.value.problems]


def test_a_document_is_not_changed_by_reading_it() -> None:
    """Whatever spelling it has."""
    wire = {"value": "open", "sourceValue": [1]}
    status = converter.structure(wire, JobStatus)
    assert {"value": "open", "sourceValue": [1]} == wire
    assert status.source_value is not wire["sourceValue"]


def test_what_was_written_can_be_changed_without_changing_the_instance() -> None:
    """A frozen instance stays what it was."""
    status = JobStatus(source_value={"id": 1})
    converter.unstructure(status)["source_value"]["id"] = 2
    assert {"id": 1} == status.source_value


@pytest.mark.parametrize("wire", ["id", ["id"], 5, None, True, ("id", 1)], ids=repr)
def test_only_an_object_is_an_instance(wire: object) -> None:
    """Text and arrays that contain a key's name are not mistaken for an object with it."""
    with pytest.raises(StructureError, match=r"\$: expected an object, found"):
        converter.structure(wire, AtsJob)


def test_a_missing_required_field_is_named() -> None:
    """At its own path."""
    with pytest.raises(StructureError) as caught:
        converter.structure({}, Tree)
    assert [("$.name", "is required, but absent", "absent", "")] == [
        (p.path, p.message, p.kind, p.excerpt) for p in caught.value.problems
    ]


def test_a_class_may_refer_to_itself() -> None:
    """Trees are read and written, and their problems have paths."""
    wire = {"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]}
    tree = make_converter().structure(wire, Tree)
    assert Tree("a", [Tree("b", [Tree("c")])]) == tree
    full = {"name": "c", "children": []}
    full = {"name": "a", "children": [{"name": "b", "children": [full]}]}
    assert full == make_converter().unstructure(tree)
    wire["children"][0]["children"][0]["name"] = 5
    with pytest.raises(StructureError, match=r"\$\.children\[0\]\.children\[0\]\.name"):
        converter.structure(wire, Tree)


def test_a_tree_that_is_too_deep_is_an_error() -> None:
    """Never a `RecursionError`, in either direction."""
    wire: dict[str, Any] = {"name": "leaf"}
    tree = Tree("leaf")
    for _ in range(5_000):
        wire = {"name": "x", "children": [wire]}
        tree = Tree("x", [tree])
    with pytest.raises(StructureError, match="is nested deeper than 512 levels"):
        converter.structure(wire, Tree)
    with pytest.raises(UnstructureError, match="is nested deeper than 512 levels"):
        converter.unstructure(tree)


def test_none_is_left_out_only_where_absent_reads_as_none() -> None:
    """A required field that may be null is written as null; other defaults are written."""
    written = {"required": None, "_private": 1, "many": [], "checked": 1}
    assert written == converter.unstructure(Wide(None))


def test_nulls_can_be_emitted() -> None:
    """`nulls="emit"` writes every field."""
    emit = make_converter(nulls="emit")
    assert {"value": None, "source_value": None} == emit.unstructure(JobStatus())
    assert {"value": "open"} == converter.unstructure(JobStatus(AtsJobValue.OPEN))


def test_a_validators_error_is_a_problem_of_the_object() -> None:
    """An error of `__init__` is a problem of the object, and the message has the error's text."""
    with pytest.raises(StructureError, match="ValueError: 'checked' must be >= 0"):
        converter.structure({"required": 1, "checked": -1}, Wide)


def test_private_fields_have_the_key_that_cattrs_gives_them() -> None:
    """Their name, or their alias with `use_alias`."""
    aliased = cattrs.Converter(use_alias=True)
    configure(aliased)
    assert 5 == converter.structure({"required": 1, "_private": 5}, Wide)._private
    wide = aliased.structure({"required": 1, "private": 5}, Wide)
    assert 5 == wide._private
    assert 5 == aliased.unstructure(wide)["private"]
    with pytest.raises(StructureError, match=r"\$\.private: expected"):
        aliased.structure({"required": 1, "private": "x"}, Wide)


def test_annotated_overrides_are_honoured() -> None:
    """Renaming, omitting and hooks of a single field work as in cattrs."""

    @attrs.define
    class Renamed:
        class_: Annotated[str, override(rename="class")] = "a"
        hidden: Annotated[int, override(omit=True)] = 1
        shown: Annotated[int, override(omit_if_default=True)] = 1
        loud: Annotated[str, override(unstruct_hook=str.upper)] = "x"
        null: Annotated[str | None, override(omit_if_default=False)] = None

    attrs.resolve_types(Renamed, globals(), locals(), include_extras=True)
    assert {"class": "a", "loud": "X", "null": None} == converter.unstructure(Renamed())
    assert Renamed("b") == converter.structure({"class": "b"}, Renamed)
    with pytest.raises(StructureError, match=r"\$\.class: expected a string"):
        converter.structure({"class": 5}, Renamed)
    with pytest.raises(UnstructureError, match=r"\$\.class: expected a string"):
        converter.unstructure(Renamed(5))


def test_a_converter_that_omits_defaults_goes_on_doing_so() -> None:
    """The setting is cattrs's, and factories count."""
    omitting = cattrs.Converter(omit_if_default=True)
    configure(omitting, nulls="emit")
    assert {"required": None} == omitting.unstructure(Wide(None))
    written = {"required": 1, "_private": 2, "many": [1]}
    assert written == omitting.unstructure(Wide(1, 2, [1]))


def test_a_subclass_is_written_with_all_its_fields() -> None:
    """A field that is declared as the base may hold more, and none of it is lost."""

    @attrs.define
    class Labelled(Pair):
        label: str = "x"

    @attrs.define
    class Holder:
        pair: Pair

    attrs.resolve_types(Holder, globals(), locals())
    assert {"pair": {"label": "x"}} == converter.unstructure(Holder(Labelled()))


@pytest.mark.parametrize("wrong", [{"value": "open"}, "open", 5, JobStatus], ids=repr)
def test_what_is_no_instance_is_not_written(wrong: Any) -> None:
    """A dict in place of a status is an error that names the class."""
    with pytest.raises(
        UnstructureError, match=r"\$\.job_status: expected an instance of JobStatus"
    ):
        converter.unstructure(AtsJob(job_status=wrong))


def test_all_problems_of_an_instance_are_named_at_once() -> None:
    """The way out is as thorough as the way in."""
    job: Any = AtsJob(id=1, title=b"x", job_status=JobStatus(5, {1}))
    with pytest.raises(UnstructureError) as caught:
        converter.unstructure([job])
    assert ["$[0].id", "$[0].title", "$[0].job_status.value", "$[0].job_status.source_value"] == [
        problem.path for problem in caught.value.problems
    ]


def test_the_first_use_may_come_from_many_threads() -> None:
    """Hooks are made once or more, but never half."""
    fresh = make_converter()
    barrier = threading.Barrier(16)
    written: list[Any] = []

    def use() -> None:
        barrier.wait()
        job = fresh.structure({"job_status": {"value": "open", "source_value": 1}}, AtsJob)
        written.append(fresh.unstructure(job))

    threads = [threading.Thread(target=use) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [{"job_status": {"value": "open", "source_value": 1}}] * 16 == written


def test_a_users_extra_json_field_is_exact() -> None:
    """The union works in anybody's class."""

    @attrs.define
    class Anything:
        it: JsonValue

    attrs.resolve_types(Anything, globals(), locals())
    assert {"it": [1, 1.0, True]} == converter.unstructure(
        converter.structure({"it": [1, 1.0, True]}, Anything)
    )


def test_a_field_without_a_type_is_written_by_its_values_class() -> None:
    """Whatever it holds has to be JSON in the end."""
    assert {"it": {"value": "open"}} == converter.unstructure(Untyped(JobStatus(AtsJobValue.OPEN)))
    with pytest.raises(
        UnstructureError, match=r"\$\.it: expected a JSON value, or an object whose"
    ):
        converter.unstructure(Untyped(object()))


def test_reading_a_defaultdict_does_not_change_it() -> None:
    """Nor does what it would make up count as there."""
    wire = defaultdict(list)
    with pytest.raises(StructureError, match=r"\$\.data: is required, but absent"):
        converter.structure(wire, AtsJobsPaginated)
    assert {} == wire


def test_an_instance_without_its_fields_is_refused() -> None:
    """As `__new__` leaves it."""
    plain = cattrs.Converter()
    configure(plain)
    with pytest.raises(
        UnstructureError, match=r"\$\.value: AttributeError: .*value.*, found absent"
    ):
        plain.unstructure(JobStatus.__new__(JobStatus))


def test_keys_that_a_converter_forbids_are_named_whatever_they_are() -> None:
    """Keys that are no text, too; and no more than ten thousand of them."""
    strict = cattrs.Converter(forbid_extra_keys=True)
    configure(strict)
    with pytest.raises(StructureError) as caught:
        strict.structure([{"value": "open", None: 1, "x": 2}], list[JobStatus])
    assert ["$[0]", "$[0].x"] == sorted(p.path for p in caught.value.problems)
    with pytest.raises(StructureError) as caught:
        strict.structure(dict.fromkeys(map(str, range(20_000))), JobStatus)
    assert 10_000 == len(caught.value.problems)


def test_the_problems_of_a_deep_tree_cost_no_more_than_they_are() -> None:
    """Errors are taken apart and made anew at every level, but nothing is written out there."""
    wire: dict[str, Any] = {"name": "leaf", "children": [{"name": n} for n in range(1_000)]}
    for _ in range(60):
        wire = {"name": "x", "children": [wire]}
    with pytest.raises(StructureError) as caught:
        converter.structure(wire, Tree)
    assert 1_000 == len(caught.value.problems)
    assert 22 == len(str(caught.value).splitlines())


def test_a_dict_that_cannot_be_read_is_bad_data() -> None:
    """Whatever its methods raise, on any converter."""

    class Broken(dict[str, Any]):
        def __iter__(self) -> Any:
            raise RuntimeError("no keys today")

        keys = __iter__

    mine = cattrs.Converter()
    configure(mine)
    for made in (mine, converter):
        with pytest.raises(StructureError, match="no keys today"):
            made.structure(Broken(id="a"), AtsJob)
