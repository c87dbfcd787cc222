"""The contract: a document's operations, their schemas compiled once: is this valid, and if not, where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from mock_server.openapi.compiler import Compiler, Schema
from mock_server.openapi.document import Document, Json
from mock_server.openapi.flattening import Flattener
from mock_server.openapi.grammar import METHODS
from mock_server.openapi.media_types import JSON_MEDIA_TYPE, media_type, nearest, representative
from mock_server.openapi.names import PropertyNames
from mock_server.openapi.parameters import Parameter, delimiter
from mock_server.openapi.references import Place, resolved
from mock_server.openapi.schemas import Converter
from mock_server.openapi.styles import special_style
from mock_server.openapi.validity import specification_error

__all__ = ["METHODS", "Body", "Contract", "DeclaredResponse", "Operation", "base_path_of"]

_IGNORED_HEADERS = {"accept", "authorization", "content-type"}


@dataclass(frozen=True)
class Body:
    """A request body: a validator and a schema per media type or range, in lower case, without parameters.

    `known_names` are what "did you mean" may propose.
    """

    required: bool
    validators: Mapping[str, Schema]
    schemas: Mapping[str, Json]
    known_names: PropertyNames

    def validator(self, name: str) -> Schema | None:
        """Return what judges a body of a media type."""
        key = nearest(name, self.validators)
        return None if key is None else self.validators[key]

    def schema(self, name: str) -> Json:
        """Return the schema of a media type, its members with the types that references give them."""
        key = nearest(name, self.schemas)
        return {} if key is None else self.schemas[key]


@dataclass(frozen=True)
class DeclaredResponse:
    """A response of the document: what its body and its headers must be."""

    validators: Mapping[str, Schema]
    headers: Mapping[str, tuple[bool, Json, Schema]]
    content: Mapping[str, Json]
    header_definitions: Mapping[str, Json]


@dataclass(frozen=True)
class Operation:
    """One operation: how to reach it and what it takes and gives.

    `key` is unique over all documents of an app. `secured` says whether a token is needed.
    """

    key: str
    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: Mapping[str, DeclaredResponse]
    secured: bool
    definition: Json = field(repr=False)

    @cached_property
    def query_names(self) -> frozenset[str]:
        """Return the names of the query parameters."""
        return frozenset(item.name for item in self.parameters if item.location == "query")

    @cached_property
    def produces(self) -> frozenset[str]:
        """Return the media types of the successful answers; JSON when there is none."""
        found = {
            name for code, item in self.responses.items() if code.startswith("2") for name in item.validators
        }
        return frozenset(found) or frozenset({JSON_MEDIA_TYPE})


class Contract:
    """A document's operations under their base path.

    `name` keeps the keys of several documents apart. ConfigurationError, with file and line, for a document
    that cannot be served: what is wrong with any of its schemas is found here, not when a request comes.
    """

    def __init__(self, document: Document, name: str, *, strict: bool = False) -> None:
        self.name = name
        self.document = document
        self.data: Json = document.data
        self.data = {
            **self.data,
            "paths": {path: self.resolve(item) for path, item in _without_extensions(self.data["paths"])},
        }
        self._flattener = Flattener(self.data)
        self._requests = Compiler(Converter(self.data, strict=strict, left_out="readOnly"))
        # Answers may have more than the document names, and a reference must not lead into closed schemas.
        self._responses = Compiler(Converter(self.data, left_out="writeOnly"))
        self.base_path = base_path_of(self.data)
        self.operations = tuple(self._operations())
        self._check()

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.data["paths"].items():
            for method in (method for method in METHODS if method in item):
                try:
                    yield self._operation(path, method, item)
                except RecursionError as error:
                    reason = ValueError("its schemas lead to one another too deeply")
                    raise specification_error(self.document, reason, ["paths", path, method]) from error
                except (ValueError, LookupError, TypeError, AttributeError) as error:
                    raise specification_error(self.document, error, ["paths", path, method]) from error

    def _check(self) -> None:
        for compiler in (self._requests, self._responses):
            culprit = compiler.culprit()
            if culprit is not None:
                schema, error = culprit
                raise specification_error(self.document, error, self._home(schema)) from error

    def _home(self, schema: Schema) -> Place:
        """Return the place of the first operation that uses a schema."""
        for operation in self.operations:
            if schema in _schemas_of(operation):
                return "paths", operation.path.removeprefix(self.base_path), operation.method.lower()
        return ()

    def _operation(self, path: str, method: str, item: Json) -> Operation:
        definition = item[method]
        operation_id = definition.get("operationId") or f"{method} {path}"
        return Operation(
            key=f"{self.name}:{method} {path}",
            id=operation_id,
            method=method.upper(),
            path=self.base_path + path,
            parameters=tuple(self._parameters(item.get("parameters", []), definition.get("parameters", []))),
            body=self._body(definition.get("requestBody")),
            responses={
                code: self._response(response)
                for code, response in _without_extensions(definition.get("responses", {}))
            },
            secured=_needs_token(definition.get("security", self.data.get("security", []))),
            definition=definition,
        )

    def _parameters(self, shared: Sequence[Json], own: Sequence[Json]) -> Iterator[Parameter]:
        definitions = {(item["name"], item["in"]): item for item in map(self.resolve, [*shared, *own])}
        for definition in definitions.values():
            if definition["in"] == "header" and definition["name"].lower() in _IGNORED_HEADERS:
                continue
            yield self._parameter(definition)

    def _parameter(self, definition: Json) -> Parameter:
        content = definition.get("x-content-schema")
        schema = definition.get("schema", {})
        for media in definition.get("content", {}).values():
            content, schema = media.get("schema", {}), {"type": "string"}
        schema = self._flattener.readable(schema)
        if members := self._flattener.readable_members(schema):
            schema = {**schema, "properties": members}
        return Parameter(
            name=definition["name"],
            location=definition["in"],
            required=definition.get("required", False),
            schema=schema,
            validator=self.compile(schema),
            content_validator=None if content is None else self.compile(content),
            delimiter=delimiter(definition),
            style=special_style(definition, schema),
        )

    def _body(self, definition: Json | None) -> Body | None:
        if definition is None:
            return None
        definition = self.resolve(definition)
        content = _by_media_type(definition["content"])
        schemas = {name: media.get("schema", {}) for name, media in content.items()}
        return Body(
            required=definition.get("required", False),
            validators={name: self.compile(schema) for name, schema in schemas.items()},
            schemas={name: self._with_readable_members(schema) for name, schema in schemas.items()},
            known_names=PropertyNames(list(schemas.values()), self.data),
        )

    def _with_readable_members(self, schema: Json) -> Json:
        return {**self._flattener.flat(schema), "properties": self._flattener.readable_members(schema)}

    def _response(self, definition: Json) -> DeclaredResponse:
        definition = self.resolve(definition)
        content = {
            representative(name): media
            for name, media in _by_media_type(definition.get("content", {})).items()
        }
        headers = {
            name.lower(): self.resolve(header) for name, header in definition.get("headers", {}).items()
        }
        return DeclaredResponse(
            validators={
                name: self.compile_answer(media.get("schema", {})) for name, media in content.items()
            },
            headers={name: self._header(header) for name, header in headers.items()},
            content=content,
            header_definitions=headers,
        )

    def _header(self, header: Json) -> tuple[bool, Json, Schema]:
        schema = header.get("schema", {})
        return header.get("required", False), self._flattener.flat(schema), self.compile_answer(schema)

    def resolve(self, node: Json) -> Json:
        """Return what a local reference points to, or the node itself."""
        return resolved(self.data, node)

    def compile(self, schema: Json) -> Schema:
        """Return what judges a request's value by a schema."""
        return self._requests.add(schema)

    def compile_answer(self, schema: Json) -> Schema:
        """Return what judges an answer's value by a schema."""
        return self._responses.add(schema)


def base_path_of(data: Json) -> str:
    """Return the path of the first server's URL, its variables at their defaults."""
    servers = data.get("servers") or [{"url": ""}]
    url: str = servers[0]["url"]
    for name, variable in servers[0].get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable["default"]))
    return urlsplit(url).path.rstrip("/")


def _schemas_of(operation: Operation) -> Iterator[Any]:
    for parameter in operation.parameters:
        yield from (parameter.validator, parameter.content_validator)
    if operation.body is not None:
        yield from operation.body.validators.values()
    for response in operation.responses.values():
        yield from response.validators.values()
        yield from (validator for _, _, validator in response.headers.values())


def _without_extensions(members: Json) -> Iterator[tuple[str, Json]]:
    """Return the members that are no specification extensions, which may be anything."""
    return ((name, member) for name, member in members.items() if not name.startswith("x-"))


def _needs_token(security: Sequence[Json]) -> bool:
    """An empty requirement among the alternatives makes authentication optional (OpenAPI)."""
    return bool(security) and all(security)


def _by_media_type(content: Json) -> Json:
    """Return the content by media types without parameters, which the mock does not tell apart."""
    found: Json = {}
    for name, media in content.items():
        found.setdefault(media_type(name), media)
    return found
