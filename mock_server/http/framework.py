"""The framework: what is used of Connexion, imported in this one place.

Connexion loads the documents, resolves their operations and hands both to the middleware; everything else is
the middleware's. Importing it imports deprecated parts of other packages, and each warns: nobody who starts a
mock can do anything about it, and in a program that turns warnings into errors the import would fail.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from connexion import AsyncApp
    from connexion.middleware import SpecMiddleware
    from connexion.resolver import Resolution, Resolver
    from connexion.spec import OpenAPISpecification

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.openapi.document import Json

    Find = Callable[[str | None, str, str], Any]
    """Gives the function of an operation by its operationId, method in lower case and path, or None."""

OPENAPI_SCHEMA: dict[str, Any] = OpenAPISpecification.openapi_schema
"""The JSON Schema (draft 4) of OpenAPI 3.0 documents, as the OpenAPI Initiative publishes it."""


class Server(Protocol):
    """What serves the documents that Connexion loads."""

    def add_document(self, name: str, data: Json, find: Find) -> None:
        """Take up a document under its name."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""


class ServingMiddleware(SpecMiddleware):  # type: ignore[misc]  # Connexion has no types
    """Serves every request itself, and leaves nothing to the app that it is put around."""

    def __init__(self, _app: ASGIApp, server: Server) -> None:
        self._server = server

    def add_api(self, specification: Any, *, name: str, resolver: FunctionResolver, **_: Any) -> None:
        """Take up a document as Connexion has loaded it, with what resolves its operations."""
        self._server.add_document(name, specification.raw, resolver.find)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; of the lifespan there is nothing to serve."""
        if scope["type"] == "http":
            await self._server.serve(scope, receive, send)


class FunctionResolver(Resolver):  # type: ignore[misc]  # Connexion has no types
    """Resolves operations to functions by operationId, method and path."""

    def __init__(self, find: Find) -> None:
        super().__init__()
        self.find = find

    def resolve(self, operation: Any) -> Any:
        """Return the function of one of Connexion's operations, under an id that no other has."""
        method, path = operation.method, operation.path
        function = self.find(operation.operation_id, method, path) or _not_reached
        return Resolution(function, f"{method} {path}")


def hosted(server: Server, documents: Mapping[str, tuple[Json, str]], find: Find) -> ASGIApp:
    """Return Connexion's app of some documents, each with its base path, around a server.

    It raises whatever Connexion raises for a document that it cannot load, and what the server raises.
    """
    app = AsyncApp("mock_server", middlewares=[partial(ServingMiddleware, server=server)])
    for name, (data, base_path) in documents.items():
        app.add_api(data, base_path=base_path, name=name, resolver=FunctionResolver(find))
    # Connexion builds its middleware when the first scope comes; this one asks for nothing else.
    start = app({"type": "lifespan"}, _not_reached, _not_reached)
    with suppress(StopIteration):
        start.send(None)
    served: ASGIApp = app
    return served


async def _not_reached(*_: Any) -> Any:
    raise RuntimeError("the middleware leaves nothing to the app inside")
