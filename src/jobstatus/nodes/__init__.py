"""Nodes: one class for each kind of type, whose bound methods are the hooks that cattrs holds."""
