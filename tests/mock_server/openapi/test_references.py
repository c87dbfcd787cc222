"""References: to any place of a document, percent-encoded or not; and what stands beside them."""

from pathlib import Path
from typing import Any

import pytest

from tests.mock_server.second import OK, answering, served, taking

_ITEM: dict[str, Any] = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
_SCHEMAS: dict[str, Any] = {
    "Order": {"type": "object", "properties": {"item": _ITEM, "items": {"type": "array", "items": _ITEM}}},
    "Maybe": {"type": "object", "nullable": True, "properties": {"item": _ITEM}},
}
_ID = {"name": "x", "in": "path", "required": True, "schema": {"type": "integer"}}


@pytest.mark.parametrize(
    "reference",
    [
        "#/components/schemas/Order/properties/item",
        "#/components/schemas/Order/properties/items/items",
        "#/components/schemas/Maybe/properties/item",
        "#/paths/~1b/get/responses/200/content/application~1json/schema",
        "#/paths/~1c~1%7Bx%7D/get/parameters/1/schema",
    ],
)
@pytest.mark.parametrize("strict", [False, True])
def test_schema_that_is_no_component(tmp_path: Path, reference: str, strict: bool) -> None:  # noqa: FBT001  a parameter of the test
    """A schema may be anywhere; requests and answers are held against it."""
    size = {"name": "H", "in": "header", "schema": _ITEM}
    paths = {
        "/a": {"post": taking({"$ref": reference})},
        "/a/made": {"get": {"responses": answering({"$ref": reference})}},
        "/b": {"get": {"responses": answering(_ITEM)}},
        "/c/{x}": {"get": {"parameters": [_ID, size], "responses": OK}},
    }
    with served(tmp_path, paths, _SCHEMAS, strict=strict) as client:
        assert client.post("/a", json={"n": 1}).status_code == 200
        assert client.post("/a", json={"n": "x"}).status_code == 400
        assert client.get("/a/made").json() == {"n": 1}


def test_parameter_behind_a_percent_encoded_reference(tmp_path: Path) -> None:
    """A reference is a URI, in which braces are percent-encoded."""
    paths = {
        "/a/{x}": {
            "get": {"parameters": [_ID], "responses": OK},
            "put": {"parameters": [{"$ref": "#/paths/~1a~1%7Bx%7D/get/parameters/0"}], "responses": OK},
        }
    }
    with served(tmp_path, paths) as client:
        assert client.put("/a/1").status_code == 200
        assert client.put("/a/one").status_code == 400


@pytest.mark.parametrize("note", [True, "get this", {"get": {"k": 1}}, None, ["x"]])
def test_extensions_among_paths_and_responses(tmp_path: Path, note: Any) -> None:
    """An extension may be anything and stand among paths and responses; it is neither."""
    paths = {"/a": {"get": {"responses": {**OK, "x-note": note}}, "x-note": note}, "x-note": note}
    with served(tmp_path, paths) as client:
        assert client.get("/a").json() == {"ok": True}
        assert client.get("/x-note").status_code == 404
