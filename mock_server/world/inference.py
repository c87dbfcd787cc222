"""Types of columns, told from their values."""

from __future__ import annotations

import heapq
import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mock_server.world.samples import NULLS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mock_server.world.rules import Rules
    from mock_server.world.samples import Sample

    Json = dict[str, Any]
    Values = Sequence[str]

BOOLEANS = frozenset({"true", "false"})
INT_RANGE = range(-(2**63), 2**63)
"""Whole numbers beyond 64 bits count as float, as JSON readers have no integers that long."""
LONGEST_SCALAR = 1100
"""Characters of a number or a date; a longer value is text (decided). No double needs more than 1,077."""
LARGEST_CATEGORIES = 4 * 1024 * 1024
"""Characters that the categories of one answer have together; text columns past them are str (decided)."""

_PORTION = 10_000


def _in_any_case(word: str) -> str:
    # Spelled out: with re.IGNORECASE, Unicode's own letters such as the dotless i fit too.
    return "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in word)


# The quantifiers are possessive: what a part has taken is never tried again in shorter pieces, so that any
# value is judged in one pass.
_NUMBER = (
    r"[+-]?(?:(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?"
    rf"|{_in_any_case('inf')}(?:{_in_any_case('inity')})?)"
)
_NULL = "|".join(_in_any_case(word) for word in sorted(NULLS - {""}))
_INT = re.compile(r"[+-]?[0-9]{1,19}")
_FLOAT = re.compile(_NUMBER)
_DATE = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:\.\d++)?)? ?(?:[Zz]|([+-]\d\d)(?::?(\d\d))?)?)?",
    re.ASCII,
)
_VECTOR = re.compile(rf"\[(?:[\s,]*+(?:{_NUMBER}|{_NULL})(?=[\s,\]]))*+[\s,]*+\]")


def inferred(rules: Rules, sample: Sample, max_cardinality: int) -> list[Json]:
    """Return the columns of a sample, with ids; keys that do not apply to a type are left out (client).

    A column of text is a category up to `max_cardinality` distinct values, and str above (guide).
    """
    found = []
    left = LARGEST_CATEGORIES
    for name, values in zip(sample.names, sample.columns, strict=True):
        column = described(rules, [value for value in values if value is not None], max_cardinality)
        size = sum(map(len, column.get("categories", ())))
        # What is answered is encoded in one piece, which must not take long.
        found.append({"name": name, **(column if size <= left else {"data_type": "str"})})
        left -= size if size <= left else 0
    return rules.normalised_columns(found)


def described(rules: Rules, values: Values, max_cardinality: int) -> Json:
    """Return `data_type` and what goes with it for values without nulls; str when there are none."""
    for data_type, fits, describe in rules.column_types:
        if values and all(fits(value) for value in values):
            details = describe(values)
            if details is not None:
                return {"data_type": data_type, **details}
    return rules.text_column(values, max_cardinality)


def is_bool(value: str) -> bool:
    """Tell whether the value is true or false, in any case."""
    return value.lower() in BOOLEANS


def is_int(value: str) -> bool:
    """Tell whether the value is a whole number of at most 64 bits."""
    return _INT.fullmatch(value) is not None and int(value) in INT_RANGE


def is_float(value: str) -> bool:
    """Tell whether the value is a number."""
    return len(value) <= LONGEST_SCALAR and _FLOAT.fullmatch(value) is not None


def is_timestamp(value: str) -> bool:
    """Tell whether the value is a date, or a date and a time: RFC 3339, and what frames print besides."""
    match = _DATE.fullmatch(value) if len(value) <= LONGEST_SCALAR else None
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
    return _VECTOR.fullmatch(value) is not None


def text_column(values: Values, max_cardinality: int) -> Json:
    """Return what is said of text: a category with few distinct values, else str."""
    distinct: set[str] = set()
    size = 0
    for value in values:
        if value not in distinct:
            distinct.add(value)
            size += len(value)
        if len(distinct) > max_cardinality or size > LARGEST_CATEGORIES:
            return {"data_type": "str"}
    return {"data_type": "category", "categories": _sorted(distinct)} if distinct else {"data_type": "str"}


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


def _sorted(texts: set[str]) -> list[str]:
    # In portions: one sort of 100,000 texts would keep every other thread waiting until its end.
    unsorted = list(texts)
    portions = (sorted(unsorted[at : at + _PORTION]) for at in range(0, len(unsorted), _PORTION))
    return list(heapq.merge(*portions))


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
