"""Hosts: which names a mock answers to."""

import pytest

from mock_server import MockServer
from mock_server.http.errors import Refusal
from mock_server.http.hosts import Hosts
from tests.mock_server.wire import exchange, request_bytes


def _admitted(hosts: Hosts, header: bytes | None) -> bool:
    try:
        hosts.check(header)
    except Refusal as refusal:
        return refusal.status != 403
    return True


@pytest.mark.parametrize(
    "header",
    [
        None,
        b"localhost",
        b"LOCALHOST:8080",
        b"localhost.",
        b"a.localhost",
        b"127.0.0.1:1",
        b"[::1]:8080",
        b"192.168.1.2",
        b"[fe80::1]",
    ],
)
def test_names_of_this_machine(header: bytes | None) -> None:
    """A mock on this machine answers to `localhost`, to addresses, and to HTTP/1.0 without a name."""
    assert _admitted(Hosts("127.0.0.1"), header)


@pytest.mark.parametrize(
    "header", [b"evil.example", b"localhost.evil.example:80", b"127.0.0.1.evil.example", b"\xff"]
)
def test_other_names(header: bytes) -> None:
    """A name that anybody may have led here is refused, also when it is asked for again."""
    hosts = Hosts("localhost")
    assert [_admitted(hosts, header) for _ in range(2)] == [False, False]


def test_allowed_names() -> None:
    """Names that were allowed are answered to, in any case, and `*` allows all."""
    hosts = Hosts("127.0.0.1", ("Mock.Example",))
    assert _admitted(hosts, b"mock.example:80")
    assert not _admitted(hosts, b"sub.mock.example")
    assert _admitted(Hosts("127.0.0.1", ("*",)), b"evil.example")


def test_a_mock_for_other_machines() -> None:
    """It has names that nobody here knows, so it answers to all."""
    assert _admitted(Hosts("0.0.0.0"), b"evil.example")  # noqa: S104  nothing is bound
    assert _admitted(Hosts("192.168.1.2"), b"evil.example")


@pytest.mark.parametrize("path", ["/v3/models", "/openapi.json", "/nothing"])
def test_a_page_elsewhere_reads_nothing(mock: MockServer, path: str) -> None:
    """A name that leads here though it is another's gets 403 everywhere, and learns how to allow it."""
    request = request_bytes(f"GET {path}").replace(b"Host: localhost", b"Host: evil.example:80")
    answer = exchange(mock.url, request)
    assert (answer.status, answer.json()["error"]["errors"][0]["reason"]) == (403, "Forbidden")
    assert "--allow-host 'evil.example'" in answer.json()["error"]["message"]
    assert mock.requests[-1].status == 403


def test_a_name_that_is_allowed_by_a_setting() -> None:
    """`allow_host` names hosts that the mock answers to."""
    request = request_bytes("GET /v3/models").replace(b"Host: localhost", b"Host: mock.example")
    with MockServer(allow_host=("mock.example",)) as mock:
        assert exchange(mock.url, request).status == 200
