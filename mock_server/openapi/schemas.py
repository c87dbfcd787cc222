"""Schemas: OpenAPI 3.0 schema objects turned into JSON Schema 2020-12, so that one fast validator serves all.

OpenAPI 3.0's dialect differs in `nullable`, `discriminator`, boolean `exclusiveMinimum`/`exclusiveMaximum`,
in that a `$ref` hides its siblings and in that no integer is written with a fraction or an exponent. A
discriminated union becomes if/then, so that the violation inside the chosen branch is named instead of
"matches no branch".
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from urllib.parse import quote

import orjson
from jsonschema_rs import Registry

from mock_server.openapi.document import Json
from mock_server.openapi.references import resolved, target

BRANCH = "branch-"
"""What precedes the number of a union's branch in its name."""
_COMPONENT = "#/components/schemas/"
_KEPT = (
    "enum", "multipleOf", "minimum", "maximum", "minLength", "maxLength", "pattern", "format",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required",
)  # fmt: skip
_REQUIRING = frozenset({"required", "allOf", "oneOf", "anyOf"})
_DRAFT_4 = "urn:mock-server:draft-4"
_OTHER_TYPES = ("array", "boolean", "null", "number", "object", "string")


def draft_4_types() -> Registry:
    """Return what converted schemas of integers refer to.

    To JSON Schema 2020-12 5.0 is an integer; to its draft 4, as to OpenAPI 3.0, it is none.
    """
    others = [names for count in range(len(_OTHER_TYPES) + 1) for names in combinations(_OTHER_TYPES, count)]
    definitions = {"-".join(("integer", *names)): {"type": ["integer", *names]} for names in others}
    schema = {"$schema": "http://json-schema.org/draft-04/schema#", "definitions": definitions}
    return Registry([(_DRAFT_4, schema)])


@dataclass(frozen=True)
class Converter:
    """Converts the schema objects of a document.

    With `strict`, objects refuse the properties that no part of them names. `left_out` is the flag of the
    properties that need not be there although `required` lists them: `readOnly` in requests, `writeOnly` in
    answers (OpenAPI 3.0.3, 4.7.24.2). Of what was converted so far `referred` has the references, `branches`
    the branches of unions by their JSON texts, each with its number, and `widths` the numbers of required
    properties.
    """

    document: Json
    strict: bool = False
    left_out: str = ""
    referred: list[str] = field(default_factory=list)
    _met: set[str] = field(default_factory=set)
    branches: dict[bytes, int] = field(default_factory=dict)
    widths: set[int] = field(default_factory=set)

    def resource(self) -> Iterator[tuple[str, Any]]:
        """Return all that the schemas converted so far refer to, by name; `branches` are complete afterwards.

        A closed variant of each schema is beside it.
        """
        for reference in self.referred:  # which grows meanwhile
            schema = target(self.document, reference)
            yield f"open {reference}", self.convert(schema, closed=False)
            if self.strict:
                yield f"closed {reference}", self.convert(schema)

    def convert(self, schema: Any, *, closed: bool = True, optional: frozenset[str] = frozenset()) -> Any:
        """Return the JSON Schema of an OpenAPI schema; it refers to the `resource` and to `branches`.

        `closed` matters under `strict` only. `optional` names properties that the schema cannot require, as
        the one that it is a member of leaves them out.
        """
        if not isinstance(schema, dict):
            return schema
        closed = closed and self.strict
        if isinstance(schema.get("$ref"), str):
            return {"$ref": self._rewritten(schema["$ref"], closed=closed)}
        result = {key: schema[key] for key in _KEPT if key in schema}
        if "type" in schema:
            result["type"] = schema["type"]
        if not _REQUIRING.isdisjoint(schema):
            optional |= self._left_out(schema)
        if "required" in result:
            result["required"] = [name for name in result["required"] if name not in optional]
            self.widths.add(len(result["required"]))
        result.update(_bounds(schema))
        result.update(self._children(schema))
        result.update(self._combinations(schema, optional))
        if closed and _is_open_object(schema):
            result["unevaluatedProperties"] = False
        return _with_types(_nullable(result) if schema.get("nullable") else result)

    def _children(self, schema: Json) -> Iterator[tuple[str, Any]]:
        if "properties" in schema:
            yield "properties", {name: self.convert(child) for name, child in schema["properties"].items()}
        for key in ("items", "additionalProperties"):
            if key in schema:
                yield key, self.convert(schema[key])
        if "not" in schema:
            yield "not", self.convert(schema["not"], closed=False)

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
            elif "type" not in schema and (types := _plain_types(schema[key])):
                yield "type", types
            else:
                branches = (self.convert(member, closed=False, optional=optional) for member in schema[key])
                all_of += self._union(key, list(branches))
        if all_of:
            yield "allOf", all_of

    def _union(self, key: str, branches: list[Any]) -> Iterator[Json]:
        """Say no to no branch: so the validator does not list what is wrong in each of all branches.

        With unions inside unions that takes time without bounds. Whoever wants to know asks the branches, by
        their numbers (`union_branches`). Under `strict` they also must say which properties they know.
        """
        numbers = [self.branches.setdefault(json_text(branch), len(self.branches)) for branch in branches]
        references = [{"$ref": f"#/{BRANCH}{number}"} for number in numbers]
        yield {"not": {"not": {key: references}}}
        if self.strict:
            yield {"anyOf": [*references, {}]}

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
        if reference not in self._met:
            self._met.add(reference)
            self.referred.append(reference)
        name = f"{'closed' if closed else 'open'} {reference}".replace("~", "~0").replace("/", "~1")
        return f"#/{quote(name, safe='')}"


def json_text(value: Any) -> bytes:
    """Return a part of a schema as JSON text."""
    try:
        return orjson.dumps(value)
    except TypeError:  # an integer of more than 64 bits
        return json.dumps(value).encode()


def union_branches(schema: Any) -> tuple[str, list[int]] | None:
    """Return the keyword and the branches' numbers of a union as the converter writes it; None for others."""
    inner = schema.get("not") if isinstance(schema, dict) and len(schema) == 1 else None
    for key in ("oneOf", "anyOf"):
        if isinstance(inner, dict) and key in inner:
            return key, [int(branch["$ref"].removeprefix(f"#/{BRANCH}")) for branch in inner[key]]
    return None


def discriminated(members: list[Json], discriminator: Json) -> dict[int, str]:
    """Return, by the index of a union's member, the discriminator's value that chooses it."""
    references: list[str] = [member["$ref"] for member in members if "$ref" in member]
    if len(references) < len(members):
        return {}  # OpenAPI: with inline schemas a discriminator says nothing
    branches = list(_branches(members, discriminator.get("mapping", {})))
    values = {ref: value for value, ref in reversed(branches)}
    return {index: values[ref] for index, ref in enumerate(references)}


def component(name: str) -> str:
    """Return the reference to a component's schema."""
    return _COMPONENT + quote(name.replace("~", "~0").replace("/", "~1"), safe="")


def full_reference(name: str) -> str:
    """Return the reference that a discriminator's mapping means: the name of a schema will do there."""
    return name if "/" in name or "#" in name else component(name)


def _branches(members: list[Json], mapping: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pair each discriminator value with its branch: the mapping's names, else the schemas' own."""
    mapped = {value: full_reference(name) for value, name in mapping.items()}
    yield from mapped.items()
    for member in members:
        ref = member["$ref"]
        if ref not in mapped.values():
            yield ref.removeprefix(_COMPONENT), ref


def _bounds(schema: Json) -> Iterator[tuple[str, Any]]:
    """OpenAPI 3.0 says exclusive with a flag beside the bound, JSON Schema with a bound of its own."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if schema.get(exclusive) is True and bound in schema:
            yield exclusive, schema[bound]


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
    return {"if": {"type": "null"}, "then": {}, "else": _with_types(schema)}


def _with_types(schema: Json) -> Json:
    """Let draft 4 judge the types where one is `integer`."""
    types = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if "integer" not in types:
        return schema
    names = "-".join(("integer", *sorted(set(types) - {"integer"})))
    others = {key: value for key, value in schema.items() if key != "type"}
    return {"$ref": f"{_DRAFT_4}#/definitions/{names}", **others}
