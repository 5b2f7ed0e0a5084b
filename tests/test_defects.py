"""Defects that were found from outside, each by its own repro, interpreted and compiled."""

import gc
import json
import pickle
import signal
import sys
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Literal, Union

import attrs
import cattrs
import pytest
from attrs import field, frozen
from cattrs import StructureHandlerNotFoundError
from cattrs.preconf import cbor2 as preconf_cbor2
from cattrs.preconf import pyyaml as preconf_pyyaml
from msgspec import UNSET, UnsetType

from jobstatus import (
    AtsJob,
    AtsJobResult,
    AtsJobsPaginated,
    AtsJobValue,
    DriftCounter,
    JobStatus,
    JobStatusError,
    JsonConverter,
    JsonValue,
    Open,
    StructureError,
    UnrecognizedText,
    UnstructureError,
    configure,
    converter,
    make_converter,
    salvage,
    salvage_lines,
)
from jobstatus.nodes import slots
from threads import together

OPTIONS: dict[str, Any] = {
    "defaults": {},
    "forbid": {"unknown": "forbid"},
    "keep": {"unknown": "keep"},
    "camel": {"case": "camel"},
    "counting": {"on_drift": DriftCounter()},
}

by_option = pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)


@frozen
class Tree:
    """A recursive class."""

    name: str
    status: Open[AtsJobValue] | None = None
    kids: "list[Tree]" = attrs.Factory(list)


class Leaf:
    """A class that only a hook of the user's makes."""

    def __init__(self, value: object) -> None:
        self.value: object = value


@frozen
class Branch:
    """A recursive class whose leaves are made by a hook of the user's."""

    leaf: Leaf | None = None
    kids: "list[Branch]" = attrs.Factory(list)


def problems_of(call: Callable[[], object]) -> list[tuple[str, str]]:
    """Return the path and message of each problem that a call raises."""
    with pytest.raises(JobStatusError) as info:
        call()
    return [(problem.path, str(problem)) for problem in info.value.problems]


@by_option
def test_a_converter_that_has_been_used_both_ways_is_collected(options: Any) -> None:
    """None of twenty is alive when nobody holds it any more."""

    def used() -> weakref.ref[JsonConverter]:
        made = make_converter(**options)
        tree = made.loads('{"name":"a","status":"brand_new","kids":[{"name":"b"}]}', Tree)
        made.dumps([tree])
        made.unstructure(made.structure({"name": "a"}, Tree | None))
        with suppress(StructureError):
            made.structure({"name": 5}, Tree)
        salvage([{"name": 5}], list[Tree], converter=made)
        return weakref.ref(made)

    converters = [used() for _ in range(20)]
    gc.collect()
    assert [None] * 20 == [made() for made in converters]


@pytest.mark.parametrize("key", [None, 5, True, (1, 2)], ids=repr)
def test_a_key_that_is_no_text_is_unknown_too(key: Any) -> None:
    """`unknown="forbid"` refuses it at the object's path."""
    forbid = make_converter(unknown="forbid")
    assert ["$"] == [
        path
        for path, _ in problems_of(lambda: forbid.structure({key: 1, "value": "open"}, JobStatus))
    ]
    found = problems_of(lambda: forbid.structure({key: {}}, AtsJobResult))
    assert ("$.data", "is required, but absent") == found[0]
    assert "expected a string as a key, found " in found[1][1]


def test_a_null_key_of_yaml_and_cbor_is_refused() -> None:
    """Both formats can spell it: `~:`, and the byte `f6`."""
    for module, document in (
        (preconf_pyyaml, "~: 1\nvalue: open\n"),
        (preconf_cbor2, b"\xa2\xf6\x01evalue\x64open"),
    ):
        made: Any = module.make_converter()
        configure(made, unknown="forbid")
        assert [("$", "expected a string as a key, found null")] == problems_of(
            lambda: made.loads(document, JobStatus)  # noqa: B023 - it is called at once
        )


@frozen
class UserIds:
    """Two fields that camelCase spells the same."""

    user_id: int = 1
    user_ID: int = 2  # noqa: N815 - it is what the test is about


@frozen
class Underscores:
    """Two fields that camelCase spells the same."""

    a_b: int = 1
    a__b: int = 2


by_twins = pytest.mark.parametrize(
    "class_", [UserIds, Underscores], ids=lambda class_: class_.__name__
)


@by_twins
def test_fields_with_one_camel_case_spelling_are_read_beside_undeclared_keys(class_: Any) -> None:
    """The undeclared key is dropped, by `loads` as by `structure`."""
    assert class_() == converter.loads('{"undeclared": 1}', class_)
    assert class_() == converter.structure({"undeclared": 1}, class_)


@by_twins
def test_fields_with_one_camel_case_spelling_have_no_camel_case(class_: Any) -> None:
    """One of them would be lost: a mistake of the program, whatever the document."""
    camel = make_converter(case="camel")
    for call in (lambda: camel.loads("{}", class_), lambda: camel.dumps(class_())):
        with pytest.raises(StructureHandlerNotFoundError, match="2 fields with the key"):
            call()


@pytest.mark.parametrize("there", [(), ("user_id",), ("user_ID",)], ids="-".join)
def test_a_spelling_of_two_fields_is_refused_while_one_of_them_is_absent(there: Any) -> None:
    """It would be dropped, and the field come out as if it had been absent."""
    document = {"userId": 5, **dict.fromkeys(there, 1)}
    assert ["$.userId"] == [
        path for path, _ in problems_of(lambda: converter.structure(document, UserIds))
    ]


def test_a_spelling_of_two_fields_is_dropped_if_both_are_there() -> None:
    """Neither of them is lost."""
    document = {"userId": 5, "user_id": 3, "user_ID": 4}
    assert UserIds(3, 4) == converter.structure(document, UserIds)


def test_sixteen_threads_can_share_a_fresh_converter() -> None:
    """The first to come finds what the others need, too."""
    document = {"name": "a", "status": "brand_new", "kids": [{"name": "b"}, {"name": "c"}]}
    expected = converter.structure(document, Tree)
    text = converter.dumps(expected)
    for options in ({}, {"on_drift": DriftCounter()}):
        for _ in range(10):
            made = make_converter(**options)

            def read(made: JsonConverter = made) -> None:
                assert expected == made.structure(document, Tree)
                assert [expected] == made.loads(b"[" + text + b"]", list[Tree])

            def write(made: JsonConverter = made) -> None:
                assert text == made.dumps(expected)
                assert document["status"] == made.unstructure(expected)["status"]

            assert [] == together(*[read, write] * 8)


def _bad_branches(depth: int, leaves: int) -> Any:
    """Return a document with so many bad leaves, all of them so deep."""
    document: Any = {"kids": [{"leaf": "bad"} for _ in range(leaves)]}
    for _ in range(depth):
        document = {"kids": [document]}
    return document


def _calls(call: Callable[[], object]) -> int:
    """Count the Python functions that are called, ours and others'."""
    count = 0

    def notice(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(notice)
    try:
        call()
    except JobStatusError:
        pass
    finally:
        sys.setprofile(None)
    return count


def _refuse(value: object, _: object = None) -> object:
    raise ValueError(value)


@pytest.mark.usefixtures("untraced")
def test_work_is_linear_in_problems_however_deep_they_are() -> None:
    """A bad leaf costs as many calls at depth 200 as at depth 20, and hardly more time."""
    made = make_converter()
    made.register_structure_hook(Leaf, _refuse)
    calls, seconds = [], []
    for depth in (20, 80, 200):
        few, many = _bad_branches(depth, 1_000), _bad_branches(depth, 10_000)
        calls.append(_calls(lambda: made.structure(few, Branch)))  # noqa: B023 - it is called at once
        start = time.perf_counter()
        with pytest.raises(StructureError) as info:
            made.structure(many, Branch)
        seconds.append(time.perf_counter() - start)
        assert 10_000 == len(info.value.problems)
        assert 2 * (depth + 1) + 1 == len(info.value.problems[-1].steps)
    assert calls[2] < calls[0] * 1.5
    assert seconds[2] < seconds[0] * 5


def test_writing_is_linear_in_problems_however_deep_they_are() -> None:
    """It is the same on the way out."""
    made = make_converter()
    made.register_unstructure_hook(Leaf, _refuse)
    calls = []
    for depth in (20, 200):
        branch = Branch(kids=[Branch(Leaf(1)) for _ in range(1_000)])
        for _ in range(depth):
            branch = Branch(kids=[branch])
        calls.append(_calls(lambda: made.dumps(branch)))  # noqa: B023 - it is called at once
    assert calls[1] < calls[0] * 1.5


def test_nothing_is_structured_or_unstructured_twice() -> None:
    """Of failing siblings in a tree of depth 15, each costs one call of a hook."""
    calls: Counter[str] = Counter()

    def structure(value: Any, _: object) -> Leaf:
        calls["in"] += 1
        return Leaf(_refuse(value) if value == "bad" else value)

    def unstructure(leaf: Leaf) -> object:
        calls["out"] += 1
        return _refuse(leaf) if leaf.value == "bad" else leaf.value

    def wire(depth: int) -> Any:
        kids = [{"leaf": "bad"}, wire(depth - 1), {"leaf": "bad"}] if depth else []
        return {"leaf": "good", "kids": kids}

    def branch(depth: int) -> Branch:
        kids = [Branch(Leaf("bad")), branch(depth - 1), Branch(Leaf("bad"))] if depth else []
        return Branch(Leaf("good"), kids)

    made = make_converter()
    made.register_structure_hook(Leaf, structure)
    made.register_unstructure_hook(Leaf, unstructure)
    document = wire(15)
    for read in (
        lambda: made.structure(document, Branch),
        lambda: made.loads(json.dumps(document), Branch),
        lambda: made.structure([{"a": document}], list[dict[str, Branch | None]]),
    ):
        calls.clear()
        assert 30 == len(problems_of(read))
        assert 46 == calls["in"]
    calls.clear()
    _, (reject,) = salvage([document], list[Branch], converter=made)
    assert (30, 46) == (len(reject.problems), calls["in"])
    calls.clear()
    assert 30 == len(problems_of(lambda: made.unstructure(branch(15))))
    assert 46 == calls["out"]
    calls.clear()
    assert 30 == len(problems_of(lambda: made.dumps([branch(15)])))
    # The compiled writer stops at the first problem, and leaves it to the nodes to find all.
    assert (48 if slots.COMPILED else 46) == calls["out"]


def test_a_hook_that_would_succeed_the_second_time_has_no_second_time() -> None:
    """Its first failure stands."""
    failed: set[Any] = set()

    def structure(value: Any, _: object) -> Leaf:
        if value not in failed:
            failed.add(value)
            raise ValueError("not yet")
        return Leaf(value)

    made = make_converter()
    made.register_structure_hook(Leaf, structure)
    document = [{"leaf": n, "kids": [{"leaf": -n - 1}]} for n in range(3)]
    assert 6 == len(problems_of(lambda: made.structure(document, list[Branch])))
    failed.clear()
    assert 6 == len(problems_of(lambda: made.loads(json.dumps(document), list[Branch])))
    failed.clear()
    good, rejects = salvage(document, list[Branch], converter=made)
    assert ([], 3) == (good, len(rejects))


@frozen
class Empty:
    """A class without fields."""


@frozen
class HasEmpty:
    """A class one of whose fields is a class without fields, and defaults to None."""

    m: Empty = None  # type: ignore[assignment]


def test_a_class_without_fields_is_not_made_of_nothing() -> None:
    """An absent field has its default, even if its class has no fields."""
    assert HasEmpty(None) == converter.loads("{}", HasEmpty) == converter.structure({}, HasEmpty)  # type: ignore[arg-type]
    assert HasEmpty(Empty()) == converter.loads('{"m": {}}', HasEmpty)
    assert (b"{}", b'{"m":{}}') == (converter.dumps(HasEmpty()), converter.dumps(HasEmpty(Empty())))


RANGES: dict[str, tuple[range, list[int], list[int], str]] = {
    "uint64": (
        range(2**64),
        [0, 2**64 - 1],
        [-1, 2**64, 10**400],
        "from 0 to 18,446,744,073,709,551,615",
    ),
    "empty": (range(0), [], [0, 1, -1], "of an empty range"),
    "huge step": (range(0, 10**30, 3), [0, 3], [1, -3], "of range(0, "),
    "backwards": (range(10, -10, -3), [10, 7, -8], [0, 9, 13], "of range(10, -10, -3)"),
}


@pytest.mark.parametrize(("allowed", "good", "bad", "words"), RANGES.values(), ids=RANGES)
def test_integers_of_any_range_are_read_and_written(
    allowed: range, good: list[int], bad: list[int], words: str
) -> None:
    """However long the range is, and if it is empty; one that is not in it is refused in words."""
    type_: Any = Annotated[int, allowed]
    for value in good:
        assert value == converter.structure(value, type_) == converter.loads(str(value), type_)
        assert str(value).encode() == converter.dumps(value, type_)
    for value in bad:
        for call in (
            lambda: converter.structure(value, type_),  # noqa: B023 - it is called at once
            lambda: converter.loads(str(value), type_),  # noqa: B023
            lambda: converter.dumps(value, type_),  # noqa: B023
        ):
            ((path, message),) = problems_of(call)
            assert "$" == path
            assert message.startswith(f"expected an integer {words}")


@pytest.fixture
def few_digits() -> Iterator[None]:
    """Python refuses to make text of an integer of more than 640 digits."""
    if not hasattr(sys, "set_int_max_str_digits"):
        pytest.skip("this Python has no limit")
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(limit)


LONG = 10**999
DIGITS = "1" + "0" * 999


@pytest.mark.usefixtures("few_digits")
def test_long_integers_are_written_and_read_whatever_limit_python_has() -> None:
    """They are within the limit of this package, which is 4,300 digits."""
    assert DIGITS.encode() == converter.dumps(LONG)
    assert f'[-{DIGITS},{{"a":{DIGITS}}}]'.encode() == converter.dumps([-LONG, {"a": LONG}])
    assert LONG == converter.loads(DIGITS, int)
    assert [-LONG] == converter.loads(f"[-{DIGITS}]", list[int])
    assert {"a": [LONG]} == converter.loads(f'{{"a":[{DIGITS}]}}', JsonValue)


LONG_AND_WRONG: dict[str, tuple[Any, Any]] = {
    "text": (LONG, str),
    "too long": (10**4300, int),
    "range": (LONG, Annotated[int, range(5)]),
    "union": (LONG, Union[str, bool]),
    "date-time": (LONG, datetime),
    "enum": (LONG, AtsJobValue),
    "class": (LONG, Tree),
    "field": ({"name": LONG}, Tree),
    "key": ({LONG: 1}, dict[str, int]),
    "value": ({LONG: "x"}, dict[int, int]),
    "undeclared": ({"name": "a", LONG: 1}, JobStatus),
    "too long in JSON": ([{"a": 10**4300}], JsonValue),
    "spelling": ({f"0{DIGITS}": 1}, dict[int, int]),
}


@pytest.mark.usefixtures("few_digits")
@pytest.mark.parametrize(("value", "type_"), LONG_AND_WRONG.values(), ids=LONG_AND_WRONG)
def test_long_integers_in_problems_are_described_whatever_limit_python_has(
    value: Any, type_: Any
) -> None:
    """Messages, paths and excerpts can be made of them, and the error can be shown and pickled."""
    forbid = make_converter(unknown="forbid")
    with pytest.raises(StructureError) as info:
        forbid.structure(value, type_)
    again = pickle.loads(pickle.dumps(info.value))
    assert again.problems == info.value.problems
    for problem in info.value.problems:
        assert "Exceeds the limit" not in f"{info.value}{problem!r}{problem.path}{problem.excerpt}"


@pytest.mark.usefixtures("few_digits")
def test_long_integers_in_problems_on_the_way_out_are_described_too() -> None:
    """It is an `UnstructureError` with paths, never a bare `ValueError`."""
    for value, type_ in (
        (Tree(LONG), Tree),  # type: ignore[arg-type]
        (10**4300, int),
        ({LONG: "x"}, dict[int, int]),
        ({LONG: 1}, dict[str, int]),
        ([{"a": 10**4300}], JsonValue),
    ):
        with pytest.raises(UnstructureError) as info:
            converter.dumps(value, type_)
        assert "Exceeds the limit" not in f"{info.value}{info.value.problems}"


class _Reentering(str):
    """Text that has a finalizer run whenever it is hashed."""

    __slots__ = ()

    def __getitem__(self, index: object) -> "_Reentering":
        return self

    def __hash__(self) -> int:
        gc.collect()
        return super().__hash__()


def times_of(counter: DriftCounter) -> dict[str, int]:
    """Return how often a counter has seen each unrecognized text."""
    seen = [(seen.first, seen.times) for seen in counter.seen()]
    return {first.text: times for first, times in seen if isinstance(first, UnrecognizedText)}


@pytest.mark.slow
def test_a_counter_can_be_called_by_a_finalizer_while_it_counts() -> None:
    """The thread that counts does not wait for itself."""
    counter = DriftCounter()

    class Finalized:
        def __init__(self) -> None:
            self.itself = self  # only a collection finds it

        def __del__(self) -> None:
            counter(UnrecognizedText(AtsJobValue, "of the finalizer", "$"))
            counter.seen()

    Finalized()
    worker = threading.Thread(
        target=lambda: counter(UnrecognizedText(AtsJobValue, _Reentering("text"), "$")), daemon=True
    )
    worker.start()
    worker.join(10)
    assert not worker.is_alive()
    assert {"text": 1, "of the finalizer": 1} == times_of(counter)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer")
def test_a_counter_can_be_called_by_a_signal_handler_while_it_counts() -> None:
    """Nothing is lost, and nothing hangs."""
    counter = DriftCounter()
    signals = 0

    def handle(_number: int, _frame: object) -> None:
        nonlocal signals
        signals += 1
        counter(UnrecognizedText(AtsJobValue, "of the handler", "$"))

    before = signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0005)
    counted = 0
    try:
        deadline = time.monotonic() + 10
        while signals < 40 and time.monotonic() < deadline:
            counter(UnrecognizedText(AtsJobValue, "text", "$"))
            counter.seen()
            counted += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    seen = times_of(counter)
    assert {"text": counted, "of the handler": signals} == seen


@pytest.mark.parametrize("class_", [str, int, float, bool, datetime, AtsJobValue])
def test_a_predicate_is_asked_only_for_types_that_no_class_is_registered_for(class_: Any) -> None:
    """For those that are, `register_structure_hook` wins: so `configure` says, and so is cattrs."""
    made = make_converter()
    made.register_structure_hook_func(lambda type_: type_ is class_, lambda _value, _type: "func")
    made.register_structure_hook_factory(
        lambda type_: type_ is class_, lambda _type: lambda _value, _: "factory"
    )
    values = {str: "a", int: 1, float: 1.5, bool: True, AtsJobValue: "open"}
    value = values.get(class_, "2021-01-01T01:01:01.000Z")
    assert made.structure(value, class_) == converter.structure(value, class_)
    made.register_structure_hook(class_, lambda _value, _type: "hook")
    assert "hook" == made.structure(value, class_)
    assert ["hook"] == made.loads(json.dumps([value]), list[class_])
    stock = cattrs.Converter()
    stock.register_structure_hook(class_, lambda _value, _type: "hook")
    stock.register_structure_hook_func(lambda type_: type_ is class_, lambda _value, _type: "func")
    assert "hook" == stock.structure(value, class_)


@pytest.mark.parametrize("type_", [Tree, list[int], dict[str, int], int | None, JsonValue], ids=str)
def test_a_predicate_wins_for_types_that_no_class_is_registered_for(type_: Any) -> None:
    """A predicate that is registered later wins for attrs classes, containers and unions."""
    made = make_converter()
    made.register_structure_hook_func(lambda asked: asked == type_, lambda _value, _type: "func")
    assert "func" == made.structure(1, type_)
    made.register_structure_hook_factory(
        lambda asked: asked == type_, lambda _type: lambda _value, _: "factory"
    )
    assert ["factory"] == made.loads("[1]", list[type_])


def _unresolvable() -> Any:
    """Make a class whose annotation is the name of nothing."""

    @frozen
    class Unresolvable:
        a: "NowhereDefined"  # type: ignore[name-defined]  # noqa: F821

    return Unresolvable


def _without_a_word(class_: Any) -> Any:
    """Make an instance of a class without calling it."""
    instance = object.__new__(class_)
    object.__setattr__(instance, "a", 1)
    return instance


UNRESOLVABLE: dict[str, Callable[[JsonConverter, Any], object]] = {
    "structure": lambda c, class_: c.structure({"a": 1}, class_),
    "structure a list": lambda c, class_: c.structure([{"a": 1}], list[class_]),
    "structure an empty list": lambda c, class_: c.structure([], list[class_]),
    "structure what is no list": lambda c, class_: c.structure(5, list[class_]),
    "structure a dict": lambda c, class_: c.structure({"x": {"a": 1}}, dict[str, class_]),
    "structure an optional": lambda c, class_: c.structure(None, class_ | None),
    "structure a tuple": lambda c, class_: c.structure([{"a": 1}], tuple[class_, ...]),
    "loads": lambda c, class_: c.loads("{}", class_),
    "loads a list": lambda c, class_: c.loads("[{}]", list[class_]),
    "salvage": lambda c, class_: salvage("[{}]", list[class_], converter=c),
    "salvage lines": lambda c, class_: salvage_lines("{}", class_, converter=c),
    "unstructure": lambda c, class_: c.unstructure(_without_a_word(class_)),
    "unstructure a list": lambda c, class_: c.unstructure([_without_a_word(class_)]),
    "unstructure as a list": lambda c, class_: c.unstructure([], list[class_]),
    "unstructure in any": lambda c, class_: c.unstructure({"x": [_without_a_word(class_)]}),
    "dumps": lambda c, class_: c.dumps(_without_a_word(class_)),
    "dumps a list": lambda c, class_: c.dumps([_without_a_word(class_)], list[class_]),
}


@pytest.mark.parametrize("call", UNRESOLVABLE.values(), ids=UNRESOLVABLE)
@pytest.mark.parametrize("options", [{}, {"on_drift": DriftCounter()}], ids=["", "counting"])
def test_an_annotation_that_names_nothing_is_a_mistake_of_the_program(
    options: Any, call: Callable[..., object]
) -> None:
    """It is a `NameError`, as Python says it: no document can mend it."""
    made, class_ = make_converter(**options), _unresolvable()
    for _ in range(2):  # it does not get better
        with pytest.raises(NameError, match="NowhereDefined"):
            call(made, class_)


HOOKED: dict[str, Callable[[JsonConverter], object]] = {
    "structure": lambda c: c.structure(1, Leaf),
    "structure a list": lambda c: c.structure([1], list[Leaf]),
    "structure a class": lambda c: c.structure({"kids": [{"leaf": 1}]}, Branch),
    "loads": lambda c: c.loads("[1]", list[Leaf]),
    "loads a tuple": lambda c: c.loads("[1]", tuple[Leaf, ...]),
    "salvage": lambda c: salvage("[1]", list[Leaf], converter=c),
    "salvage lines": lambda c: salvage_lines("1", Leaf, converter=c),
    "unstructure": lambda c: c.unstructure(Leaf(1)),
    "unstructure a class": lambda c: c.unstructure([Branch(Leaf(1))]),
    "dumps": lambda c: c.dumps({"x": Leaf(1)}),
}


@pytest.mark.parametrize("call", HOOKED.values(), ids=HOOKED)
def test_an_annotation_that_names_nothing_is_a_mistake_through_a_users_hook_too(
    call: Callable[..., object],
) -> None:
    """A hook that calls the converter itself passes it on."""
    made, class_ = make_converter(), _unresolvable()
    made.register_structure_hook(Leaf, lambda _value, _type: made.structure({"a": 1}, class_))
    made.register_unstructure_hook(Leaf, lambda _leaf: made.unstructure(_without_a_word(class_)))
    with pytest.raises(NameError, match="NowhereDefined"):
        call(made)


@pytest.mark.parametrize("call", HOOKED.values(), ids=HOOKED)
@pytest.mark.parametrize("kind", [MemoryError, KeyboardInterrupt], ids=lambda kind: kind.__name__)
def test_a_memory_error_or_interrupt_of_a_hook_propagates(
    kind: type[BaseException], call: Callable[..., object]
) -> None:
    """It is nothing that is wrong with the document."""

    def fail(*_: object) -> object:
        raise kind

    made = make_converter()
    made.register_structure_hook(Leaf, fail)
    made.register_unstructure_hook(Leaf, fail)
    with pytest.raises(kind):
        call(made)


def _no_memory(*_: object) -> Any:
    raise MemoryError


@frozen
class Validated:
    """A class whose validator runs out of memory."""

    a: int = field(validator=_no_memory)


@frozen
class Made:
    """A class whose default runs out of memory."""

    a: list[int] = attrs.Factory(_no_memory)


@pytest.mark.parametrize("class_", [Validated, Made], ids=lambda class_: class_.__name__)
def test_a_memory_error_of_a_class_propagates(class_: Any) -> None:
    """Validators and factories of defaults are no more to blame than hooks."""
    document = {"a": 1} if class_ is Validated else {}
    for type_, value in ((class_, document), (list[class_], [document])):
        with pytest.raises(MemoryError):
            converter.structure(value, type_)
        with pytest.raises(MemoryError):
            converter.loads(json.dumps(value), type_)


DEEP: Any = {"name": "a"}
NESTED: Any = []
for _ in range(600):
    DEEP, NESTED = {"name": "a", "kids": [DEEP]}, [NESTED]

BAD: list[tuple[Any, Any]] = [
    ([{"name": 5, "kids": [{"name": 1}, {"nam": 1}]}, {}], list[Tree]),
    ({"name": "a", "status": 5, "undeclared": {1: 2}}, Tree),
    ({"value": 5}, JobStatus),
    (
        {
            "created_at": "yesterday",
            "job_status": 5,
            "remote_department_ids": 5,
            "custom_fields": [{"value": {1: 2}, "value_type": {"source_value": float("nan")}}],
        },
        AtsJob,
    ),
    ({"data": [{"id": 5}, {"job_status": {"value": []}}]}, AtsJobsPaginated),
    (5, Union[str, bool]),
    ([5], list[Annotated[int, range(2)]]),
    ({"x": "y"}, dict[str, int]),
    ({"x": "y", "01": 1}, dict[int, int]),
    ("yesterday", datetime),
    ("b", Literal["a"]),
    ({"leaf": 1, "kids": [{"leaf": 2}]}, Branch),
    (DEEP, Tree),
    (NESTED, JsonValue),
]
BAD_TEXTS: list[tuple[Any, Any]] = [
    ('[{"name":5,"kids":[{"name":1},{"nam":1}]},{}]', list[Tree]),
    ('{"name"', Tree),
    ('{"value":NaN}', JobStatus),
    ("9" * 5000, int),
]
BAD_OBJECTS: list[Any] = [
    Tree(5, kids=[Tree("a", 6), Tree("b", kids=7)]),  # type: ignore[arg-type]
    [Tree(5), {1: 2}, float("nan"), object()],  # type: ignore[arg-type]
    {"a": Branch(Leaf(1), [Branch(Leaf(2))])},
    NESTED,
]


def _reject_everything(made: JsonConverter) -> None:
    for document, type_ in BAD:
        with suppress(StructureError):
            pytest.fail(str(made.structure(document, type_)))
        if getattr(type_, "__origin__", None) is list:
            assert salvage(document, type_, converter=made)[1]
    for text, type_ in BAD_TEXTS:
        with suppress(StructureError):
            pytest.fail(str(made.loads(text, type_)))
    for value in BAD_OBJECTS:
        with suppress(UnstructureError):
            pytest.fail(str(made.unstructure(value)))
        with suppress(UnstructureError):
            pytest.fail(str(made.dumps(value)))
    assert salvage(BAD[4][0], AtsJobsPaginated, converter=made)[1]
    assert salvage_lines('{"name":5}\n{"x"\n5', Tree, converter=made)[1]


@by_option
def test_what_is_rejected_leaves_no_reference_cycles(options: Any) -> None:
    """With collection paused, a run over many bad documents would fill memory."""
    made = make_converter(**options)
    made.register_structure_hook(Leaf, _refuse)
    made.register_unstructure_hook(Leaf, _refuse)
    _reject_everything(made)
    gc.collect()
    gc.disable()
    try:
        _reject_everything(made)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = Counter(type(one).__name__ for one in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not {
        name
        for name in left
        if name in ("traceback", "frame", "dict", "list", "Failure", "Problem", "StructureError")
    }


class NoMemoryError(MemoryError):
    """A MemoryError to which weak references can be made."""


class MistakeError(Exception):
    """A mistake of the program."""

    is_program_mistake = True


@pytest.mark.parametrize("error", [NoMemoryError, MistakeError])
def test_what_propagates_leaves_no_reference_cycle(error: type[Exception]) -> None:
    """A cycle of an exception, its traceback and a frame would keep the document until it is collected."""
    raised: list[weakref.ref[Exception]] = []

    def noted(exc: Exception) -> Exception:
        raised.append(weakref.ref(exc))
        return exc

    def fail(*_: object) -> None:
        raise noted(error())

    made = make_converter()
    made.register_structure_hook(Leaf, fail)
    made.register_unstructure_hook(Leaf, fail)
    gc.disable()
    try:
        for call in (
            lambda: made.structure([{}], list[Leaf]),
            lambda: made.loads(b"[{}]", list[Leaf]),
            lambda: made.unstructure([Leaf(1)], list[Leaf]),
            lambda: made.dumps([Leaf(1)], unstructure_as=list[Leaf]),
        ):
            with pytest.raises(error):
                call()
    finally:
        gc.enable()
    assert len(raised) > 3
    assert not [each for each in raised if each() is not None]


UNIONS: dict[str, tuple[Any, list[Any]]] = {
    "str, bool": (Union[str, bool], [5, 1, 0, 1.0, None, [], {}]),
    "bool, str": (bool | str, [5, 1, 0, 1.0, None, [], {}]),
    "str, bool, null": (str | bool | None, [5, 1, 0, 1.0, [], {}]),
    "bool, int": (bool | int, [1.5, 1.0, "1", None, []]),
    "str, null": (str | None, [5, True, 1.0, [], {}]),
    "bool, null": (bool | None, [1, 0, "true", 0.0]),
    "int, null": (int | None, [True, False, 1.0, "1"]),
    "int, str": (int | str, [True, False, 1.5, 1.0, None]),
    "float, str": (float | str, [True, False, None]),
    "float, bool": (float | bool, ["1", None]),
    "list, bool": (list[int] | bool, [1, 0, {}, [True], ["1"]]),
    "dict, str": (dict[str, bool] | str, [1, True, {"a": 1}, [], None]),
}


@frozen
class Holder:
    """A class that each union stands in."""

    held: Any


@pytest.mark.parametrize(("union", "refused"), UNIONS.values(), ids=UNIONS)
def test_unions_take_no_kind_that_they_do_not_name(union: Any, refused: list[Any]) -> None:
    """A boolean is no integer, and an integer no boolean, in `loads`, `structure` and `dumps`."""
    holder = attrs.make_class("Holder", {"held": attrs.field(type=union)}, frozen=True)
    for value in refused:
        text = json.dumps(value)
        for call in (
            lambda: converter.structure(value, union),  # noqa: B023 - it is called at once
            lambda: converter.loads(text, union),  # noqa: B023
            lambda: converter.unstructure(value, union),  # noqa: B023
            lambda: converter.dumps(value, union),  # noqa: B023
            lambda: converter.structure([value], list[union]),  # noqa: B023
            lambda: converter.loads(f"[{text}]", list[union]),  # noqa: B023
            lambda: converter.dumps([value], list[union]),  # noqa: B023
            lambda: converter.structure({"held": value}, holder),  # noqa: B023
            lambda: converter.loads(f'{{"held":{text}}}', holder),  # noqa: B023
            lambda: converter.unstructure(holder(value)),  # noqa: B023
            lambda: converter.dumps(holder(value)),  # noqa: B023
        ):
            assert 1 == len(problems_of(call))


@frozen
class Linked:
    """A class inside itself."""

    next: "Linked | None" = None


@frozen
class Keyed:
    """A class inside dicts of itself."""

    kids: "dict[str, Keyed]" = attrs.Factory(dict)


@attrs.define(slots=False)
class Called:
    """A class inside itself that is made by calling it."""

    next: "Called | None" = None


@frozen
class Loose:
    """A class that may be in itself, or is not sent."""

    next: "Loose | UnsetType" = UNSET


@frozen
class Wide:
    """A class with anything in it."""

    a: Any = None


@frozen
class Left:
    """One of two classes inside each other."""

    kind: Literal["left"] = "left"
    next: "Left | Right | None" = None


@frozen
class Right:
    """The other."""

    kind: Literal["right"] = "right"
    next: "Left | Right | None" = None


# The type; how a document and an object are wrapped once more; how many levels that adds; and the
# innermost document and object.
NESTS: dict[str, tuple[Any, Callable[[Any], Any], Callable[[Any], Any], int, Any, Any]] = {
    "class": (Linked, lambda x: {"next": x}, Linked, 1, {}, Linked()),
    "called class": (Called, lambda x: {"next": x}, Called, 1, {}, Called()),
    "class that may be unset": (Loose, lambda x: {"next": x}, lambda x: Loose(next=x), 1, {}, Loose()),
    "list of class": (Tree, lambda x: {"name": "", "kids": [x]}, lambda x: Tree("", kids=[x]), 2, {"name": ""}, Tree("")),
    "dict of class": (Keyed, lambda x: {"kids": {"a": x}}, lambda x: Keyed({"a": x}), 2, {}, Keyed()),
    "union of classes": (Left | Right, lambda x: {"kind": "left", "next": x}, lambda x: Left(next=x), 2, {"kind": "right"}, Right()),
    "lists": (JsonValue, lambda x: [x], lambda x: [x], 1, [], []),
    "dicts": (JsonValue, lambda x: {"a": x}, lambda x: {"a": x}, 1, {}, {}),
    "lists and dicts": (JsonValue, lambda x: [{"a": x}], lambda x: [{"a": x}], 2, [], []),
}  # fmt: skip


def _nested(turns: int, wrap: Callable[[Any], Any], inner: Any) -> Any:
    for _ in range(turns):
        inner = wrap(inner)
    return inner


def _text(turns: int, wrap: Callable[[Any], Any], inner: Any) -> str:
    before, after = json.dumps(wrap("@")).split('"@"')
    return before * turns + json.dumps(inner) + after * turns


@pytest.mark.parametrize("name", NESTS)
def test_whatever_nests_may_nest_512_levels_deep(name: str) -> None:
    """511 levels around the innermost one are read and written, and 512 and more are refused."""
    type_, wire, make, levels, last, leaf = NESTS[name]
    most = 511 // levels
    for turns in (most - 1, most):
        document, value = _nested(turns, wire, last), _nested(turns, make, leaf)
        converter.structure(document, type_)
        converter.loads(_text(turns, wire, last), type_)
        assert converter.unstructure(value) == converter.unstructure(value, type(value))
        assert converter.dumps(value) == converter.dumps(value, type(value))
    for turns in (most + 1, most + 2, 100_000):
        document, value = _nested(turns, wire, last), _nested(turns, make, leaf)
        for call in (
            lambda: converter.structure(document, type_),  # noqa: B023 - it is called at once
            lambda: converter.loads(_text(turns, wire, last), type_),  # noqa: B023
            lambda: converter.unstructure(value),  # noqa: B023
            lambda: converter.dumps(value),  # noqa: B023
        ):
            ((_, message),) = problems_of(call)
            assert message.startswith("is nested ")


def test_anything_may_be_written_512_levels_deep() -> None:
    """A level of `Any` costs one of them, too."""
    for wrap, levels in ((Wide, 2), (lambda x: Wide([x]), 3), (lambda x: Wide({"a": x}), 3)):
        most = 511 // levels
        converter.dumps(_nested(most, wrap, Wide()))
        for turns in (most + 1, 100_000):
            value = _nested(turns, wrap, Wide())
            assert 1 == len(problems_of(lambda: converter.dumps(value)))  # noqa: B023 - at once
