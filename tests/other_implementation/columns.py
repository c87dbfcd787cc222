"""Columns of a schema: ids, histogram edges, and what a request may say about them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from tests.other_implementation.seed import Json

_STEPS = 10


def stored(sent: Sequence[Json], before: Sequence[Json] = ()) -> list[Json]:
    """Give the columns of a request ids and edges; a column whose name is in `before` keeps its id."""
    kept = defaultdict(list)
    for column in before:
        kept[column["name"]].append(column["id"])
    ids = [kept[column["name"]].pop(0) if kept[column["name"]] else None for column in sent]
    taken = {known for known in ids if known}
    columns = []
    for column, known in zip(sent, ids, strict=True):
        own = known or _free(_slug(column["name"]), taken)
        taken.add(own)
        columns.append(completed({**column, "id": own}))
    return columns


def completed(column: Json) -> Json:
    """Leave out the members that are null and derive the edges of a numeric column that has none."""
    said = {key: value for key, value in column.items() if value is not None}
    if said["data_type"] in {"int", "float"} and "bins" not in said and {"min", "max"} <= said.keys():
        said["bins"] = edges(said["min"], said["max"])
    return said


def edges(low: float, high: float) -> list[int | float]:
    """Give 11 numbers, equally spaced from `low` to `high`, both included."""
    start, span = Fraction(low), Fraction(high) - Fraction(low)
    whole = isinstance(low, int) and isinstance(high, int)
    return [_number(start + span * step / _STEPS, whole=whole) for step in range(_STEPS + 1)]


def _number(edge: Fraction, *, whole: bool) -> int | float:
    try:
        return int(edge) if whole and edge.denominator == 1 else float(edge)
    except OverflowError:  # an integer beyond the floats: the nearest integer is close enough
        return round(edge)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "column"


def _free(slug: str, taken: set[str]) -> str:
    candidate, number = slug, 2
    while candidate in taken:
        candidate, number = f"{slug}-no{number}", number + 1
    return candidate
