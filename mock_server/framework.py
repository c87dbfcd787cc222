"""The framework: what is used of Connexion, imported in one place.

Connexion imports deprecated parts of other packages, and Starlette's test client; each warns. Nobody who
starts a mock can do anything about it, and in a program that turns warnings into errors the import would
fail.
"""

import warnings
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from connexion import AsyncApp as DecoratingApp
    from connexion.apps.asynchronous import AsyncApi
    from connexion.datastructures import MediaTypeDict
    from connexion.middleware.abstract import ROUTING_CONTEXT
    from connexion.middleware.request_validation import RequestValidationMiddleware
    from connexion.resolver import Resolution, Resolver
    from connexion.spec import OpenAPISpecification

OPENAPI_SCHEMA: dict[str, Any] = OpenAPISpecification.openapi_schema
"""The JSON Schema (draft 4) of OpenAPI 3.0 documents, as the OpenAPI Initiative publishes it."""


class Operation:
    """Calls an operation's function, which takes nothing, and sends the response that it returns."""

    def __init__(self, function: Callable[[], Awaitable[Response]]) -> None:
        self._function = function

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        response = await self._function()
        await response(scope, receive, send)


class Api(AsyncApi):  # type: ignore[misc]  # Connexion has no types
    """A document whose operations are called as they are."""

    def make_operation(self, operation: Any) -> Operation:
        """Return what serves one of Connexion's operations."""
        return Operation(operation.function)


class AsyncApp(DecoratingApp):  # type: ignore[misc]  # Connexion has no types
    """Connexion's app, but for the decorators with which it fills a function's parameters.

    It puts them together anew for every request, which took a fifth of the mock's time; the functions here
    take none.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._middleware_app.api_cls = Api


__all__ = [
    "OPENAPI_SCHEMA",
    "ROUTING_CONTEXT",
    "AsyncApp",
    "MediaTypeDict",
    "RequestValidationMiddleware",
    "Resolution",
    "Resolver",
]
