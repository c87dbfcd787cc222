"""Flattening: what references and `allOf` say of a schema."""

from typing import Any

from mock_server.openapi.flattening import Flattener

_WHOLE = {"$ref": "#/components/schemas/Whole"}
_SCHEMAS: dict[str, Any] = {
    "Whole": {"allOf": [{"type": "integer", "format": "int32", "minimum": 1}]},
    "Circle": {
        "allOf": [{"$ref": "#/components/schemas/Circle"}, {"type": "object", "properties": {"n": _WHOLE}}]
    },
    "Named": {"properties": {"name": {"type": "string"}}},
    "Both": {
        "allOf": [{"$ref": "#/components/schemas/Named"}, {"$ref": "#/components/schemas/Circle"}],
        "properties": {
            "own": {"type": "array", "items": _WHOLE},
            "either": {"oneOf": [_WHOLE, {"enum": ["all"]}]},
        },
    },
    **{f"D{at}": {"allOf": [{"$ref": f"#/components/schemas/D{at + 1}"}] * 2} for at in range(60)},
    "D60": {"type": "object", "properties": {"deep": _WHOLE}},
}
_FLATTENER = Flattener({"components": {"schemas": _SCHEMAS}})


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_flat() -> None:
    """A schema has the type and the format that it gets from elsewhere, but not its bounds."""
    flat = _FLATTENER.flat(_WHOLE)
    assert {key: flat.get(key) for key in ("type", "format", "minimum")} == {
        "type": "integer",
        "format": "int32",
        "minimum": None,
    }


def test_members() -> None:
    """A schema has the members of all of its parts, each as texts can be read by it."""
    members = _FLATTENER.readable_members(_ref("Both"))
    assert set(members) == {"name", "n", "own", "either"}
    assert members["own"]["items"]["type"] == "integer"
    assert members["n"]["type"] == "integer"
    assert [branch.get("type") for branch in members["either"]["oneOf"]] == ["integer", None]


def test_circles_and_crossings() -> None:
    """A schema that is a part of itself, or on very many ways a part of another, is followed once."""
    assert _FLATTENER.flat(_ref("Circle"))["type"] == "object"
    assert set(_FLATTENER.members(_ref("Circle"))) == {"n"}
    assert _FLATTENER.flat(_ref("D0"))["type"] == "object"
    assert set(_FLATTENER.members(_ref("D0"))) == {"deep"}
