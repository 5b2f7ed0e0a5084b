"""The costs of `jobstatus` and its peers, and their losses: `python -m benchmarks --help`."""
