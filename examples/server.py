"""A small server with the manners of StackOne's API, for clients to be tried on.

It serves the pages in `responses/`: each provider there is an account, `smartrecruiters` for one.
It asks for a key, pages by `next`, sends the heartbeat to those who prefer it, and refuses each
second page once, with 429 and `Retry-After`.
"""

import argparse
import json
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import cast
from urllib.parse import parse_qs, urlsplit

RESPONSES = Path(__file__).parent / "responses"
RETRY_AFTER = 1  # seconds
HEARTBEATS = 3


class Server(ThreadingHTTPServer):
    """Serves the pages, and knows which of them it has refused once."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        """Listen at a port of this machine; at a free one by default."""
        super().__init__(("127.0.0.1", port), Handler)
        self.refused: set[str] = set()

    @property
    def url(self) -> str:
        """The address, for `STACKONE_URL`."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers `GET /unified/ats/jobs`."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a page, or with an error."""
        refused = cast("Server", self.server).refused
        url = urlsplit(self.path)
        account = self.headers.get("x-account-id", "")
        cursor = parse_qs(url.query).get("next", [""])[0]
        if "Authorization" not in self.headers:
            self.fail(HTTPStatus.UNAUTHORIZED)
        elif url.path != "/unified/ats/jobs" or not (pages := pages_of(account)):
            self.fail(HTTPStatus.NOT_FOUND)
        elif cursor not in pages:
            self.fail(HTTPStatus.BAD_REQUEST)
        elif cursor and cursor not in refused:
            refused.add(cursor)
            self.fail(HTTPStatus.TOO_MANY_REQUESTS)
        else:
            refused.discard(cursor)
            self.send_page(pages[cursor])

    def fail(self, status: HTTPStatus) -> None:
        """Answer with an error, as the API spells it."""
        body = json.dumps({"statusCode": status, "message": status.phrase}).encode()
        self.send_response(status)
        if status is HTTPStatus.TOO_MANY_REQUESTS:
            self.send_header("Retry-After", str(RETRY_AFTER))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_page(self, body: bytes) -> None:
        """Answer with a page in chunks; before it, send newlines if the client prefers them."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.headers.get("Prefer") == "heartbeat":
            for _ in range(HEARTBEATS):
                self.send_chunk(b"\n")
                time.sleep(0.01)  # a provider that takes its time
        self.send_chunk(body)
        self.send_chunk(b"")

    def send_chunk(self, data: bytes) -> None:
        """Send a piece of the body at once; an empty piece ends it."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Log nothing."""


def pages_of(account: str) -> dict[str, bytes]:
    """Return the pages of an account by the cursors that lead to them; the first one's is empty."""
    pages: dict[str, bytes] = {}
    cursor: str | None = ""
    for path in sorted(RESPONSES.glob("*-[0-9].json")):
        if path.name[:-7] == account and cursor is not None:
            pages[cursor] = path.read_bytes()
            cursor = json.loads(pages[cursor])["next"]
    return pages


@contextmanager
def running() -> Generator[str, None, None]:
    """Run a server in a thread of its own.

    Yields:
        Its address.
    """
    with Server() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.url
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Serve the example responses.")
    parser.add_argument("--port", type=int, default=0, help="a free one by default")
    with Server(parser.parse_args().port) as server:
        print(server.url, flush=True)
        with suppress(KeyboardInterrupt):
            server.serve_forever()
