"""Types that are drawn: fields of each kind in classes, lists, dicts and unions, with documents."""

import random
from collections.abc import Callable
from typing import TypeAlias

import attrs

from .samples import JOB, STATUS
from .type_texts import CLASS_KINDS

__all__ = ["DrawnType", "drawn_type"]

Chance: TypeAlias = random.Random

LEAVES: dict[str, list[str]] = {
    "str": ['"a"', '""', r'"\u00e4"', '"open"', '"a long text with spaces"'],
    "int": ["0", "-5", "12345678901234567890", "123456789012345678"],
    "float": ["1.5", "-0.0", "3", "1e5", "123456789012345678"],
    "bool": ["true", "false"],
    "None": ["null"],
    "Any": ["1", '{"a":[null]}', "1e400"],
    "JsonValue": ["1.0", '{"b":1,"a":{"c":[]}}', '"x"', "[true,[1]]"],
    "SourceValue": ['"Open"', '{"id":3}', "1", "null"],
    "datetime": ['"2021-01-01T01:01:01.000Z"', '"2021-01-01T01:01:01.1234567+05:30"'],
    "date": ['"2021-01-01"'],
    "bytes": ['"YQ=="'],
    "Byte": ["0", "255"],
    "OneOrMany": ['"a"', '["a","b"]'],
    "int | float": ["1", "1.0"],
    "int | str | None": ["1", '"1"', "null"],
    "float | bool": ["1.5", "true"],
    "Literal['a', 1, None]": ['"a"', "1", "null"],
    "AtsJobValue": ['"open"', '"brand_new"'],
    "Open[Colour]": ['"red"', '"blue"'],
    "Open[Shouting]": ['"LOUD"', '"loud"', '"Other"'],
    "Size": ['"S"', '"L"'],
    "JobStatus": [STATUS.decode(), '{"value":"open"}', "{}"],
    "CustomFields": ['{"id":"a","value":[1],"value_id":"x"}', '{"valueId":"x"}'],
    "AtsJob": [JOB.decode(), '{"id":"a"}'],
    "RawResponse": ['{"method":"GET","url":"","body":[0,255],"response":null}'],
    "Pair[Colour]": ['{"value":"red","source_value":1,"other":2}'],
    "Boxed[int]": ['{"it":1,"more":[]}'],
    "Tree": ['{"name":"a","children":[{"parent":{"name":"b"}}]}'],
    "Patch": ['{"text":null,"two_words":[]}', '{"twoWords":[]}'],
    "Middling": ['{"b":1,"z":{},"a":2}'],
    "Validated": ['{"n":1}', '{"n":-1}'],
    "Sized": ['{"size":"L","sizes":{"a":null}}'],
}
"""Types that are not composed of others, and a few documents of each."""

HASHABLE = ["str", "int", "float", "bool", "datetime", "Size", "AtsJobValue", "Open[Colour]"]
DEFAULTS = {"str": "'a'", "int": "0", "float": "1.5", "bool": "False", "Any": "None"}
NAMES = [
    *("id", "value", "source_value", "two_words", "created_at", "data", "n", "a", "x", "extra"),
    *("sourceValue", "a_very_long_name_of_a_field_with_many_words", "_private", "x1_y2"),
]


@attrs.frozen
class DrawnType:
    """A type, and how its documents are drawn.

    Attributes:
        text: The text that names the type.
        document: Draws the text of a document.
    """

    text: str
    document: Callable[[Chance], str]


def drawn_type(chance: Chance, depth: int = 3) -> DrawnType:
    """Draw a type that is composed of at most so many levels."""
    if depth == 0:
        return _leaf(chance, list(LEAVES))
    draw = chance.choice([*([_class] * 4), _leaf, _list, _dict, _optional, _tuple, _set, _union])
    return draw(chance, depth) if draw is not _leaf else _leaf(chance, list(LEAVES))


def _leaf(chance: Chance, texts: list[str]) -> DrawnType:
    text = chance.choice(texts)
    return DrawnType(text, lambda chance: chance.choice(LEAVES[text]))


def _some(item: DrawnType) -> Callable[[Chance], str]:
    return lambda chance: f"[{','.join(item.document(chance) for _ in range(chance.randrange(4)))}]"


def _list(chance: Chance, depth: int) -> DrawnType:
    item = drawn_type(chance, depth - 1)
    return DrawnType(chance.choice(["list", "list", "Sequence"]) + f"[{item.text}]", _some(item))


def _dict(chance: Chance, depth: int) -> DrawnType:
    item = drawn_type(chance, depth - 1)
    kind, key = chance.choice(["dict", "dict", "Mapping"]), chance.choice(["str", "str", *HASHABLE])

    def document(chance: Chance) -> str:
        keys = [chance.choice([*LEAVES[key], '"1"', '"a"']) for _ in range(chance.randrange(4))]
        texts = [text if text.startswith('"') else f'"{text}"' for text in keys]
        return "{" + ",".join(f"{text}:{item.document(chance)}" for text in texts) + "}"

    return DrawnType(f"{kind}[{key}, {item.text}]", document)


def _optional(chance: Chance, depth: int) -> DrawnType:
    item = drawn_type(chance, depth - 1)
    return DrawnType(
        f"{item.text} | None",
        lambda chance: "null" if chance.random() < 0.3 else item.document(chance),
    )


def _tuple(chance: Chance, depth: int) -> DrawnType:
    items = [drawn_type(chance, depth - 1) for _ in range(chance.choice([1, 1, 2, 3]))]
    if len(items) == 1:
        return DrawnType(f"tuple[{items[0].text}, ...]", _some(items[0]))
    return DrawnType(
        f"tuple[{', '.join(item.text for item in items)}]",
        lambda chance: f"[{','.join(item.document(chance) for item in items)}]",
    )


def _set(chance: Chance, depth: int) -> DrawnType:
    item = _leaf(chance, HASHABLE)
    return DrawnType(f"{chance.choice(['set', 'frozenset'])}[{item.text}]", _some(item))


def _union(chance: Chance, depth: int) -> DrawnType:
    """Draw a union, which may be one that no converter can read: both builds have to say so."""
    draw = chance.choice([_class, _class, drawn_type])
    items = [draw(chance, depth - 1) for _ in range(2)]
    return DrawnType(
        " | ".join(item.text for item in items),
        lambda chance: chance.choice(items).document(chance),
    )


def _class(chance: Chance, depth: int) -> DrawnType:
    names = chance.sample(NAMES, chance.randrange(1, 6))
    fields = {name: drawn_type(chance, max(0, depth - 1)) for name in names}
    required = chance.randrange(len(names) + 1)
    texts = []
    for index, (name, field) in enumerate(fields.items()):
        text = field.text
        if index >= required:
            default = chance.choice([DEFAULTS.get(text, "None"), "None", "UNSET"])
            text = f"({text} | UnsetType, UNSET)" if default == "UNSET" else f"({text}, {default})"
            if default == "None" and chance.random() < 0.7:
                text = f"({field.text} | None, None)"
        texts.append(f"{name}={text}")
    kind = chance.choice(list(CLASS_KINDS))
    if "dataclass" not in kind and chance.random() < 0.3:
        texts.append("more=(Extra, NO_EXTRA)")

    def document(chance: Chance) -> str:
        kept = [name for name in names if chance.random() < 0.9]
        members = [f'"{_spelled(name, chance)}":{fields[name].document(chance)}' for name in kept]
        if chance.random() < 0.2:
            members.insert(0, '"job_postings":[{"a":1}]')
        return "{" + ",".join(members) + "}"

    return DrawnType(f"Class({kind!r}, {', '.join(texts)})", document)


def _spelled(name: str, chance: Chance) -> str:
    if chance.random() < 0.8:
        return name
    first, *words = name.split("_")
    return "".join([first, *map(str.capitalize, words)])
