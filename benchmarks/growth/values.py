"""Quantities of one document or class: its depth, width, problems, characters and digits."""

from __future__ import annotations

import json
from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    DriftCounter,
    JsonValue,
    OpenEnum,
    converter,
    make_converter,
    salvage,
)

from .quantity import Quantity, dumping, loading, refusing

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DEPTHS", "PROBLEMS", "TEXTS", "WIDTHS"]


@attrs.frozen
class Branch:
    """A class with itself inside."""

    name: str | None = None
    kid: Branch | None = None


attrs.resolve_types(Branch)


def _nested(number: int, begin: str, inner: str, end: str) -> str:
    return begin * number + inner + end * number


def _arrays(number: int) -> str:
    return _nested(number - 1, "[", "[]", "]")


def _branches(number: int) -> str:
    return _nested(number - 1, '{"kid":', "{}", "}")


def _bad_branches(number: int) -> str:
    return _nested(number - 1, '{"kid":', '{"name":5}', "}")


def _branches_twice(number: int) -> str:
    """Return objects, each of which is the second value of its key: it is read again."""
    return _nested(number - 1, '{"kid":null,"kid":', "{}", "}")


def _depth(prepare: Any, guarded: int = 16, note: str = "") -> Quantity:
    return Quantity(prepare, 512, 512, guarded, factor=8, note=note)


DEPTHS: Final[dict[str, Quantity]] = {
    "levels of arrays, `loads`": _depth(loading(_arrays, JsonValue)),
    "levels of arrays, `dumps`": _depth(dumping(_arrays, JsonValue)),
    "levels of a class, `loads`": _depth(loading(_branches, Branch)),
    "levels of a class, `dumps`": _depth(dumping(_branches, Branch)),
    "levels above a problem, refused": _depth(refusing(_bad_branches, Branch)),
    "levels of keys that come twice, `loads`": _depth(loading(_branches_twice, Branch)),
    "levels beyond 512, refused": Quantity(
        refusing(lambda number: _arrays(number * 1_000), JsonValue),
        *(10**3, 10**3, 10),
        note="In thousands.",
    ),
}


def _keys(number: int) -> str:
    return json.dumps({f"key {index}": index for index in range(number)})


def _items(number: int) -> str:
    return json.dumps(list(range(number)))


def _members(number: int) -> dict[str, str]:
    return {f"M{index}": f"new {index}" for index in range(number)}


def _texts(number: int) -> str:
    return json.dumps(list(_members(number).values()))


def _of_each(make: Callable[[int], Any]) -> Callable[[int], Callable[[], object]]:
    """Return a function that prepares the reading of each text that a type of so many lists."""

    def prepare(number: int) -> Callable[[], object]:
        return partial(make_converter().loads, _texts(number), list[make(number)])  # type: ignore[misc]

    return prepare


def _open(number: int) -> Any:
    return OpenEnum("Many", _members(number))


def _closed(number: int) -> Any:
    return Enum("Many", _members(number))


def _literal(number: int) -> Any:
    return Literal[tuple(_members(number).values())]


@cache
def _wide(number: int) -> Any:
    fields = {f"f{index}": attrs.field(type=str | None, default=None) for index in range(number)}
    return attrs.make_class("Wide", fields, frozen=True, slots=True)


def _wide_object(number: int) -> str:
    return json.dumps({f"f{index}": "x" for index in range(number)})


def _wide_first(number: int) -> Callable[[], object]:
    class_, text = _wide(number), _wide_object(number)

    def use() -> None:
        made = make_converter()
        made.dumps(made.loads(text, class_))

    return use


def _wide_reversed(number: int) -> Callable[[], object]:
    text = json.dumps({f"f{index}": "x" for index in reversed(range(number))})
    return partial(make_converter().loads, text, _wide(number))


def _wide_read(number: int) -> Callable[[], object]:
    return partial(make_converter().loads, _wide_object(number), _wide(number))


def _wide_written(number: int) -> Callable[[], object]:
    made = make_converter()
    return partial(made.dumps, made.loads(_wide_object(number), _wide(number)))


def _one_key(number: int) -> str:
    return "{" + ",".join(['"id":"x"'] * number) + "}"


_HASHED: Final = "A dict that outgrows the caches of the processor."
_NEAR: Final = "A key is compared with up to 32 fields, before it is looked up."

WIDTHS: Final[dict[str, Quantity]] = {
    "items of a list, `loads`": Quantity(loading(_items, JsonValue), 10**5, 10**6, 10**3),
    "items of a list, `dumps`": Quantity(dumping(_items, JsonValue), 10**5, 10**6, 10**3),
    "keys of an object, `loads`": Quantity(
        loading(_keys, JsonValue), 10**5, 10**6, 10**3, note=_HASHED
    ),
    "keys of an object, `dumps`": Quantity(
        dumping(_keys, JsonValue), 10**5, 10**6, 100, note=_HASHED
    ),
    "a key that comes again, `loads`": Quantity(loading(_one_key, AtsJob), 10**5, 10**6, 10**3),
    "fields of a class, first use": Quantity(_wide_first, 10**3, 10**4, 100),
    "fields of a class, `loads`": Quantity(_wide_read, 10**3, 10**4, 100),
    "fields of a class, `loads` in reverse": Quantity(
        _wide_reversed, 10**3, 10**4, 100, note=_NEAR
    ),
    "fields of a class, `dumps`": Quantity(_wide_written, 10**3, 10**4, 100),
    "members of an open enum, each read": Quantity(_of_each(_open), 10**3, 10**4, 100),
    "members of a closed enum, each read": Quantity(_of_each(_closed), 10**3, 10**4, 100),
    "texts of a `Literal`, each read": Quantity(_of_each(_literal), 10**3, 10**4, 100),
    "unrecognized texts, all different": Quantity(
        loading(_texts, list[AtsJobValue]), 10**5, 10**6, 100, note=_HASHED
    ),
}
_KEEPING: Final = make_converter(unknown="keep")
_FORBIDDING: Final = make_converter(unknown="forbid")


def _noticed(number: int) -> Callable[[], object]:
    made = make_converter(on_drift=DriftCounter())
    return partial(made.loads, _keys(number), AtsJob)


def _bad_jobs(number: int) -> str:
    return "[" + ",".join(['{"id":5}'] * number) + "]"


def _bad_page(number: int) -> str:
    return f'{{"data":{_bad_jobs(number)}}}'


def _salvaged(number: int) -> Callable[[], object]:
    return partial(salvage, _bad_page(number), AtsJobsPaginated)


def _salvaged_by_hook(number: int) -> Callable[[], object]:
    """Prepare the salvage of a list that only a hook of the user's can read."""

    def structure(value: Any, _: object) -> list[AtsJob]:
        return converter.structure(value, list[AtsJob])

    made = make_converter()
    made.register_structure_hook_func(lambda type_: type_ == list[AtsJob], structure)
    text = "[" + ",".join(['{"id":"a"},{"id":5}'] * number) + "]"
    return partial(salvage, text, list[AtsJob], converter=made)


_LIMITED: Final = "Beyond 10,000 problems of a document, the others are not looked for."

_REPEATED: Final = "A hook for the list is called again for each 10,000 bad jobs."

PROBLEMS: Final[dict[str, Quantity]] = {
    "bad jobs, refused": Quantity(
        refusing(_bad_jobs, list[AtsJob]), 10**5, 10**6, 100, note=_LIMITED
    ),
    "bad jobs, `salvage`": Quantity(_salvaged, 10**4, 10**5, 100),
    "bad jobs, `salvage` by a hook": Quantity(_salvaged_by_hook, 10**4, 10**5, 100, note=_REPEATED),
    "undeclared keys, dropped": Quantity(loading(_keys, AtsJob), 10**5, 10**6, 10**3),
    "undeclared keys, kept": Quantity(
        loading(_keys, AtsJob, _KEEPING), 10**5, 10**6, 100, note=_HASHED
    ),
    "undeclared keys, written back": Quantity(
        dumping(_keys, AtsJob, _KEEPING), 10**5, 10**6, 100, note=_HASHED
    ),
    "undeclared keys, forbidden": Quantity(
        refusing(_keys, AtsJob, _FORBIDDING), 10**5, 10**6, 100, note=_LIMITED
    ),
    "undeclared keys, to `on_drift`": Quantity(_noticed, 10**5, 10**6, 100),
}


def _plain(number: int) -> str:
    return f'"{"x" * number}"'


def _accented(number: int) -> str:
    return f'"{"é" * number}"'


def _escaped(number: int) -> str:
    return '"' + r"\n" * number + '"'


def _moment(number: int) -> str:
    return '{"created_at":"2021-01-01T01:01:01.' + "0" * number + '"}'


def _integer(number: int) -> str:
    return "1" * number


def _fraction(number: int) -> str:
    return f"0.{'1' * number}"


def _text(prepare: Any, guarded: int = 10**5, note: str = "", **powers: Any) -> Quantity:
    return Quantity(prepare, 10**6, 10**7, guarded, note=note, **powers)


TEXTS: Final[dict[str, Quantity]] = {
    "characters of a text, `loads`": _text(loading(_plain, str)),
    "characters beyond ASCII, `loads`": _text(loading(_accented, str)),
    "characters beyond ASCII, `dumps`": _text(dumping(_accented, str)),
    "escapes of a text, `loads`": _text(loading(_escaped, str)),
    "escapes of a text, `dumps`": _text(dumping(_escaped, str)),
    "characters of an unrecognized text": _text(loading(_plain, AtsJobValue)),
    "digits of a date-time's fraction, refused": _text(refusing(_moment, AtsJob)),
    "digits of an integer, `loads`": Quantity(
        loading(_integer, int), 10**3, 10**3, 0, note="CPython's `int`: at most 4,300 digits."
    ),
    "digits of an integer beyond 5,000, refused": _text(
        refusing(lambda number: _integer(5_000 + number), int),
        guarded=0,
        note="CPython's `int`, up to 100,000 digits.",
    ),
    "digits of a fraction, `loads`": _text(loading(_fraction, float)),
}
