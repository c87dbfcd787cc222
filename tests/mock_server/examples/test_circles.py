"""Circles: what cannot be made without being made again."""

from pathlib import Path
from typing import Any

import pytest

from mock_server.examples.circles import Circles
from mock_server.openapi.contract import Contract
from mock_server.openapi.document import Document
from tests.mock_server.second import document_of

_S = {"$ref": "#/components/schemas/S"}
_END = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "leads_back"),
    [
        (_S, True),
        (_END, False),
        ({"required": ["a"], "properties": {"a": _S}}, True),
        ({"properties": {"a": _S}}, False),
        ({"required": ["b"], "properties": {"a": _S}}, False),
        ({"required": ["a"], "properties": {"a": {"nullable": True, "allOf": [_S]}}}, False),
        ({"type": "array", "items": _S}, False),
        ({"type": "array", "minItems": 1, "items": _S}, True),
        ({"allOf": [_END, _S]}, True),
        ({"oneOf": [_S, _END]}, False),
        ({"anyOf": [_S, {"allOf": [_S]}]}, True),
        ({"$ref": "#/components/schemas/T"}, True),
    ],
)
def test_what_leads_back(schema: Any, leads_back: bool) -> None:  # noqa: FBT001  a parameter of the test
    """Only what must be there can lead back, and only where no branch, null or empty list ends it."""
    schemas = {"S": _END, "T": {"required": ["t"], "properties": {"t": {"$ref": "#/components/schemas/T"}}}}
    contract = Contract(Document(Path("circles.json"), document_of({}, schemas), b""), "circles")
    assert Circles(contract).lead_back(schema, frozenset({"#/components/schemas/S"})) is leads_back
