"""What `jobstatus` and its peers cost, and what they lose: `python -m benchmarks --help`."""
