"""The protocol: uvicorn's HTTP/1.1, whose complaint about unreadable requests is an envelope here too."""

import re
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from mock_server.app import MockApp
from mock_server.errors import error_answer, refuse

HEAD_LIMIT = 1024 * 1024
"""The longest request line and headers in bytes (decided): far above what filters need, and not endless."""
PATIENCE = 1.0
"""Seconds without a byte after which a mock that stops no longer waits for the rest of a body."""

_ABSOLUTE_FORM = re.compile(rb"https?://[^/?#]+(?P<path>[^#]*)", re.IGNORECASE)


class Connection(h11.Connection):
    """An HTTP/1.1 connection as uvicorn and its callers like it best.

    Targets are in origin form, which is all that uvicorn reads. The head of an answer goes out with the
    beginning of its body: in two packets it wakes the caller twice.
    """

    def __init__(self) -> None:
        super().__init__(h11.SERVER, HEAD_LIMIT)
        self._head = b""

    def send(self, event: Any) -> Any:
        """Return the bytes to write for an event; None for the end of the connection."""
        made = super().send(event)
        if isinstance(event, h11.Response):
            self._head, made = made or b"", b""
        elif made is not None and self._head:
            self._head, made = b"", self._head + made
        return made

    def next_event(self) -> Any:
        """Return the next event; a server must take `GET http://host/path` as well (RFC 9112, 3.2.2).

        RemoteProtocolError for what is no HTTP, a target in neither form included.
        """
        event = super().next_event()
        if isinstance(event, h11.Request) and not event.target.startswith((b"/", b"*")):
            return _in_origin_form(event)
        return event


class EnvelopeProtocol(H11Protocol):
    """HTTP/1.1 for a MockApp.

    It stands on h11 rather than httptools, which is faster by less than a request here costs, because of what
    each does at the edges. httptools drops the body of a request that offers an upgrade (stock Java clients
    offer h2c on each) and reads a whole packet at once, so that nonsense behind a request outruns its answer.
    Recovering from that outside the parser would mean a second parser; h11 needs neither.
    """

    app: MockApp

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conn = Connection()
        self._received = 0

    def data_received(self, data: bytes) -> None:
        """Take up what arrived; after a caller's last request that is nothing."""
        self._received += len(data)
        if self.conn.their_state is not h11.MUST_CLOSE:
            super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP request, and close the connection."""
        answer = error_answer(refuse(400, msg))
        headers = [*answer.raw_headers(), *self.app.state.new_headers(), (b"connection", b"close")]
        lines = [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([b"HTTP/1.1 400 Bad Request", *lines, b"", answer.body]))
        self.transport.close()

    def shutdown(self) -> None:
        """Begin to end the connection; a body on its way is waited for as long as more of it comes."""
        super().shutdown()
        self.loop.call_later(PATIENCE, self._give_up, self._received)

    def _give_up(self, received: int) -> None:
        cycle: Any = self.cycle  # None before the first request, though it is not annotated so
        if cycle is None or cycle.response_started or not cycle.more_body:
            return
        if self._received == received:
            self.transport.close()
        else:
            self.loop.call_later(PATIENCE, self._give_up, self._received)

    def _should_upgrade(self) -> bool:
        """Return False: a server may ignore an upgrade and answer in HTTP/1.1 (RFC 9110, 7.8)."""
        return False


def _in_origin_form(request: h11.Request) -> h11.Request:
    match = _ABSOLUTE_FORM.fullmatch(request.target)
    if match is None:
        raise h11.RemoteProtocolError("the target is neither a path nor a URL")
    return h11.Request(
        method=request.method,
        target=match["path"] if match["path"].startswith(b"/") else b"/" + match["path"],
        headers=request.headers.raw_items(),
        http_version=request.http_version,
    )
