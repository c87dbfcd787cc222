"""An ASGI app of a test's own, served by the protocol over a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import uvloop
from uvicorn import Config
from uvicorn.server import ServerState

from mock_server.http.protocol import HttpProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}


GET = b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\r\n"
CHUNKED = b"DELETE / HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: chunked\r\n\r\n"
SIZED = b"POST / HTTP/1.1\r\nHost: mock\r\nContent-Length: 10\r\n\r\n"


@dataclass
class StubState:
    """What the protocol asks of the state of an app."""

    def new_headers(self) -> list[tuple[bytes, bytes]]:
        """Return one header."""
        return [(b"x-request-id", b"1")]


@dataclass
class StubApp:
    """An app as the protocol knows it, made from a function."""

    function: ASGIApp
    state: StubState = field(default_factory=StubState)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self.function(scope, receive, send)


@dataclass
class Served:
    """A server under way: where it listens, what uvicorn would know of it, and how long its loop was held up.

    `longest` is the most processor time between two turns of the event loop, in seconds.
    """

    port: int
    state: ServerState
    longest: float = 0.0

    def connect(self) -> socket.socket:
        """Return a connection to it."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def talk(self, *parts: bytes, half_close: bool = False) -> bytes:
        """Send bytes and return all that comes back until the server closes."""
        with self.connect() as connection:
            for part in parts:
                connection.sendall(part)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Return what is received until the other side closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def read_until(connection: socket.socket, end: bytes) -> bytes:
    """Return what is received up to some bytes."""
    received = b""
    while end not in received:
        data = connection.recv(65536)
        assert data, f"closed after {received!r}"
        received += data
    return received


class FakeTransport(asyncio.Transport):
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False
        self._paused = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ARG002  asyncio's signature
        """Return nothing: a transport of no address."""
        return default

    def write(self, data: Any) -> None:
        """Keep bytes."""
        self.written.append(bytes(data))

    def write_eof(self) -> None:
        """Do nothing."""

    def can_write_eof(self) -> bool:
        """Return True."""
        return True

    def pause_reading(self) -> None:
        """Note that nothing is to be received."""
        self._paused = True

    def resume_reading(self) -> None:
        """Note that more may be received."""
        self._paused = False

    def is_reading(self) -> bool:
        """Return whether more may be received."""
        return not self._paused

    def is_closing(self) -> bool:
        """Return whether it was closed."""
        return self.closed

    def close(self) -> None:
        """Note it."""
        self.closed = True


def connection(app: ASGIApp, transport: FakeTransport) -> HttpProtocol:
    """Return the protocol at work on a transport, within a running loop."""
    protocol = HttpProtocol(config=config(app), server_state=ServerState(), app_state={})
    protocol.connection_made(transport)
    return protocol


def config(app: ASGIApp, *, idle: float = 75) -> Config:
    """Return uvicorn's configuration of an app."""
    made = Config(
        StubApp(app),
        http=HttpProtocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        proxy_headers=False,
    )
    # Whole seconds only, as uvicorn declares it, would make tests slow.
    made.timeout_keep_alive = idle  # type: ignore[assignment]
    made.load()
    return made


@contextlib.contextmanager
def served(
    app: ASGIApp, *, loop: str = "uvloop", idle: float = 75, watched: bool = False
) -> Iterator[Served]:
    """Serve an app for as long as the block lasts; `watched` measures how long the loop is held up."""
    settings, state = config(app, idle=idle), ServerState()
    started, running = threading.Event(), asyncio.Event()
    server = Served(0, state)
    event_loop = LOOPS[loop]()

    async def serve() -> None:
        listener = await event_loop.create_server(
            lambda: HttpProtocol(config=settings, server_state=state, app_state={}), "127.0.0.1", 0
        )
        server.port = listener.sockets[0].getsockname()[1]
        watch = event_loop.create_task(_watch(server)) if watched else None
        started.set()
        await running.wait()
        if watch is not None:
            watch.cancel()
        listener.close()
        while state.connections or state.tasks:
            for connection in list(state.connections):
                connection.shutdown()
            await asyncio.sleep(0)

    thread = threading.Thread(target=_run, args=(event_loop, serve()), daemon=True)
    thread.start()
    started.wait()
    try:
        yield server
    finally:
        event_loop.call_soon_threadsafe(running.set)
        thread.join()


def _run(loop: asyncio.AbstractEventLoop, work: Any) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(work)
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()


async def _watch(server: Served) -> None:
    """Measure the turns of the loop; processor time, as others use this machine too."""
    before = time.thread_time()
    while True:
        await asyncio.sleep(0)
        now = time.thread_time()
        server.longest = max(server.longest, now - before)
        before = now


async def until(condition: Callable[[], bool]) -> None:
    """Let the event loop turn until something holds."""
    while not condition():  # noqa: ASYNC110  turns of the loop are waited for, not time
        await asyncio.sleep(0)


async def send_answer(send: Send, body: bytes = b"ok", status: int = 200) -> None:
    """Send a whole answer."""
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def receive_body(receive: Receive) -> bytes | None:
    """Return a whole body, None when the client went away before its end."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message["body"]
        more = message["more_body"]
    return body


async def echo_app(_: Scope, receive: Receive, send: Send) -> None:
    """Answer with the body of the request."""
    body = await receive_body(receive)
    if body is not None:
        await send_answer(send, body or b"-")


async def early_app(_: Scope, __: Receive, send: Send) -> None:
    """Answer before the body is read."""
    await send_answer(send, status=413)


def waiting(app: ASGIApp) -> ASGIApp:
    """Return an app that lets others have their turn before it answers."""

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0)
        await app(scope, receive, send)

    return late
