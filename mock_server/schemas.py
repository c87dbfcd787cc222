"""Schemas: OpenAPI 3.0 schema objects turned into JSON Schema 2020-12, so that one fast validator serves all.

OpenAPI 3.0's dialect differs in `nullable`, `discriminator`, boolean `exclusiveMinimum`/`exclusiveMaximum`,
in that a `$ref` hides its siblings and in that no integer is written with a fraction or an exponent. A
discriminated union becomes if/then, so that the violation inside the chosen branch is named instead of
"matches no branch".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from mock_server.documents import Json
from mock_server.references import resolved, target

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
    """Converts the schema objects of a document.

    With `strict`, objects refuse the properties that no part of them names. `left_out` is the flag of the
    properties that need not be there although `required` lists them: `readOnly` in requests, `writeOnly` in
    answers (OpenAPI 3.0.3, 4.7.24.2). `referred` collects the references to schemas that are no components.
    """

    document: Json
    strict: bool = False
    left_out: str = ""
    referred: set[str] = field(default_factory=set)

    def resource(self) -> Json:
        """Return all schemas that a reference leads to; a closed variant of each stands under `closed`."""
        components = self.document.get("components", {}).get("schemas", {})
        resource: Json = {"open": {}, "closed": {}}
        self._add(resource, {name: {"$ref": f"{_REF_PREFIX}{name}"} for name in components})
        done: set[str] = set()
        while new := self.referred - done:
            self._add(resource, {reference: {"$ref": reference} for reference in new})
            done |= new
        return resource

    def _add(self, resource: Json, references: Json) -> None:
        for name, reference in references.items():
            schema = target(self.document, reference["$ref"])
            resource["open"][name] = self.convert(schema, closed=False)
            if self.strict:
                resource["closed"][name] = self.convert(schema)

    def convert(self, schema: Any, *, closed: bool = True, optional: frozenset[str] = frozenset()) -> Any:
        """Return the JSON Schema of an OpenAPI schema.

        `closed` matters under `strict` only. `optional` names properties that the schema cannot require, as
        the one that it is a member of leaves them out.
        """
        if not isinstance(schema, dict):
            return schema
        closed = closed and self.strict
        if isinstance(schema.get("$ref"), str):
            return {"$ref": self._rewritten(schema["$ref"], closed=closed)}
        result = {key: schema[key] for key in _KEPT if key in schema}
        if schema.get("type") == "integer":
            result[WHOLE_NUMBER] = True
        optional |= self._left_out(schema)
        if optional and "required" in result:
            result["required"] = [name for name in result["required"] if name not in optional]
        result.update(_bounds(schema))
        result.update(self._children(schema))
        result.update(self._combinations(schema, optional))
        if closed and _is_open_object(schema):
            result["unevaluatedProperties"] = False
        return _nullable(result) if schema.get("nullable") else result

    def _children(self, schema: Json) -> Iterator[tuple[str, Any]]:
        if "properties" in schema:
            yield "properties", {name: self.convert(child) for name, child in schema["properties"].items()}
        for key in ("items", "additionalProperties", "not"):
            if key in schema:
                yield key, self.convert(schema[key])

    def _left_out(self, schema: Json) -> frozenset[str]:
        """Return the properties, also those that members of `allOf` have, with the flag `left_out`."""
        names: set[str] = set()
        pending, followed = [schema], set[str]()
        while pending:
            part = pending.pop()
            reference = part.get("$ref")
            if isinstance(reference, str):
                if reference not in followed:
                    followed.add(reference)
                    pending.append(target(self.document, reference))
                continue
            pending.extend(part.get("allOf", ()))
            for name, child in part.get("properties", {}).items():
                if isinstance(child, dict) and resolved(self.document, child).get(self.left_out):
                    names.add(name)
        return frozenset(names)

    def _combinations(self, schema: Json, optional: frozenset[str]) -> Iterator[tuple[str, Any]]:
        """The members describe the same object, so it is the whole that is closed, not each member."""
        all_of = [self.convert(member, closed=False, optional=optional) for member in schema.get("allOf", ())]
        for key in ("oneOf", "anyOf"):
            if key not in schema:
                continue
            if "discriminator" in schema and all("$ref" in member for member in schema[key]):
                all_of.append(self._discriminated(schema[key], schema["discriminator"]))
            elif types := _plain_types(schema[key]):
                yield "type", types
            else:
                yield key, [self.convert(member, closed=False, optional=optional) for member in schema[key]]
        if all_of:
            yield "allOf", all_of

    def _discriminated(self, members: list[Json], discriminator: Json) -> Json:
        name = discriminator["propertyName"]
        branches = dict(_branches(members, discriminator.get("mapping", {})))
        chosen = [
            {
                "if": {"required": [name], "properties": {name: {"const": value}}},
                "then": {"$ref": self._rewritten(ref, closed=False)},
            }
            for value, ref in branches.items()
        ]
        return {
            "type": "object",
            "required": [name],
            "properties": {name: {"enum": list(branches)}},
            "allOf": chosen,
        }

    def _rewritten(self, reference: str, *, closed: bool) -> str:
        name = reference.removeprefix(_REF_PREFIX)
        if name == reference or "/" in name:
            self.referred.add(reference)
            name = quote(reference.replace("~", "~0").replace("/", "~1"), safe="")
        return f"{BASE_URI}#/{'closed' if closed else 'open'}/{name}"


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
                pending.append(target(document, ref))
            pending.extend(part.values())
    return frozenset(names)


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
