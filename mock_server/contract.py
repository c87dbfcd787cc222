"""The contract: a document's operations, their schemas compiled once: is this valid, and if not, where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from jsonschema_rs import Draft202012Validator, ReferencingError, Registry, ValidationError, Validator

from mock_server.answers import JSON_MEDIA_TYPE
from mock_server.documents import Document, Json
from mock_server.negotiation import media_type, nearest, representative
from mock_server.parameters import Parameter, delimiter
from mock_server.references import resolved
from mock_server.schemas import BASE_URI, WHOLE_NUMBER, Converter, WholeNumber, property_names
from mock_server.specification import specification_error
from mock_server.styles import special_style

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_IGNORED_HEADERS = {"accept", "authorization", "content-type"}


@dataclass(frozen=True)
class Body:
    """A request body: a validator and a schema per media type or range, in lower case, without parameters.

    `known_names` are what "did you mean" may propose.
    """

    required: bool
    validators: Mapping[str, Validator]
    schemas: Mapping[str, Json]
    known_names: frozenset[str]

    def validator(self, name: str) -> Validator | None:
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

    validators: Mapping[str, Validator]
    headers: Mapping[str, tuple[bool, Json, Validator]]
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


class Compiler:
    """Compiles a document's schemas; references lead to schemas that were converted the same way."""

    def __init__(self, converter: Converter) -> None:
        self._converter = converter
        self._referred: frozenset[str] = frozenset()
        self._registry = Registry([(BASE_URI, converter.resource())])

    def compile(self, schema: Json) -> Validator:
        """Return the validator of an OpenAPI schema."""
        converted = self._converter.convert(schema)
        if self._converter.referred != self._referred:
            self._registry = Registry([(BASE_URI, self._converter.resource())])
            self._referred = frozenset(self._converter.referred)
        return Draft202012Validator(
            converted,
            registry=self._registry,
            validate_formats=True,
            keywords={WHOLE_NUMBER: WholeNumber},
        )


class Contract:
    """A document's operations under their base path.

    `name` keeps the keys of several documents apart. ConfigurationError, with file and line, for a document
    that cannot be served.
    """

    def __init__(self, document: Document, name: str, *, strict: bool = False) -> None:
        self.name = name
        self.document = document
        self.data: Json = document.data
        self.data = {
            **self.data,
            "paths": {path: self.resolve(item) for path, item in _without_extensions(self.data["paths"])},
        }
        self._requests = Compiler(Converter(self.data, strict=strict, left_out="readOnly"))
        # Answers may have more than the document names, and a reference must not lead into closed schemas.
        self._responses = Compiler(Converter(self.data, left_out="writeOnly"))
        self.base_path = _base_path(self.data)
        self.operations = tuple(self._operations())

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.data["paths"].items():
            for method in (method for method in METHODS if method in item):
                try:
                    yield self._operation(path, method, item)
                except (
                    ValidationError,
                    ReferencingError,
                    ValueError,
                    LookupError,
                    TypeError,
                    AttributeError,
                ) as error:
                    raise specification_error(self.document, error, ["paths", path, method]) from error

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
        schema = self._readable(schema)
        if members := self._members(schema):
            schema = {**schema, "properties": {name: self._readable(part) for name, part in members.items()}}
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
            schemas={name: self._with_flat_members(schema) for name, schema in schemas.items()},
            known_names=property_names(list(schemas.values()), self.data),
        )

    def _with_flat_members(self, schema: Json) -> Json:
        members = {name: self._readable(member) for name, member in self._members(schema).items()}
        return {**self._flat(schema), "properties": members}

    def _members(self, schema: Json) -> Json:
        schema = self.resolve(schema)
        inherited: Json = {}
        for member in schema.get("allOf", ()):
            inherited |= self._members(member)
        return {**inherited, **schema.get("properties", {})}

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
                name: self._responses.compile(media.get("schema", {})) for name, media in content.items()
            },
            headers={
                name: (
                    header.get("required", False),
                    self._flat(header.get("schema", {})),
                    self._responses.compile(header.get("schema", {})),
                )
                for name, header in headers.items()
            },
            content=content,
            header_definitions=headers,
        )

    def resolve(self, node: Json) -> Json:
        """Return what a local reference points to, or the node itself."""
        return resolved(self.data, node)

    def _flat(self, schema: Json) -> Json:
        """Return a schema with the type that a reference or `allOf` gives it, to read texts by."""
        schema = self.resolve(schema)
        for member in map(self._flat, schema.get("allOf", ())):
            schema = {**{key: member[key] for key in ("type", "format", "items") if key in member}, **schema}
        return schema

    def _readable(self, schema: Json) -> Json:
        """Return a schema that texts can be read by: flat, and so its items and its unions' branches."""
        schema = self._flat(schema)
        if "items" in schema:
            schema = {**schema, "items": self._flat(schema["items"])}
        for key in ("oneOf", "anyOf"):
            if key in schema:
                schema = {**schema, key: [self._flat(branch) for branch in schema[key]]}
        return schema

    def compile(self, schema: Json) -> Validator:
        """Compile a request's schema."""
        return self._requests.compile(schema)

    def compile_answer(self, schema: Json) -> Validator:
        """Compile an answer's schema."""
        return self._responses.compile(schema)


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


def _base_path(data: Json) -> str:
    """Return the path of the first server's URL, its variables at their defaults."""
    servers = data.get("servers") or [{"url": ""}]
    url: str = servers[0]["url"]
    for name, variable in servers[0].get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable["default"]))
    return urlsplit(url).path.rstrip("/")
