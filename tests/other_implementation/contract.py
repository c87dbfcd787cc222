"""What openapi.yaml asks of a request body, checked by the jsonschema library under OpenAPI 3.0's rules."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from jsonschema import (  # type: ignore[import-untyped]  # the library ships no types
    Draft4Validator,
    FormatChecker,
    ValidationError,
    validators,
)
from referencing import Registry
from referencing.jsonschema import DRAFT4

from tests.other_implementation.instants import instant

Json = dict[str, Any]
Errors = Iterator[Any]

DOCUMENT = Path(__file__).resolve().parents[2] / "openapi.yaml"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)

_URN = "urn:other-implementation:contract"
_MOST_VIOLATIONS = 100


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID in its canonical form, in either case."""
    return UUID.fullmatch(text) is not None


class Contract:
    """The component schemas of the contract, by name."""

    def __init__(self, document: Json) -> None:
        self._schemas: Json = document["components"]["schemas"]
        resource = DRAFT4.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource(_URN, resource)
        self._validators: dict[str, Any] = {name: self._compiled(name) for name in self._schemas}

    def violations(self, name: str, value: Any) -> list[str]:
        """List what breaks the schema `name`, each with its place as a JSON Pointer."""
        errors = islice(self._validators[name].iter_errors(value), _MOST_VIOLATIONS)
        return [f"{_pointer(error.absolute_path)}: {error.message[:500]}" for error in errors]

    def known(self, name: str, value: Any) -> Any:
        """Copy a valid value without the members that the schema `name` does not know."""
        return self._known(self._schemas[name], value)

    def _compiled(self, name: str) -> Any:
        reference = {"$ref": f"{_URN}#/components/schemas/{name}"}
        return _dialect()(reference, registry=self._registry, format_checker=_formats())

    def _known(self, schema: Json, value: Any) -> Any:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        if isinstance(value, list) and "items" in schema:
            return [self._known(schema["items"], item) for item in value]
        if isinstance(value, dict) and "discriminator" in schema:
            return self._known({"$ref": _chosen(schema["discriminator"], value)}, value)
        if isinstance(value, dict) and "properties" in schema:
            members = schema["properties"]
            return {key: self._known(members[key], item) for key, item in value.items() if key in members}
        return value


@cache
def contract() -> Contract:
    """Load openapi.yaml."""
    return Contract(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))


def _pointer(path: Any) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path) or "the body"


def _chosen(discriminator: Json, value: Any) -> str | None:
    tag = value.get(discriminator["propertyName"]) if isinstance(value, dict) else None
    reference: str | None = discriminator["mapping"].get(tag) if isinstance(tag, str) else None
    return reference


def _type(validator: Any, expected: Any, value: Any, schema: Json) -> Errors:
    if value is None and schema.get("nullable"):
        return
    yield from Draft4Validator.VALIDATORS["type"](validator, expected, value, schema)


def _one_of(validator: Any, options: Any, value: Any, schema: Json) -> Errors:
    if "discriminator" not in schema:
        yield from Draft4Validator.VALIDATORS["oneOf"](validator, options, value, schema)
        return
    chosen = _chosen(schema["discriminator"], value)
    if chosen is None:
        tags = ", ".join(schema["discriminator"]["mapping"])
        yield ValidationError(f"{schema['discriminator']['propertyName']!r} must be one of {tags}")
        return
    yield from validator.descend(value, {"$ref": chosen})


@cache
def _dialect() -> Any:
    return validators.extend(Draft4Validator, {"type": _type, "oneOf": _one_of})


@cache
def _formats() -> Any:
    checker = FormatChecker(formats=())
    checker.checks("uuid")(_on_text(is_uuid))
    checker.checks("date-time", raises=ValueError)(_on_text(lambda text: instant(text) is not None))
    return checker


def _on_text(check: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or check(value)
