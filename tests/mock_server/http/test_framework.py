"""The framework: what is used of Connexion is there, and does what the mock stands on.

These tests are the first to fail when a new version of Connexion changes something of that.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.http import framework
from mock_server.http.framework import OPENAPI_SCHEMA, FunctionResolver, hosted
from tests.mock_server.second import OK, document_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Message, Receive, Scope, Send

    from mock_server.http.framework import Find

_USED = {
    "connexion": {"AsyncApp"},
    "connexion.middleware": {"SpecMiddleware"},
    "connexion.resolver": {"Resolution", "Resolver"},
    "connexion.spec": {"OpenAPISpecification"},
}
"""What the tests below look at, by module."""

CONNEXION: Any = framework
"""The names of Connexion, which has no types; only that module imports it."""


class _Served:
    """Takes up documents and notes the requests that reach it."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self.finds: list[Find] = []
        self.paths: list[str] = []

    def add_document(self, name: str, data: Any, find: Find) -> None:
        self.documents[name] = data
        self.finds.append(find)

    async def serve(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        await send({"type": "http.response.start", "status": 299, "headers": []})


def _find(operation_id: str | None, method: str, path: str) -> Any:
    return None if operation_id is None else f"{operation_id} {method} {path}"


def _hosted(documents: Mapping[str, tuple[Any, str]]) -> tuple[_Served, Any]:
    served = _Served()
    return served, hosted(served, documents, _find)


def _request(app: Any, path: str) -> list[Message]:
    """Return what an app sends in answer to a GET."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise NotImplementedError

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    asyncio.run(app(scope, receive, send))
    return sent


def test_all_that_is_used_is_looked_at() -> None:
    """The names that the module imports from Connexion are the ones that these tests are about."""
    tree = ast.parse(inspect.getsource(framework))
    imported = {
        str(node.module): {name.name for name in node.names}
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("connexion")
    }
    assert imported == _USED


def test_the_app_takes_middlewares_and_documents() -> None:
    """The app can be made of middlewares alone, and given a document as a value with its resolver."""
    app = CONNEXION.AsyncApp
    inspect.signature(app).bind("name", middlewares=[])
    inspect.signature(app.add_api).bind(app, {}, base_path="/v3", name="x", resolver=FunctionResolver(_find))
    inspect.signature(app.__call__).bind(app, {}, None, None)
    assert inspect.iscoroutinefunction(app.__call__)


def test_a_middleware_of_documents_has_two_methods() -> None:
    """Nothing else has to be there, and both take what the mock's have been given."""
    middleware = CONNEXION.SpecMiddleware
    assert middleware.__abstractmethods__ == {"add_api", "__call__"}
    assert list(inspect.signature(middleware.add_api).parameters) == ["self", "specification", "kwargs"]
    assert list(inspect.signature(middleware.__call__).parameters) == ["self", "scope", "receive", "send"]


def test_a_resolver_gives_a_function_and_an_id() -> None:
    """Its one method takes an operation, and what it returns has two members."""
    assert list(inspect.signature(CONNEXION.Resolver.resolve).parameters) == ["self", "operation"]
    CONNEXION.Resolver()
    made = CONNEXION.Resolution(_find, "an id")
    assert (made.function, made.operation_id) == (_find, "an id")


def test_the_schema_of_documents_is_there() -> None:
    """It is the OpenAPI Initiative's for 3.0, in draft 4."""
    assert OPENAPI_SCHEMA["$schema"].startswith("http://json-schema.org/draft-04/schema")
    assert OPENAPI_SCHEMA["properties"]["openapi"]["pattern"].startswith("^3")
    assert {"Schema", "Operation", "Parameter", "PathItem"} <= OPENAPI_SCHEMA["definitions"].keys()


def test_documents_are_handed_over_once_as_they_are() -> None:
    """Each comes under its name, equal to what was given, before the first request and with its resolver."""
    first = document_of({"/a": {"get": {"operationId": "get_a", "responses": OK}}})
    second = document_of(
        {"/b/{x}": {"post": {"responses": OK}}}, {"S": {"$ref": "#/components/schemas/T"}, "T": {}}
    )
    served, _ = _hosted({"first": (first, ""), "second": (second, "/v3")})
    assert served.documents["first"]["paths"] == first["paths"]
    assert served.documents["second"]["components"] == second["components"]
    assert sorted(served.documents) == ["first", "second"]
    assert [find("x", "get", "/a") for find in served.finds] == ["x get /a"] * 2


def test_what_is_given_stays_as_it_is() -> None:
    """Connexion fills in what a document leaves out, but not in the document that others use."""
    given = document_of({"/a": {"get": {"responses": OK}}})
    before = repr(given)
    _hosted({"first": (given, "/v3")})
    assert repr(given) == before


@pytest.mark.parametrize("path", ["/a", "/", "/v3/nothing", "/openapi.json", "/ui/"])
def test_every_request_is_the_servers(path: str) -> None:
    """No path is Connexion's: not the documents' operations, not unknown ones, not pages of its own."""
    served, app = _hosted({"first": (document_of({"/a": {"get": {"responses": OK}}}), "")})
    assert [message.get("status") for message in _request(app, path)] == [299]
    assert served.paths == [path]


def test_operations_of_one_name_do_not_meet() -> None:
    """Documents may name two operations alike, in one or in several, or not at all."""
    item = {"get": {"operationId": "same", "responses": OK}, "put": {"responses": OK}}
    document = document_of({"/a": item, "/b": item})
    served, _ = _hosted({"first": (document, ""), "second": (document, "")})
    assert sorted(served.documents) == ["first", "second"]


def test_what_cannot_be_loaded_is_an_error_at_once() -> None:
    """It is raised when the app is made, and not by the first request."""
    parameter = {"name": "q", "in": "query", "schema": {"type": "integer", "default": "x"}}
    document = document_of({"/a": {"get": {"parameters": [parameter], "responses": OK}}})
    with pytest.raises(Exception, match="is not valid"):
        _hosted({"first": (document, "")})
