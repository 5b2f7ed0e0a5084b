"""What the fields of a class cannot say of a document, kept and written back."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Union, cast, get_args, get_origin

from attrs import fields, has

from .code import GaveUp
from .codecs.json_values import copy_json
from .errors import JobStatusError, Problem, mismatch
from .extra import NO_EXTRA, extra_field_of
from .keys import Keys
from .one_or_many import OneOrMany, is_one_or_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from cattrs import Converter

    from .keys import Options

__all__ = ["Rest", "rest_to_write"]

_DATE_TIMES: Final = (datetime, datetime | None)
_BARE_TOO: Final[tuple[Any, ...]] = (
    OneOrMany,
    Union[OneOrMany, None],  # noqa: UP007 - it is an annotated list, not a class
)


class Rest:
    """What the fields of a class cannot say of a document.

    That is undeclared keys; null, where absent is `None` as well; and how a date-time or a bare
    string was spelled, where it is written otherwise.
    """

    def __init__(self, type_: Any, keys: Keys, converter: Converter) -> None:
        class_ = get_origin(type_) or type_
        self.keys: Keys = keys
        self.name: str = cast("str", keys.extra)
        self.alias: str = getattr(fields(class_), self.name).alias
        self.spelled: dict[str, tuple[str, Any, Callable[..., Any], Callable[[Any], Any]]] = {
            key.key: (
                key.a.name,
                key.a.type,
                converter.get_structure_hook(key.a.type),
                converter.get_unstructure_hook(key.a.type),
            )
            for key in keys
            if _is_spelled(key.a.type)
        }

    def of(self, value: dict[Any, Any], instance: Any) -> tuple[dict[str, Any], list[Problem]]:
        """Return it, and what in it is not JSON."""
        rest: dict[str, Any] = {}
        problems: list[Problem] = []
        for key, item in value.items():
            declared = self.keys.declared.get(key)
            if declared is None:
                if not issubclass(type(key), str):
                    problems.append(mismatch("a string as a key", key))
                    continue
                rest[str.__str__(key)], found = copy_json(item)
                problems += (problem.under(key) for problem in found)
            elif item is None:
                if declared.a.default is None:
                    rest[declared.key] = None
            elif declared.key in self.spelled:
                name, type_, _, write = self.spelled[declared.key]
                if not _is_usual(item, type_) and write(getattr(instance, name)) != item:
                    rest[declared.key], _ = copy_json(item)
        return rest, problems

    def only(self, value: dict[Any, Any], instance: Any) -> dict[str, Any]:
        """Return it, for generated code: what is odd is for the careful hook."""
        rest, problems = self.of(value, instance)
        if problems or (rest and self.keys.of_other_case(value)):
            raise GaveUp
        return rest or NO_EXTRA

    def added(self, written: dict[str, Any], instance: Any) -> list[Problem]:
        """Add it to what is written; a field that has been set since wins."""
        extra = getattr(instance, self.name, NO_EXTRA)
        if not isinstance(extra, dict):
            return [mismatch("an object", extra).under(self.name)]
        problems: list[Problem] = []
        for key, item in extra.items():
            declared = self.keys.declared.get(key)
            if declared is None:
                if not issubclass(type(key), str):
                    problems.append(mismatch("a string as a key", key).under(self.name))
                    continue
                written[str.__str__(key)], found = copy_json(item)
                problems += (problem.under(key) for problem in found)
            elif item is None:
                written.setdefault(declared.key, None)
            elif declared.key in self.spelled:
                _, type_, read, write = self.spelled[declared.key]
                with suppress(JobStatusError):
                    if write(read(item, type_)) == written.get(declared.key):
                        written[declared.key], _ = copy_json(item)
            elif written.get(declared.key) is None:  # it was undeclared when it was read
                written[declared.key], found = copy_json(item)
                problems += (problem.under(key) for problem in found)
        return problems

    def add(self, written: dict[str, Any], instance: Any) -> None:
        """Add it, for generated code: what is odd is for the careful hook."""
        if self.added(written, instance):
            raise GaveUp


def _is_spelled(type_: Any) -> bool:
    """Tell whether there is something that may be spelled in more than one way, but in classes."""
    if type_ is datetime or is_one_or_many(type_):
        return True
    return not has(get_origin(type_) or type_) and any(map(_is_spelled, get_args(type_)))


def _is_usual(item: Any, type_: Any) -> bool:
    """Tell whether something is sure to be written as it was spelled: as the service spells it."""
    if type_ in _DATE_TIMES:
        return len(item) == _USUAL and item[10] == "T" and item[-1] == "Z"
    return type_ in _BARE_TOO and type(item) is list


_USUAL: Final = len("2021-01-01T01:01:01.000Z")


def rest_to_write(type_: Any, converter: Converter, options: Options) -> Rest | None:
    """Return what adds it to what is written of a class, if the class has a field for it."""
    if not extra_field_of(get_origin(type_) or type_):
        return None
    generated: Any = converter.gen_unstructure_attrs_fromdict(type_)
    return Rest(type_, Keys(type_, generated, options), converter)
