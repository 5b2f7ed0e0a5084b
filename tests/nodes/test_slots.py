"""Slots of instances are read and filled alike in both forms, and as Python itself does it."""

import functools
import gc
import re
import sys
import weakref
from abc import ABC, abstractmethod
from pathlib import Path
from types import MemberDescriptorType
from typing import Any

import attrs
import msgspec
import pytest

from jobstatus.nodes import slots

SOURCE = Path(__file__).parents[2] / "src" / "jobstatus" / "nodes"


@attrs.frozen(weakref_slot=True)
class Pair:
    """A frozen class of two fields."""

    left: Any
    right: Any = None


@attrs.frozen
class Triple(Pair):
    """A subclass with a slot more."""

    middle: Any = None


class Abstract(ABC):
    """A class of which there are no instances."""

    __slots__ = ("left",)

    @abstractmethod
    def method(self) -> None:
        """Do nothing."""


class Private:
    """A class whose slot has another name than in its `__slots__`."""

    __slots__ = ("__left",)


class Watcher:
    """Looks into a slot when it is thrown out of it."""

    def __init__(self, instance: Pair, seen: list[object]) -> None:
        self.instance = instance
        self.seen = seen

    def __del__(self) -> None:
        self.seen.append(self.instance.left)


def empty_slot_error(instance: Pair) -> str:
    """Return what Python says of an empty slot."""
    with pytest.raises(AttributeError) as caught:
        _ = instance.left
    return str(caught.value)


def test_a_value_is_put_and_got() -> None:
    """A frozen instance takes it, and attribute access sees it."""
    pair, slot = Pair(1, 2), slots.Slot(Pair.left)
    assert slot.put(pair, "new") is None
    assert "new" == slot.get(pair) == pair.left
    assert 2 == pair.right


@pytest.mark.parametrize("name", ["left", "right", "middle"])
def test_inherited_slots_are_slots(name: str) -> None:
    """A subclass's instance has those of its bases and its own."""
    triple, slot = Triple(1, 2, 3), slots.Slot(getattr(Triple, name))
    slot.put(triple, 4)
    assert 4 == getattr(triple, name)
    assert {name: 4} == {k: v for k, v in attrs.asdict(triple).items() if v == 4}


def test_a_private_slot_is_a_slot() -> None:
    """Its descriptor has the mangled name."""
    instance, slot = Private(), slots.Slot(vars(Private)["_Private__left"])
    slot.put(instance, 1)
    assert 1 == slot.get(instance)


def test_an_empty_slot_is_an_error() -> None:
    """The same that Python raises."""
    pair, slot = slots.new(Pair), slots.Slot(Pair.left)
    with pytest.raises(AttributeError, match=re.escape(empty_slot_error(pair))):
        slot.get(pair)


def test_a_slot_holds_one_reference() -> None:
    """A slot holds a reference to its value, and releases the value that it had before."""
    pair, slot = slots.new(Pair), slots.Slot(Pair.left)
    first, second = object(), object()
    before = sys.getrefcount(first)
    slot.put(pair, first)
    assert before + 1 == sys.getrefcount(first)
    slot.get(pair)
    assert before + 1 == sys.getrefcount(first)
    slot.put(pair, first)
    assert before + 1 == sys.getrefcount(first)
    slot.put(pair, second)
    assert before == sys.getrefcount(first)
    assert before + 1 == sys.getrefcount(second)
    del pair
    assert before == sys.getrefcount(second)


def test_the_old_value_goes_when_the_new_one_is_there() -> None:
    """A finalizer that looks into the slot finds the new value."""
    seen: list[object] = []
    pair, slot = Pair(None), slots.Slot(Pair.left)
    slot.put(pair, Watcher(pair, seen))
    slot.put(pair, "new")
    assert ["new"] == seen


NO_SLOTS = {
    "nothing": None,
    "text": "left",
    "value": 1,
    "class": Pair,
    "function": len,
    "property": property(),
    "weakref slot": vars(Pair)["__weakref__"],
    "integer member of a C class": vars(type)["__basicsize__"],
    "object member of a C class": slice.start,
    "read-only member of a C class": vars(msgspec.json.Decoder)["type"],
    "member of a heap class in C": functools.partial.func,
}


@pytest.mark.parametrize("thing", NO_SLOTS.values(), ids=NO_SLOTS)
def test_only_slots_are_slots(thing: object) -> None:
    """Whatever else is given is an error, and no crash later."""
    with pytest.raises(TypeError, match="expected the member descriptor of a slot, found"):
        slots.Slot(thing)


def test_some_members_are_no_slots() -> None:
    """The type alone does not tell: members of classes written in C have it, too."""
    assert isinstance(NO_SLOTS["object member of a C class"], MemberDescriptorType)


def test_a_new_instance_is_empty() -> None:
    """Its class's `__init__` is not called; a garbage collector and weak references know it."""
    pair = slots.new(Pair)
    assert type(pair) is Pair
    assert not hasattr(pair, "left")
    assert not hasattr(pair, "right")
    assert gc.is_tracked(pair)
    assert weakref.ref(pair)() is pair


def test_a_new_instance_holds_its_class() -> None:
    """And lets it go at its own end."""

    class Empty:
        """Nobody else holds it."""

        __slots__ = ()

    before = sys.getrefcount(Empty)
    instances = [slots.new(Empty) for _ in range(100)]
    assert before + 100 == sys.getrefcount(Empty)
    del instances
    assert before == sys.getrefcount(Empty)


@pytest.mark.parametrize("thing", [Abstract, int, ValueError, 5, "Pair"], ids=str)
def test_some_things_have_no_new_instances(thing: Any) -> None:
    """Things that `object.__new__` refuses are refused with the same message."""
    with pytest.raises(TypeError) as expected:
        object.__new__(thing)
    with pytest.raises(TypeError, match=re.escape(str(expected.value))):
        slots.new(thing)


def test_a_class_may_have_a_constructor_of_its_own() -> None:
    """It is passed over, as its `__init__` is."""

    class Made:
        """Refuses to be made."""

        def __new__(cls) -> Any:
            """Refuse."""
            raise NotImplementedError

    assert type(slots.new(Made)) is Made


def test_both_forms_have_the_same_names() -> None:
    """The compiled and the interpreted module export the same names."""
    lists = {
        form: re.findall(r"^__all__ = (.+)$", (SOURCE / form).read_text("utf-8"), re.MULTILINE)
        for form in ("slots.py", "slots.pyx")
    }
    assert (
        lists["slots.py"]
        == lists["slots.pyx"]
        == ['["COMPILED", "Slot", "attribute_of", "new", "value_of"]']
    )
    assert {"get", "put"} == {name for name in dir(slots.Slot) if not name.startswith("_")}


@attrs.define(slots=False)
class Loose:
    """A class without slots, with a property."""

    left: Any = 1

    @property
    def broken(self) -> Any:
        """Raise."""
        raise RuntimeError("not today")


def test_an_attribute_is_read_as_by_getattr() -> None:
    """Be it a slot, an item of the instance's dict, or a property."""
    assert 5 == slots.value_of(Pair(5), slots.attribute_of(Pair, "left"))
    assert 1 == slots.value_of(Loose(), slots.attribute_of(Loose, "left"))
    with pytest.raises(RuntimeError, match="not today"):
        slots.value_of(Loose(), slots.attribute_of(Loose, "broken"))
    with pytest.raises(AttributeError, match="left"):
        slots.value_of(slots.new(Pair), slots.attribute_of(Pair, "left"))


class Asked:
    """A class with slots that counts who asks for its attributes by their names."""

    __slots__ = ("left",)
    asked = 0

    def __getattribute__(self, name: str) -> Any:
        """Count."""
        Asked.asked += 1
        return object.__getattribute__(self, name)


@pytest.mark.skipif(not slots.COMPILED, reason="interpreted, `getattr` is the fastest")
def test_a_slot_is_read_past_getattr() -> None:
    """That is what makes it fast: no attribute is looked up by its name."""
    instance = Asked()
    instance.left = 5
    attribute = slots.attribute_of(Asked, "left")
    before = Asked.asked
    assert 5 == slots.value_of(instance, attribute) == slots.Slot(Asked.left).get(instance)
    assert before == Asked.asked
