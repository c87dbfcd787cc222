"""Combining: schemas that must hold together, as one.

`allOf` and the chosen branch of a union describe one value, so that one schema has to say what to make.
"""

from collections.abc import Callable, Iterable
from typing import Any

from mock_server.openapi.document import Json

_STRICTEST: dict[str, Callable[..., Any]] = {
    "minimum": max,
    "minLength": max,
    "minItems": max,
    "minProperties": max,
    "maximum": min,
    "maxLength": min,
    "maxItems": min,
    "maxProperties": min,
    "uniqueItems": max,
}


def combine(schemas: Iterable[Json]) -> Json:
    """Return one schema that asks for what all of them ask for.

    They have no `allOf` of their own. Of two unions of a kind, or two patterns, only the last can be kept.
    """
    combined: Json = {}
    for schema in schemas:
        for key, value in schema.items():
            combined[key] = _joined(key, combined[key], value) if key in combined else value
    return combined


def _joined(key: str, one: Any, other: Any) -> Any:
    """Return what one keyword must say to say both; of what cannot be joined, the latter."""
    if key in _STRICTEST:
        return _STRICTEST[key](one, other)
    join = _JOINS.get(key)
    return other if join is None else join(one, other)


def _properties(one: Json, other: Json) -> Json:
    both = {name: {"allOf": [one[name], other[name]]} for name in one if name in other}
    return {**one, **other, **both}


_JOINS: dict[str, Callable[[Any, Any], Any]] = {
    "required": lambda one, other: list(dict.fromkeys([*one, *other])),
    "enum": lambda one, other: [value for value in one if value in other] or other,
    "properties": _properties,
    "type": lambda one, other: "integer" if {one, other} == {"integer", "number"} else other,
    "nullable": lambda one, other: one and other,
    "additionalProperties": lambda one, other: one and other,
}
