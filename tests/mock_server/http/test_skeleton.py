"""The skeleton: what Connexion is told of a document, so that it fails on nothing that is legal."""

from pathlib import Path
from typing import Any

import pytest

from tests.mock_server.second import OK, served

_SCHEMAS: dict[str, Any] = {
    "Grade": {"type": "string", "enum": ["a", "b"]},
    "Graded": {"allOf": [{"$ref": "#/components/schemas/Grade"}]},
}


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": ["a"]},
        {"oneOf": [{"type": "string"}, {"type": "boolean"}]},
        {"allOf": [{"$ref": "#/components/schemas/Grade"}]},
        {"$ref": "#/components/schemas/Graded"},
    ],
)
def test_query_parameter_without_a_type_of_its_own(tmp_path: Path, schema: Any) -> None:
    """A parameter whose schema says its type indirectly, or not at all, is read like any other."""
    parameter = {"name": "q", "in": "query", "required": True, "schema": schema}
    with served(tmp_path, {"/a": {"get": {"parameters": [parameter], "responses": OK}}}, _SCHEMAS) as client:
        assert client.get("/a?q=a").status_code == 200
        assert client.get("/a").status_code == 400


def test_property_that_looks_like_a_reference(tmp_path: Path) -> None:
    """A property may be called $ref; it is a property then."""
    schema = {"type": "object", "properties": {"$ref": {"type": "string"}}}
    operation = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": OK}
    with served(tmp_path, {"/a": {"post": operation}}) as client:
        assert client.post("/a", json={"$ref": "x"}).status_code == 200
        assert client.post("/a", json={"$ref": 1}).status_code == 400
