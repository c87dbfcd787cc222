"""The maker: values made from schemas, the same for the same schema."""

from collections.abc import Iterator
from typing import Any

from mock_server.combining import combine
from mock_server.contract import Contract
from mock_server.documents import Json
from mock_server.scalars import make_number, make_text
from mock_server.schemas import discriminated
from mock_server.violations import find_violations

DEEPEST = 12
TRIALS = 200
"""Values made in vain, over all of a schema: unions inside unions could otherwise be tried for ever."""
_SIGNS = {
    "object": {"properties", "required", "additionalProperties", "minProperties"},
    "array": {"items", "minItems"},
    "string": {"pattern", "minLength", "maxLength", "format"},
    "number": {"minimum", "maximum", "multipleOf"},
}


class Maker:
    """Makes the values that a contract's schemas allow in answers, for all but exotic schemas."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._trials = TRIALS

    def make(self, schema: Json, depth: int = 0, variant: int = 0) -> Any:
        """Return a value for a schema: its example, its default, or one made from its parts.

        `depth` is how deep inside the answer the value lies. Values of different variants differ.
        """
        parts = list(self._parts(schema, frozenset()))
        schema, shown = combine(parts), _shown(parts[-1:])
        if shown and not variant:
            return shown[-1]
        if schema.get("nullable") and depth >= DEEPEST:
            return None
        made = self._made(schema, depth, variant)
        for example in _shown(parts[:-1]) if not variant else ():
            # What a member of `allOf` shows is its share of the whole.
            made = {**made, **example} if isinstance(made, dict) and isinstance(example, dict) else example
        return made

    def _made(self, schema: Json, depth: int, variant: int) -> Any:
        for key in ("oneOf", "anyOf"):
            if schema.get(key):
                return self._chosen(schema, key, depth, variant)
        if schema.get("enum"):
            return schema["enum"][variant % len(schema["enum"])]
        return self._typed(schema, depth, variant)

    def _parts(self, schema: Json, followed: frozenset[str]) -> Iterator[Json]:
        """Return the schemas that `allOf`, at any depth, joins to one, the outermost last.

        A circle of references adds nothing.
        """
        reference = schema.get("$ref")
        if isinstance(reference, str):
            target = {} if reference in followed else self._contract.resolve(schema)
            parts = list(self._parts(target, followed | {reference}))
            yield from _inherited_tags(reference, parts[:-1])
            yield from parts
            return
        for member in schema.get("allOf", ()):
            yield from self._parts(member, followed)
        yield {key: value for key, value in schema.items() if key != "allOf"}

    def _chosen(self, schema: Json, union: str, depth: int, variant: int) -> Any:
        """Return a value for the first branch that gives a valid one, else for the first branch."""
        rest = {key: value for key, value in schema.items() if key not in {union, "discriminator"}}
        first, validator = None, None
        for index, branch in enumerate(_branches(schema, union)):
            value = self.make({"allOf": [rest, *branch]}, depth, variant)
            validator = validator or self._contract.compile_answer(schema)
            if self._trials <= 0 or not find_violations(validator, value):
                return value
            self._trials -= 1
            first = value if index == 0 else first
        return first

    def _typed(self, schema: Json, depth: int, variant: int) -> Any:
        match schema.get("type") or _implied_type(schema):
            case "array":
                return self._array(schema, depth, variant)
            case "string":
                return make_text(schema, variant)
            case "integer" | "number":
                return make_number(schema, variant)
            case "boolean":
                return variant % 2 == 0
        return self._object(schema, depth, variant)

    def _object(self, schema: Json, depth: int, variant: int) -> Json:
        """Make an object: all properties, past the depth limit only required ones, so that recursion ends."""
        wanted = self._wanted(schema, depth)
        return {name: self.make(child, depth + 1, variant) for name, child in wanted.items()}

    def _wanted(self, schema: Json, depth: int) -> Json:
        """Return the properties to make: those an answer may have, and free ones where it needs more."""
        named, required = schema.get("properties", {}), schema.get("required", [])
        free = schema.get("additionalProperties", True)
        free = free if isinstance(free, dict) else {"type": "string"}
        if depth >= 2 * DEEPEST:
            return {}
        wanted = {name: named.get(name, free) for name in required}
        if depth < DEEPEST:
            wanted = {**named, **wanted}
        hidden = [name for name, child in wanted.items() if self._contract.resolve(child).get("writeOnly")]
        wanted = {name: child for name, child in wanted.items() if name not in hidden}
        for number in range(1, schema.get("minProperties", 0) - len(wanted) + 1):
            wanted[f"key{number}"] = free
        surplus = [name for name in wanted if name not in required]
        for name in surplus[: max(len(wanted) - schema.get("maxProperties", len(wanted)), 0)]:
            del wanted[name]
        return wanted

    def _array(self, schema: Json, depth: int, variant: int) -> list[Any]:
        least: int = schema.get("minItems", 0)
        count = max(least, 1) if depth < DEEPEST else least
        count = min(count, schema.get("maxItems", count)) if depth < 2 * DEEPEST else 0
        step = 1 if schema.get("uniqueItems") else 0
        items = schema.get("items", {})
        return [self.make(items, depth + 1, variant + index * step) for index in range(count)]


def _branches(schema: Json, union: str) -> Iterator[list[Json]]:
    """Return each branch, with the value of the discriminator that chooses it."""
    values = dict.fromkeys(range(len(schema[union])))
    name = schema.get("discriminator", {}).get("propertyName")
    if name:
        values |= discriminated(schema[union], schema["discriminator"])
    for index, branch in enumerate(schema[union]):
        chosen = values[index]
        yield [branch] if chosen is None else [branch, _tag(name, chosen)]


def _inherited_tags(reference: str, bases: list[Json]) -> Iterator[Json]:
    """Say, for each discriminator that a schema inherits, which value stands for the schema itself."""
    for base in bases:
        if "discriminator" in base and not {"oneOf", "anyOf"} & set(base):
            value = discriminated([{"$ref": reference}], base["discriminator"])[0]
            yield _tag(base["discriminator"]["propertyName"], value)


def _tag(name: str, value: str) -> Json:
    return {"required": [name], "properties": {name: {"type": "string", "enum": [value]}}}


def _shown(parts: list[Json]) -> list[Any]:
    """Return the example, or else the default, of each part that has one."""
    keys = [next((key for key in ("example", "default") if key in part), None) for part in parts]
    return [part[key] for part, key in zip(parts, keys, strict=True) if key is not None]


def _implied_type(schema: Json) -> str | None:
    return next((name for name, signs in _SIGNS.items() if signs & set(schema)), None)
