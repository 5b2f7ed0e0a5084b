"""Documents that nobody would think of, over all types and options: CONTRIBUTING has the commands."""
