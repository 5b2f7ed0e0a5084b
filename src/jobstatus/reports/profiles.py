"""The statuses, keys, kinds and mappings of a report, by which two reports are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import Factory, define, frozen

from jobstatus.codecs.json_text import decode_json, encode_json
from jobstatus.errors import StructureError

from .report import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["ASPECTS", "Profile", "ProfileError", "Trait", "profile_of", "read_profile"]

ASPECTS: Final = ("status", "key", "kind", "mapping")
"""The aspects that are compared: statuses, undeclared keys, kinds of provider's values, and
provider's values with the status that each is mapped to."""

# A report begins so; a source that is one document does not.
_BEGINNING: Final = FORMAT.encode()
_BEGINNING_ROOM: Final = 200

_Content: TypeAlias = "dict[str, Any]"


class ProfileError(Exception):
    """A file begins as a report does, and is none."""


@frozen
class Trait:
    """A status, an undeclared key, a kind of provider's values, or a mapping.

    Attributes:
        aspect: Which of these it is; one of `ASPECTS`.
        text: What it is called: the status, the path of the key, the kind; for a mapping, the JSON
            text of the provider's value.
        status: The status to which the value of a mapping is mapped.
        count: The number of jobs; of a key, the number of objects that have it.
        first: The `file`, `line` and `path` of the first; `None` if that is not known.
    """

    aspect: str
    text: str
    status: str | None = None
    count: int = 0
    first: _Content | None = None

    @property
    def identity(self) -> tuple[str, str, str | None]:
        """The values that the trait shares with the same trait of another report."""
        return self.aspect, self.text, self.status

    def as_json(self) -> dict[str, Any]:
        """Return the trait as JSON-ready builtins.

        Returns:
            `text`, `status` (of a mapping), `count` and `first`.
        """
        status = {} if self.status is None else {"status": self.status}
        return {"text": self.text, **status, "count": self.count, "first": self.first}


@define
class Profile:
    """The traits of a report.

    Attributes:
        files: The number of files.
        jobs: The number of jobs.
        has_keys: True if the undeclared keys were counted.
        is_complete: True if everything was counted, and nothing had to be lumped together.
        traits: The traits.
    """

    files: int = 0
    jobs: int = 0
    has_keys: bool = False
    is_complete: bool = True
    traits: list[Trait] = Factory(list)


def read_profile(path: Path) -> Profile | None:
    """Read the JSON document of a report.

    Args:
        path: A file.

    Returns:
        The traits of the report; `None` if the file is another document, or no file.

    Raises:
        ProfileError: The file begins as a report does, and is none.
        OSError: The file cannot be read.
    """
    if not path.is_file():
        return None
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING_ROOM)
        if _BEGINNING not in beginning:
            return None
        data = beginning + file.read()
    try:
        return profile_of(decode_json(data, Profile))
    except StructureError as error:
        raise ProfileError(f"is no report: {error.problems[0].message}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise ProfileError(f"is no report of this version: {error!r}") from None


def profile_of(report: _Content) -> Profile:
    """List the traits of a report.

    Args:
        report: The report, as `Report.as_json` returns it.

    Raises:
        KeyError, TypeError, AttributeError: It is no report.
    """
    keys = report["keys"]
    without_status = report["without_status"] + report["malformed"]
    lumped = sum(group["lumped"] for group in report["statuses"] + without_status)
    lumped += keys["lumped"] if keys else 0
    return Profile(
        files=report["files"],
        jobs=report["jobs"],
        has_keys=keys is not None,
        is_complete=not lumped and all(s["status"] is not None for s in report["statuses"]),
        traits=[
            *_statuses(report["statuses"] + without_status),
            *(Trait("key", key["path"], None, key["count"], key["first"]) for key in _found(keys)),
            *(Trait("kind", kind, None, jobs) for kind, jobs in report["kinds"].items()),
            *_mappings(report["statuses"]),
        ],
    )


def _statuses(groups: Iterable[_Content]) -> Iterator[Trait]:
    for group in groups:
        if group["status"] is not None:
            yield Trait("status", group["status"], None, group["jobs"], group["first"])


def _found(keys: _Content | None) -> list[_Content]:
    return keys["found"] if keys else []


def _mappings(groups: Iterable[_Content]) -> Iterator[Trait]:
    for group in groups:
        if group["status"] is None:
            continue
        for value in group["values"]:
            text = "absent"
            if value["kind"] != "absent":
                text = encode_json(value["value"], Any).decode()
            yield Trait("mapping", text, group["status"], value["jobs"])
