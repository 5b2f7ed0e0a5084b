"""Nothing leaks on ways that exceptions take, or of converters and classes that are made and dropped."""

import gc
import os
import pickle
import sys
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import attrs
import pytest
from attrs import field, frozen

from jobstatus import (
    AtsJob,
    AtsJobValue,
    JobStatusError,
    Open,
    StructureError,
    make_converter,
    salvage,
)

pytestmark = [
    pytest.mark.usefixtures("only_new_objects"),
    pytest.mark.skipif(
        "coverage" in sys.modules, reason="coverage notes down what it sees, so that memory grows"
    ),
]
ROUNDS = 2_000 if os.environ.get("LONG") else 30


class Foreign:
    """A class with hooks that raise."""


class _Own(BaseException):
    """An exception that is no `Exception`."""


def _raise(kind: type[BaseException]) -> Any:
    raise kind


def _checked(value: Any) -> Any:
    return value and _raise(KIND[0])


@frozen
class Holder:
    """A class of which each field can fail in its own way."""

    text: str
    foreign: list[Foreign] = field(factory=list)
    checked: Any = field(default=None, validator=lambda _, __, value: value and _raise(KIND[0]))
    converted: Any = field(default=None, converter=_checked)
    made: Any = attrs.Factory(dict)


KINDS = [ValueError, MemoryError, KeyboardInterrupt, _Own, RecursionError]
MADE = make_converter()
KIND: list[Any] = [ValueError]
MADE.register_structure_hook(Foreign, lambda *_: _raise(KIND[0]))
MADE.register_unstructure_hook(Foreign, lambda *_: _raise(KIND[0]))


def _read_hook() -> None:
    MADE.loads(b'{"text":"a","foreign":[1,2],"x":[1]}', Holder)


def _structure_hook() -> None:
    MADE.structure({"text": "a", "foreign": [1, 2]}, Holder)


def _write_hook() -> None:
    MADE.dumps([Holder("a", [Foreign(), Foreign()])])


def _unstructure_hook() -> None:
    MADE.unstructure({"a": Holder("a", [Foreign()])})


def _validator() -> None:
    MADE.structure({"text": "a", "checked": 1}, Holder)


def _converter() -> None:
    MADE.loads(b'[{"text":"a","converted":1},{"text":"b"}]', list[Holder])


def _salvage() -> None:
    salvage([{"text": "a", "foreign": [1]}, {"text": "b"}], list[Holder], converter=MADE)


WAYS = [
    _read_hook,
    _structure_hook,
    _write_hook,
    _unstructure_hook,
    _validator,
    _converter,
    _salvage,
]


def grows(call: Callable[[], object]) -> int:
    """Return by how many blocks of memory each of some batches has grown, at least."""
    grown: list[int] = []
    for _ in range(12):
        before = sys.getallocatedblocks()
        for _ in range(ROUNDS):
            with suppress(JobStatusError, *KINDS):
                call()
        gc.collect()
        grown.append(sys.getallocatedblocks() - before)
        if len(grown) > 1 and min(grown[1:]) < ROUNDS // 4:
            break
    return min(grown[1:])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_exceptions_on_the_way_leave_nothing_behind(way: Any, kind: Any) -> None:
    """Whether hooks, validators or converters of attributes raise them, and whatever they are."""
    KIND[0] = kind
    assert grows(way) < ROUNDS // 4


def fresh_class() -> Any:
    """Make a class."""

    @frozen
    class Fresh:
        """A class that goes again."""

        job: AtsJob
        value: Open[AtsJobValue]
        kids: "dict[str, list[AtsJob]]" = field(factory=dict)

    return Fresh


def test_converters_that_are_dropped_are_gone() -> None:
    """With all that they have found for classes that stay."""

    def use() -> weakref.ref[Any]:
        made = make_converter()
        made.register_structure_hook(Foreign, lambda *_: made)
        made.dumps(made.loads(b'{"text":"a","made":[1]}', Holder))
        with suppress(StructureError):
            made.loads(b'{"text":5}', Holder)
        return weakref.ref(made.copy())

    refs = [use() for _ in range(10)]
    gc.collect()
    assert [None] * 10 == [ref() for ref in refs]
    assert _grows_of_few(use) < 40


def test_classes_that_are_dropped_with_their_converter_are_gone() -> None:
    """No table of the package keeps a class alive."""

    def use() -> weakref.ref[Any]:
        made = make_converter()
        cl: Any = fresh_class()
        made.dumps(made.loads(b'{"job":{"id":"1"},"value":"new"}', cl))
        made.unstructure(made.structure({"job": {}, "value": "open"}, cl))
        salvage('[{"job":5}]', list[cl], converter=made)
        return weakref.ref(cl)

    refs = [use() for _ in range(10)]
    gc.collect()
    assert [None] * 10 == [ref() for ref in refs]


def test_pickles_leave_nothing_behind() -> None:
    """Of converters, of objects, of unrecognized values and of errors."""
    made = make_converter(unknown="keep")
    job = made.loads(b'{"id":"1","job_status":{"value":"brand_new"},"x":1}', AtsJob)
    with pytest.raises(StructureError) as caught:
        made.loads(b'{"id":5}', AtsJob)

    def use() -> None:
        for thing in (job, job.job_status, caught.value):
            pickle.loads(pickle.dumps(thing))

    assert grows(use) < ROUNDS // 4
    assert _grows_of_few(lambda: pickle.loads(pickle.dumps(made))) < 40


def _grows_of_few(call: Callable[[], object]) -> int:
    """Return by how many blocks memory grows for each of the few calls of a batch, at least."""
    grown: list[int] = []
    for _ in range(5):
        gc.collect()
        before = sys.getallocatedblocks()
        for _ in range(5):
            call()
        gc.collect()
        grown.append((sys.getallocatedblocks() - before) // 5)
    return min(grown)
