"""A bare ASGI application: fixed bytes for every case. No Python server that uvicorn runs can be faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]


def _json(size: int) -> bytes:
    """Return a JSON object of so many bytes."""
    frame = b'{"data":""}'
    return frame[:-2] + b"x" * (size - len(frame)) + frame[-2:]


MODEL, PAGE, ERROR = _json(1024), _json(50 * 1024), _json(256)
UNKNOWN = "ffffffff"
"""How the id begins that no model has."""


async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    sent = b""
    more = scope["method"] in {"POST", "PATCH"}
    while more:
        message = await receive()
        sent += message.get("body", b"")
        more = message.get("more_body", False)
    status, body = _answer(scope["method"], scope["path"], sent)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _answer(method: str, path: str, sent: bytes) -> tuple[int, bytes]:
    if method == "GET" and path == "/v3/models":
        return 200, PAGE
    if path.startswith(UNKNOWN, len("/v3/models/")):
        return 404, ERROR
    # Read no further than this: what is to be seen is the cost of an answer, not of its reasons.
    return (400, ERROR) if b'"pictures"' in sent else (200, MODEL)
