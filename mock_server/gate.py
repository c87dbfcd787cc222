"""The gate: finds a request's operation and refuses, in a fixed order, what may not reach it.

The order (decided): 404 and 405, 401, 403, 406, 413, 415; then Connexion validates, 400.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.answers import Answer
from mock_server.auth import Authenticator
from mock_server.call import Call, enter
from mock_server.contract import Operation
from mock_server.errors import refuse
from mock_server.forms import MULTIPART
from mock_server.framework import ROUTING_CONTEXT
from mock_server.journal import decoded_headers
from mock_server.layers import send_answer
from mock_server.negotiation import admits, media_type, nearest, representative
from mock_server.pages import Pages
from mock_server.routes import RouteTable, allowed_methods
from mock_server.settings import MEBIBYTE
from mock_server.state import State

BODY_LIMIT = 10 * MEBIBYTE
UPLOAD_LIMIT = 512 * MEBIBYTE
"""The largest upload in bytes unless --max-body is chosen: the official client itself allows 500 MiB."""

_READING = {"GET", "HEAD"}


@dataclass(frozen=True)
class Gate:
    """Middleware in front of Connexion; takes the place of Connexion's own routing and security.

    Connexion would answer 405 with the methods of one route only, and check media types after parameters.
    """

    app: ASGIApp
    routes: RouteTable
    base_paths: Mapping[str, str]
    pages: Pages
    authenticator: Authenticator
    state: State
    max_body: int | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or raise Refusal."""
        page = self.pages.find(scope["path"])
        if page is not None:
            await send_answer(send, self.pages.answer(page, scope["method"]))
            return
        operation, path_texts = self._routed(scope)
        if operation is None:
            methods, _ = self._found(scope)
            await send_answer(send, Answer(204, b"", {"allow": allowed_methods(methods)}, media_type=None))
            return
        if "mock_server.trace" in scope:
            scope["mock_server.trace"].operation = operation
        await self._enter(operation, path_texts, scope, receive)
        await self.app(self._connexion_scope(operation, scope), _replay(b""), send)

    def _found(self, scope: Scope) -> tuple[Mapping[str, Operation], dict[str, str]]:
        found = self.routes.find(scope["path"])
        if found is None:
            raise refuse(404, f"There is nothing at {scope['path']}; /docs shows what this mock serves.")
        return found

    def _routed(self, scope: Scope) -> tuple[Operation | None, dict[str, str]]:
        """Return the operation, or None for an OPTIONS request that the document leaves to HTTP itself."""
        methods, path_texts = self._found(scope)
        # HeadLayer has made a GET of every HEAD, also of one that the document has an operation for.
        method = "HEAD" if scope.get("mock_server.head") and "HEAD" in methods else scope["method"]
        operation = methods.get(method)
        if operation is None and method != "OPTIONS":
            allow = allowed_methods(methods)
            sent = "HEAD" if scope.get("mock_server.head") else method
            raise refuse(405, f"{sent} is not allowed at {scope['path']}; use {allow}.", {"allow": allow})
        return operation, path_texts

    async def _enter(
        self, operation: Operation, path_texts: dict[str, str], scope: Scope, receive: Receive
    ) -> None:
        headers = decoded_headers(scope)
        who = self.authenticator.identify(headers.get("authorization"), secured=operation.secured)
        right = "read" if operation.method in _READING else "write"
        if operation.secured and right not in who.rights:
            raise refuse(
                403, f"This token may not {right}; {operation.method} {operation.path} needs that right."
            )
        if not admits(headers.get("accept"), operation.produces):
            offered = ", ".join(sorted(operation.produces))
            raise refuse(
                406, f"The Accept header admits nothing that this operation gives, which is {offered}."
            )
        call = Call(operation, self.state.world, who, path_texts, scope["query_string"], headers)
        call.head = scope.get("mock_server.head", False)
        if operation.body is not None:
            call.content = await read_body(receive, headers, self._limit(operation))
            call.media_type = _checked_media_type(operation, headers) if call.content else ""
        enter(call)

    def _limit(self, operation: Operation) -> int:
        """Return how long a body may be: uploads are larger, but a limit that was chosen holds for all."""
        uploads = operation.body is not None and MULTIPART in operation.body.validators
        return self.max_body or (UPLOAD_LIMIT if uploads else BODY_LIMIT)

    def _connexion_scope(self, operation: Operation, scope: Scope) -> Scope:
        """Return the scope with what Connexion's router would have left in it."""
        name = operation.key.partition(":")[0]
        routing = {"api_base_path": self.base_paths[name], "operation_id": operation.key}
        extensions = {**scope.get("extensions", {}), ROUTING_CONTEXT: routing}
        return {**scope, "extensions": extensions, "headers": _connexion_headers(scope)}


async def read_body(receive: Receive, headers: Mapping[str, str], limit: int) -> bytes:
    """Return the whole body; Refusal 413 as soon as it is known to be longer than `limit` bytes.

    ClientDisconnect when the caller goes away before it is complete.
    """
    announced = headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise _too_large(limit)
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks)


def _too_large(limit: int) -> Exception:
    return refuse(413, f"The body is longer than the {limit} bytes that this operation takes.")


def _checked_media_type(operation: Operation, headers: Mapping[str, str]) -> str:
    """Return the body's media type, the operation's first when none is named; Refusal 415 for another."""
    assert operation.body is not None  # noqa: S101  the caller looked
    known: Sequence[str] = list(operation.body.validators)
    # A range as wide as `*/*` leaves the type to be guessed (RFC 9110, section 8.3).
    first = known[0] if known[0] != "*/*" else "application/octet-stream"
    name = media_type(headers.get("content-type", "")) or representative(first)
    if nearest(name, known) is None:
        raise refuse(415, f"The body is {name}; this operation takes {', '.join(known)}.")
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"", "identity"}:
        raise refuse(415, f"The body has the Content-Encoding {encoding}; send it as it is.")
    return name


def _connexion_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """Leave out what would make Connexion look for a body: the gate has read it."""
    dropped = {b"content-length", b"transfer-encoding", b"content-type"}
    return [(name, value) for name, value in scope["headers"] if name.lower() not in dropped]


def _replay(content: bytes) -> Receive:
    async def receive() -> Message:
        message: dict[str, Any] = {"type": "http.request", "body": content, "more_body": False}
        return message

    return receive
