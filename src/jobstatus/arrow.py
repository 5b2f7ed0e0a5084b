"""Jobs, and instances of any attrs class, in Arrow tables and back; needs pyarrow."""

from .tables.conversion import arrow_schema, documents_of, from_table, to_table

__all__ = ["arrow_schema", "documents_of", "from_table", "to_table"]
