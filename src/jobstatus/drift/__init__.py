"""Drift: documents that hold what the classes do not know, reported to a function of the user's."""
