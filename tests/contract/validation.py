"""Validation of instances against the contract, formats included, with a validator that is not the mock's.

A fault in the mock's own loader or validator cannot hide a fault of the contract.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from tests.contract.document import Json, contract, flatten, resolve
from tests.contract.pointer import escape

_URN = "urn:contract"


@cache
def _registry() -> Registry[Any]:
    resource: Resource[Any] = DRAFT4.create_resource(contract())
    registry: Registry[Any] = Registry().with_resource(_URN, resource)
    return registry


def violations(schema: Json, instance: Any) -> set[tuple[str, str]]:
    """Validate an instance, formats included.

    Args:
        schema: A schema of the contract, or a `$ref` into it.
        instance: A JSON value.

    Returns:
        Every violation as (JSON Pointer into the instance, keyword); a missing member by its own pointer.
    """
    anchored = _anchored(schema)
    validator = OAS30Validator(anchored, registry=_registry(), format_checker=oas30_format_checker)
    return {place for error in validator.iter_errors(instance) for place in _places(error)}


def _anchored(node: Any) -> Any:
    """Make every reference absolute, so that any part of the document can be validated against on its own."""
    if isinstance(node, list):
        return [_anchored(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _URN + value if key == "$ref" else _anchored(value) for key, value in node.items()}


def _places(error: Any) -> Iterator[tuple[str, str]]:
    pointer = "".join(f"/{escape(str(token))}" for token in error.absolute_path)
    if error.validator != "required":
        yield pointer, error.validator
        return
    for name in error.validator_value:
        if name not in error.instance:
            yield f"{pointer}/{escape(name)}", "required"


def variant(schema: Json, instance: Any) -> Json:
    """Choose the branch of a `oneOf` or `anyOf` that an instance fits, the first where none does."""
    schema = resolve(schema)
    branches: list[Json] = schema.get("oneOf") or schema.get("anyOf") or []
    if not branches:
        return schema
    if "discriminator" in schema and isinstance(instance, dict):
        mapping = schema["discriminator"]["mapping"]
        return {"$ref": mapping[instance[schema["discriminator"]["propertyName"]]]}
    fitting = [branch for branch in branches if not violations(branch, instance)]
    return (fitting or branches)[0]


def undeclared(schema: Json, instance: Any, pointer: str = "") -> Iterator[str]:
    """Yield a pointer to every member that the schema allows, being open, but does not name."""
    schema = flatten(variant(schema, instance))
    if isinstance(instance, list):
        for index, item in enumerate(instance):
            yield from undeclared(schema.get("items", {}), item, f"{pointer}/{index}")
    if isinstance(instance, dict) and "properties" in schema:
        for name, value in instance.items():
            place = f"{pointer}/{escape(name)}"
            if name in schema["properties"]:
                yield from undeclared(schema["properties"][name], value, place)
            else:
                yield place
