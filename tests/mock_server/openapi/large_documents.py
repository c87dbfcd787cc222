"""Large documents: made like the largest that are published, by numbers alone, so always the same."""

from typing import Any

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_METHODS = ("get", "post", "delete")
_WORDS = (
    "account",
    "amount",
    "charge",
    "created",
    "currency",
    "customer",
    "invoice",
    "status",
    "total",
    "type",
)


def payments(operations: int = 400, schemas: int = 900) -> dict[str, Any]:
    """Return a document like that of a payment API.

    Every resource refers to five others, each of which may come expanded or as an id, so that each leads to
    all; the bodies of requests are deep forms without references.
    """
    paths: dict[str, Any] = {}
    for number in range(operations):
        path = paths.setdefault(f"/v1/resources{number // 3}/{{id}}", {"parameters": [_ID]})
        path[_METHODS[number % 3]] = _payment_operation(number, schemas)
    return _document(paths, {_resource(number): _expandable(number, schemas) for number in range(schemas)})


def repositories(operations: int = 900, schemas: int = 600) -> dict[str, Any]:
    """Return a document like that of a code host: many operations, wide schemas, shared parameters."""
    paths: dict[str, Any] = {}
    for number in range(operations):
        path = paths.setdefault(
            f"/repos/{{id}}/part{number // 3}", {"parameters": [{"$ref": f"{_PARAMETERS}id"}]}
        )
        path[_METHODS[number % 3]] = _repository_operation(number, schemas)
    document = _document(paths, {_resource(number): _wide(number, schemas) for number in range(schemas)})
    document["components"]["parameters"] = {
        "id": _ID,
        "page": {"name": "page", "in": "query", "schema": _COUNT},
    }
    document["components"]["responses"] = {
        "gone": {"description": "gone", "content": {_JSON: {"schema": _ref(0)}}}
    }
    return document


_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 5000}}
_COUNT = {"type": "integer", "minimum": 1}
_PARAMETERS = "#/components/parameters/"


def _document(paths: Any, schemas: Any) -> dict[str, Any]:
    info = {"title": "Large", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": schemas}}


def _resource(number: int) -> str:
    return f"{_WORDS[number % len(_WORDS)]}_{number}"


def _ref(number: int) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{_resource(number)}"}


def _payment_operation(number: int, schemas: int) -> dict[str, Any]:
    expand = {"type": "array", "items": {"type": "string", "maxLength": 5000}}
    created = {"anyOf": [{"type": "object", "properties": {"gt": {"type": "integer"}}}, {"type": "integer"}]}
    deep = {"in": "query", "style": "deepObject", "explode": True}
    data = {"type": "object", "required": ["data"], "properties": {"data": _array(_ref(number % schemas))}}
    return {
        "operationId": f"operation{number}",
        "parameters": [
            {"name": "expand", **deep, "schema": expand},
            {"name": "created", **deep, "schema": created},
        ],
        "requestBody": {"content": {_FORM: {"schema": _deep_form(number, 2)}}},
        "responses": {
            "200": _answer(data if number % 2 else _ref(number % schemas)),
            "default": _answer(_ref(0)),
        },
    }


def _deep_form(number: int, depth: int) -> dict[str, Any]:
    text = {"type": "string", "maxLength": 5000}
    texts: dict[str, Any] = {f"{word}_{number % 7}": text for word in _WORDS}
    if depth:
        texts["metadata"] = _deep_form(number + 1, depth - 1)
        texts["items"] = _array(_deep_form(number + 2, depth - 1))
    return {"type": "object", "properties": texts}


def _expandable(number: int, schemas: int) -> dict[str, Any]:
    text = {"type": "string", "maxLength": 5000}
    properties: dict[str, Any] = {word: {**text, "nullable": True} for word in _WORDS}
    for step in range(1, 6):
        other = (number * step + 7 * step + 1) % schemas
        union = {"anyOf": [text, _ref(other)], "nullable": step % 2 == 0}
        properties[f"other_{step}"] = union if step % 5 else _array(_ref(other))
    properties["object"] = {"type": "string", "enum": [_resource(number)]}
    return {"type": "object", "required": ["object", "other_1"], "properties": properties}


def _repository_operation(number: int, schemas: int) -> dict[str, Any]:
    body = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}, "n": _COUNT}}
    return {
        "operationId": f"operation{number}",
        "parameters": [
            {"$ref": f"{_PARAMETERS}page"},
            {"name": "sort", "in": "query", "schema": {"enum": ["a", "b"]}},
        ],
        "requestBody": {"content": {_JSON: {"schema": body}}},
        "responses": {
            "200": _answer(_array(_ref(number % schemas))),
            "404": {"$ref": "#/components/responses/gone"},
            "422": _answer(_ref(1)),
        },
    }


def _wide(number: int, schemas: int) -> dict[str, Any]:
    links = {f"{word}_url": {"type": "string", "format": "uri"} for word in _WORDS}
    texts = {f"{word}_{at}": {"type": "string", "nullable": at > 2} for word in _WORDS for at in range(5)}
    owner = {"nullable": True, "allOf": [_ref((number + 1) % schemas)]}
    inner = {"owner": owner, "parent": _ref((number * 3 + 1) % schemas)}
    return {"type": "object", "required": [*links], "properties": {**links, **texts, **inner}}


def _array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _answer(schema: Any) -> dict[str, Any]:
    return {"description": "answer", "content": {_JSON: {"schema": schema}}}
