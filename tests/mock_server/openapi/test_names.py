"""Names: what "did you mean" chooses from."""

from typing import Any

import pytest

from mock_server.openapi.names import PropertyNames

_TREE = {"$ref": "#/components/schemas/Tree"}
_DOCUMENT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Tree": {"properties": {"child": _TREE, "pet": {"$ref": "#/components/schemas/Pet"}}},
            "Pet": {"oneOf": [{"properties": {"lives": {}}}, {"allOf": [{"properties": {"tricks": {}}}]}]},
        }
    }
}


def test_names_follow_references() -> None:
    """Every name at any depth is known, recursion included; what examples hold is none."""
    schema = {"properties": {"t": {"items": _TREE, "example": {"properties": {"no": {}}, "$ref": "nowhere"}}}}
    names = PropertyNames([schema, {"not": {"properties": {"other": {}}}}], _DOCUMENT)
    assert set(names) == {"t", "child", "pet", "lives", "tricks", "other"}
    assert ("child" in names, "no" in names, len(names)) == (True, False, 6)


def test_names_are_looked_for_when_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is walked before the first question, and then once."""
    walked: list[PropertyNames] = []

    def find(names: PropertyNames) -> frozenset[str]:
        walked.append(names)
        return frozenset({"a"})

    monkeypatch.setattr(PropertyNames, "find", find)
    names = PropertyNames([_TREE], _DOCUMENT)
    assert walked == []
    assert ("a" in names, "b" in names) == (True, False)
    assert walked == [names]
