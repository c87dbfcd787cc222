"""The cycle: what an app receives of a request, and what its answer looks like to the client."""

import asyncio
import threading
from typing import Any

import orjson
import pytest
from starlette.types import Receive, Scope, Send

from mock_server.http.protocol import ROOM
from tests.mock_server.http.serving import (
    CHUNKED,
    GET,
    LAST,
    SIZED,
    FakeTransport,
    Served,
    connection,
    echo_app,
    read_all,
    read_until,
    receive_body,
    send_answer,
    served,
    until,
    waiting,
)


class TestBodies:
    """How the body of a request reaches the app."""

    @pytest.mark.parametrize("size", [1, 3, 1000])
    def test_in_pieces(self, echo: Served, size: int) -> None:
        """However the bytes of requests are cut up, each gets its answer."""
        sized, chunked = SIZED + b"0123456789", CHUNKED + b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: x\r\n\r\n"
        text = sized + chunked + GET + LAST
        received = echo.talk(*(text[at : at + size] for at in range(0, len(text), size)))
        bodies = [answer.partition(b"\r\n\r\n")[2] for answer in received.split(b"HTTP/1.1 200 OK\r\n")]
        assert bodies == [b"", b"0123456789", b"abcde", b"-", b"-"]

    def test_no_more_is_read_than_there_is_room_for(self) -> None:
        """A client that sends faster than the app takes is made to wait; a head is read in any case."""
        transport = FakeTransport()
        asked, answered = asyncio.Event(), asyncio.Event()

        async def slow(_: Scope, receive: Receive, send: Send) -> None:
            await asked.wait()
            body = await receive_body(receive)
            await send_answer(send, str(len(body or b"")).encode())
            answered.set()

        async def serve() -> None:
            protocol = connection(slow, transport)
            protocol.data_received(SIZED.replace(b"10", b"%d" % (2 * ROOM)) + b"x" * ROOM)
            assert transport.is_reading()
            protocol.data_received(b"x" * (ROOM - 1))
            assert not transport.is_reading()
            asked.set()
            await until(transport.is_reading)
            protocol.data_received(b"x" + b"GET /?" + b"x" * 2 * ROOM)
            await answered.wait()
            assert transport.is_reading()

        asyncio.run(serve())
        assert transport.written[0].endswith(b"\r\n\r\n131072")

    def test_no_more_requests_are_read_than_there_is_room_for(self) -> None:
        """Requests behind one that is under way wait, too many of them with the client."""
        transport = FakeTransport()
        waiting = asyncio.Event()

        async def slow(_: Scope, __: Receive, send: Send) -> None:
            await waiting.wait()
            await send_answer(send)

        async def serve() -> None:
            protocol = connection(slow, transport)
            protocol.data_received(GET * 5000)
            assert not transport.is_reading()
            waiting.set()
            await until(lambda: len(transport.written) == 5000)
            assert transport.is_reading()

        asyncio.run(serve())

    def test_what_is_sent_in_one_go_is_answered_in_turn_with_what_others_send(self) -> None:
        """However many requests arrive at once, each other connection waits for one of them at most."""
        busy, other = FakeTransport(), FakeTransport()
        many = 5000

        async def serve() -> None:
            connection(echo_app, busy).data_received(GET * many)
            await asyncio.sleep(0)
            seen = len(busy.written)
            connection(echo_app, other).data_received(GET)
            assert len(other.written) == 1
            assert seen <= 3
            await until(lambda: len(busy.written) == many)

        asyncio.run(serve())

    def test_the_app_learns_that_the_client_is_gone(self) -> None:
        """A body that will never be complete is reported as a disconnect."""
        seen: list[Any] = []
        done = threading.Event()

        async def app(_: Scope, receive: Receive, __: Send) -> None:
            seen.extend([await receive(), await receive()])
            done.set()

        with served(app) as server:
            with server.connect() as client:
                client.sendall(SIZED + b"01234")
            assert done.wait(30)
        assert [message["type"] for message in seen] == ["http.request", "http.disconnect"]
        assert (seen[0]["body"], seen[0]["more_body"]) == (b"01234", True)

    def test_a_body_is_received_although_the_client_has_closed_its_side(self) -> None:
        """What arrived whole is told before the disconnect that follows it."""
        transport = FakeTransport()

        async def serve() -> None:
            protocol = connection(waiting(echo_app), transport)
            protocol.data_received(SIZED + b"0123456789")
            assert protocol.eof_received()
            await until(lambda: transport.closed)

        asyncio.run(serve())
        assert transport.written[0].endswith(b"\r\n\r\n0123456789")

    def test_waiting_for_more_ends_with_the_answer(self) -> None:
        """An app that listens for the client to go away, while it answers, is told when it has."""
        heard: list[str] = []

        async def app(_: Scope, receive: Receive, send: Send) -> None:
            await receive_body(receive)
            listening = asyncio.ensure_future(receive())
            await asyncio.sleep(0)
            await send_answer(send)
            heard.append((await listening)["type"])
            heard.append((await receive())["type"])

        with served(app) as server:
            assert server.talk(LAST).endswith(b"\r\n\r\nok")
        assert heard == ["http.disconnect", "http.disconnect"]

    def test_continue_is_sent_when_the_app_wants_the_body(self, echo: Served) -> None:
        """A client that asks before it sends its body is told to go on, and then answered."""
        with echo.connect() as client:
            client.sendall(SIZED.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
            assert read_until(client, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            client.sendall(b"0123456789")
            assert read_until(client, b"0123456789").startswith(b"HTTP/1.1 200 OK\r\n")


class TestAnswers:
    """How an answer of the app reaches the client."""

    def test_head_and_body_are_one_packet(self) -> None:
        """The head waits for the beginning of the body: two packets would wake the client twice."""
        transport = FakeTransport()

        async def app(_: Scope, __: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
            assert transport.written == []
            await send({"type": "http.response.body", "body": b"ab", "more_body": True})
            await send({"type": "http.response.body", "body": b"cd"})

        async def serve() -> None:
            connection(app, transport).data_received(GET)
            await until(lambda: len(transport.written) == 2)

        asyncio.run(serve())
        assert transport.written == [b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab", b"cd"]

    def test_a_slow_reader_makes_the_app_wait(self, loop: str) -> None:
        """An answer that is longer than any buffer arrives whole, and is not all made beforehand."""
        part, made = b"x" * 1_000_000, []

        async def app(_: Scope, __: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for number in range(100):
                await send({"type": "http.response.body", "body": part, "more_body": True})
                made.append(number)
            await send({"type": "http.response.body"})

        with served(app, loop=loop) as server, server.connect() as client:
            client.sendall(LAST.replace(b"HTTP/1.1", b"HTTP/1.0"))
            assert client.recv(1)
            assert len(made) < 100
            assert len(read_all(client)) > 100 * len(part)

    @pytest.mark.parametrize(
        ("version", "end"),
        [
            (b"HTTP/1.1", b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
            (b"HTTP/1.0", b"connection: close\r\n\r\nok"),
        ],
    )
    def test_without_a_length(self, loop: str, version: bytes, end: bytes) -> None:
        """The answer comes in chunks, or where a client does not know them until the connection closes."""

        async def app(_: Scope, __: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200})
            await send({"type": "http.response.body", "body": b"ok"})

        with served(app, loop=loop) as server:
            assert server.talk(LAST.replace(b"HTTP/1.1", version)) == b"HTTP/1.1 200 OK\r\n" + end

    @pytest.mark.parametrize("after", [[], ["http.response.start"]])
    def test_a_crash_is_an_envelope(self, caplog: pytest.LogCaptureFixture, after: list[str]) -> None:
        """An app that fails before a byte was sent is answered for, with 500."""

        async def app(_: Scope, __: Receive, send: Send) -> None:
            for kind in after:
                await send({"type": kind, "status": 200, "headers": []})
            raise LookupError("a mistake")

        with served(app) as server:
            received = server.talk(GET)
        assert received.startswith(b"HTTP/1.1 500 ")
        assert orjson.loads(received.partition(b"\r\n\r\n")[2])["kind"] == "ERROR"
        assert "a mistake" in caplog.text

    def test_an_app_that_does_not_answer(self, caplog: pytest.LogCaptureFixture) -> None:
        """An app that returns without an answer has crashed too."""

        async def app(_: Scope, __: Receive, ___: Send) -> None:
            pass

        with served(app) as server:
            assert server.talk(GET).startswith(b"HTTP/1.1 500 ")
        assert "returned before its answer was complete" in caplog.text

    def test_a_crash_in_the_middle(self, caplog: pytest.LogCaptureFixture) -> None:
        """An answer that breaks off is cut short, so that nobody takes it for whole."""

        async def app(_: Scope, __: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200})
            await send({"type": "http.response.body", "body": b"ok", "more_body": True})
            raise LookupError("a mistake")

        with served(app) as server:
            assert server.talk(GET).endswith(b"\r\n\r\n2\r\nok\r\n")
        assert "a mistake" in caplog.text

    def test_a_message_out_of_turn(self, caplog: pytest.LogCaptureFixture) -> None:
        """A body before the head is the app's mistake."""

        async def app(_: Scope, __: Receive, send: Send) -> None:
            await send({"type": "http.response.body", "body": b"ok"})

        with served(app) as server:
            assert server.talk(GET).startswith(b"HTTP/1.1 500 ")
        assert "must not send http.response.body here" in caplog.text
