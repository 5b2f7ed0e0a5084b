"""Files of stored responses: found, read document by document, and taken apart into jobs."""
