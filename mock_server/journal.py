"""The journal: the last requests a mock has answered, for the tests of those who call it."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LENGTH = 1000
BODY_LIMIT = 256 * 1024


@dataclass(frozen=True)
class RecordedRequest:
    """A request and the status it got.

    `query` is the raw query string, `headers` have lower-case names, `body` is as far as the mock read it,
    at most 256 KiB.
    """

    method: str
    path: str
    query: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Journal:
    """Middleware that keeps the last 1,000 requests."""

    def __init__(self, app: ASGIApp, requests: deque[RecordedRequest]) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and record it once its status is known."""
        body = bytearray()

        async def reading() -> Message:
            message = await receive()
            room = BODY_LIMIT - len(body)
            body.extend(message.get("body", b"")[:room])
            return message

        async def recording(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._requests.append(_recorded(scope, message["status"], bytes(body)))
            await send(message)

        await self._app(scope, reading, recording)


def new_requests() -> deque[RecordedRequest]:
    """Return an empty list of requests of bounded length."""
    return deque(maxlen=LENGTH)


def decoded_headers(scope: Scope) -> dict[str, str]:
    """Return the headers of a request, repeated ones joined by commas."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _recorded(scope: Scope, status: int, body: bytes) -> RecordedRequest:
    query = scope["query_string"].decode("latin-1")
    return RecordedRequest(scope["method"], scope["path"], query, status, decoded_headers(scope), body)
