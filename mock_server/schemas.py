"""Schemas: OpenAPI 3.0 schema objects turned into JSON Schema 2020-12, so that one fast validator serves all.

OpenAPI 3.0's dialect differs in `nullable`, `discriminator`, boolean `exclusiveMinimum`/`exclusiveMaximum`,
in that a `$ref` hides its siblings and in that no integer is written with a fraction or an exponent. A
discriminated union becomes if/then, so that the violation inside the chosen branch is named instead of
"matches no branch".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mock_server.documents import Json

BASE_URI = "urn:mock-server:contract"
WHOLE_NUMBER = "wholeNumber"
"""Our own keyword beside `type: integer`: to JSON Schema 2020-12, not to OpenAPI 3.0, 5.0 is an integer."""
_REF_PREFIX = "#/components/schemas/"
_KEPT = (
    "type", "enum", "multipleOf", "minimum", "maximum", "minLength", "maxLength", "pattern", "format",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required",
)  # fmt: skip


@dataclass(frozen=True)
class Converter:
    """Converts schema objects; with `strict`, objects refuse the properties that no part of them names."""

    strict: bool = False

    def components(self, document: Json) -> Json:
        """Return the document's schemas as one resource; a closed variant of each stands under `closed`."""
        schemas = document.get("components", {}).get("schemas", {})
        return {
            "open": {name: self.convert(schema, closed=False) for name, schema in schemas.items()},
            "closed": {name: self.convert(schema) for name, schema in schemas.items()} if self.strict else {},
        }

    def convert(self, schema: Any, *, closed: bool = True) -> Any:
        """Return the JSON Schema of an OpenAPI schema; `closed` matters under `strict` only."""
        if not isinstance(schema, dict):
            return schema
        closed = closed and self.strict
        if "$ref" in schema:
            return {"$ref": _rewritten(schema["$ref"], closed=closed)}
        result = {key: schema[key] for key in _KEPT if key in schema}
        if schema.get("type") == "integer":
            result[WHOLE_NUMBER] = True
        result.update(_bounds(schema))
        result.update(self._children(schema))
        result.update(self._combinations(schema))
        if closed and _is_open_object(schema):
            result["unevaluatedProperties"] = False
        return _nullable(result) if schema.get("nullable") else result

    def _children(self, schema: Json) -> Iterator[tuple[str, Any]]:
        if "properties" in schema:
            yield "properties", {name: self.convert(child) for name, child in schema["properties"].items()}
        for key in ("items", "additionalProperties", "not"):
            if key in schema:
                yield key, self.convert(schema[key])

    def _combinations(self, schema: Json) -> Iterator[tuple[str, Any]]:
        """The members describe the same object, so it is the whole that is closed, not each member."""
        all_of = [self.convert(member, closed=False) for member in schema.get("allOf", ())]
        for key in ("oneOf", "anyOf"):
            if key not in schema:
                continue
            if "discriminator" in schema and all("$ref" in member for member in schema[key]):
                all_of.append(self._discriminated(schema[key], schema["discriminator"]))
            elif types := _plain_types(schema[key]):
                yield "type", types
            else:
                yield key, [self.convert(member, closed=False) for member in schema[key]]
        if all_of:
            yield "allOf", all_of

    def _discriminated(self, members: list[Json], discriminator: Json) -> Json:
        name = discriminator["propertyName"]
        branches = dict(_branches(members, discriminator.get("mapping", {})))
        chosen = [
            {
                "if": {"required": [name], "properties": {name: {"const": value}}},
                "then": {"$ref": _rewritten(ref, closed=False)},
            }
            for value, ref in branches.items()
        ]
        return {
            "type": "object",
            "required": [name],
            "properties": {name: {"enum": list(branches)}},
            "allOf": chosen,
        }


def discriminated(members: list[Json], discriminator: Json) -> dict[int, str]:
    """Return, by the index of a union's member, the discriminator's value that chooses it."""
    references: list[str] = [member["$ref"] for member in members if "$ref" in member]
    if len(references) < len(members):
        return {}  # OpenAPI: with inline schemas a discriminator says nothing
    branches = list(_branches(members, discriminator.get("mapping", {})))
    values = {ref: value for value, ref in reversed(branches)}
    return {index: values[ref] for index, ref in enumerate(references)}


class WholeNumber:
    """The keyword's implementation, as jsonschema-rs calls it; the type itself is judged by `type`."""

    def __init__(self, _parent: Json, _value: Any, _path: list[str | int]) -> None:
        """jsonschema-rs says where the keyword stands, which does not matter."""

    def validate(self, instance: Any) -> None:
        """Raise ValueError for an integer that is written as 5.0 or 5e0."""
        if isinstance(instance, float) and instance.is_integer():
            raise ValueError("must be an integer without fraction or exponent")


def property_names(schema: Any, document: Json) -> frozenset[str]:
    """Return every property name a schema mentions at any depth: what "did you mean" chooses from."""
    names: set[str] = set()
    followed: set[str] = set()
    pending = [schema]
    while pending:
        part = pending.pop()
        if isinstance(part, list):
            pending.extend(part)
        elif isinstance(part, dict):
            names.update(part["properties"] if isinstance(part.get("properties"), dict) else ())
            ref = part.get("$ref")
            if isinstance(ref, str) and ref not in followed:
                followed.add(ref)
                pending.append(document["components"]["schemas"].get(ref.removeprefix(_REF_PREFIX)))
            pending.extend(part.values())
    return frozenset(names)


def _rewritten(ref: str, *, closed: bool) -> str:
    return f"{BASE_URI}#/{'closed' if closed else 'open'}/{ref.removeprefix(_REF_PREFIX)}"


def _branches(members: list[Json], mapping: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pair each discriminator value with its branch: the mapping's names, else the schemas' own."""
    mapped = {value: _full_ref(target) for value, target in mapping.items()}
    yield from mapped.items()
    for member in members:
        ref = member["$ref"]
        if ref not in mapped.values():
            yield ref.removeprefix(_REF_PREFIX), ref


def _full_ref(target: str) -> str:
    return target if target.startswith("#") else f"{_REF_PREFIX}{target}"


def _bounds(schema: Json) -> Iterator[tuple[str, Any]]:
    """OpenAPI 3.0 says exclusive with a flag beside the bound, JSON Schema with a bound of its own."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if schema.get(exclusive) is True and bound in schema:
            yield exclusive, schema[bound]
        elif not isinstance(schema.get(exclusive, False), bool):
            yield exclusive, schema[exclusive]


def _plain_types(members: list[Json]) -> list[str] | None:
    """Return the types of a union that differs in nothing else: then the violation can name them all."""
    types = [member.get("type") for member in members if set(member) <= {"type", "description", "example"}]
    plain = [name for name in types if isinstance(name, str)]
    overlapping = {"integer", "number"} <= set(plain) or len(set(plain)) != len(plain)
    return plain if len(plain) == len(members) and not overlapping else None


def _is_open_object(schema: Json) -> bool:
    combined = any(key in schema for key in ("allOf", "oneOf", "anyOf"))
    return "additionalProperties" not in schema and (combined or "properties" in schema)


def _nullable(schema: Json) -> Json:
    if "enum" in schema:
        schema = {**schema, "enum": [*schema["enum"], None]}
    if isinstance(schema.get("type"), str) and "allOf" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"if": {"type": "null"}, "then": {}, "else": schema}
