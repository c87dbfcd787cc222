"""Clients of one keep-alive connection each: one that waits, for exact times, one for many at once."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Self, cast

from benchmarks.wire import Reader

if TYPE_CHECKING:
    from benchmarks.wire import Answer

HOST = "127.0.0.1"
PATIENCE = 120.0
"""Seconds to wait for one answer: a large world may take long, a dead server must not take for ever."""


class WrongAnswer(Exception):
    """A server answered with another status than the benchmark is about, so there is nothing to measure."""


def checked(answer: Answer, expected: int, what: str) -> Answer:
    """Return the answer; WrongAnswer when its status is another than the expected one."""
    if answer.status != expected:
        shown = answer.body[:300].decode(errors="replace")
        raise WrongAnswer(f"{what} was answered {answer.status}, not {expected}: {shown}")
    return answer


class Caller:
    """A connection whose `send` waits for the answer."""

    def __init__(self, port: int, patience: float = PATIENCE) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=patience)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = Reader(bytearray())

    def send(self, request: bytes) -> Answer:
        """Send a request and return its answer; OSError when there is none, TimeoutError when it is late."""
        self._socket.sendall(request)
        while True:
            data = self._socket.recv(1 << 18)
            if not data:
                raise ConnectionError("the server closed the connection before it had answered")
            answer = self._reader.feed(data)
            if answer is not None:
                return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


class Client(asyncio.Protocol):
    """A connection for an event loop: `await client.send(request)`, one request after another."""

    def __init__(self) -> None:
        self._reader = Reader(bytearray())
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None

    @classmethod
    async def connect(cls, port: int) -> Client:
        """Return a connected client."""
        _, client = await asyncio.get_running_loop().create_connection(cls, HOST, port)
        return client

    async def send(self, request: bytes) -> Answer:
        """Send a request and return its answer; OSError when there is none, TimeoutError when it is late."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError("the connection is closed")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        async with asyncio.timeout(PATIENCE):
            return await self._answer

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        # uvloop's transports are no subclasses of asyncio's, but do the same.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Give the answer to who waits for it, once it is whole."""
        try:
            answer = self._reader.feed(data)
        except (ConnectionError, ValueError) as error:
            self._fail(error)
            return
        if answer is not None and self._answer is not None:
            waiting, self._answer = self._answer, None
            waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits that no answer will come."""
        self._fail(exc or ConnectionError("the server closed the connection before it had answered"))

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
