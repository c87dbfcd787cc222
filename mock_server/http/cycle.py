"""The cycle: one request and its answer, as an ASGI app receives and sends them (uvicorn's word for it)."""

import asyncio
import logging
from typing import Protocol
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Scope

from mock_server.http.answer_encoder import AnswerEncoder
from mock_server.http.request_head import RequestHead

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LOG = logging.getLogger(__name__)


class Connection(Protocol):
    """What a cycle needs of the connection that it takes place on.

    Attributes:
        writable: What to wait for before sending more; None while the client keeps up.
    """

    writable: asyncio.Event | None

    def write(self, data: bytes) -> None:
        """Send bytes."""

    def read_on(self) -> None:
        """Note that the app has received what there was of the body."""

    def answered(self) -> None:
        """Note that the answer is complete."""

    def fail(self, error: Exception) -> None:
        """Answer in place of the app, which crashed before it began to."""

    def cut(self) -> None:
        """Close: the answer will not be completed."""


class Cycle:
    """One request and its answer (ASGI 3, HTTP).

    The head of the answer is kept until its body begins, as ASGI allows: in two packets it would wake the
    client twice.

    Attributes:
        method: The method of the request.
    """

    def __init__(self, connection: Connection, head: RequestHead, scope: Scope) -> None:
        self.method = head.method
        self._connection = connection
        self._scope = _scope(head, scope)
        self._encoder = AnswerEncoder(head.method, head.version, keep_alive=head.keep_alive)
        self._continue = head.expects_continue
        self._body = bytearray()
        self._whole = head.length == 0
        self._received = False
        self._hung_up = False
        self._dropped = False
        self._news: asyncio.Event | None = None
        self._head: bytes | None = None
        self._complete = False

    @property
    def keep_alive(self) -> bool:
        """Return whether another request may follow."""
        return self._encoder.keep_alive

    @property
    def begun(self) -> bool:
        """Return whether some of the answer was written."""
        return self._head == b""

    @property
    def waiting(self) -> int:
        """Return how many bytes of the body have arrived that the app has not received."""
        return len(self._body)

    def close_afterwards(self) -> None:
        """Let no request follow; the answer says so if it has not begun."""
        self._encoder.keep_alive = False

    def feed(self, data: bytes, *, whole: bool) -> None:
        """Take in a part of the body; `whole` with the last one."""
        self._body += data
        self._whole = whole
        self._wake()

    def hang_up(self) -> None:
        """Note that the client sends no more; it may well wait for its answer."""
        self._hung_up = True
        self._wake()

    def drop(self) -> None:
        """Note that nobody waits for the answer any more; what the app sends is thrown away."""
        self._dropped = True
        self._wake()

    async def run(self, app: ASGIApp) -> None:
        """Have the app answer, unless the request has proved unreadable in the meantime."""
        if self._dropped:
            return
        try:
            await app(self._scope, self.receive, self.send)
        except Exception as error:  # noqa: BLE001  whatever it is, the client gets an answer
            self._crash(error)
        else:
            if not (self._complete or self._hung_up or self._dropped):
                self._crash(RuntimeError("the app returned before its answer was complete"))
        finally:
            if not (self._complete or self._dropped):
                self._connection.cut()

    async def receive(self) -> Message:
        """Return the next part of the body, waiting for it; then, or when it breaks off, a disconnect."""
        if self._continue and self._head is None and not self._dropped:
            self._continue = False
            self._connection.write(_CONTINUE)
        while not (self._over() or self._body or self._due()):
            if self._news is None:
                self._news = asyncio.Event()
            await self._news.wait()
            self._news.clear()
        if self._over():
            return {"type": "http.disconnect"}
        body, self._received = bytes(self._body), self._whole
        self._body.clear()
        self._connection.read_on()
        return {"type": "http.request", "body": body, "more_body": not self._whole}

    async def send(self, message: Message) -> None:
        """Write a part of the answer; RuntimeError for what must not be sent at this point."""
        if self._connection.writable is not None:
            await self._connection.writable.wait()
        if self._dropped:
            return
        if self._head is None and message["type"] == "http.response.start":
            self._head = self._encoder.head(message["status"], message.get("headers", ()))
        elif self._head is not None and not self._complete and message["type"] == "http.response.body":
            self._write(message.get("body", b""), more=message.get("more_body", False))
        else:
            raise RuntimeError(f"the app must not send {message['type']} here")

    def _crash(self, error: Exception) -> None:
        if self.begun or self._dropped:
            _LOG.error("the app crashed when it was too late to answer so", exc_info=error)
        else:
            self._connection.fail(error)

    def _write(self, body: bytes, *, more: bool) -> None:
        data = (self._head or b"") + self._encoder.body(body, more=more)
        self._head = b""
        if data:
            self._connection.write(data)
        if not more:
            self._complete = True
            self._wake()
            self._connection.answered()

    def _due(self) -> bool:
        """Tell whether the end of the body has arrived and the app does not know yet."""
        return self._whole and not self._received

    def _over(self) -> bool:
        return self._complete or self._dropped or (self._hung_up and not self._due())

    def _wake(self) -> None:
        if self._news is not None:
            self._news.set()


def _scope(head: RequestHead, connection: Scope) -> Scope:
    path = head.path.decode("ascii")
    return {
        **connection,
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": head.version,
        "method": head.method,
        "path": unquote(path) if "%" in path else path,
        "raw_path": head.path,
        "query_string": head.query,
        "headers": head.headers,
        "state": connection["state"].copy(),
    }
