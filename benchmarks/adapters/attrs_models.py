"""The classes in attrs: what cattrs, msgspec and adaptix read."""

from __future__ import annotations

import attrs

from .models import declare

TYPES = declare(attrs.frozen(kw_only=True))
