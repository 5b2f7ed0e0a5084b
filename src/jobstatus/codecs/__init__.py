"""Codecs: strict JSON text, and checks around the wire formats of cattrs's preconfigured converters."""
