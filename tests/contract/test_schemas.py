"""The schemas as they are written: named, open, and explicit about what they require."""

import re

from tests.contract.document import Json, schemas

COMPONENT = re.compile(r"^/components/schemas/\w+$")

# Objects of which nothing is required, and why.
ALL_OPTIONAL = {
    "AnyObject": "free-form: its members are not the contract's",
    "ArtifactDeploy": "the package may stay as it is, and its parameters may stand in the query",
    "DeploymentParams": "the official client sends {} when nothing is set",
    "ModelSpecInput": "a role that is left out is empty",
    "ModelUpdate": "a field that is not sent stays as it was",
    "TaskParams": "which members matter depends on the task",
    "XaiParams": "the guide requires neither member",
}


def objects() -> dict[str, Json]:
    """Give the schemas that are written as objects, by pointer."""
    return {
        pointer: schema
        for pointer, schema in schemas()
        if schema.get("type") == "object" or "properties" in schema or "required" in schema
    }


def test_objects_are_components() -> None:
    """Every object schema has a name; none is written inside another or inside an operation."""
    assert [pointer for pointer in objects() if not COMPONENT.match(pointer)] == []


def test_objects_say_that_they_are() -> None:
    """Every schema with properties says `type: object`; without it, any other type is valid."""
    assert [pointer for pointer, schema in objects().items() if schema.get("type") != "object"] == []


def test_objects_say_what_is_required() -> None:
    """Every object requires something, or stands in the table of those that do not."""
    nothing = {
        pointer.rpartition("/")[2] for pointer, schema in objects().items() if not schema.get("required")
    }
    assert nothing == set(ALL_OPTIONAL)


def test_required_members_are_declared() -> None:
    """Every member that an object requires is one of its properties."""
    for pointer, schema in objects().items():
        assert set(schema.get("required", [])) <= schema.get("properties", {}).keys(), pointer


def test_objects_are_open() -> None:
    """No object refuses members that the contract does not name."""
    closed = [pointer for pointer, schema in schemas() if schema.get("additionalProperties", True) is False]
    assert closed == []


def test_arrays_say_what_they_hold() -> None:
    """Every array has `items`, as OpenAPI demands."""
    arrays = {pointer: schema for pointer, schema in schemas() if schema.get("type") == "array"}
    assert [pointer for pointer, schema in arrays.items() if "items" not in schema] == []
