"""The protocol: HTTP/1.1 at its edges, byte by byte."""

import logging
import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import h11
import orjson
import pytest

from mock_server import MockServer
from mock_server.protocol import HEAD_LIMIT, Connection
from tests.mock_server.samples import new_model
from tests.mock_server.wire import exchange, request_bytes

_BODY = orjson.dumps(new_model())
_UPGRADE = (
    "Connection: Upgrade, HTTP2-Settings",
    "Upgrade: h2c",
    "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA",
    "Content-Type: application/json",
)


def _kept_open(start: str, *headers: str, body: bytes = b"") -> bytes:
    """Return a request that does not ask for the connection to be closed."""
    return request_bytes(start, *headers, body=body).replace(b"Connection: close\r\n", b"")


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        (f"Content-Length: {len(_BODY)}", _BODY),
        ("Transfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(_BODY), _BODY)),
    ],
)
def test_an_offered_upgrade_is_ignored(mock: MockServer, framing: str, body: bytes) -> None:
    """A request that offers HTTP/2, as Java's client does by default, is served with its body."""
    assert exchange(mock.url, request_bytes("POST /v3/models", *_UPGRADE, framing, body=body)).status == 200
    assert mock.requests[-1].body == _BODY


def test_a_body_behind_an_offered_upgrade_may_come_later(mock: MockServer) -> None:
    """The body is read as such, not as another request, also when it is sent after the headers were read."""
    address = urlsplit(mock.url)
    length = f"Content-Length: {len(_BODY)}"
    expecting = _kept_open("POST /v3/models", *_UPGRADE, length, "Expect: 100-continue")
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(expecting)
        assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
        connection.sendall(_BODY + request_bytes("GET /v3/models"))
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.count(b"HTTP/1.1 200 ") == received.count(b"HTTP/1.1 ") == 2


def test_an_answer_comes_before_the_complaint_about_what_follows(mock: MockServer) -> None:
    """A valid request is answered although nonsense follows it in the same packet."""
    answer = exchange(mock.url, _kept_open("GET /v3/models") + b"NONSENSE\r\n\r\n")
    length = int(answer.headers["content-length"])
    assert (answer.status, orjson.loads(answer.body[:length])["kind"]) == (200, "PAGINATED")
    assert answer.body[length:].startswith(b"HTTP/1.1 400 ")


def test_nothing_follows_the_last_request(mock: MockServer) -> None:
    """What is sent behind a request that closes the connection takes nothing from its answer."""
    answer = exchange(mock.url, request_bytes("GET /v3/models") + b"NONSENSE\r\n\r\n")
    assert answer.json()["kind"] == "PAGINATED"


def test_pipelined_requests_are_answered_in_order(mock: MockServer) -> None:
    """Requests in one packet get an answer each."""
    answer = exchange(mock.url, _kept_open("GET /v3/models") + request_bytes("GET /v3/nothing"))
    assert answer.status == 200
    assert answer.body[int(answer.headers["content-length"]) :].startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://mock:80/v3/models?limit=1", 200),
        ("HTTP://mock/nothing", 404),
        ("http://mock?x", 200),
        ("mock:80", 400),
        ("v3/models", 400),
        ("ftp://mock/v3/models", 400),
    ],
)
def test_targets(mock: MockServer, target: str, status: int) -> None:
    """A whole URL is as good as its path; what is neither is no HTTP."""
    answer = exchange(mock.url, request_bytes(f"GET {target}"))
    assert answer.status == status
    assert status == 200 or answer.json()["kind"] == "ERROR"


def test_a_long_query_is_read(mock: MockServer) -> None:
    """A filter may be long."""
    assert exchange(mock.url, request_bytes(f"GET /v3/models?search={'x' * 200_000}")).status == 200


def test_an_endless_head_is_refused(mock: MockServer) -> None:
    """A request line that does not end is refused instead of kept."""
    answer = exchange(mock.url, b"GET /" + b"x" * (HEAD_LIMIT + 1))
    assert (answer.status, answer.json()["kind"]) == (400, "ERROR")


def test_stopping_does_not_wait_for_ever(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection whose body does not go on is closed without a word when the mock stops."""
    monkeypatch.setattr("mock_server.protocol.PATIENCE", 0.01)
    with caplog.at_level(logging.WARNING), ExitStack() as stack:
        with MockServer() as mock:
            address = urlsplit(mock.url)
            connection = stack.enter_context(
                socket.create_connection((address.hostname, address.port), timeout=30)
            )
            head = ("Content-Type: application/json", "Content-Length: 50", "Expect: 100-continue")
            connection.sendall(request_bytes("POST /v3/models", *head))
            assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
            connection.sendall(b"{")
        assert connection.recv(65536) == b""
    assert caplog.text == ""


@pytest.mark.parametrize("body", [b"{}", b""])
def test_a_head_waits_for_its_body(body: bytes) -> None:
    """The head of an answer and the beginning of its body are one write, also where that is empty (HEAD)."""
    connection = Connection()
    connection.receive_data(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
    connection.next_event()
    head = h11.Response(status_code=200, headers=[("Content-Length", str(len(body)))])
    assert connection.send(head) == b""
    written = connection.send(h11.Data(data=body))
    assert written.startswith(b"HTTP/1.1 200 ")
    assert written.endswith(b"\r\n\r\n" + body)
    assert connection.send(h11.EndOfMessage()) == b""
