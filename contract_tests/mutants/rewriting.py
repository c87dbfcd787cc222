"""Rewriting: faults that change requests on their way in and answers on their way out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from contract_tests.mutants.mutant import Wrap

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    Json = dict[str, Any]

MODELS = re.compile(r"/v3/models/?")
MODEL = re.compile(r"/v3/models/[^/]+")
OPERATIONS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("GET", MODELS, "list_models"),
    ("POST", MODELS, "create_model"),
    ("GET", MODEL, "get_model"),
    ("PATCH", MODEL, "update_model"),
    ("DELETE", MODEL, "delete_model"),
    ("POST", re.compile("/v3/model-factory"), "generate_model"),
    ("POST", re.compile("/v3/models/[^/]+/deploy-artifact"), "deploy_artifact"),
    ("PUT", re.compile("/v3/models/[^/]+/deploy-artifact"), "update_artifact"),
    ("POST", re.compile("/v3/models/[^/]+/deploy-surrogate"), "deploy_surrogate"),
    ("PUT", re.compile("/v3/models/[^/]+/deploy-surrogate"), "update_surrogate"),
    ("GET", re.compile("/v3/models/[^/]+/columns"), "list_columns"),
    ("GET", re.compile("/v3/models/[^/]+/columns/[^/]+"), "get_column"),
    ("GET", re.compile("/v3/jobs/[^/]+"), "get_job"),
)
DETAILS = ("create_model", "get_model", "update_model")
DEPLOYS = ("deploy_artifact", "update_artifact", "deploy_surrogate", "update_surrogate")


@dataclass
class Request:
    """A request on its way in; what is assigned to a member is what the mock sees."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def operation(self) -> str:
        """The operationId it addresses; empty for none of these."""
        found = (
            name for method, path, name in OPERATIONS if method == self.method and path.fullmatch(self.path)
        )
        return next(found, "")

    @property
    def json(self) -> Any:
        """The body as JSON; {} when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return {}

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode()


@dataclass
class Reply:
    """An answer on its way out; what is assigned to a member is what the caller sees.

    `memory` is shared by all requests of one serving of the mutant.
    """

    request: Request
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def memory(self) -> dict[str, Any]:
        """What earlier requests have left."""
        return self.request.memory

    @property
    def json(self) -> Any:
        """The body as JSON; {} when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return {}

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )


class Rewriter:
    """Middleware that gives each request to `around`, with a function that lets the mock answer it."""

    def __init__(
        self,
        app: ASGIApp,
        around: Callable[[Request, Callable[[Request], Awaitable[Reply]]], Awaitable[Reply]],
    ) -> None:
        self._app = app
        self._around = around
        self._memory: dict[str, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = await _read(scope, receive, self._memory)

        async def answer(changed: Request) -> Reply:
            return await _answered(self._app, scope, changed)

        reply = await self._around(request, answer)
        headers = {**reply.headers, "content-length": str(len(reply.body))}
        if reply.headers.get("content-length") == "":
            del headers["content-length"]
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": raw})
        body = b"" if scope["method"] == "HEAD" else reply.body
        await send({"type": "http.response.body", "body": body})


def around(
    function: Callable[[Request, Callable[[Request], Awaitable[Reply]]], Awaitable[Reply]],
) -> Wrap:
    """Return the fault that a coroutine function makes between a request and its answer."""
    return Wrap(lambda app: Rewriter(app, function))


def on_reply(
    change: Callable[[Reply], object], *operations: str, status: Collection[int] = range(200, 300)
) -> Wrap:
    """Return the fault that changes answers in place: of the operations (all: none named) with the status."""

    async def changing(request: Request, answer: Callable[[Request], Awaitable[Reply]]) -> Reply:
        operation = request.operation
        reply = await answer(request)
        if (not operations or operation in operations) and reply.status in status:
            change(reply)
        return reply

    return around(changing)


def on_request(change: Callable[[Request], object], *operations: str) -> Wrap:
    """Return the fault that changes requests in place, or answers where `change` returns a Reply."""

    async def changing(request: Request, answer: Callable[[Request], Awaitable[Reply]]) -> Reply:
        if not operations or request.operation in operations:
            own = change(request)
            if isinstance(own, Reply):
                return own
        return await answer(request)

    return around(changing)


def on_json(
    change: Callable[[Any], Any], *operations: str, status: Collection[int] = range(200, 300)
) -> Wrap:
    """Return the fault that changes the JSON of answers: in place, or by returning another value."""

    def changing(reply: Reply) -> None:
        if not reply.body:
            return  # the answers to HEAD and OPTIONS have no body to change
        value = reply.json
        changed = change(value)
        reply.json = value if changed is None else changed

    return on_reply(changing, *operations, status=status)


def on_models(change: Callable[[Json], object], *operations: str) -> Wrap:
    """Return the fault that changes, in place, each model that the operations show (all: none named)."""
    chosen = operations or (*DETAILS, "list_models")
    return on_json(lambda envelope: _each(change, models(envelope)), *chosen)


def on_columns(change: Callable[[Json], object], *operations: str) -> Wrap:
    """Return the fault that changes, in place, each column that the operations show (all: none named)."""
    chosen = operations or (*DETAILS, "list_columns", "get_column")
    return on_json(lambda envelope: _each(change, columns(envelope)), *chosen)


def models(envelope: Json) -> Iterator[Json]:
    """The models in an envelope."""
    data = envelope["data"]
    yield from data.get("items", [data])


def columns(envelope: Json) -> Iterator[Json]:
    """The columns in an envelope."""
    data = envelope["data"]
    if "schema" in data:
        yield from data["schema"]["columns"]
    else:
        yield from data.get("items", [data])


def reply_of(request: Request, status: int, value: Any) -> Reply:
    """Return an answer made without the mock."""
    reply = Reply(request, status, {"content-type": "application/json"}, b"")
    reply.json = value
    return reply


def refusal(request: Request, status: int, reason: str, message: str) -> Reply:
    """Return a well-formed refusal made without the mock."""
    item = {"reason": reason, "message": message, "help": ""}
    error = {"code": status, "message": message, "errors": [item]}
    return reply_of(request, status, {"api_version": "3.0", "kind": "ERROR", "error": error})


def crash(request: Request) -> Reply:
    """Return the 500 of a server that failed, in its envelope."""
    return refusal(request, 500, "InternalServerError", "The server failed to answer this request.")


def crash_when(foul: Callable[[Request], object], *operations: str) -> Wrap:
    """Return the fault that fails on requests of a kind."""
    return on_request(lambda request: crash(request) if foul(request) else None, *operations)


def _each(change: Callable[[Json], object], parts: Iterator[Json]) -> None:
    for part in parts:
        change(part)


async def _read(scope: Scope, receive: Receive, memory: dict[str, Any]) -> Request:
    body, more = bytearray(), True
    while more:
        message = await receive()
        body.extend(message.get("body", b""))
        more = message.get("more_body", False)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return Request(scope["method"], scope["path"], query, headers, bytes(body), memory)


async def _answered(app: ASGIApp, scope: Scope, request: Request) -> Reply:
    """Let the app answer a request, which may have been changed since it came."""
    inner = dict(scope)
    inner["method"], inner["path"] = request.method, request.path
    if request.query != dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)):
        inner["query_string"] = urlencode(request.query).encode()
    headers = {**request.headers, "content-length": str(len(request.body))}
    inner["headers"] = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    await app(inner, receive, send)
    sent = {name.decode("latin-1"): value.decode("latin-1") for name, value in messages[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return Reply(request, messages[0]["status"], sent, body)
