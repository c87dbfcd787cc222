"""The protocol: HTTP/1.1 at its edges, byte by byte."""

import asyncio
import inspect
import logging
import socket
import threading
from contextlib import ExitStack
from urllib.parse import urlsplit

import orjson
import pytest
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from mock_server import MockServer
from mock_server.http.protocol import ROOM, HttpProtocol
from mock_server.http.request_head import HEAD_LIMIT
from tests.mock_server.http.serving import (
    CHUNKED,
    GET,
    LAST,
    SIZED,
    FakeTransport,
    Served,
    connection,
    early_app,
    echo_app,
    read_all,
    read_until,
    receive_body,
    send_answer,
    served,
    until,
    waiting,
)
from tests.mock_server.samples import MODEL, new_model
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


class TestOnTheMock:
    """What clients of the whole mock see."""

    @pytest.mark.parametrize(
        ("framing", "body"),
        [
            (f"Content-Length: {len(_BODY)}", _BODY),
            ("Transfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(_BODY), _BODY)),
        ],
    )
    def test_an_offered_upgrade_is_ignored(self, mock: MockServer, framing: str, body: bytes) -> None:
        """A request that offers HTTP/2, as Java's client does by default, is served with its body."""
        assert (
            exchange(mock.url, request_bytes("POST /v3/models", *_UPGRADE, framing, body=body)).status == 200
        )
        assert mock.requests[-1].body == _BODY

    def test_a_body_behind_an_offered_upgrade_may_come_later(self, mock: MockServer) -> None:
        """The body is read as such, not as another request, also when it is sent after the headers."""
        length = f"Content-Length: {len(_BODY)}"
        expecting = _kept_open("POST /v3/models", *_UPGRADE, length, "Expect: 100-continue")
        with _connected(mock) as connection:
            connection.sendall(expecting)
            assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
            connection.sendall(_BODY + request_bytes("GET /v3/models"))
            received = read_all(connection)
        assert received.count(b"HTTP/1.1 200 ") == received.count(b"HTTP/1.1 ") == 2

    def test_an_answer_comes_before_the_complaint_about_what_follows(self, mock: MockServer) -> None:
        """A valid request is answered although nonsense follows it in the same packet."""
        answer = exchange(mock.url, _kept_open("GET /v3/models") + b"NONSENSE\r\n\r\n")
        length = int(answer.headers["content-length"])
        assert (answer.status, orjson.loads(answer.body[:length])["kind"]) == (200, "PAGINATED")
        assert answer.body[length:].startswith(b"HTTP/1.1 400 ")

    def test_nothing_follows_the_last_request(self, mock: MockServer) -> None:
        """What is sent behind a request that closes the connection takes nothing from its answer."""
        answer = exchange(mock.url, request_bytes("GET /v3/models") + b"NONSENSE\r\n\r\n")
        assert answer.json()["kind"] == "PAGINATED"

    def test_pipelined_requests_are_answered_in_order(self, mock: MockServer) -> None:
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
    def test_targets(self, mock: MockServer, target: str, status: int) -> None:
        """A whole URL is as good as its path; what is neither is no HTTP."""
        answer = exchange(mock.url, request_bytes(f"GET {target}"))
        assert answer.status == status
        assert status == 200 or answer.json()["kind"] == "ERROR"

    def test_a_long_query_is_read(self, mock: MockServer) -> None:
        """A filter may be long."""
        assert exchange(mock.url, request_bytes(f"GET /v3/models?search={'x' * 200_000}")).status == 200

    def test_an_endless_head_is_refused(self, mock: MockServer) -> None:
        """A request line that does not end is refused instead of kept."""
        answer = exchange(mock.url, b"GET /" + b"x" * (HEAD_LIMIT + 1))
        message = answer.json()["error"]["message"]
        assert (answer.status, message) == (400, "head: it is longer than 1048576 bytes")

    def test_a_refusal_is_an_envelope(self, mock: MockServer) -> None:
        """What is no HTTP is told the place and the fix, with the headers of every other answer."""
        answer = exchange(mock.url, b"GET /v3/models\r\n\r\n")
        message = 'request line: "GET /v3/models" has no HTTP version; write it like GET /path HTTP/1.1'
        assert (answer.status, answer.json()["error"]["message"]) == (400, message)
        assert {"x-request-id", "date", "content-type", "content-length"} <= set(answer.headers)
        assert answer.headers["connection"] == "close"

    def test_a_broken_body_is_not_carried_out(self, mock: MockServer) -> None:
        """A deletion whose chunks are unreadable deletes nothing, and gets one answer."""
        broken = _kept_open(f"DELETE /v3/models/{MODEL}", "Transfer-Encoding: chunked", body=b"x\r\n")
        answer = exchange(mock.url, broken)
        assert (answer.status, answer.body.count(b"HTTP/1.1")) == (400, 0)
        assert exchange(mock.url, request_bytes(f"GET /v3/models/{MODEL}")).status == 200

    def test_stopping_does_not_wait_for_ever(
        self, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A connection whose body does not go on is closed without a word when the mock stops."""
        monkeypatch.setattr("mock_server.http.protocol.PATIENCE", 0.01)
        with caplog.at_level(logging.WARNING), ExitStack() as stack:
            with MockServer() as mock:
                connection = stack.enter_context(_connected(mock))
                head = ("Content-Type: application/json", "Content-Length: 50", "Expect: 100-continue")
                connection.sendall(request_bytes("POST /v3/models", *head))
                assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
                connection.sendall(b"{")
            assert connection.recv(65536) == b""
        assert caplog.text == ""


def _connected(mock: MockServer) -> socket.socket:
    address = urlsplit(mock.url)
    assert address.hostname is not None
    assert address.port is not None
    return socket.create_connection((address.hostname, address.port), timeout=30)


class TestOneAnswer:
    """A request gets one answer, whatever becomes of its body."""

    @pytest.mark.parametrize("parts", [(CHUNKED + b"x\r\n",), (CHUNKED + b"1\r\na", b"bc\r\n")])
    def test_a_broken_chunk(self, loop: str, parts: tuple[bytes, ...]) -> None:
        """It is a 400 that says what is wrong, and the app never gets the body as a whole."""
        bodies: list[bytes | None] = []

        async def app(_: Scope, receive: Receive, send: Send) -> None:
            bodies.append(await receive_body(receive))
            await send_answer(send)

        with served(app, loop=loop) as server:
            received = server.talk(*parts)
        assert received.startswith(b"HTTP/1.1 400 ")
        assert received.count(b"HTTP/1.1 ") == 1
        assert b'"message":"body: ' in received
        assert set(bodies) <= {None}

    def test_a_broken_chunk_behind_an_early_answer(self, loop: str) -> None:
        """The connection is closed without another answer."""
        with served(early_app, loop=loop) as server, server.connect() as client:
            client.sendall(CHUNKED + b"1\r\na\r\n")
            assert read_until(client, b"\r\n\r\nok").startswith(b"HTTP/1.1 413 ")
            client.sendall(b"broken\r\n" + LAST)
            assert read_all(client) == b""

    def test_a_broken_chunk_in_the_middle_of_an_answer(self, loop: str) -> None:
        """The answer is finished, then the connection is closed."""
        broken = asyncio.Event()

        async def app(_: Scope, receive: Receive, send: Send) -> None:
            headers = [(b"content-length", b"4")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"ab", "more_body": True})
            assert await receive_body(receive) is None
            broken.set()
            await send({"type": "http.response.body", "body": b"cd"})

        with served(app, loop=loop) as server, server.connect() as client:
            client.sendall(CHUNKED)
            read_until(client, b"\r\n\r\nab")
            client.sendall(b"broken\r\n")
            assert read_all(client) == b"cd"
        assert broken.is_set()

    def test_the_rest_of_a_body_is_no_request(self, loop: str) -> None:
        """After an early answer the body is read to its end, then the next request."""
        with served(early_app, loop=loop) as server:
            received = server.talk(SIZED + b"GET /", b" HTTP" + LAST[:-2], LAST[-2:])
        assert received.count(b"HTTP/1.1 413 ") == received.count(b"HTTP/1.1 ") == 2

    def test_a_long_body_is_read_to_its_end_after_an_early_answer(self) -> None:
        """A client that had to wait, as the app did not take its body, may then send the rest of it."""
        transport = FakeTransport()

        async def serve() -> None:
            protocol = connection(waiting(early_app), transport)
            protocol.data_received(SIZED.replace(b"10", b"%d" % (3 * ROOM)) + b"x" * 2 * ROOM)
            assert not transport.is_reading()
            await until(lambda: bool(transport.written))
            assert transport.is_reading()
            protocol.data_received(b"x" * ROOM + LAST)
            await until(lambda: transport.closed)

        asyncio.run(serve())
        assert [answer[:13] for answer in transport.written] == [b"HTTP/1.1 413 "] * 2

    def test_an_early_answer_reaches_a_client_that_is_still_sending(self, loop: str) -> None:
        """Closing waits for what is on its way: TCP would take the answer back otherwise."""
        length = 8 * 1024 * 1024
        head = LAST.replace(b"\r\n\r\n", b"\r\nContent-Length: %d\r\n\r\n" % length)
        with served(early_app, loop=loop) as server:
            assert server.talk(head, b"x" * length).endswith(b"\r\n\r\nok")

    def test_refusals_of_a_head_request_have_no_body(self, echo: Served) -> None:
        """An answer to HEAD ends with its headers, also where the request is unreadable."""
        received = echo.talk(b"HEAD / HTTP/1.1\r\n\r\n")
        assert received.startswith(b"HTTP/1.1 400 ")
        assert received.endswith(b"\r\n\r\n")
        received = echo.talk(b"HEAD" + CHUNKED.removeprefix(b"DELETE") + b"x\r\n")
        assert received.endswith(b"\r\n\r\n")


class TestHalfClosed:
    """A client that closes its side as soon as it has asked still waits for its answer."""

    def test_slow_answers(self, loop: str) -> None:
        """Each request is answered, also one that was read only after the client had closed its side."""

        async def slow(_: Scope, receive: Receive, send: Send) -> None:
            await receive_body(receive)
            # The client's end is seen before the thread is done.
            while (await receive())["type"] != "http.disconnect":
                pass
            await asyncio.to_thread(str)
            await send_answer(send)

        with served(slow, loop=loop) as server:
            received = server.talk(GET + SIZED + b"0123456789" + GET, half_close=True)
        assert received.count(b"HTTP/1.1 200 ") == received.count(b"HTTP/1.1 ") == 3

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            (GET[:-2], "head: the connection was closed before its end, which is a blank line"),
            (SIZED + b"01234", "body: the connection was closed before its end"),
            (CHUNKED + b"5\r\n01", "body: the connection was closed before its end"),
        ],
    )
    def test_half_a_request(self, echo: Served, sent: bytes, message: str) -> None:
        """What will never be complete is refused."""
        received = echo.talk(sent, half_close=True)
        assert received.startswith(b"HTTP/1.1 400 ")
        assert orjson.loads(received.partition(b"\r\n\r\n")[2])["error"]["message"] == message

    def test_nothing(self, echo: Served) -> None:
        """A client that asks nothing gets nothing."""
        assert echo.talk(half_close=True) == b""


class TestConnections:
    """When a connection stays open, and when it ends."""

    def test_an_idle_one_is_closed(self, loop: str) -> None:
        """A connection that nobody uses is closed after its time, used before or not."""
        with served(echo_app, loop=loop, idle=0.01) as server:
            assert server.talk() == b""
            assert server.talk(GET).endswith(b"\r\n\r\n-")

    def test_a_busy_one_is_not_closed(self) -> None:
        """The time begins when an answer is complete."""
        expired = threading.Event()

        async def slow(_: Scope, __: Receive, send: Send) -> None:
            await asyncio.to_thread(expired.wait)
            await send_answer(send)

        with served(slow, idle=0.01) as server, server.connect() as busy:
            busy.sendall(GET)
            assert server.talk() == b""
            expired.set()
            assert read_all(busy).endswith(b"\r\n\r\nok")

    @pytest.mark.parametrize("length", [200, 50])
    def test_stopping_waits_for_a_body_that_goes_on(
        self, length: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A body is waited for as long as more of it comes, and answered when it is whole."""
        monkeypatch.setattr("mock_server.http.protocol.PATIENCE", 0)
        transport = FakeTransport()

        async def serve() -> None:
            protocol = connection(echo_app, transport)
            protocol.data_received(SIZED.replace(b"10", b"%d" % length))
            await asyncio.sleep(0)
            protocol.shutdown()
            for _ in range(50):
                assert not transport.closed
                protocol.data_received(b"x")
                await asyncio.sleep(0)
            await until(lambda: transport.closed)

        asyncio.run(serve())
        answers = b"".join(transport.written)
        assert answers == b"" if length > 50 else b"connection: close\r\n\r\nxxx" in answers

    def test_stopping_closes_idle_ones(self) -> None:
        """Whoever waits for the next request, or reads the rest of one that was answered, is let go."""
        transports = [FakeTransport(), FakeTransport(), FakeTransport()]

        async def serve() -> None:
            protocols = [connection(early_app, transport) for transport in transports]
            for protocol, sent in zip(protocols, (b"", GET, SIZED), strict=True):
                protocol.data_received(sent)
            await until(lambda: bool(transports[1].written and transports[2].written))
            for protocol in protocols:
                protocol.shutdown()

        asyncio.run(serve())
        assert [transport.closed for transport in transports] == [True, True, True]

    def test_an_answer_that_is_cancelled(self) -> None:
        """When uvicorn has waited long enough for an app, its connection is closed."""
        transport = FakeTransport()

        async def endless(_: Scope, receive: Receive, __: Send) -> None:
            await receive()
            await receive()

        async def serve() -> None:
            connection(endless, transport).data_received(GET)
            (task,) = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])

        asyncio.run(serve())
        assert transport.closed
        assert transport.written == []

    def test_uvicorn_is_told(self, echo: Served) -> None:
        """Requests are counted, connections and tasks are known as long as there are any."""
        with echo.connect() as client:
            client.sendall(GET)
            read_until(client, b"\r\n\r\n-")
            assert len(echo.state.connections) == 1
            client.sendall(LAST)
            assert read_all(client)
        assert echo.state.total_requests == 2
        while echo.state.connections or echo.state.tasks:
            pass


def test_uvicorn_has_not_changed() -> None:
    """What the protocol takes the place of is still made, told to stop and accounted for in the same way."""
    theirs, ours = (inspect.signature(protocol) for protocol in (H11Protocol, HttpProtocol))
    assert list(theirs.parameters) == list(ours.parameters)
    assert list(inspect.signature(H11Protocol.shutdown).parameters) == ["self"]
    assert {"connections", "tasks", "total_requests"} <= set(vars(ServerState()))
    made = Config(echo_app, http=HttpProtocol, interface="asgi3", proxy_headers=False, timeout_keep_alive=7)
    made.load()
    assert (made.loaded_app, made.http_protocol_class, made.timeout_keep_alive) == (echo_app, HttpProtocol, 7)
