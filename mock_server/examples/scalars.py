"""Scalars: texts and numbers made from schemas.

`variant` counts from 0; different variants give different values wherever the schema leaves room for them.
"""

import math
from collections.abc import Callable
from fractions import Fraction

from mock_server.openapi.document import Json

LONGEST_TEXT = 100_000
"""Characters of a text that is made (decided), however many its schema wants."""

_TEXTS: dict[str, Callable[[int], str]] = {
    "uuid": lambda variant: f"0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7b{0xE0FF + variant:04x}",
    "date-time": lambda variant: f"2026-01-31T09:{30 + variant % 30}:00Z",
    "date": lambda variant: f"{2026 + variant}-01-31",
    "time": lambda variant: f"09:{30 + variant % 30}:00Z",
    "duration": lambda variant: f"P{1 + variant}D",
    "email": lambda variant: f"someone{variant or ''}@example.org",
    "uri": lambda variant: f"https://example.org/{variant or ''}",
    "hostname": lambda variant: f"{'www.' * variant}example.org",
    "ipv4": lambda variant: f"192.0.2.{1 + variant}",
    "ipv6": lambda variant: f"2001:db8::{1 + variant:x}",
    "byte": lambda variant: ("dGV4dA==", "dGV4dDE=", "dGV4dDI=", "dGV4dDM=")[variant % 4],
}
_TEXTS |= {"url": _TEXTS["uri"], "iri": _TEXTS["uri"], "idn-email": _TEXTS["email"]}


def make_text(schema: Json, variant: int = 0) -> str:
    """Return a text of the schema's format and length; of its pattern nothing is known."""
    least, most = min(schema.get("minLength", 0), LONGEST_TEXT), schema.get("maxLength")
    if schema.get("format") in _TEXTS:
        return _TEXTS[schema["format"]](variant).ljust(least, "x")[:most]
    number = str(variant or "")
    room = None if most is None else max(most - len(number), 0)
    return "text".ljust(least - len(number), "x")[:room] + number


def make_number(schema: Json, variant: int = 0) -> int | float:
    """Return a number within the schema's bounds, near to 1, and a multiple of what it asks for."""
    least, most = _bound(schema, "minimum"), _bound(schema, "maximum")
    step = Fraction(str(schema["multipleOf"])) if "multipleOf" in schema else None
    if schema.get("type") == "integer":
        # The whole multiples of n/d, in lowest terms, are the multiples of n.
        step = Fraction(step.numerator) if step else Fraction(1)
    value = _between(schema, least, most) if step is None else _multiple(schema, least, most, step)
    value += variant * (step or 1) * (-1 if most is not None and least is None else 1)
    return int(value) if value.denominator == 1 else float(value)


def _bound(schema: Json, name: str) -> Fraction | None:
    return Fraction(str(schema[name])) if name in schema else None


def _between(schema: Json, least: Fraction | None, most: Fraction | None) -> Fraction:
    """Return 1, or else the bound nearest to it; where that is excluded, a number beyond it."""
    value = Fraction(1)
    if most is not None and (value > most or (value == most and _excludes(schema, "maximum"))):
        value = most - 1 if _excludes(schema, "maximum") else most
    if least is not None and (value < least or (value == least and _excludes(schema, "minimum"))):
        value = least + 1 if _excludes(schema, "minimum") else least
    above = most is not None and (value > most or (value == most and _excludes(schema, "maximum")))
    return (least + most) / 2 if above and least is not None and most is not None else value


def _multiple(schema: Json, least: Fraction | None, most: Fraction | None, step: Fraction) -> Fraction:
    """Return the multiple of `step` nearest to 1 from above that the bounds allow."""
    count = Fraction(math.ceil(1 / step))
    if most is not None:
        highest = Fraction(math.floor(most / step))
        count = min(count, highest - (highest * step == most and _excludes(schema, "maximum")))
    if least is not None:
        lowest = Fraction(math.ceil(least / step))
        count = max(count, lowest + (lowest * step == least and _excludes(schema, "minimum")))
    return count * step


def _excludes(schema: Json, bound: str) -> bool:
    return schema.get(f"exclusive{bound.capitalize()}") is True
