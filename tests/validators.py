"""Two validators of JSON Schema, which have to agree."""

from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator


class Valid:
    """Tells whether documents are valid; both validators have to agree."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """Check the schema itself, too."""
        Draft202012Validator.check_schema(schema)
        self.schema = schema
        self.first = Draft202012Validator(schema)
        self.second = jsonschema_rs.Draft202012Validator(schema)

    def __call__(self, wire: Any) -> bool:
        """Ask both."""
        valid = self.first.is_valid(wire)
        assert valid == self.second.is_valid(wire)
        return valid
