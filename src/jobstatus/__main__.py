"""`python -m jobstatus` is `jobstatus`."""

from .cli.command import main

if __name__ == "__main__":
    raise SystemExit(main())
