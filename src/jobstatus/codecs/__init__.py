"""Bytes and builtins: strict JSON text, and the checks around cattrs's preconfigured formats."""
