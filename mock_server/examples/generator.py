"""The maker: values made from schemas, the same for the same schema."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from mock_server.examples.choices import Choices
from mock_server.examples.circles import Circles
from mock_server.examples.combining import combine
from mock_server.examples.scalars import make_number, make_text
from mock_server.openapi.compiler import Schema
from mock_server.openapi.contract import Contract
from mock_server.openapi.document import Json
from mock_server.openapi.schemas import discriminated
from mock_server.openapi.violations import find_violations, pointer

DEEPEST = (12, 6, 3, 1)
"""Levels of nesting in which everything is made, below them only what must be there (decided): the most that
keep a value small enough."""
MOST_VALUES = 2000
"""Values that an answer is made of (decided)."""
RECURSIONS = 2
"""How often a schema is followed on the way to a value before only what must be there is made (decided)."""
TRIALS = 40
"""Values that are made in vain, with other branches of unions each time (decided)."""
_DEEPEST_OF_ALL = 24
_LONGEST_WAY = 60
"""References that are followed on the way to a value: a union may lead to itself with nothing around it."""
_SIGNS = {
    "object": {"properties", "required", "additionalProperties", "minProperties"},
    "array": {"items", "minItems"},
    "string": {"pattern", "minLength", "maxLength", "format"},
    "number": {"minimum", "maximum", "multipleOf"},
}


@dataclass(frozen=True)
class _Spot:
    """Where in an answer a value lies: its place, how deep that is, and what was followed on the way.

    Values of different variants differ. `lean` says to make only what must be there.
    """

    place: str = ""
    depth: int = 0
    variant: int = 0
    lean: bool = False
    followed: tuple[str, ...] = ()

    def below(self, step: str | int, variant: int | None = None) -> "_Spot":
        variant = self.variant if variant is None else variant
        return replace(self, place=f"{self.place}{pointer([step])}", depth=self.depth + 1, variant=variant)


class Maker:
    """Makes the values that a contract's schemas allow in answers, for all but exotic schemas."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def make(self, schema: Json, judge: Schema | None = None) -> Any:
        """Return a value for a schema: its example, its default, or one made from its parts.

        While `judge` refuses the value, others are made from other branches of the schema's unions.
        """
        choices = Choices()
        for deepest in DEEPEST:
            attempt = _Attempt(self._contract, choices, deepest)
            first = attempt.make(schema, _Spot())
            if attempt.count <= MOST_VALUES:
                break
        value = first
        for _ in range(TRIALS if judge is not None else 0):
            assert judge is not None  # noqa: S101  the loop has no round then
            wrong = ["" if item.place == "body" else item.place for item in find_violations(judge, value)]
            if not wrong:
                return value
            if not choices.advance(wrong):
                break
            value = _Attempt(self._contract, choices, deepest).make(schema, _Spot())
        return first


class _Attempt:
    """Makes one value, with the branches chosen; `count` says of how many values it is made."""

    def __init__(self, contract: Contract, choices: Choices, deepest: int) -> None:
        self._contract = contract
        self._choices = choices
        self._circles = Circles(contract)
        self._deepest = deepest
        self.count = 0
        choices.begin()

    def make(self, schema: Json, spot: _Spot) -> Any:
        """Return a value for a schema at a spot."""
        self.count += 1
        followed: list[str] = []
        parts = list(self._parts(schema, followed))
        spot = self._reached(spot, followed)
        schema, shown = combine(parts), _shown(parts[-1:])
        if shown and not spot.variant:
            return shown[-1]
        if (schema.get("nullable") and spot.lean) or len(spot.followed) > _LONGEST_WAY:
            return None
        made = self._made(schema, spot)
        for example in _shown(parts[:-1]) if not spot.variant else ():
            # What a member of `allOf` shows is its share of the whole.
            made = {**made, **example} if isinstance(made, dict) and isinstance(example, dict) else example
        return made

    def _reached(self, spot: _Spot, followed: list[str]) -> _Spot:
        way = (*spot.followed, *followed)
        again = bool(followed) and max(Counter(way)[reference] for reference in followed) > RECURSIONS
        return replace(spot, followed=way, lean=spot.lean or again or spot.depth >= self._deepest)

    def _made(self, schema: Json, spot: _Spot) -> Any:
        for key in ("oneOf", "anyOf"):
            if schema.get(key):
                return self._chosen(schema, key, spot)
        if schema.get("enum"):
            return schema["enum"][spot.variant % len(schema["enum"])]
        return self._typed(schema, spot)

    def _parts(self, schema: Json, followed: list[str]) -> Iterator[Json]:
        """Return the schemas that `allOf`, at any depth, joins to one, the outermost last.

        The references go to `followed`; one that was followed before adds nothing.
        """
        reference = schema.get("$ref")
        if isinstance(reference, str):
            target = {} if reference in followed else self._contract.resolve(schema)
            followed.append(reference)
            parts = list(self._parts(target, followed))
            yield from _inherited_tags(reference, parts[:-1])
            yield from parts
            return
        for member in schema.get("allOf", ()):
            yield from self._parts(member, followed)
        yield {key: value for key, value in schema.items() if key != "allOf"}

    def _chosen(self, schema: Json, union: str, spot: _Spot) -> Any:
        """Return a value for a branch of a union; where values must end, one that does not lead back."""
        rest = {key: value for key, value in schema.items() if key not in {union, "discriminator"}}
        branches = list(_branches(schema, union))
        if spot.lean:
            way = frozenset(spot.followed)
            branches.sort(key=lambda branch: self._circles.lead_back(branch[0], way))
        branch = branches[self._choices.choose(spot.place, len(branches))]
        return self.make({"allOf": [rest, *branch]}, spot)

    def _typed(self, schema: Json, spot: _Spot) -> Any:
        match schema.get("type") or _implied_type(schema):
            case "array":
                return self._array(schema, spot)
            case "string":
                return make_text(schema, spot.variant)
            case "integer" | "number":
                return make_number(schema, spot.variant)
            case "boolean":
                return spot.variant % 2 == 0
        return self._object(schema, spot)

    def _object(self, schema: Json, spot: _Spot) -> Json:
        if self._ends(spot):
            return {}
        made: Json = {}
        for name, child in self._wanted(schema, spot).items():
            if self.count > MOST_VALUES:
                break
            made[name] = self.make(child, spot.below(name))
        return made

    def _ends(self, spot: _Spot) -> bool:
        """Tell whether a value must end here, though it will not be what its schema wants."""
        return spot.depth >= _DEEPEST_OF_ALL or self.count > MOST_VALUES

    def _wanted(self, schema: Json, spot: _Spot) -> Json:
        """Return the properties to make: those an answer may have, and free ones where it needs more."""
        named, required = schema.get("properties", {}), dict.fromkeys(schema.get("required", ()))
        free = schema.get("additionalProperties", True)
        free = free if isinstance(free, dict) else {"type": "string"}
        wanted = {name: named.get(name, free) for name in required}
        if not spot.lean:
            wanted = {**named, **wanted}
        wanted = {
            name: child
            for name, child in wanted.items()
            if not self._contract.resolve(child).get("writeOnly")
        }
        for number in range(1, schema.get("minProperties", 0) - len(wanted) + 1):
            wanted[f"key{number}"] = free
        surplus = [name for name in wanted if name not in required]
        for name in surplus[: max(len(wanted) - schema.get("maxProperties", len(wanted)), 0)]:
            del wanted[name]
        return wanted

    def _array(self, schema: Json, spot: _Spot) -> list[Any]:
        least: int = schema.get("minItems", 0)
        count = least if spot.lean else max(least, 1)
        count = 0 if self._ends(spot) else min(count, schema.get("maxItems", count))
        step = 1 if schema.get("uniqueItems") else 0
        items = schema.get("items", {})
        made: list[Any] = []
        for index in range(count):
            if self.count > MOST_VALUES:
                break
            made.append(self.make(items, spot.below(index, spot.variant + index * step)))
        return made


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
