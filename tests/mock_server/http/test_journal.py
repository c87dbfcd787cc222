"""The journal: what is remembered of each request, and how much of all of them."""

from typing import Any

import httpx
import pytest

from mock_server import MockServer
from mock_server.http.journal import BODY_LIMIT, Journal
from mock_server.stores.store import LOG_LENGTH, LOG_SIZE
from tests.mock_server.samples import MODEL, new_model
from tests.mock_server.wire import exchange, request_bytes

_JSON = {"Content-Type": "application/json"}
_PART = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    + b"a\n" * BODY_LIMIT
    + b"\r\n--b--\r\n"
)


def _scope(*headers: tuple[bytes, bytes], path: str = "/a", query: bytes = b"") -> Any:
    return {"method": "POST", "path": path, "query_string": query, "headers": [*headers]}


def _size(journal: Journal) -> int:
    """Return the bytes that a journal keeps of what callers have sent."""
    return sum(
        len(request.body)
        + len(request.query)
        + len(request.path)
        + sum(len(name) + len(value) for name, value in request.raw_headers)
        for request in journal.requests()
    )


def test_the_last_requests_are_kept() -> None:
    """Of more than a thousand small ones the last thousand, oldest first."""
    journal = Journal()
    for number in range(LOG_LENGTH + 5):
        journal.record(_scope(path=f"/{number}"), 200, b"")
    assert [request.path for request in journal.requests()] == [
        f"/{5 + number}" for number in range(LOG_LENGTH)
    ]


@pytest.mark.parametrize("part", ["body", "query", "header", "path"])
def test_all_of_them_are_bounded_in_bytes(part: str) -> None:
    """Of large ones the last are kept, no more than 16 MiB, and nearly as many as fit."""
    journal = Journal()
    large = b"x" * BODY_LIMIT
    scopes = {
        "body": _scope(),
        "query": _scope(query=large),
        "header": _scope((b"x-large", large)),
        "path": _scope(path=f"/{large.decode()}"),
    }
    for status in range(200):
        journal.record(scopes[part], status, large if part == "body" else b"")
        assert _size(journal) <= LOG_SIZE
    assert _size(journal) > LOG_SIZE - 2 * BODY_LIMIT
    statuses = [request.status for request in journal.requests()]
    assert statuses == list(range(200 - len(statuses), 200))


def test_small_requests_have_a_size_too() -> None:
    """Requests of next to nothing are as many as ever after large ones have gone."""
    journal = Journal()
    for _ in range(100):
        journal.record(_scope(), 413, b"x" * BODY_LIMIT)
    for _ in range(LOG_LENGTH):
        journal.record(_scope(), 200, b"")
    assert [request.status for request in journal.requests()] == [200] * LOG_LENGTH


def test_forgetting_makes_room() -> None:
    """After everything has been forgotten as much as before can be kept."""
    journal = Journal()
    for _ in range(2):
        for _ in range(40):
            journal.record(_scope(), 200, b"x" * BODY_LIMIT)
        assert len(journal.requests()) == 40
        journal.clear()
        assert journal.requests() == []


def test_a_list_of_requests_is_a_copy() -> None:
    """What has been read does not change with what arrives later."""
    journal = Journal()
    journal.record(_scope(), 200, b"")
    before = journal.requests()
    journal.record(_scope(), 201, b"")
    assert [request.status for request in before] == [200]


def test_headers_as_they_came_and_by_name() -> None:
    """The raw headers keep order and case, `headers` joins repeated ones, and is worked out once."""
    journal = Journal()
    sent = ((b"X-Mark", b"1"), (b"accept", b"*/*"), (b"x-mark", b"\xe4"))
    journal.record(_scope(*sent), 200, b"")
    request = journal.requests()[0]
    assert request.raw_headers == sent
    assert request.headers == {"x-mark": "1, \xe4", "accept": "*/*"}
    assert request.headers is request.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [("/v3/models?limit=1", 200), ("/v3/nothing", 404), ("/v3/model-factory", 405), ("/", 200)],
)
def test_head(mock: MockServer, client: httpx.Client, path: str, status: int) -> None:
    """A HEAD is remembered as one, though it is answered as a GET."""
    client.head(path)
    (request,) = mock.requests
    assert (request.method, request.status, request.body) == ("HEAD", status, b"")
    assert request.path + ("?" + request.query if request.query else "") == path


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/v3/models", {}, 400),
        ("POST", "/v3/models", {"Content-Type": "text/plain"}, 415),
        ("POST", "/v3/models", {"Content-Encoding": "gzip"}, 415),
        ("PATCH", f"/v3/models/{MODEL[:-1]}f", {}, 404),
        ("DELETE", f"/v3/models/{MODEL}", {}, 202),
        ("GET", "/v3/models", {}, 200),
    ],
)
def test_bodies_that_were_read(
    mock: MockServer, client: httpx.Client, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """The body of a request that may be made is remembered, whatever becomes of it."""
    answer = client.request(method, path, content=b'{"n": 1}', headers={**_JSON, **headers})
    assert answer.status_code == status
    assert [(request.status, request.body) for request in mock.requests] == [(status, b'{"n": 1}')]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/v3/nothing", {}, 404),
        ("PUT", "/v3/models", {}, 405),
        ("POST", "/v3/models", {"Authorization": ""}, 401),
        ("POST", "/v3/models", {"Authorization": "Bearer mock-token-reader"}, 403),
        ("POST", "/v3/models", {"Accept": "text/html"}, 406),
        ("POST", "/docs", {}, 405),
    ],
)
def test_bodies_that_were_not_read(
    mock: MockServer, client: httpx.Client, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """A request that is refused for its head is remembered without a body."""
    answer = client.request(method, path, content=b'{"n": 1}', headers={**_JSON, **headers})
    assert answer.status_code == status
    assert [(request.status, request.body) for request in mock.requests] == [(status, b"")]


def test_a_conflict_is_remembered_with_its_body(mock: MockServer, client: httpx.Client) -> None:
    """A refusal by a rule of the world comes after the body was read."""
    for _ in range(2):
        client.post("/v3/models", json=new_model())
    first, second = mock.requests
    assert (first.status, second.status) == (200, 409)
    assert first.body == second.body != b""


def test_the_beginning_of_a_body_that_is_too_long() -> None:
    """What was read until it was too long is remembered; of one that announces its length that is nothing."""
    chunks = b"".join(b"64\r\n" + b"x" * 100 + b"\r\n" for _ in range(20)) + b"0\r\n\r\n"
    json = "Content-Type: application/json"
    with MockServer(world="empty", max_body=1000) as mock:
        exchange(mock.url, request_bytes("POST /v3/models", json, "Transfer-Encoding: chunked", body=chunks))
        exchange(mock.url, request_bytes("POST /v3/models", json, "Content-Length: 2000"))
        counted, announced = mock.requests
    assert (counted.status, announced.status) == (413, 413)
    assert set(counted.body) == {ord("x")}
    assert announced.body == b""


def test_the_beginning_of_an_upload(mock: MockServer, client: httpx.Client) -> None:
    """Of a large file the first 256 KiB of the form are remembered."""
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert client.post("/v3/files/upload", content=_PART, headers=headers).status_code == 200
    assert mock.requests[-1].body == _PART[:BODY_LIMIT]
