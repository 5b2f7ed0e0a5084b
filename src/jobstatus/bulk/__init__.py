"""Read the jobs of many files of stored responses, and convert them into tables."""

from .converting import Progress, Summary, WorkerError, convert
from .output import ConversionError, OutputError
from .reading import read_jobs
from .records import JobRecord, RejectRecord
from .restoring import restore
from .sources import SourceError

__all__ = [
    "ConversionError",
    "JobRecord",
    "OutputError",
    "Progress",
    "RejectRecord",
    "SourceError",
    "Summary",
    "WorkerError",
    "convert",
    "read_jobs",
    "restore",
]
