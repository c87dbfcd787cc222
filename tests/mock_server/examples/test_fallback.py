"""The fallback: operations that a document names and nobody wrote a function for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from mock_server import MockServer
from mock_server.examples.generator import Maker
from mock_server.openapi.contract import Contract
from mock_server.openapi.document import Document
from mock_server.openapi.violations import find_violations
from tests.mock_server.conftest import client_of
from tests.mock_server.samples import messages

_NODE: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string", "format": "uuid"}},
}
_SCHEMAS: dict[str, Any] = {
    "Order": {
        "type": "object",
        "required": ["id", "state", "lines"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "state": {"type": "string", "enum": ["open", "closed"]},
            "placed": {"type": "string", "format": "date-time"},
            "lines": {"type": "array", "minItems": 2, "items": {"$ref": "#/components/schemas/Line"}},
            "note": {"type": "string", "minLength": 6, "maxLength": 8, "nullable": True},
        },
    },
    "Line": {
        "allOf": [
            {
                "type": "object",
                "required": ["count"],
                "properties": {"count": {"type": "integer", "minimum": 3}},
            },
            {
                "type": "object",
                "properties": {"price": {"type": "number", "minimum": 0, "exclusiveMinimum": True}},
            },
        ]
    },
    "Tree": {**_NODE, "properties": {**_NODE["properties"], "child": {"$ref": "#/components/schemas/Tree"}}},
    "Either": {"oneOf": [{"type": "string"}, {"type": "object"}]},
    "Whole": {"type": "integer", "minimum": 1},
    "Even": {"type": "integer", "minimum": 3, "multipleOf": 2},
    "Few": {"type": "array", "maxItems": 0, "items": {"type": "string"}},
}


def _answer(schema: Any = None, **media: Any) -> dict[str, Any]:
    content = {"schema": schema or {"type": "object"}, **media}
    return {"200": {"description": "ok", "content": {"application/json": content}}}


_FORM = "application/x-www-form-urlencoded"
_WHOLE = {"$ref": "#/components/schemas/Whole"}
_EXAMPLES = {"one": {"value": [1]}, "two": {"value": [2]}}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
_BODY = {
    "required": True,
    "content": {"application/json": {"schema": {"type": "object", "required": ["sku"]}}},
}
_DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Orders", "version": "1"},
    "servers": [{"url": "https://example.org/shop"}],
    "paths": {
        "/orders/{id}": {
            "parameters": [_ID],
            "get": {
                "operationId": "read_order",
                "responses": _answer({"$ref": "#/components/schemas/Order"}),
            },
            "put": {"requestBody": _BODY, "responses": _answer(example={"sku": 1})},
            "delete": {"operationId": "drop_order", "responses": {"204": {"description": "gone"}}},
        },
        "/orders": {
            "get": {
                "operationId": "list_orders",
                "parameters": [
                    {"name": "where", "in": "query", "content": {"application/json": {"schema": _NODE}}}
                ],
                "responses": _answer(
                    {"type": "array"}, examples={"one": {"value": [1]}, "two": {"value": [2]}}
                ),
            }
        },
        "/text": {
            "get": {"responses": {"200": {"description": "t", "content": {"text/plain": {"example": "hi"}}}}}
        },
        "/kinds": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"type": "object", "required": ["n"]}},
                        _FORM: {"schema": {"type": "object", "required": ["f"]}},
                        "text/plain": {"schema": {"type": "string", "maxLength": 3}},
                        "image/png": {},
                    }
                },
                "responses": {"200": {"description": "t", "content": {"*/*": {"example": {"k": 1}}}}},
            }
        },
        "/typed/{id}": {
            "put": {
                "security": [],
                "parameters": [
                    {**_ID, "schema": {"allOf": [{"$ref": "#/components/schemas/Whole"}]}},
                    {"name": "n", "in": "query", "schema": {"type": "array", "items": _WHOLE}},
                ],
                "requestBody": {
                    "content": {_FORM: {"schema": {"type": "object", "properties": {"n": _WHOLE}}}}
                },
                "responses": {"302": {"description": "t", "headers": {"X-Rate": {"schema": _WHOLE}}}},
            },
            "get": {"parameters": [_ID], "responses": {"default": _answer(example={"d": 1})["200"]}},
        },
        "/again/{id}": {"$ref": "#/paths/~1orders~1{id}"},
    },
    "components": {"schemas": _SCHEMAS},
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a mock of a document that the kit does not know."""
    path = tmp_path_factory.mktemp("shop") / "shop.yaml"
    path.write_text(yaml.safe_dump(_DOCUMENT), encoding="utf-8")
    with MockServer(spec=path, world="empty", check_responses=True) as mock, client_of(mock) as client:
        yield client


def test_answered_from_the_schema(shop: httpx.Client) -> None:
    """Without an example a value is made that the schema allows, always the same."""
    first, second = shop.get("/shop/orders/1"), shop.get("/shop/orders/2")
    assert first.status_code == 200
    assert first.content == second.content
    assert [line["count"] for line in first.json()["lines"]] == [3, 3]


def test_answered_from_examples(shop: httpx.Client) -> None:
    """An example is the answer, else the first named one."""
    assert shop.put("/shop/orders/1", json={"sku": "x"}).json() == {"sku": 1}
    assert shop.get("/shop/orders").json() == [1]


def test_other_answers(shop: httpx.Client) -> None:
    """A success without content has no body, and text is text."""
    assert (shop.delete("/shop/orders/1").status_code, shop.delete("/shop/orders/1").content) == (204, b"")
    text = shop.get("/shop/text", headers={"Accept": "text/plain"})
    assert (text.text, text.headers["Content-Type"].partition(";")[0]) == ("hi", "text/plain")


@pytest.mark.parametrize(
    ("media_type", "good", "bad"),
    [
        ("application/json", b'{"n":1}', b"f=1"),
        (_FORM, b"f=1", b"n=1"),
        ("text/plain", b"abc", b"abcd"),
        ("text/plain", b"abc", b"\xff"),
    ],
)
def test_bodies_of_several_kinds(shop: httpx.Client, media_type: str, good: bytes, bad: bytes) -> None:
    """A body is read as the media type that was sent, not as the operation's first."""
    headers = {"Content-Type": media_type, "Accept": "application/json"}
    assert shop.post("/shop/kinds", content=good, headers=headers).json() == {"k": 1}
    assert shop.post("/shop/kinds", content=bad, headers=headers).status_code == 400


def test_body_of_any_bytes(shop: httpx.Client) -> None:
    """A body whose media type has no rules is taken as it is."""
    answer = shop.post("/shop/kinds", content=b"\xff", headers={"Content-Type": "image/png"})
    assert answer.status_code == 200


def test_texts_by_referenced_schemas(shop: httpx.Client) -> None:
    """Texts become numbers also where the type stands behind a reference or in a member of allOf."""
    assert shop.put("/shop/typed/1?n=1&n=2", data={"n": "3"}).status_code == 302
    wrong = shop.put("/shop/typed/0?n=0", data={"n": "0"})
    assert [text.partition(":")[0] for text in messages(wrong.json())] == ["id", "n/0", "/n"]


def test_other_successes(shop: httpx.Client) -> None:
    """Without a 2xx the answer is the declared redirection, or what the document has by default."""
    assert (shop.get("/shop/typed/1").status_code, shop.get("/shop/typed/1").json()) == (200, {"d": 1})


def test_operation_without_security(shop: httpx.Client) -> None:
    """An operation that needs no token takes an unknown one."""
    headers = {"Authorization": "Bearer unknown"}
    assert shop.put("/shop/typed/1", headers=headers).status_code == 302


def test_path_item_by_reference(shop: httpx.Client) -> None:
    """A path that refers to another has its operations, though their operationIds then stand twice."""
    assert shop.get("/shop/again/1").content == shop.get("/shop/orders/1").content
    assert shop.delete("/shop/again/1").status_code == 204


def test_validated_first(shop: httpx.Client) -> None:
    """Requests are validated like any other: path, query and body."""
    wrong = shop.put("/shop/orders/0", json={})
    assert messages(wrong.json()) == ["id: must be at least 1, not 0", "/sku: is required"]
    assert shop.get("/shop/orders/one").status_code == 400
    assert messages(shop.get("/shop/orders", params={"where": "{}"}).json()) == ["where/id: is required"]
    assert shop.post("/shop/orders").headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("name", sorted(set(_SCHEMAS) - {"Few"}))
def test_made_values_are_valid(name: str) -> None:
    """A made value satisfies its schema, recursive ones included."""
    contract = Contract(Document(Path("shop.yaml"), _DOCUMENT, b""), "contract")
    schema = {"$ref": f"#/components/schemas/{name}"}
    assert find_violations(contract.compile(schema), Maker(contract).make(schema)) == []
