"""The example server answers as the API does, so that clients that are tried on it are right."""

import json
from collections.abc import Generator
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from examples.server import running

from jobstatus import AtsJobsPaginated, salvage

HEADERS = {"Authorization": "Basic a2V5Og==", "x-account-id": "smartrecruiters"}


@pytest.fixture(scope="module")
def url() -> Generator[str, None, None]:
    """The address of a server."""
    with running() as address:
        yield f"{address}/unified/ats/jobs"


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Return the status, headers and body of the answer to a request."""
    open_ = build_opener(ProxyHandler({})).open  # not by way of the machine's proxy
    try:
        with open_(Request(url, headers={**HEADERS, **headers}), timeout=10) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def error(status: int, message: str) -> dict[str, Any]:
    """Return the body of an error."""
    return {"statusCode": status, "message": message}


def test_a_second_page_is_refused_once(url: str) -> None:
    """With 429 and the seconds to wait; then it comes, and again it is refused."""
    _, _, first = get(url)
    second = f"{url}?next={json.loads(first)['next']}"
    for _ in range(2):
        status, headers, body = get(second)
        assert (429, "1") == (status, headers["Retry-After"])
        assert error(429, "Too Many Requests") == json.loads(body)
        status, _, body = get(second)
        assert (200, None) == (status, json.loads(body)["next"])


def test_all_jobs_but_one_are_good(url: str) -> None:
    """Two pages of 16 jobs; the seventh job of the second is malformed."""
    page, rejects = salvage(get(url)[2], AtsJobsPaginated)
    assert (16, []) == (len(page.data), rejects)
    second = f"{url}?next={page.next}"
    get(second)
    page, rejects = salvage(get(second)[2], AtsJobsPaginated)
    assert (15, [6]) == (len(page.data), [reject.index for reject in rejects])


def test_the_heartbeat_comes_before_the_page_if_it_is_preferred(url: str) -> None:
    """Newlines, which are white space before JSON."""
    plain, beating = get(url)[2], get(url, Prefer="heartbeat")[2]
    assert b"\n\n\n" + plain == beating


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("", {"x-account-id": "nobody"}, error(404, "Not Found")),
        ("/1", {}, error(404, "Not Found")),
        ("?next=nowhere", {}, error(400, "Bad Request")),
    ],
    ids=["account", "path", "cursor"],
)
def test_a_wrong_request_is_an_error(
    url: str, path: str, headers: dict[str, str], expected: dict[str, Any]
) -> None:
    """The body has the status, too."""
    status, _, body = get(url + path, **headers)
    assert expected == json.loads(body)
    assert expected["statusCode"] == status


def test_a_request_without_a_key_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 401."""
    monkeypatch.delitem(HEADERS, "Authorization")
    assert 401 == get(url)[0]
