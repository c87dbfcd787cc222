"""Schemas: OpenAPI 3.0's dialect as JSON Schema 2020-12."""

from typing import Any

import pytest

from mock_server.openapi.compiler import Compiler, Schema
from mock_server.openapi.schemas import Converter
from mock_server.openapi.violations import find_violations

_DOCUMENT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Cat": {
                "type": "object",
                "required": ["kind", "lives"],
                "properties": {"kind": {}, "lives": {"type": "integer"}},
            },
            "Dog": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {}, "tricks": {"type": "array"}},
            },
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Cat"}},
            },
            "Tree": {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Tree"}}},
        }
    }
}


def _validator(schema: Any, *, strict: bool = False) -> Schema:
    return Compiler(Converter(_DOCUMENT, strict=strict)).add(schema)


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"type": "string", "nullable": True}, [None, "x"], [1]),
        ({"type": "string", "enum": ["a"], "nullable": True}, [None, "a"], ["b"]),
        ({"nullable": True, "allOf": [{"$ref": "#/components/schemas/Dog"}]}, [None, {"kind": 1}], [{}]),
        ({"type": "number", "minimum": 1, "exclusiveMinimum": True}, [1.1], [1]),
        ({"type": "number", "maximum": 1, "exclusiveMaximum": False}, [1], [1.1]),
        ({"$ref": "#/components/schemas/Dog", "maxProperties": 0}, [{"kind": 1}], [{}]),
        ({"oneOf": [{"type": "string"}, {"type": "number"}]}, ["x", 1], [True, None]),
        ({"type": "array", "items": {"type": "integer"}}, [[1], [-(10**30)]], [["x"], [1.0], [-3.8e16]]),
        ({"type": "integer", "nullable": True}, [None, 1], [1.0]),
        ({"type": "number"}, [1, 1.0, 3.8e16], ["x"]),
        ({"$ref": "#/components/schemas/Tree"}, [{"child": {"child": {}}}], [{"child": {"child": 1}}]),
        ({"type": "string", "format": "uuid"}, ["0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be001"], ["0d6c", "x"]),
        ({"type": "string", "format": "date-time"}, ["2026-01-31T09:30:00Z"], ["2026-01-31"]),
    ],
)
def test_dialect(schema: Any, valid: list[Any], invalid: list[Any]) -> None:
    """Each difference between the dialects keeps its meaning."""
    validator = _validator(schema)
    assert [value for value in valid if not validator.is_valid(value)] == []
    assert [value for value in invalid if validator.is_valid(value)] == []


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"kind": "c", "lives": "nine"}, ["/lives"]),
        ({"kind": "c"}, ["/lives"]),
        ({"kind": "Dog"}, []),
        ({"kind": "x"}, ["/kind"]),
        ({}, ["/kind"]),
        (3, ["body"]),
    ],
)
def test_discriminated_union_names_the_violation_in_the_chosen_branch(value: Any, places: list[str]) -> None:
    """The branch that the discriminator chooses is judged, by mapped name and by schema name."""
    found = find_violations(_validator({"$ref": "#/components/schemas/Pet"}), value)
    assert [violation.place for violation in found] == places


def test_strict_closes_objects_as_wholes() -> None:
    """Under strict an object refuses what none of its parts names, at every depth."""
    schema = {
        "allOf": [{"$ref": "#/components/schemas/Dog"}, {"properties": {"name": {"type": "string"}}}],
        "properties": {"tree": {"$ref": "#/components/schemas/Tree"}},
    }
    value = {"kind": 1, "name": "x", "tree": {"child": {"leaf": 1}}, "age": 3}
    places = [violation.place for violation in find_violations(_validator(schema, strict=True), value)]
    assert sorted(places) == ["/age", "/tree/child/leaf"]
    assert find_violations(_validator(schema), value) == []
