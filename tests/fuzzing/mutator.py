"""Changes of documents: bytes are flipped, cut and inserted, and keys and values swapped."""

import random
import re

from .pieces import KEYS, PIECES, VALUES

__all__ = ["mutated"]

TOKEN = re.compile(
    rb'(?P<member>(?P<key>"(?:[^"\\]|\\.)*")\s*:\s*(?P<simple>"(?:[^"\\]|\\.)*"|[^\s\[\]{},"]+)?)'
    rb'|(?P<value>"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|[a-z]+)|(?P<other>[\[\]{},])',
    re.DOTALL,
)


def spans(kind: str, data: bytes) -> list[tuple[int, int]]:
    """Return where the keys of a document stand, or its simple values, members or other tokens."""
    groups = {"value": ("simple", "value")}.get(kind, (kind,))
    return [
        match.span(group)
        for match in TOKEN.finditer(data)
        for group in groups
        if match[group] and (kind != "member" or match["simple"])
    ]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change one thing in a document: bytes, anywhere, or a whole value, key or member."""
    return by_bytes(data, chance) if chance.random() < 0.25 else by_tokens(data, chance)


def by_bytes(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, double or insert bytes."""
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice([1, 1, 2, 8, 40]))
    match chance.randrange(5):
        case 0:
            flipped = bytes([data[at] ^ 1 << chance.randrange(8)]) if at < len(data) else b""
            return data[:at] + flipped + data[at + 1 :]
        case 1:
            return data[:at] + data[end:]
        case 2:
            return data[:at] + data[at:end] + data[at:]
        case 3:
            return data[:at]
        case _:
            return data[:at] + chance.choice(PIECES) + data[at:]


def by_tokens(data: bytes, chance: random.Random) -> bytes:
    """Put a value in another's place, a key in another's, swap tokens, double a member."""
    kind = chance.choice(["value"] * 4 + ["key"] * 2 + ["member"] * 2 + ["other"])
    found = spans(kind, data)
    if not found:
        return chance.choice(VALUES)
    (start, end), (other, other_end) = sorted(chance.choices(found, k=2))
    first, second = data[start:end], data[other:other_end]
    if kind == "member":
        return data[:start] + second + b", " + data[start:other] + first + data[other_end:]
    match chance.randrange(3):
        case 0 if start < other:
            return data[:start] + second + data[end:other] + first + data[other_end:]
        case 1:
            return data[:start] + second + data[end:]
        case _:
            new = chance.choice({"value": VALUES, "key": KEYS, "other": PIECES}[kind])
            return data[:start] + new + data[end:]
