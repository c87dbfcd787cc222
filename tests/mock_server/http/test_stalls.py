"""Stalls: no request holds up the other callers of a mock, whatever it consists of."""

import asyncio
import socket
import threading
import time

import pytest

from tests.mock_server.http.serving import (
    CHUNKED,
    GET,
    LAST,
    FakeTransport,
    connection,
    echo_app,
    read_all,
    served,
)

_MEBIBYTE = 1024 * 1024
_HEAD = b"GET / HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n"
_CHUNKS = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        pytest.param(b"GET /?%b" % (b"x" * (_MEBIBYTE - 100)) + _HEAD[5:] + b"\r\n", {200}, id="target"),
        pytest.param(b"GET /%b" % (b"%41" * 21_000) + _HEAD[5:] + b"\r\n", {200}, id="encoded path"),
        pytest.param(b"GET /%b" % (b"%41" * 300_000) + _HEAD[5:] + b"\r\n", {400}, id="too long a path"),
        pytest.param(_HEAD + b"A:%b\v\r\n\r\n" % (b" " * (_MEBIBYTE - 200)), {400}, id="blanks"),
        pytest.param(_HEAD + b"A:%b\v\r\n\r\n" % (b"a " * (_MEBIBYTE // 2 - 200)), {400}, id="words"),
        pytest.param(_HEAD + b"A" * (_MEBIBYTE - 200) + b"\r\n\r\n", {400}, id="name"),
        pytest.param(_HEAD + b"A: b\r\n" * 1900 + b"\r\n", {200}, id="headers"),
        pytest.param(_HEAD + b"A:\r\n" * 200_000 + b"\r\n", {400}, id="too many headers"),
        pytest.param(_HEAD + b"A: b\r\n" + b" c\r\n" * 1900 + b"\r\n", {200}, id="folded"),
        pytest.param(_HEAD + b"Connection: %b\r\n\r\n" % (b",close " * 149_000), {200}, id="list"),
        pytest.param(_HEAD + b"Content-Length: %b\r\n\r\n" % (b"1," * 500_000), {400}, id="lengths"),
        pytest.param(b"\r\n" * 1_000_000, {400}, id="empty lines"),
        pytest.param(GET * 10_000 + LAST, {200}, id="requests"),
        pytest.param(
            _CHUNKS + b"1\r\na\r\n" * 100_000 + b"0\r\n\r\n",
            {200},
            id="chunks",
        ),
        pytest.param(
            _CHUNKS + b"1;" + b" " * _MEBIBYTE + b"\n\r\n",
            {400},
            id="extension",
        ),
        pytest.param(
            _CHUNKS + b"0\r\n" + b"A:\r\n" * 16_000 + b"\r\n",
            {200},
            id="trailer",
        ),
    ],
)
def test_nothing_holds_up_other_callers(sent: bytes, statuses: set[int]) -> None:
    """No request takes the event loop for more than 50 ms, whatever it consists of."""
    with served(echo_app, watched=True) as server, server.connect() as client:
        reader = _Reader(client)
        client.sendall(sent)
        received = reader.result()
    assert {int(answer[:3]) for answer in received.split(b"HTTP/1.1 ")[1:]} == statuses
    assert server.longest < 0.05


@pytest.mark.parametrize("sent", [b"GET /?%b" % (b"x" * 300_000), CHUNKED + b"1\r\na\r\n" * 50_000])
def test_tiny_packets_take_no_more_time_than_their_number(sent: bytes) -> None:
    """Bytes that arrive one at a time are not read again and again."""

    async def serve() -> list[float]:
        protocol = connection(echo_app, FakeTransport())
        spent = []
        for start in range(0, 300_000, 30_000):
            before = time.thread_time()
            for at in range(start, start + 30_000):
                protocol.data_received(sent[at : at + 1])
            spent.append(time.thread_time() - before)
            await asyncio.sleep(0)
        return spent

    spent = asyncio.run(serve())
    assert min(spent[-3:]) < 3 * min(spent[1:4])


class _Reader(threading.Thread):
    """Reads what comes back while a test is still sending."""

    def __init__(self, client: socket.socket) -> None:
        super().__init__(daemon=True)
        self._client = client
        self._received = b""
        self.start()

    def run(self) -> None:
        """Read until the server closes."""
        self._received = read_all(self._client)

    def result(self) -> bytes:
        """Return what was read."""
        self.join()
        return self._received
