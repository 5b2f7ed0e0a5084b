"""Read the jobs of many files of stored responses."""

from .reading import read_jobs
from .records import JobRecord, RejectRecord
from .sources import SourceError

__all__ = ["JobRecord", "RejectRecord", "SourceError", "read_jobs"]
