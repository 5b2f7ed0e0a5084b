"""An open enum takes every text and nothing else, with a converter or without."""

import copy
import gc
import json
import pickle
import random
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from enum import auto
from typing import Optional

import cattrs
import cattrs.preconf.orjson
import msgspec
import orjson
import pydantic
import pytest
from hypothesis import given

from jobstatus import (
    AtsJobConfidential,
    AtsJobValue,
    Open,
    OpenEnum,
    StructureError,
    Unrecognized,
    UnstructureError,
    configure_open_enums,
)
from jobstatus.nodes import open_enums as room
from jobstatus.nodes.open_enums import is_open_enum, open_enum_structure_factory
from strategies import texts

LISTED = [member.value for member in AtsJobValue]
NO_TEXTS = [5, True, None, 1.0, [], {}, b"open", ["open"]]


class Shape(OpenEnum):
    """Somebody else's open enum."""

    ROUND = "round"
    FLAT = auto()
    ALSO_ROUND = "round"


@pytest.mark.parametrize("text", LISTED)
def test_a_listed_text_is_its_member(text: str) -> None:
    """The member itself comes, and it is recognized."""
    value = AtsJobValue(text)
    assert value is AtsJobValue[text.upper()]
    assert not isinstance(value, Unrecognized)


@given(texts.filter(lambda text: text not in LISTED))
def test_any_other_text_is_unrecognized_and_behaves_as_its_text(text: str) -> None:
    """It equals, hashes, prints and serializes as the text, and is no member of the list."""
    value = AtsJobValue(text)
    assert isinstance(value, Unrecognized)
    assert isinstance(value, AtsJobValue)
    assert (text, hash(text)) == (value, hash(value))
    assert [text] * 4 == [str(value), f"{value}", value.value, value.name]
    assert f"{text:>15}" == f"{value:>15}"
    assert json.dumps(text) == json.dumps(value)
    assert {type(value.value), type(str(value)), type(value.name)} == {str}
    assert value not in list(AtsJobValue)


def test_a_listed_member_behaves_as_its_text_too() -> None:
    """`str`, f-strings, `format`, `hash` and JSON do not tell listed from unrecognized."""
    member = AtsJobValue.ON_HOLD
    assert ("on_hold", "on_hold", "  on_hold") == (str(member), f"{member}", f"{member:>9}")
    assert ('"on_hold"', hash("on_hold")) == (json.dumps(member), hash(member))


def test_the_repr_says_whether_a_value_is_recognized() -> None:
    """A log line shows at once that a status is new."""
    assert "<AtsJobValue.OPEN: 'open'>" == repr(AtsJobValue.OPEN)
    assert "<AtsJobValue unrecognized: 'filled'>" == repr(AtsJobValue("filled"))


@pytest.mark.parametrize("text", ["Published", "PUBLISHED", " published", "published\n", ""])
def test_texts_match_exactly(text: str) -> None:
    """Case and space count, and a member's name is no value."""
    value = AtsJobValue(text)
    assert isinstance(value, Unrecognized)
    assert text == value.value


@pytest.mark.parametrize("value", NO_TEXTS, ids=repr)
def test_what_is_no_text_is_an_error(value: object) -> None:
    """Numbers, booleans, null, arrays and objects are never made members."""
    with pytest.raises(ValueError, match="is not a valid AtsJobValue"):
        AtsJobValue(value)


def test_there_is_one_object_per_text_while_it_is_alive() -> None:
    """`is` holds, and holds for each enum by itself."""
    value = AtsJobValue("filled")
    assert value is AtsJobValue("fil" + "led")
    assert value is AtsJobValue(value)
    assert value is not AtsJobConfidential("filled")
    assert value == AtsJobConfidential("filled")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("text", ["open", "filled"])
def test_pickle_gives_the_same_object(protocol: int, text: str) -> None:
    """Identity survives every protocol, for listed and unrecognized texts."""
    value = AtsJobValue(text)
    assert value is pickle.loads(pickle.dumps(value, protocol))


def test_a_pickled_text_is_a_member_once_it_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that was pickled as unrecognized is a member in a version that lists it."""
    older = OpenEnum("Stage", {"OPEN": "open"}, module=__name__, qualname="Stage")
    newer = OpenEnum("Stage", {"OPEN": "open", "FILLED": "filled"}, module=__name__)
    monkeypatch.setitem(globals(), "Stage", older)
    pickled = pickle.dumps(older("filled"))
    monkeypatch.setitem(globals(), "Stage", newer)
    assert newer["FILLED"] is pickle.loads(pickled)


@pytest.mark.parametrize("text", ["open", "filled"])
def test_copies_are_the_same_object(text: str) -> None:
    """Neither `copy` nor `deepcopy` makes a second one."""
    value = AtsJobValue(text)
    assert value is copy.copy(value)
    assert value is copy.deepcopy([value])[0]


def test_an_unrecognized_value_lives_as_long_as_its_users() -> None:
    """Nothing of ours keeps it, and it can be referred to weakly."""
    value = AtsJobValue("here today")
    watched = weakref.ref(value)
    assert watched() is value
    del value
    gc.collect()
    assert watched() is None


class Slow(weakref.WeakValueDictionary):
    """Lets other threads in just when they would do harm."""

    def setdefault(self, key: object, default: object = None) -> object:
        """Take a while between looking and storing."""
        found = self.get(key)
        time.sleep(0.001)
        if found is None:
            self[key] = found = default
        return found


@pytest.mark.parametrize("alive", [weakref.WeakValueDictionary(), Slow()], ids=["usual", "slow"])
def test_sixteen_threads_that_meet_a_new_text_at_once_get_one_object(
    alive: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No two objects are made for one text, whoever comes first."""
    monkeypatch.setattr(room, "_alive", alive)
    for round_ in range(50):
        barrier = threading.Barrier(16)

        def meet(text: str = f"new {round_}", barrier: threading.Barrier = barrier) -> AtsJobValue:
            barrier.wait()
            return AtsJobValue(text)

        with ThreadPoolExecutor(16) as pool:
            met = [future.result() for future in [pool.submit(meet) for _ in range(16)]]
        assert 1 == len({id(value) for value in met})


def test_a_finalizer_that_asks_for_the_same_text_gets_the_same_object(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A collection in the middle of making a value neither hangs nor makes a second one."""
    inner: list[object] = []

    class Interrupted(weakref.WeakValueDictionary):
        def get(self, key: object, default: object = None) -> object:
            found = super().get(key, default)
            if not inner:
                inner.append("asking")
                inner.append(AtsJobValue("asked twice"))
            return found

    monkeypatch.setattr(room, "_alive", Interrupted())
    assert AtsJobValue("asked twice") is inner[1]


def test_many_random_texts_leave_memory_where_it_was() -> None:
    """A flood of texts that nobody keeps is not kept by us either."""
    resource = pytest.importorskip("resource")
    number = random.Random(2021)
    AtsJobValue("warm")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(200_000):  # if they were kept, they would take 40 MiB
        AtsJobValue(f"{number.getrandbits(128):x}")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024
    assert not [text for _, text in room._alive if len(text) > 24]


def test_members_may_be_named_by_auto_and_have_aliases() -> None:
    """`auto()` gives the name in lower case, and two names of one text are one member."""
    assert ("flat", Shape.ROUND) == (Shape.FLAT.value, Shape.ALSO_ROUND)
    assert not isinstance(Shape("round"), Unrecognized)


def test_a_member_that_is_no_text_cannot_be_declared() -> None:
    """An enum of numbers is a mistake that shows when the class is made."""
    with pytest.raises(TypeError, match="the values of Counts are texts, not 1"):
        OpenEnum("Counts", {"ONE": 1})


def test_unrecognized_has_no_instances_of_its_own() -> None:
    """It says how to get a value instead."""
    with pytest.raises(TypeError, match="call the open enum itself"):
        Unrecognized("x")


@pytest.mark.parametrize("value", ["filled", 5, None, AtsJobValue])
def test_only_values_of_open_enums_are_unrecognized(value: object) -> None:
    """Plain text is not, and neither is anything else."""
    assert not isinstance(value, Unrecognized)


def test_match_tells_listed_from_unrecognized() -> None:
    """The pattern that the documentation shows works at run time."""

    def word(value: AtsJobValue) -> str:
        match value:
            case AtsJobValue.PUBLISHED | AtsJobValue.OPEN:
                return "advertised"
            case Unrecognized() as new:
                return f"new: {new}"
        return "other"

    statuses = ["open", "filled", "draft"]
    assert ["advertised", "new: filled", "other"] == [word(AtsJobValue(s)) for s in statuses]


@pytest.mark.parametrize("text", ["open", "filled"])
@pytest.mark.parametrize(
    "read",
    [
        lambda text: cattrs.Converter().structure(text, AtsJobValue),
        lambda text: cattrs.Converter().structure(text, Optional[Open[AtsJobValue]]),
        lambda text: cattrs.preconf.orjson.make_converter().loads(f'"{text}"', AtsJobValue),
        lambda text: msgspec.json.decode(f'"{text}"', type=AtsJobValue),
        lambda text: msgspec.json.decode(f'"{text}"', type=Open[AtsJobValue]),
        lambda text: msgspec.convert(text, AtsJobValue),
        lambda text: pydantic.TypeAdapter(AtsJobValue).validate_python(text),
        lambda text: pydantic.TypeAdapter(AtsJobValue).validate_json(f'"{text}"'),
        lambda text: pydantic.TypeAdapter(Open[AtsJobValue]).validate_json(f'"{text}"'),
    ],
    ids=[
        "cattrs",
        "cattrs-optional",
        "cattrs-orjson",
        "msgspec",
        "msgspec-annotated",
        "msgspec-convert",
        "pydantic",
        "pydantic-json",
        "pydantic-annotated",
    ],
)
def test_other_libraries_read_the_same_objects(read, text: str) -> None:
    """Stock cattrs, msgspec and pydantic need nothing of ours."""
    value = AtsJobValue(text)
    assert value is read(text)


@pytest.mark.parametrize("text", ["open", "filled"])
@pytest.mark.parametrize(
    "write",
    [
        lambda value: json.dumps(cattrs.Converter().unstructure(value)),
        lambda value: cattrs.preconf.orjson.make_converter().dumps(value).decode(),
        lambda value: orjson.dumps(value).decode(),
        lambda value: msgspec.json.encode(value).decode(),
        lambda value: pydantic.TypeAdapter(AtsJobValue).dump_json(value).decode(),
    ],
    ids=["cattrs", "cattrs-orjson", "orjson", "msgspec", "pydantic"],
)
def test_other_libraries_write_the_text(write, text: str) -> None:
    """And on the way out too."""
    assert json.dumps(text) == write(AtsJobValue(text))


class TestConfigured:
    """`configure_open_enums` on a plain cattrs converter, with an enum that is not ours."""

    converter = cattrs.Converter()
    configure_open_enums(converter)

    @given(texts)
    def test_every_text_is_read_and_written_back(self, text: str) -> None:
        """A written value is plain text, not a member."""
        value = self.converter.structure(text, Shape)
        assert value is Shape(text)
        assert (str, text) == (type(written := self.converter.unstructure(value)), written)

    @pytest.mark.parametrize("value", NO_TEXTS, ids=repr)
    def test_what_is_no_text_is_refused(self, value: object) -> None:
        """The error is ours, and says what was expected."""
        with pytest.raises(StructureError, match="expected a string"):
            self.converter.structure(value, Shape)

    def test_text_that_no_enum_was_made_of_is_written_too(self) -> None:
        """A field that was set to bare text loses nothing on its way out."""
        assert "square" == self.converter.unstructure("square", unstructure_as=Shape)

    def test_what_is_no_text_is_not_written(self) -> None:
        """A number in a status field is an error, not a number on the wire."""
        with pytest.raises(UnstructureError, match="expected a string, found number 5"):
            self.converter.unstructure(5, unstructure_as=Shape)

    def test_a_hook_for_one_enum_wins(self) -> None:
        """A hook that is registered later, for one enum, is used for that enum."""
        converter = self.converter.copy()
        converter.register_structure_hook(Shape, lambda *_: Shape.FLAT)
        assert Shape.FLAT is converter.structure("round", Shape)


@pytest.mark.parametrize(
    ("type_", "expected"),
    [(Shape, True), (AtsJobValue, True), (OpenEnum, True), (str, False), (list[Shape], False)],
    ids=repr,
)
def test_the_predicate_knows_open_enums(type_: object, expected: bool) -> None:
    """Subclasses of `OpenEnum` are open enums, containers of them are not."""
    assert expected is is_open_enum(type_)


class Picky(OpenEnum):
    """It refuses some texts."""

    A = "a"

    @classmethod
    def _missing_(cls, value: object) -> "Picky | None":
        if value == "bad":
            raise RuntimeError("not that")
        return super()._missing_(value)


def test_an_enum_that_refuses_texts_has_problems() -> None:
    """Whatever it raises; its hook can be made for it alone, too."""
    converter = cattrs.Converter()
    hook = open_enum_structure_factory(Picky, converter)
    assert Picky.A is hook("a", Picky)
    assert Picky.A is hook(Picky.A, Picky)
    with pytest.raises(StructureError, match="RuntimeError: not that, found string"):
        hook("bad", Picky)
