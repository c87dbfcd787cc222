"""The document as a whole: valid, of the right version, complete, and written in one style."""

import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.contract.document import Json, contract, nodes, operation, operations, resolve, schemas
from tests.guide import OPERATION_IDS

KEY_ORDER = [
    "operationId",
    "summary",
    "description",
    "tags",
    "externalDocs",
    "x-evidence",
    "parameters",
    "requestBody",
    "responses",
    "security",
]
EVIDENCE = {"guide", "client", "vendor", "decided"}
PASCAL_CASE = re.compile(r"^([A-Z][a-z0-9]*)+$")

each_operation = pytest.mark.parametrize("operation_id", sorted(OPERATION_IDS.values()))


def test_is_valid_openapi() -> None:
    """An independent validator finds no fault in the document."""
    errors = OpenAPIV30SpecValidator(contract()).iter_errors()
    assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors] == []


def test_version_is_3_0_3() -> None:
    """The document is OpenAPI 3.0.3, the newest that every tool of the kit reads."""
    assert contract()["openapi"] == "3.0.3"


def test_has_exactly_the_operations_of_the_guide() -> None:
    """Method, path and operationId of the twelve operations are the guide's, and there is no thirteenth."""
    found = {(each.method, each.path): each.node["operationId"] for each in operations()}
    assert found == OPERATION_IDS


def test_keys_are_strings() -> None:
    """No key is a number or a truth value, as an unquoted status in YAML would be."""
    assert [pointer for pointer, node in nodes() if not all(isinstance(key, str) for key in node)] == []


@each_operation
def test_operation_key_order(operation_id: str) -> None:
    """Every operation writes its keys in the same order and uses no others."""
    keys = list(operation(operation_id).node)
    assert keys == [key for key in KEY_ORDER if key in keys]


@each_operation
def test_operation_is_described(operation_id: str) -> None:
    """Every operation has a summary, a description and one declared tag."""
    node = operation(operation_id).node
    assert node["summary"]
    assert node["description"]
    assert len(node["tags"]) == 1
    assert node["tags"][0] in {tag["name"] for tag in contract()["tags"]}


def test_components_are_pascal_case() -> None:
    """Components have PascalCase names; security schemes are named by the scheme."""
    kinds = {kind: names for kind, names in contract()["components"].items() if kind != "securitySchemes"}
    assert [
        f"{kind}/{name}" for kind, names in kinds.items() for name in names if not PASCAL_CASE.match(name)
    ] == []


def test_components_are_used() -> None:
    """Every component is referred to."""
    used = set(_references(contract()))
    kinds = {kind: names for kind, names in contract()["components"].items() if kind != "securitySchemes"}
    assert {f"#/components/{kind}/{name}" for kind, names in kinds.items() for name in names} - used == set()


def test_references_resolve() -> None:
    """Every `$ref` points into this document, at something that exists."""
    for reference in _references(contract()):
        assert resolve({"$ref": reference}) is not None


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [reference for item in node for reference in _references(item)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    return own + [reference for child in node.values() for reference in _references(child)]


def test_evidence_is_of_a_known_kind() -> None:
    """Every x-evidence says guide, client, vendor or decided."""
    marked: list[tuple[str, Json]] = [*nodes(), *schemas()]
    values = {pointer: node["x-evidence"] for pointer, node in marked if "x-evidence" in node}
    assert values
    assert {pointer: value for pointer, value in values.items() if value not in EVIDENCE} == {}
