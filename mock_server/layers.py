"""Layers: the ASGI middlewares around the operations, each one concern.

From the outside in: HeadLayer, CheckLayer (on demand), HeaderLayer, ErrorLayer.
"""

import asyncio
import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.answers import Answer
from mock_server.call import Trace
from mock_server.conformity import find_faults
from mock_server.errors import error_answer, refuse
from mock_server.state import State

_LOG = logging.getLogger(__name__)
_NONCONFORMING = "The mock's own answer broke the contract; its log says where."
_STOPPING = "The mock is stopping and could not finish this request."


class HeadLayer:
    """Answers HEAD with what GET would, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # A copy: the server needs to know that the request it has is a HEAD.
        await self._app({**scope, "method": "GET", "mock_server.head": True}, receive, bodiless)


class HeaderLayer:
    """Gives every answer its X-Request-Id and its Date (the server's own would ignore a frozen clock)."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def stamping(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._state.new_headers()]
            await send(message)

        await self._app(scope, receive, stamping)


class ErrorLayer:
    """Turns whatever ends a request early into the error envelope."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; an error after the answer has begun is left to the server."""
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except ClientDisconnect:
            return
        except asyncio.CancelledError:
            # The mock stops and has waited long enough; uvicorn would log a crash and answer in plain text.
            if not started:
                await send_answer(send, error_answer(refuse(503, _STOPPING)))
        except Exception as error:
            if started:
                raise
            await send_answer(send, error_answer(error))


class CheckLayer:
    """Holds each answer against the contract; one that breaks it becomes a 500 and a log line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        trace = Trace()
        messages: list[Message] = []

        async def holding(message: Message) -> None:
            messages.append(message)

        await self._app({**scope, "mock_server.trace": trace}, receive, holding)
        if not messages:
            return
        start, body = messages[0], b"".join(message.get("body", b"") for message in messages[1:])
        faults = [] if trace.operation is None else find_faults(trace.operation, start, body)
        if faults:
            _LOG.error(
                "%s %s: the answer breaks the contract: %s", scope["method"], scope["path"], "; ".join(faults)
            )
            start, body = _replaced(start)
        await send(start)
        await send({"type": "http.response.body", "body": body})


async def send_answer(send: Send, answer: Answer) -> None:
    """Send an answer whole."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.raw_headers()})
    await send({"type": "http.response.body", "body": answer.body})


def _replaced(start: Message) -> tuple[Message, bytes]:
    """Return the 500 that takes an answer's place; it keeps the answer's id and date."""
    answer = error_answer(refuse(500, _NONCONFORMING))
    kept = [(name, value) for name, value in start["headers"] if name in {b"x-request-id", b"date"}]
    return {**start, "status": answer.status, "headers": [*answer.raw_headers(), *kept]}, answer.body
