"""The class as which a report reads jobs: it tells a status that is null from one that is absent."""

# The annotations are objects, not text, so that no hook has to evaluate them.
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from attrs import field, fields, frozen

from jobstatus.codecs.json_text import decode_json
from jobstatus.converters import make_converter
from jobstatus.errors import StructureError
from jobstatus.models import AtsJob, AtsJobValue
from jobstatus.nodes.extra import NO_EXTRA, Extra, extra_field_of
from jobstatus.nodes.json_unions import SourceValue
from jobstatus.nodes.keys import Case, camel
from jobstatus.nodes.open_enums import Open
from jobstatus.nodes.unset import UNSET, UnsetType

if TYPE_CHECKING:
    from jobstatus.converters import JsonConverter

__all__ = ["RejectedJob", "ReportedJob", "ReportedStatus", "rejected_job", "spell"]


@frozen(weakref_slot=False)
class ReportedStatus:
    """A `JobStatus` whose fields are `UNSET` if their keys are absent, and `None` if they are null.

    Attributes:
        value: StackOne's status.
        source_value: The provider's own value.
        extra: The undeclared keys of the document, if they are kept.
    """

    value: Open[AtsJobValue] | UnsetType | None = UNSET
    source_value: SourceValue | UnsetType = UNSET
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)


@frozen(kw_only=True, weakref_slot=False)
class ReportedJob(AtsJob):
    """An `AtsJob` whose status is a `ReportedStatus`.

    Attributes:
        job_status: Status of the job; `UNSET` if the key is absent.
    """

    job_status: ReportedStatus | UnsetType | None = UNSET  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]


@frozen
class RejectedJob:
    """The status of a job that was rejected for another field, or for its status.

    Attributes:
        job_status: Status of the job; `UNSET` if the key is absent.
        is_malformed: True if no status can be made of the job's `job_status`.
    """

    job_status: ReportedStatus | UnsetType | None = UNSET
    is_malformed: bool = False


def spell(name: str, case: Case) -> str:
    """Return the key of a field in documents.

    Args:
        name: The field's name.
        case: The case of keys in the documents.
    """
    return camel(name) if case == "camel" else name


_EXTRA: Final = extra_field_of(AtsJob)
_FIELD_NAMES: Final = tuple(a.name for a in fields(AtsJob) if a.name != _EXTRA)
_JOB_KEYS: Final[dict[Case, frozenset[str]]] = {
    case: frozenset(spell(name, case) for name in _FIELD_NAMES) for case in ("snake", "camel")
}


@cache
def _converter_for(case: Case) -> "JsonConverter":
    return make_converter(case=case)


def rejected_job(raw: bytes, case: Case = "snake") -> RejectedJob | None:
    """Read the status of a job that was rejected: a problem of another field must not hide it.

    Args:
        raw: The JSON text of the item that was rejected.
        case: The case of keys in it.

    Returns:
        The job's status; `None` if the item is no object that has a key of a job, or if it is an
        envelope: then its jobs have records of their own.
    """
    try:
        item: Any = decode_json(raw, ReportedJob)
    except StructureError:
        return None
    if not isinstance(item, dict) or _JOB_KEYS[case].isdisjoint(item):
        return None
    key = spell("job_status", case)
    if item.get(key) is None and isinstance(item.get("data"), (list, dict)):
        return None
    status_alone = {key: item[key]} if key in item else {}
    try:
        job = _converter_for(case).structure(status_alone, ReportedJob)
    except StructureError:
        return RejectedJob(is_malformed=True)
    return RejectedJob(job.job_status)
