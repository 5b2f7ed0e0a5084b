"""Source code that does what the hooks in a tree of shapes do, in one function and without a detour.

What costs time in hooks is that there is one for each value: calls, and `try` for each. The code
written here looks at each value in line. It is only for values that are as they should be: at the
first that is not, or that is odd in any way, it gives up, and the hooks decide. So it need not
know how to complain, and whoever doubts it may compare.

There are three kinds of it: reading builtins, whose every type is looked at here; reading Structs
that msgspec has filled from JSON text, whose types msgspec has looked at; and writing, builtins or
Structs of which msgspec makes JSON text, where each type is looked at, too.
"""

from __future__ import annotations

from datetime import datetime, timezone
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from attrs import NOTHING, Factory

from .code import Code, GaveUp
from .codecs.json_values import ATOMS, SCALARS, flat_copy, is_flat, is_shallow
from .extra import NO_EXTRA
from .making import making_of
from .open_enum import OpenEnum
from .structs import other_name, own_name, struct_to_write, twin_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from .shape import Field, Shape, Tree

__all__ = ["FromBuiltins", "FromStructs", "ToBuiltins", "ToStructs"]

_SPELLED: Final = ("date_time", "one_or_many")
_CONTAINERS: Final = frozenset({list, dict})
_ANY_JSON: Final = SCALARS | _CONTAINERS

# Larger integers are odd enough for the hooks.
_IS_NOT: Final[dict[Any, str]] = {
    str: "type({0}) is not str",
    int: f"type({{0}}) is not int or not {-(10**18)} < {{0}} < {10**18}",
    float: "type({0}) is not float or {0} - {0} != 0",  # as it is of `nan` and `inf`
    bool: "type({0}) is not bool",
    NoneType: "{0} is not None",
    None: "{0} is not None",
}

_parse_date_time: Final = msgspec.json.Decoder(datetime).decode


class _Walk:
    """Writes the code for a tree of shapes, kind by kind."""

    def __init__(self, code: Code) -> None:
        self.code = code

    def value(self, tree: Tree, value: str) -> str:
        """Write the code for one value.

        Args:
            tree: What is to be done with the value.
            value: A variable that holds it; it may be assigned to.

        Returns:
            An expression for the result.
        """
        done: str = getattr(self, f"_{tree.shape.kind}")(tree, value)
        return done

    def _optional(self, tree: Tree, value: str) -> str:
        lines = self.code.lines
        before = len(lines)
        with self.code.block(f"if {value} is not None:"):
            self.into(value, tree.inside[0], value)
        if len(lines) == before + 1:  # there is nothing to be done with what is not None, either
            lines.pop()
        return value

    def same(self, _tree: Tree, value: str) -> str:
        """Write nothing: the value is as it should be."""
        return value

    def into(self, variable: str, tree: Tree, value: str) -> None:
        """Write the code for one value, and put what comes of it into a variable."""
        done = self.value(tree, value)
        if done != variable:
            self.code.add(f"{variable} = {done}")

    def _each(self, tree: Tree, value: str) -> str:
        """Write the loop that makes a list."""
        code, made, item = self.code, self.code.variable(), self.code.variable()
        code.add(f"{made} = []")
        with code.block(f"for {item} in {value}:"):
            code.add(f"{made}.append({self.value(tree, item)})")
        return made

    def _each_item(self, tree: Tree, value: str) -> str:
        """Write the loop that makes a dict."""
        code, made = self.code, self.code.variable()
        key, item = code.variable(), code.variable()
        code.add(f"{made} = {{}}")
        with code.block(f"for {key}, {item} in {value}.items():"):
            code.give_up_if(f"type({key}) is not str")
            code.add(f"{made}[{key}] = {self.value(tree, item)}")
        return made

    def hooked(self, tree: Tree, value: str) -> str:
        """Return the expression for what the hook makes of a value."""
        return f"{self.code.named(tree.hook)}({value}, {self.code.named(tree.type)})"


class _OfObjects(_Walk):
    """What reading builtins and writing have in common: each type is looked at."""

    def _scalar(self, tree: Tree, value: str) -> str:
        kinds = (int, float) if tree.type is float else (tree.type,)
        self.code.give_up_if(" and ".join(f"({_IS_NOT[kind].format(value)})" for kind in kinds))
        return value

    def _range(self, tree: Tree, value: str) -> str:
        low, high = tree.shape.allowed[0], tree.shape.allowed[-1]
        self.code.give_up_if(f"type({value}) is not int or not {low} <= {value} <= {high}")
        return value

    def _json(self, tree: Tree, value: str) -> str:
        kinds = tree.shape.kinds
        odd = [f"type({value}) not in {self.code.named(kinds & ATOMS)}"]
        odd += [_IS_NOT[kind].format(value) for kind in (int, float) if kind in kinds]
        with self.code.block(f"if {' and '.join(f'({condition})' for condition in odd)}:"):
            if tree.inside or not kinds & _CONTAINERS:
                self.code.add(f"{value} = {self.hooked(tree, value)}")
            else:
                self.code.add(f"{value} = {self._copy(tree, value)}")
        return value

    def _list(self, tree: Tree, value: str) -> str:
        code, (item,) = self.code, tree.inside
        code.give_up_if(f"type({value}) is not list")
        if _is_any_json(item):
            return self._copy(tree, value)
        if item.type is str:  # mostly one or two: a loop is faster than `map` and `all`
            text = code.variable()
            with code.block(f"for {text} in {value}:"):
                code.give_up_if(f"type({text}) is not str")
            return self.copied(value)
        return self._each(item, value)

    def _dict(self, tree: Tree, value: str) -> str:
        self.code.give_up_if(f"type({value}) is not dict")
        if _is_any_json(tree.inside[0]):
            return self._copy(tree, value)
        return self._each_item(tree.inside[0], value)

    def copied(self, value: str) -> str:
        """Return the expression for a copy of a list."""
        return f"{value}[:]"

    def _copy(self, tree: Tree, value: str) -> str:
        """Write the copying of a container of any JSON; most are flat."""
        code, copy = self.code, self.code.variable()
        code.add(f"{copy} = {code.named(flat_copy)}({value})")
        code.add(f"if {copy} is None: {copy} = {self.hooked(tree, value)}")
        return copy


class FromBuiltins(_OfObjects):
    """Code that reads builtins, such as `json.loads` gives."""

    def _open_enum(self, tree: Tree, value: str) -> str:
        code = self.code
        code.give_up_if(f"type({value}) is not str")
        member, listed = code.variable(), {member.value: member for member in tree.type}
        code.add(f"{member} = {code.named(listed.get)}({value})")
        code.add(f"if {member} is None: {member} = {code.named(tree.type)}({value})")
        return member

    def _date_time(self, tree: Tree, value: str) -> str:
        self.code.give_up_if(f"type({value}) is not str")
        return _date_time_of_text(self, tree, value)

    def _one_or_many(self, tree: Tree, value: str) -> str:
        self.code.add(f"if type({value}) is str: {value} = [{value}]")
        return self.value(tree.inside[0], value)

    def _class(self, tree: Tree, value: str) -> str:
        code = self.code
        code.give_up_if(f"type({value}) is not dict")
        making = making_of(tree, code)
        rest = _RestOf(tree, code)
        missed: list[str] = []
        for field, inside in zip(tree.shape.fields, tree.inside, strict=True):
            item, key = code.variable(), repr(field.key)
            default = "" if field.default is None else f", {code.named(NOTHING)}"
            code.add(f"{item} = {value}.get({key}{default})")
            if field.twin:
                with code.block(f"if {field.twin!r} in {value}:"):
                    code.give_up_if(f"{key} in {value}")
                    code.add(f"{item} = {value}[{field.twin!r}]")
            rest.saw(field, inside, item)
            if field.default is None:
                making.set(field, self.value(inside, item))
            else:
                making.set(field, _or_default(self, field, inside, item, code.named(NOTHING)))
            if field.other:
                missed.append(f"{item} is None" if default == "" else f"{key} not in {value}")
        self._undeclared(tree.shape, value, missed)
        if rest.kept:
            with code.block(f"if {rest.there(value)}:"):
                hook = code.named(tree.shape.extra_hook)
                making.set_extra(f"{hook}({value}, {making.instance})")
        return making.made()

    def _undeclared(self, shape: Shape, value: str, missed: list[str]) -> None:
        """Write what becomes of undeclared keys that are not kept."""
        code = self.code
        if shape.unknown == "forbid":
            declared = frozenset(f.key for f in shape.fields) | {f.twin for f in shape.fields}
            code.give_up_if(f"not {code.named(declared.issuperset)}({value})")
        elif shape.unknown == "drop" and missed:
            # All fields of two words are absent: it may be a document of the other case.
            others = frozenset(field.other for field in shape.fields)
            missed.append(f"not {code.named(others.isdisjoint)}({value})")
            code.give_up_if(" and ".join(missed))


class _RestOf:
    """Writes the question whether a document may say what its fields cannot, if that is kept.

    If it has as many keys as there are fields that got something, it has no others, and no nulls.
    """

    def __init__(self, tree: Tree, code: Code) -> None:
        self.code = code
        self.kept = tree.shape.unknown == "keep" and tree.shape.extra is not None
        self.odd: str | None = None
        self.got: list[str] = []

    def saw(self, field: Field, tree: Tree, value: str) -> None:
        """Write what there is to be noted of a field's value, before it is read."""
        if not self.kept:
            return
        absent = self.code.named(NOTHING)
        if field.default is None:
            self.got.append(f"({value} is not None)")
        elif field.default is NOTHING:
            self.got.append("1")
        else:  # what it is when it is absent tells nothing
            self._note_if(f"{value} is {absent}")
            self.got.append("1")
        inner = tree.inside[0] if tree.shape.kind == "optional" else tree
        if inner.inside and inner.shape.kind != "one_or_many" and _is_spelled(inner):
            self._note_if(f"{value} is not None")
        if inner.shape.kind == "one_or_many":
            self._note_if(f"type({value}) is str")
        if inner.shape.kind == "date_time":
            usual = f"len({value}) == 24 and {value}[10] == 'T' and {value}[-1] == 'Z'"
            self._note_if(f"{value} and not ({usual})")

    def _note_if(self, condition: str) -> None:
        if self.odd is None:
            self.odd = self.code.variable()
            self.code.add(f"{self.odd} = False")
        self.code.add(f"if {condition}: {self.odd} = True")

    def there(self, value: str) -> str:
        """Return the question."""
        fewer = f"len({value}) != {' + '.join(self.got) or '0'}"
        return f"{self.odd} or {fewer}" if self.odd else fewer


class FromStructs(_Walk):
    """Code that reads what msgspec has read, from JSON text into Structs of the same fields.

    Attributes:
        strict: Whether they refuse what has to be looked at otherwise: second spellings, for which
            they have no fields, and nesting without an end.
    """

    def __init__(self, code: Code, *, strict: bool) -> None:
        super().__init__(code)
        self.strict = strict

    # What msgspec reads as we do.
    _scalar = _range = _open_enum = _Walk.same

    def _date_time(self, tree: Tree, value: str) -> str:
        return _date_time_of_text(self, tree, value)

    def _one_or_many(self, _tree: Tree, value: str) -> str:
        self.code.add(f"if type({value}) is str: {value} = [{value}]")
        return value

    def _json(self, tree: Tree, value: str) -> str:
        code = self.code
        inside: dict[str, Tree] = {sub.shape.kind: sub for sub in tree.inside}
        if not self.strict and tree.shape.kinds & _CONTAINERS:
            self._shallow(value)
        for kind, sub in inside.items():
            with code.block(f"if type({value}) is {kind}:"):
                code.add("pass")
                self.into(value, sub, value)
        return value

    def _shallow(self, value: str) -> None:
        """Write the look at how deep a value nests."""
        code = self.code
        containers, shallow = code.named(_CONTAINERS), code.named(is_shallow)
        code.give_up_if(f"type({value}) in {containers} and not {shallow}({value})")

    def _list(self, tree: Tree, value: str) -> str:
        return self._unless_same(self._each, tree.inside[0], value)

    def _dict(self, tree: Tree, value: str) -> str:
        return self._unless_same(self._each_item, tree.inside[0], value)

    def _unless_same(self, each: Callable[[Tree, str], str], tree: Tree, value: str) -> str:
        """Write a loop, unless it would make a list or dict of the very same items."""
        aside = Code()
        if FromStructs(aside, strict=self.strict).value(tree, "item") == "item" and not aside.lines:
            return value
        return each(tree, value)

    def _class(self, tree: Tree, value: str) -> str:
        code, making, unset = self.code, making_of(tree, self.code), self.code.named(msgspec.UNSET)
        for field, inside in zip(tree.shape.fields, tree.inside, strict=True):
            item, plain = code.variable(), f"{value}.{own_name(field)}"
            twin = field.twin and not self.strict
            before = len(code.lines)
            code.add(f"{item} = {plain}")
            if twin:
                other = code.variable()
                code.add(f"{other} = {value}.{twin_name(field)}")
                with code.block(f"if {other} is not {unset}:"):
                    code.give_up_if(f"{item} is not {unset}")
                    code.add(f"{item} = {other}")
            if twin or field.default is not None:
                making.set(field, _or_default(self, field, inside, item, unset))
                continue
            done = self.value(inside, item)
            if len(code.lines) == before + 1 and done == item:
                code.lines.pop()
                done = plain
            making.set(field, done)
        if not self.strict:
            for field in tree.shape.fields:
                if field.other:
                    code.give_up_if(f"{value}.{other_name(field)} is not {unset}")
        return making.made()


class ToBuiltins(_OfObjects):
    """Code that writes builtins, which share no container with what they are made of."""

    def hooked(self, tree: Tree, value: str) -> str:
        """Return the expression for what the hook makes of a value."""
        return f"{self.code.named(tree.hook)}({value})"

    def _open_enum(self, tree: Tree, value: str) -> str:
        code = self.code
        with code.block(f"if type({value}) is not str:"):
            code.give_up_if(f"type({value}) is not {code.named(tree.type)}")
            code.add(f"{value} = {code.named(str.__str__)}({value})")
        return value

    def _date_time(self, tree: Tree, value: str) -> str:
        code, text = self.code, self.code.variable()
        code.give_up_if(f"type({value}) is not {code.named(datetime)}")
        # Of other zones msgspec rounds the offset to minutes, where the hook refuses it.
        with code.block(f"if {value}.tzinfo is {code.named(timezone.utc)}:"):
            # It writes no fraction, or one of six digits, and much faster than `isoformat`.
            code.add(f"{text} = {code.named(msgspec.to_builtins)}({value})")
            short = len("2021-01-01T01:01:01Z")
            code.add(f"if len({text}) == {short}: {text} = {text}.replace('Z', '.000Z')")
            code.add(f"else: {text} = {text}.replace('000Z', 'Z')")
        code.add(f"else: {text} = {self.hooked(tree, value)}")
        return text

    def _class(self, tree: Tree, value: str) -> str:
        code, made = self.code, self.code.variable()
        code.give_up_if(f"type({value}) is not {code.named(tree.class_)}")
        code.add(f"{made} = {{}}")
        for field, inside in zip(tree.shape.fields, tree.inside, strict=True):
            item, key = code.variable(), repr(field.key)
            code.add(f"{item} = {value}.{field.name}")
            if not field.left_out:
                code.add(f"{made}[{key}] = {self.value(inside, item)}")
                continue
            inner = inside.inside[0] if inside.shape.kind == "optional" else inside
            with code.block(f"if {item} is not None:"):
                code.add(f"{made}[{key}] = {self.value(inner, item)}")
        shape = tree.shape
        if shape.extra:
            with code.block(f"if {value}.{shape.extra} is not {code.named(NO_EXTRA)}:"):
                code.add(f"{code.named(shape.extra_hook)}({made}, {value})")
        return made


class ToStructs(ToBuiltins):
    """Code that writes Structs for classes, which msgspec makes JSON text of at once.

    So nothing has to be copied.
    """

    def copied(self, value: str) -> str:
        """Return the expression for the list itself."""
        return value

    def _copy(self, tree: Tree, value: str) -> str:
        is_flat_ = self.code.named(is_flat)
        self.code.add(f"if not {is_flat_}({value}): {value} = {self.hooked(tree, value)}")
        return value

    def _open_enum(self, tree: Tree, value: str) -> str:
        if not _has_only_text(tree.type):
            return super()._open_enum(tree, value)
        enum = self.code.named(tree.type)
        self.code.give_up_if(f"type({value}) is not {enum} and type({value}) is not str")
        return value

    def _class(self, tree: Tree, value: str) -> str:
        code = self.code
        code.give_up_if(f"type({value}) is not {code.named(tree.class_)}")
        if tree.shape.extra:
            code.give_up_if(f"{value}.{tree.shape.extra} is not {code.named(NO_EXTRA)}")
        done = []
        for field, inside in zip(tree.shape.fields, tree.inside, strict=True):
            item = code.variable()
            code.add(f"{item} = {value}.{field.name}")
            done.append(self.value(inside, item))
        return f"{code.named(struct_to_write(tree))}({', '.join(done)})"


def _is_spelled(tree: Tree) -> bool:
    """Tell whether there is something that may be spelled in more than one way, but in classes."""
    kind = tree.shape.kind
    return kind in _SPELLED or (kind != "class" and any(map(_is_spelled, tree.inside)))


def _is_any_json(tree: Tree) -> bool:
    return tree.shape.kind == "json" and tree.shape.kinds >= _ANY_JSON and not tree.inside


def _has_only_text(enum: Any) -> bool:
    """Tell whether the values of an open enum, which msgspec writes, are their texts."""
    missing = getattr(enum._missing_, "__func__", None)
    return missing is vars(OpenEnum)["_missing_"].__func__ and all(
        member.value == str.__str__(member) for member in enum
    )


def _date_time_of_text(walk: _Walk, tree: Tree, value: str) -> str:
    """Write the reading of a date-time.

    Text of that length and end msgspec reads as the hook does: it has no more digits than a
    `datetime`, is in UTC, and is too short for an escape.
    """
    code = walk.code
    with code.block(f"if len({value}) < 25 and {value}[-1] == 'Z':"):
        code.add(f"{value} = {code.named(_parse_date_time)}(f'\"{{{value}}}\"')")
    with code.block("else:"):
        code.add(f"{value} = {walk.hooked(tree, value)}")
    return value


def _or_default(walk: _Walk, field: Field, tree: Tree, value: str, absent: str) -> str:
    """Write the choice between a field's value and its default."""
    code = walk.code
    with code.block(f"if {value} is {absent}:"):
        if field.default is NOTHING:
            code.add(f"raise {code.named(GaveUp)}")
        elif isinstance(field.default, cast("type[Any]", Factory)):
            code.add(f"{value} = {code.named(field.default.factory)}()")
        else:
            default = "None" if field.default is None else code.named(field.default)
            code.add(f"{value} = {default}")
    with code.block("else:"):
        code.add("pass")
        walk.into(value, tree, value)
    return value
