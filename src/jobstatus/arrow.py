"""Jobs, and instances of any attrs class, in Arrow tables and back; needs pyarrow."""

from .bulk.rows import (
    ENVELOPES,
    JOBS,
    RAW,
    REJECTS,
    ROWS,
    Batches,
    convert_documents,
    from_rows,
    to_rows,
)
from .tables.class_tables import arrow_schema, documents_of, from_table, to_table

__all__ = [
    "ENVELOPES",
    "JOBS",
    "RAW",
    "REJECTS",
    "ROWS",
    "Batches",
    "arrow_schema",
    "convert_documents",
    "documents_of",
    "from_rows",
    "from_table",
    "to_rows",
    "to_table",
]
