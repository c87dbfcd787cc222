"""The grammar: what is an object of OpenAPI's, and what is data."""

import pytest

from mock_server.openapi.grammar import Part, canonical, document_parts
from tests.mock_server.second import answering, document_of, taking


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        ("#/components/schemas/A", "Schema"),
        ("#/components/requestBodies/A", "RequestBody"),
        ("#/components/schemas/A/properties/a", None),
        ("#/components/nonsense/A", None),
        ("#/paths/~1a", None),
    ],
)
def test_kinds_of_components(reference: str, kind: str | None) -> None:
    """A reference to a component says what kind of object it leads to."""
    assert canonical(reference) == kind


def test_objects_of_a_document() -> None:
    """Objects come in the document's order with their places; what data holds is none."""
    schema = {"properties": {"example": {"type": "string"}}, "example": {"properties": {"no": {}}}}
    operation = {**taking(schema, x_note={"schema": {}}), "responses": answering({"$ref": "#/x"})}
    places = {
        part.place: part.kind for part in document_parts(document_of({"/a": {"post": operation}, "x-b": 1}))
    }
    media = ("paths", "/a", "post", "requestBody", "content", "application/json")
    assert places[media] == "MediaType"
    assert places[(*media, "schema", "properties", "example")] == "Schema"
    assert places["paths", "/a", "post", "responses", "200"] == "Response"
    assert not any("example" in place[:-1] or "x-b" in place for place in places)


@pytest.mark.parametrize(
    ("part", "reference"),
    [
        (Part("Schema", {"$ref": "#/x"}), "#/x"),
        (Part("Schema", {"$ref": {"type": "string"}}), None),
        (Part("Schema", True), None),
        (Part("Responses", {"$ref": "#/x"}), None),
    ],
)
def test_references(part: Part, reference: str | None) -> None:
    """A reference stands in the place of an object, where one may."""
    assert part.reference == reference
