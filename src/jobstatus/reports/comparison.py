"""Compare two reports: what is new, and what is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from .profiles import ASPECTS

if TYPE_CHECKING:
    from .profiles import Profile, Trait

__all__ = ["Comparison", "compare"]


@frozen
class Comparison:
    """The differences between two reports.

    Attributes:
        old: The traits of the old report.
        new: The traits of the new report.
        added: The traits that only the new report has, the most frequent of each aspect first.
        removed: The traits that only the old report has, in the same order.
    """

    old: Profile
    new: Profile
    added: tuple[Trait, ...]
    removed: tuple[Trait, ...]

    @property
    def is_complete(self) -> bool:
        """True if neither report had to lump anything together, and both have counted keys."""
        both = (self.old, self.new)
        return all(profile.is_complete and profile.has_keys for profile in both)

    def as_json(self) -> dict[str, Any]:
        """Return the differences as JSON-ready builtins.

        Returns:
            `old` and `new`: the number of `files` and `jobs` of each. `complete`: false if a report
            had no room to distinguish everything, or has not counted undeclared keys. `added` and
            `removed`: for each of `status`, `key`, `kind` and `mapping` a list of objects with
            `text`, `status` (of a mapping: what the value is mapped to), `count` and `first`.
        """
        return {
            "format": "jobstatus diff 1",
            "old": {"files": self.old.files, "jobs": self.old.jobs},
            "new": {"files": self.new.files, "jobs": self.new.jobs},
            "complete": self.is_complete,
            "added": _by_aspect(self.added),
            "removed": _by_aspect(self.removed),
        }


def compare(old: Profile, new: Profile) -> Comparison:
    """Find the traits that only one of two reports has.

    Args:
        old: The traits of the one report.
        new: The traits of the other.

    Returns:
        The differences. Undeclared keys are compared only if both reports have counted them.
    """
    return Comparison(old, new, _missing_in(old, new), _missing_in(new, old))


def _missing_in(profile: Profile, other: Profile) -> tuple[Trait, ...]:
    """Return the traits of another profile that a profile lacks."""
    known = {trait.identity for trait in profile.traits}
    if not profile.has_keys:
        other_traits = [trait for trait in other.traits if trait.aspect != "key"]
    else:
        other_traits = other.traits
    missing = [trait for trait in other_traits if trait.identity not in known]
    return tuple(sorted(missing, key=lambda trait: (ASPECTS.index(trait.aspect), -trait.count)))


def _by_aspect(traits: tuple[Trait, ...]) -> dict[str, list[dict[str, Any]]]:
    return {
        aspect: [trait.as_json() for trait in traits if trait.aspect == aspect]
        for aspect in ASPECTS
    }
