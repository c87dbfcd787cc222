"""Dispatch: one request from its arrival to its answer, by the plan of its operation.

The order of refusals (decided): a foreign Host, 404 and 405, 401, 403, 406, 413, 415, then 400 with every
violation there is.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect

from mock_server.http.bodies import limit_of, receive_body, receive_file
from mock_server.http.call import Call
from mock_server.http.errors import Refusal, error_answer, refuse
from mock_server.http.journal import BODY_LIMIT, decoded_headers
from mock_server.http.pages import Pages
from mock_server.http.responses import Answer
from mock_server.http.routing import RouteTable, allowed_methods
from mock_server.openapi.conformity import find_faults
from mock_server.stores import Gone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import Message, Receive, Scope, Send

    from mock_server.http.auth import Authenticator
    from mock_server.http.hosts import Hosts
    from mock_server.http.journal import Journal
    from mock_server.http.plan import Plan
    from mock_server.http.state import State
    from mock_server.world.errors import Violation

_LOG = logging.getLogger(__name__)
_NONCONFORMING = "The mock's own answer broke the contract; its log says where."
_STOPPING = "The mock is stopping and could not finish this request."
_READ = frozenset(
    {
        b"accept",
        b"authorization",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"host",
        b"transfer-encoding",
    }
)
"""The headers that every operation minds."""


@dataclass
class Desk:
    """What the dispatcher of an app works with.

    `max_body` limits bodies in bytes, if chosen; `check_responses` holds answers against the contract.
    """

    routes: RouteTable
    authenticator: Authenticator
    state: State
    journal: Journal
    hosts: Hosts
    max_body: int | None
    check_responses: bool
    pages: Pages = field(default_factory=lambda: Pages({}))


class Exchange:
    """A request under way: what is known of it so far, among it the beginning of its body."""

    __slots__ = ("content", "head", "headers", "method", "plan", "receive", "scope")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope = scope
        self.receive = receive
        self.head = scope["method"] == "HEAD"
        self.method: str = "GET" if self.head else scope["method"]
        self.plan: Plan | None = None
        self.content = b""
        self.headers: Mapping[bytes, bytes] = dict(scope["headers"])
        if len(self.headers) < len(scope["headers"]):
            self.headers = _joined(header for header in scope["headers"] if header[0] in _READ)

    async def receive_noting(self) -> Message:
        """Receive a part of the body, and keep as much as the journal shows."""
        message = await self.receive()
        room = BODY_LIMIT - len(self.content)
        if room > 0:
            self.content += message.get("body", b"")[:room]
        return message


class Dispatcher:
    """Serves the requests of an app."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; an error after its answer has begun is left to the server."""
        exchange = Exchange(scope, receive)
        try:
            answer = await self._answer(exchange)
        except ClientDisconnect:
            return
        except asyncio.CancelledError:
            # The mock stops and has waited long enough; uvicorn would log a crash and answer in plain text.
            answer = error_answer(refuse(503, _STOPPING))
        except Exception as error:  # noqa: BLE001  whatever it is becomes an answer
            if isinstance(error, Gone):
                await asyncio.to_thread(self._desk.state.begin_again)
            answer = error_answer(error)
        stamp = self._desk.state.new_headers()
        if self._desk.check_responses and exchange.plan is not None:
            answer = _checked(exchange, exchange.plan, answer, stamp)
        headers = [*answer.raw_headers(), *stamp]
        self._desk.journal.record(exchange.scope, answer.status, exchange.content)
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if exchange.head else answer.body})

    async def _answer(self, exchange: Exchange) -> Answer:
        self._desk.hosts.check(exchange.headers.get(b"host"))
        path = exchange.scope["path"]
        page = self._desk.pages.find(path)
        if page is not None:
            return self._desk.pages.answer(page, exchange.method)
        found = self._desk.routes.find(path)
        if found is None:
            raise refuse(404, f"There is nothing at {path}; /docs shows what this mock serves.")
        methods, path_texts = found
        plan = _planned(exchange, methods)
        if plan is None:
            return Answer(204, b"", {"allow": allowed_methods(methods)}, media_type=None)
        exchange.plan = plan
        call = self._entered(exchange, plan)
        try:
            if b"content-length" in exchange.headers or b"transfer-encoding" in exchange.headers:
                await self._receive(exchange, plan, call)
            violations = _read_parameters(exchange, plan, call, path_texts)
            if plan.body is not None:
                violations += await plan.body.read(call, exchange.headers)
            if violations:
                raise Refusal(400, *violations)
            return await plan.function(call)
        finally:
            call.close()

    def _entered(self, exchange: Exchange, plan: Plan) -> Call:
        """Return the call of a request that may be made."""
        operation, headers = plan.operation, exchange.headers
        authorization = headers.get(b"authorization")
        who = self._desk.authenticator.identify(
            None if authorization is None else authorization.decode("latin-1"), secured=operation.secured
        )
        if operation.secured and plan.right not in who.rights:
            place = f"{operation.method} {operation.path}"
            raise refuse(403, f"This token may not {plan.right}; {place} needs that right.")
        plan.check_accept(headers.get(b"accept"))
        return Call(operation, self._desk.state.world, who, head=exchange.head)

    async def _receive(self, exchange: Exchange, plan: Plan, call: Call) -> None:
        """Take up the content of a request, also where none is declared.

        What is not sound to its end must not be carried out.
        """
        headers = exchange.headers
        limit = limit_of(plan.operation, self._desk.max_body)
        if plan.body is not None and plan.body.is_upload(headers):
            call.file = await receive_file(exchange.receive_noting, headers, limit)
            content = exchange.content
        else:
            content = await receive_body(exchange.receive_noting, headers, limit)
        if plan.body is not None and content:
            call.content = content
            call.media_type = plan.body.media_type(headers)


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return headers by name, repeated ones as a list (RFC 9110, section 5.3)."""
    joined: dict[bytes, bytes] = {}
    for name, value in headers:
        joined[name] = joined[name] + b", " + value if name in joined else value
    return joined


def _planned(exchange: Exchange, methods: Mapping[str, Plan]) -> Plan | None:
    """Return the plan, or None for an OPTIONS request that the document leaves to HTTP itself."""
    if exchange.head and "HEAD" in methods:
        return methods["HEAD"]
    plan = methods.get(exchange.method)
    if plan is None and exchange.method != "OPTIONS":
        allow, sent = allowed_methods(methods), exchange.scope["method"]
        raise refuse(
            405, f"{sent} is not allowed at {exchange.scope['path']}; use {allow}.", {"allow": allow}
        )
    return plan


def _read_parameters(
    exchange: Exchange, plan: Plan, call: Call, path_texts: Mapping[str, str]
) -> list[Violation]:
    """Read the parameters into the call, and return what is wrong with them."""
    scope = exchange.scope
    call.values = plan.read_parameters(
        call, path_texts, scope["query_string"], lambda: decoded_headers(scope["headers"])
    )
    return call.values.violations


def _checked(exchange: Exchange, plan: Plan, answer: Answer, stamp: list[tuple[bytes, bytes]]) -> Answer:
    """Return the answer, or the 500 that takes the place of one that breaks the contract."""
    start: Any = {"status": answer.status, "headers": [*answer.raw_headers(), *stamp]}
    faults = find_faults(plan.operation, start, answer.body)
    if not faults:
        return answer
    sent, path = exchange.scope["method"], exchange.scope["path"]
    _LOG.error("%s %s: the answer breaks the contract: %s", sent, path, "; ".join(faults))
    return error_answer(refuse(500, _NONCONFORMING))
