"""Types of columns, told from their values."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mock_server.world import columns
from mock_server.world.samples import NULLS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mock_server.world.samples import Sample

    Json = dict[str, Any]
    Values = Sequence[str]

BOOLEANS = frozenset({"true", "false"})
INT_RANGE = range(-(2**63), 2**63)
"""Whole numbers beyond 64 bits count as float, as JSON readers have no integers that long."""

_INT = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_FLOAT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?inf(inity)?", re.ASCII | re.IGNORECASE)
_DATE = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)? ?(?:[Zz]|([+-]\d\d)(?::?(\d\d))?)?)?",
    re.ASCII,
)
_VECTOR = re.compile(r"\[[^\[\]]*\]")


def inferred(sample: Sample, max_cardinality: int) -> list[Json]:
    """Return the columns of a sample, with ids; keys that do not apply to a type are left out (client).

    A column of text is a category up to `max_cardinality` distinct values, and str above (guide).
    """
    found = [
        {"name": name, **described([value for value in values if value is not None], max_cardinality)}
        for name, values in zip(sample.names, sample.columns, strict=True)
    ]
    return columns.normalised(found)


def described(values: Values, max_cardinality: int) -> Json:
    """Return `data_type` and what goes with it for values without nulls; str when there are none."""
    for data_type, fits, describe in TYPES:
        if values and all(fits(value) for value in values):
            details = describe(values)
            if details is not None:
                return {"data_type": data_type, **details}
    return _text(values, max_cardinality)


def is_bool(value: str) -> bool:
    """Tell whether the value is true or false, in any case."""
    return value.lower() in BOOLEANS


def is_int(value: str) -> bool:
    """Tell whether the value is a whole number of at most 64 bits."""
    return _INT.fullmatch(value) is not None and int(value) in INT_RANGE


def is_float(value: str) -> bool:
    """Tell whether the value is a number."""
    return _FLOAT.fullmatch(value) is not None


def is_timestamp(value: str) -> bool:
    """Tell whether the value is a date, or a date and a time: RFC 3339, and what frames print besides."""
    match = _DATE.fullmatch(value)
    if match is None:
        return False
    day, clock, second, hours, minutes = match.groups()
    # A leap second is a time (RFC 3339), but none that `datetime` knows.
    second = "59" if second == "60" else second or "00"
    offset = f"{hours}:{minutes or '00'}" if hours else ""
    try:
        datetime.fromisoformat(f"{day}T{clock or '00:00'}:{second}{offset}")
    except ValueError:
        return False
    return True


def is_vector(value: str) -> bool:
    """Tell whether the value is a list of numbers in brackets, such as [1.0, 2.0], NaN among them."""
    return _VECTOR.fullmatch(value) is not None and all(
        is_float(item) or item.lower() in NULLS for item in _items(value)
    )


def _nothing(_: Values) -> Json:
    return {}


def _ints(values: Values) -> Json:
    numbers = [int(value) for value in values]
    return {"min": min(numbers), "max": max(numbers)}


def _floats(values: Values) -> Json:
    numbers = [number for number in map(float, values) if math.isfinite(number)]
    return {"min": min(numbers), "max": max(numbers)} if numbers else {}


def _vectors(values: Values) -> Json | None:
    dimensions = {len(_items(value)) for value in values}
    return {"n_dimensions": dimensions.pop()} if len(dimensions) == 1 and 0 not in dimensions else None


def _text(values: Values, max_cardinality: int) -> Json:
    distinct = set(values)
    if not distinct or len(distinct) > max_cardinality:
        return {"data_type": "str"}
    return {"data_type": "category", "categories": sorted(distinct)}


def _items(value: str) -> list[str]:
    return value[1:-1].replace(",", " ").split()


TYPES: tuple[tuple[str, Callable[[str], bool], Callable[[Values], Json | None]], ...] = (
    ("bool", is_bool, _nothing),
    ("int", is_int, _ints),
    ("float", is_float, _floats),
    ("timestamp", is_timestamp, _nothing),
    ("vector", is_vector, _vectors),
)
"""The types that are told by form, the narrowest first: name, does a value fit, what else to say."""
