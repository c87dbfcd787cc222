"""The contract as the tests read it: a document, its operations and its schemas."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from tests.contract.pointer import escape, pick
from tests.guide import ROOT

CONTRACT = ROOT / "openapi.yaml"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_EXAMPLES = frozenset({"example", "examples"})
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLES = ("items", "additionalProperties", "not")

Json = dict[str, Any]


class ContractLoader(yaml.SafeLoader):
    """Reads YAML as if it were JSON: no dates, and a repeated key is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 -- the overridden signature
        """Build a mapping.

        Raises:
            ConstructorError: A key is repeated.
        """
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if repeated := {key for key in keys if keys.count(key) > 1}:
            raise yaml.constructor.ConstructorError(None, None, f"repeated keys {repeated}", node.start_mark)
        return super().construct_mapping(node, deep)


ContractLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Operation:
    """One operation of the contract; `pointer` is the JSON Pointer of `node` in the document."""

    method: str
    path: str
    pointer: str
    node: Json
    shared_parameters: list[Json]

    def parameters(self) -> dict[tuple[str, str], Json]:
        """Give the resolved parameters, those of the path included, by (in, name)."""
        resolved = [resolve(node) for node in [*self.shared_parameters, *self.node.get("parameters", [])]]
        return {(node["in"], node["name"]): node for node in resolved}

    def response(self, status: str) -> Json:
        """Give the resolved response to a status."""
        return resolve(self.node["responses"][status])

    def success(self) -> str:
        """Give the one status below 300."""
        statuses: list[str] = [status for status in self.node["responses"] if status < "300"]
        (status,) = statuses
        return status

    def response_schema(self) -> Json:
        """Give the schema of the successful answer, unresolved."""
        schema: Json = self.response(self.success())["content"]["application/json"]["schema"]
        return schema

    def request_schema(self) -> Json:
        """Give the schema of the request body, unresolved."""
        schema: Json = resolve(self.node["requestBody"])["content"]["application/json"]["schema"]
        return schema


@cache
def contract() -> Json:
    """Load openapi.yaml."""
    document: Json = yaml.load(CONTRACT.read_text(encoding="utf-8"), Loader=ContractLoader)  # noqa: S506 -- ContractLoader is a SafeLoader
    return document


def operations() -> list[Operation]:
    """List every operation in document order."""
    return [
        Operation(method, path, f"/paths/{escape(path)}/{method}", item[method], item.get("parameters", []))
        for path, item in contract()["paths"].items()
        for method in item
        if method in METHODS
    ]


def operation(operation_id: str) -> Operation:
    """Find an operation by its id."""
    (found,) = [candidate for candidate in operations() if candidate.node["operationId"] == operation_id]
    return found


def resolve(node: Json) -> Json:
    """Follow `$ref` until there is none."""
    while "$ref" in node:
        node = pick(contract(), node["$ref"].removeprefix("#"))
    return node


def flatten(schema: Json) -> Json:
    """Merge a schema with what it refers to and with its `allOf` parts; its own keywords win."""
    own = resolve(schema)
    merged: Json = {}
    for part in [*map(flatten, own.get("allOf", [])), own]:
        properties = merged.get("properties", {}) | part.get("properties", {})
        required = [*merged.get("required", []), *part.get("required", [])]
        merged |= part | {"properties": properties, "required": required}
    return {key: value for key, value in merged.items() if value or key not in {"properties", "required"}}


def subschemas(schema: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    """Yield a schema and every schema written inside it, with pointers; references are not followed."""
    yield pointer, schema
    children = [(f"properties/{escape(name)}", child) for name, child in schema.get("properties", {}).items()]
    children += [
        (f"{word}/{index}", child) for word in _LISTS for index, child in enumerate(schema.get(word, []))
    ]
    children += [(word, schema[word]) for word in _SINGLES if isinstance(schema.get(word), dict)]
    for token, child in children:
        yield from subschemas(child, f"{pointer}/{token}")


def schemas() -> Iterator[tuple[str, Json]]:
    """Yield every schema of the document: the components and those of parameters, headers and media types."""
    for name, schema in contract()["components"]["schemas"].items():
        yield from subschemas(schema, f"/components/schemas/{name}")
    for pointer, node in nodes():
        if isinstance(node.get("schema"), dict):
            yield from subschemas(node["schema"], f"{pointer}/schema")


def nodes() -> Iterator[tuple[str, Json]]:
    """Yield every object of the document outside schemas and examples, with its pointer."""
    yield from _nodes(contract(), "")


def _nodes(node: Any, pointer: str) -> Iterator[tuple[str, Json]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _nodes(item, f"{pointer}/{index}")
    if isinstance(node, dict):
        yield pointer, node
        for key in node.keys() - {"schema", "schemas"} - _EXAMPLES:
            yield from _nodes(node[key], f"{pointer}/{escape(key)}")


def descend(schema: Json, path: str) -> Json:
    """Follow a path such as `data/items/*/name` through properties and array items to a member's schema."""
    for token in path.split("/"):
        schema = flatten(schema)
        schema = schema["items"] if token == "*" else schema["properties"][token]
    return schema
