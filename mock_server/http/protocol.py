"""The protocol: HTTP/1.1 on a connection, between uvicorn and the app.

It stands in for uvicorn's own two. The one on httptools drops the body of a request that offers an upgrade
(stock Java clients offer h2c on each), and reads nonsense behind a request before that is answered. The one
on h11 takes four times as long. Neither says what is wrong with a request, or answers one whose client has
closed its side meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from mock_server.http import eager
from mock_server.http.answer_encoder import AnswerEncoder
from mock_server.http.cycle import Cycle
from mock_server.http.errors import Refusal, error_answer
from mock_server.http.request_body import ChunkedBody, SizedBody
from mock_server.http.request_head import HeadReader, unreadable

if TYPE_CHECKING:
    from uvicorn import Config
    from uvicorn.server import ServerState

    from mock_server.http.app import MockApp
    from mock_server.http.request_body import RequestBody
    from mock_server.http.request_head import RequestHead

PATIENCE = 1.0
"""Seconds without a byte after which nothing more is expected of a client whose connection is to end."""
ROOM = 64 * 1024
"""Bytes that may wait for the app to take them before reading from the client pauses."""

_LOG = logging.getLogger(__name__)


class HttpProtocol(asyncio.Protocol):
    """One connection to a MockApp; uvicorn makes one for each client.

    A request is read when the answer to the one before it is complete. An upgrade that a request offers is
    ignored, as a server may (RFC 9110, section 7.8).
    """

    writable: asyncio.Event | None = None
    """What a cycle waits for before it writes; None while the client keeps up with reading."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._app: MockApp = config.loaded_app
        self._loop = _loop or asyncio.get_running_loop()
        self._server = server_state
        # Its type names uvicorn's own protocols, of which it uses no more than `shutdown`.
        self._connections: set[Any] = server_state.connections
        self._scope: dict[str, Any] = {"type": "http", "root_path": "", "state": app_state}
        self._idle_limit = config.timeout_keep_alive
        self._idle_since = self._loop.time()
        self._heads = HeadReader()
        self._buffer = bytearray()
        self._arrived = 0
        self._cycle: Cycle | None = None
        self._body: RequestBody | None = None
        self._paused = False
        self._backlog = False
        self._running = False
        self._half_closed = False
        self._deaf = False
        self._ending = False

    # Called by the event loop.

    def connection_made(self, transport: Any) -> None:
        """Wait for a request."""
        self._transport: asyncio.Transport = transport
        self._connections.add(self)
        self._scope |= {
            "scheme": "https" if transport.get_extra_info("sslcontext") else "http",
            "server": _address(transport.get_extra_info("sockname")),
            "client": _address(transport.get_extra_info("peername")),
        }
        self._idle_timer = self._loop.call_later(self._idle_limit, self._check_idle)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        """Let the app know that nobody waits for its answer."""
        self._connections.discard(self)
        self._idle_timer.cancel()
        self._deaf = self._ending = True
        self.resume_writing()
        if self._cycle is not None:
            self._cycle.drop()

    def data_received(self, data: bytes) -> None:
        """Take up what arrived."""
        self._arrived += len(data)
        if not self._deaf:
            self._buffer += data
            if not self._backlog:
                self._read()

    def eof_received(self) -> bool:
        """Answer what has arrived, then close: a client may close its side as soon as it has asked."""
        self._half_closed = True
        self._read()
        return not self._ending

    def pause_writing(self) -> None:
        """Have the app wait: the client reads more slowly than it writes."""
        self.writable = asyncio.Event()

    def resume_writing(self) -> None:
        """Let the app write again."""
        if self.writable is not None:
            self.writable.set()
            self.writable = None

    # Called by uvicorn.

    def shutdown(self) -> None:
        """Begin to end the connection; a body on its way is waited for as long as more of it comes."""
        if self._cycle is None:
            self._transport.close()
        else:
            self._cycle.close_afterwards()
            self._await_more()

    # Called by the cycle.

    def write(self, data: bytes) -> None:
        """Send bytes."""
        self._transport.write(data)

    def read_on(self) -> None:
        """Read more of the body, now that the app has taken what there was."""
        if self._paused:
            self._steer()

    def answered(self) -> None:
        """Go on with the next request, or close."""
        self._server.total_requests += 1
        self._idle_since = self._loop.time()
        cycle, self._cycle = self._cycle, None
        if cycle is None or not cycle.keep_alive:
            self._end(linger=self._body is not None or bool(self._buffer))
        elif self._buffer or self._half_closed or self._paused:
            # What a client sends in one go is answered in turn with what others ask.
            go_on = self._go_on_later if self._running else self._read
            go_on()

    def fail(self, error: Exception) -> None:
        """Answer with what ended a request, and close."""
        method = "HEAD" if self._buffer.startswith(b"HEAD ") else ""
        if self._cycle is not None:
            method = self._cycle.method
            self._cycle.drop()
            self._cycle = None
        answer = error_answer(error)
        encoder = AnswerEncoder(method, "1.1", keep_alive=False)
        head = encoder.head(answer.status, [*answer.raw_headers(), *self._app.state.new_headers()])
        self._transport.write(head + encoder.body(answer.body, more=False))
        self._end(linger=True)

    def cut(self) -> None:
        """Close in the middle of an answer."""
        self._end(linger=False)

    # Reading.

    def _read(self) -> None:
        """Go on with the rest of a body, then with the next request once the last one is answered."""
        if self._deaf:
            return
        try:
            if self._body is not None:
                self._read_body(self._body)
            if self._body is None and self._cycle is None:
                self._read_head()
        except Refusal as refusal:
            self._refuse(refusal)
        if self._half_closed and self._body is None and self._cycle is not None:
            self._cycle.hang_up()
        if self._paused or self._buffer or self._body is not None:
            self._steer()

    def _read_head(self) -> None:
        head = self._heads.take(self._buffer)
        if head is not None:
            self._begin(head)
        elif self._half_closed and self._buffer:
            raise unreadable("head", "the connection was closed before its end, which is a blank line")
        elif self._half_closed:
            self._end(linger=False)

    def _begin(self, head: RequestHead) -> None:
        cycle = self._cycle = Cycle(self, head, self._scope)
        if head.length != 0:
            self._body = ChunkedBody() if head.length is None else SizedBody(head.length)
            self._read_body(self._body)
        self._running = True
        task = eager.start(self._loop, cycle.run(self._app))
        self._running = False
        if task is not None:
            task.add_done_callback(self._server.tasks.discard)
            self._server.tasks.add(task)

    def _read_body(self, body: RequestBody) -> None:
        before = len(self._buffer)
        data = body.take(self._buffer)
        if self._cycle is not None:
            self._cycle.feed(data, whole=body.complete)
        if body.complete:
            self._body = None
        elif self._buffer and len(self._buffer) < before:
            self._go_on_later()
        elif self._half_closed:
            raise unreadable("body", "the connection was closed before its end")

    def _go_on_later(self) -> None:
        if not self._backlog:
            self._backlog = True
            self._loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        """Read what was left in the buffer to give other connections their turn."""
        self._backlog = False
        self._read()

    def _refuse(self, refusal: Refusal) -> None:
        """Answer what cannot be read, and close; a body that breaks after the answer gets no other."""
        for violation in refusal.violations:
            _LOG.warning("unreadable request: %s: %s", violation.place, violation.message)
        self._deaf = True
        if self._cycle is not None and self._cycle.begun:
            self._cycle.close_afterwards()
            self._cycle.hang_up()
        elif self._cycle is None and self._body is not None:
            self._end(linger=True)
        else:
            self.fail(refusal)

    def _steer(self) -> None:
        """Pause reading while more waits than there is room for; a head is read to its end in any case."""
        waiting = len(self._buffer) + (self._cycle.waiting if self._cycle is not None else 0)
        full = waiting > ROOM and (self._cycle is not None or self._body is not None)
        if full == self._paused or self._half_closed or self._transport.is_closing():
            return
        self._paused = full
        if full:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    # Ending.

    def _end(self, *, linger: bool) -> None:
        """Close when everything is written; `linger` while the client may still be sending.

        What it sends is then thrown away for a while: to close at once would make TCP take back an answer
        that the client has not read yet (RFC 9112, section 9.6).
        """
        self._deaf = self._ending = True
        self._buffer.clear()
        open_still = not (self._half_closed or self._transport.is_closing())
        if linger and open_still and self._transport.can_write_eof():
            self._steer()
            self._transport.write_eof()
            self._await_more()
        else:
            self._transport.close()

    def _await_more(self) -> None:
        self._loop.call_later(PATIENCE, self._give_up, self._arrived)

    def _give_up(self, arrived: int) -> None:
        """Close if more was to arrive and nothing has."""
        unread = self._cycle is not None and self._body is not None and not self._cycle.begun
        if not (unread or self._ending):
            return
        if self._arrived == arrived:
            self._transport.close()
        else:
            self._await_more()

    def _check_idle(self) -> None:
        idle = self._cycle is None and self._body is None and not self._buffer
        left = self._idle_limit - (self._loop.time() - self._idle_since) if idle else self._idle_limit
        if left > 0:
            self._idle_timer = self._loop.call_later(left, self._check_idle)
        else:
            self._transport.close()


def _address(name: Any) -> tuple[str, int] | None:
    """Return host and port; a Unix socket has none."""
    return (str(name[0]), int(name[1])) if isinstance(name, tuple) else None
