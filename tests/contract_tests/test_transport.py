"""The transport: bytes as they were written, answers as they came."""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from contract_tests import transport as transports
from contract_tests.transport import Answer, NoAnswer, Transport

if TYPE_CHECKING:
    from collections.abc import Iterator

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
LAST = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"


class OneAnswer:
    """A server that reads one request after the other and gives each the same bytes; see `received`."""

    def __init__(self, answer: bytes, *, closes: bool = False, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, 0), family=family)
        self._answer, self._closes = answer, closes
        self.port = int(self._socket.getsockname()[1])
        self.received: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._socket.accept()
        with connection:
            while data := connection.recv(65536):
                self.received.append(data)
                connection.sendall(self._answer)
                if self._closes:
                    break

    def close(self) -> None:
        """Stop; whoever is connected has closed before."""
        self._thread.join(5)
        self._socket.close()


@contextmanager
def serving(
    answer: bytes = OK, path: str = "", *, closes: bool = False, timeout: float = 5.0
) -> Iterator[tuple[Transport, OneAnswer]]:
    """A transport to a server that gives this answer."""
    server = OneAnswer(answer, closes=closes)
    transport = Transport(f"http://127.0.0.1:{server.port}{path}", timeout)
    try:
        yield transport, server
    finally:
        transport.close()
        server.close()


def test_a_target_goes_out_as_it_is() -> None:
    """Stray percent signs, dots and braces reach the server unchanged, behind the base URL's path."""
    with serving(path="/base/") as (transport, server):
        transport.send("GET", b"/v3/%zz/../{x}?a=%", {}, None)
    assert server.received[0].startswith(b"GET /base/v3/%zz/../{x}?a=% HTTP/1.1\r\n")


def test_headers_of_the_caller_win() -> None:
    """A header that the caller gives replaces the transport's own, in whatever case; others stay."""
    with serving() as (transport, server):
        transport.send("GET", b"/", {"user-agent": "other", "X-Odd": "\xe9"}, None)
    head = server.received[0].lower()
    assert head.count(b"user-agent") == 1
    assert b"user-agent: other\r\n" in head
    assert b"x-odd: \xe9\r\n" in head
    assert b"accept-encoding: gzip\r\n" in head
    assert f"host: 127.0.0.1:{server.port}\r\n".encode() in head


@pytest.mark.parametrize(("method", "announced"), [("POST", True), ("PATCH", True), ("GET", False)])
def test_an_empty_body_is_announced_where_one_is_expected(*, method: str, announced: bool) -> None:
    """A POST without a body says so with Content-Length: 0, a GET says nothing."""
    with serving() as (transport, server):
        transport.send(method, b"/", {}, None)
    assert (b"content-length: 0\r\n" in server.received[0].lower()) is announced


def test_a_connection_is_used_again() -> None:
    """Two requests arrive on one connection: the server accepts no other."""
    with serving() as (transport, server):
        for _ in range(2):
            assert transport.send("GET", b"/", {}, None) == Answer(200, {"content-length": "2"}, b"{}")
    assert len(server.received) == 2


def test_requests_at_once_have_connections_of_their_own() -> None:
    """The server answers nobody before both requests are there; then one of the connections is used again."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        both, accepted = threading.Barrier(2), 0

        def serve(connection: socket.socket) -> None:
            with connection:
                connection.recv(65536)
                both.wait(5)
                connection.sendall(OK)
                while connection.recv(65536):
                    connection.sendall(OK)

        def accept() -> None:
            nonlocal accepted
            for _ in range(2):
                connection, _ = listening.accept()
                accepted += 1
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        transport = Transport(f"http://127.0.0.1:{listening.getsockname()[1]}", 5.0)
        with ThreadPoolExecutor(2) as callers:
            answers = [callers.submit(transport.send, "GET", b"/", {}, None) for _ in range(2)]
            assert [answer.result().status for answer in answers] == [200, 200]
        assert transport.send("GET", b"/", {}, None).status == 200
        transport.close()
    assert accepted == 2


def test_connections_that_nobody_uses_any_more_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two that callers at once have left behind one is used on, and the other is closed."""
    monkeypatch.setattr(transports, "KEEP_ALIVE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        both, left = threading.Barrier(2), threading.Event()

        def serve(connection: socket.socket, *, waits: bool) -> None:
            with connection:
                while connection.recv(65536):
                    if waits:
                        both.wait(5)
                    waits = False
                    connection.sendall(OK)
            left.set()

        def accept() -> None:
            with suppress(OSError):
                for number in itertools.count():  # on a slow machine the one in use may expire, too
                    connection, _ = listening.accept()
                    how = {"waits": number < 2}
                    threading.Thread(target=serve, args=(connection,), kwargs=how, daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        transport = Transport(f"http://127.0.0.1:{listening.getsockname()[1]}", 5.0)
        with ThreadPoolExecutor(2) as callers:
            for answer in [callers.submit(transport.send, "GET", b"/", {}, None) for _ in range(2)]:
                answer.result()
        for _ in range(200):
            transport.send("GET", b"/", {}, None)
            if left.wait(0.02):
                break
        assert left.is_set()
        transport.close()
        listening.shutdown(socket.SHUT_RDWR)  # ends accept


def test_a_connection_that_failed_or_ended_is_not_used_again() -> None:
    """After an answer that never came, and after one with `Connection: close`, a new connection is made."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = threading.Event()

        def serve() -> None:
            for answer in (b"", LAST, OK):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)
                    if answer != LAST:
                        connection.recv(65536)  # until the caller closes
            done.set()

        threading.Thread(target=serve, daemon=True).start()
        transport = Transport(f"http://127.0.0.1:{listening.getsockname()[1]}", 0.3)
        with pytest.raises(NoAnswer, match="ReadTimeout"):
            transport.send("GET", b"/", {}, None)
        assert [transport.send("GET", b"/", {}, None).status for _ in range(2)] == [200, 200]
        transport.close()
        assert done.wait(5)


def test_repeated_headers_are_joined() -> None:
    """A header that comes twice is one, its values joined; UTF-8 and Latin-1 can both be read."""
    answer = b"HTTP/1.1 204 No Content\r\nAllow: GET\r\nallow: PUT\r\nX-U: \xc3\xa9\r\nX-L: \xe9\r\n\r\n"
    with serving(answer) as (transport, _):
        got = transport.send("GET", b"/", {}, None)
    assert got.headers == {"allow": "GET, PUT", "x-u": "é", "x-l": "é"}
    assert (got.status, got.body) == (204, b"")


def test_a_gzipped_body_is_unpacked() -> None:
    """What came as gzip reads as it was before."""
    packed = gzip.compress(b'{"data": 1}')
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with serving(head + packed) as (transport, _):
        assert transport.send("GET", b"/", {}, None).body == b'{"data": 1}'


@pytest.mark.parametrize(
    ("answer", "closes", "reason"),
    [
        (b"nonsense\r\n\r\n", True, "RemoteProtocolError"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", True, "RemoteProtocolError"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", False, "BadGzipFile"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", False, "ReadTimeout"),
    ],
    ids=["no HTTP", "cut short", "no gzip", "never ends"],
)
def test_what_is_no_answer(*, answer: bytes, closes: bool, reason: str) -> None:
    """An answer that is broken, late or missing is told by the name of what was wrong."""
    with serving(answer, closes=closes, timeout=0.2) as (transport, _), pytest.raises(NoAnswer, match=reason):
        transport.send("GET", b"/", {}, None)


def test_a_closed_connection_is_tried_once_more_where_that_is_safe() -> None:
    """A server may close before it answers: a GET goes out again, a POST may have had its effect."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        asked: list[bytes] = []

        def serve() -> None:
            for answer in (b"", LAST, b""):
                connection, _ = listening.accept()
                with connection:
                    asked.append(connection.recv(65536)[:4])
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        transport = Transport(f"http://127.0.0.1:{listening.getsockname()[1]}", 5.0)
        assert transport.send("GET", b"/", {}, None).status == 200
        with pytest.raises(NoAnswer, match="RemoteProtocolError"):
            transport.send("POST", b"/", {}, b"{}")
        transport.close()
        thread.join(5)
    assert asked == [b"GET ", b"GET ", b"POST"]


def test_nobody_listens() -> None:
    """A refused connection is no answer."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    transport = Transport(f"http://127.0.0.1:{port}", 1.0)
    with pytest.raises(NoAnswer, match="ConnectError"):
        transport.send("GET", b"/", {}, None)
    transport.close()


def test_an_address_of_ipv6_stands_in_brackets() -> None:
    """The Host header shows an IPv6 address as RFC 3986 writes it."""
    try:
        server = OneAnswer(OK, host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    transport = Transport(f"http://[::1]:{server.port}", 5.0)
    transport.send("GET", b"/", {}, None)
    transport.close()
    server.close()
    assert f"Host: [::1]:{server.port}\r\n".encode() in server.received[0]
