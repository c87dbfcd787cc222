"""The columns of a model's schema: identifiers that stay, and bins nobody sent."""

from __future__ import annotations

import functools
import re
from collections import deque
from typing import TYPE_CHECKING, Any

from mock_server.world import references
from mock_server.world.errors import NotFound, Violation, shown
from mock_server.world.listing import paging

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.world.identity import Identity
    from mock_server.world.rules import Rules
    from mock_server.world.unit import Engine

    Json = dict[str, Any]

COLUMN_KEYS = (
    "name",
    "data_type",
    "min",
    "max",
    "categories",
    "bins",
    "replace_with_nulls",
    "n_dimensions",
)
"""What a caller may set; everything else in a column is ignored, `id` above all (client)."""

LONGEST_KEPT = 200
"""Characters of a name whose identifier is kept, so that what is kept does not grow with what is sent."""
NUMERIC = frozenset({"int", "float"})
BIN_EDGES = 11
"""Edges of the bins that are derived (client)."""


def slug(name: str) -> str:
    """Return the identifier for a name: CreditScore becomes creditscore (client, details decided)."""
    return _slug(name) if len(name) <= LONGEST_KEPT else _slug.__wrapped__(name)


@functools.lru_cache(maxsize=1024)
def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9_]", "_", name.lower()) or "_"


def normalised(rules: Rules, sent: Sequence[Json], before: Sequence[Json] = ()) -> list[Json]:
    """Return the columns to store for those a caller sent.

    Args:
        rules: The rules of the app.
        sent: Columns of a request.
        before: The stored columns they replace. A column that keeps its name keeps its `id`; of several with
            one name, the first keeps the first's, and so on.
    """
    kept = _kept_ids(sent, before)
    free = FreeIds({column_id for column_id in kept if column_id is not None})
    return [
        rules.with_bins({"id": column_id or free.take(slug(column["name"])), **rules.known_column(column)})
        for column, column_id in zip(sent, kept, strict=True)
    ]


class FreeIds:
    """Identifiers that are not taken: of several with one slug, the second is `slug_2` (decided)."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._last: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """Return the first free identifier for a slug, and take it."""
        # Going on from the last number: counting from 1 each time is quadratic for columns of one name.
        number = self._last.get(wanted, 0) + 1
        while (candidate := wanted if number == 1 else f"{wanted}_{number}") in self._taken:
            number += 1
        self._last[wanted] = number
        self._taken.add(candidate)
        return candidate


def known_column(column: Json) -> Json:
    """Return what a caller may set of a column."""
    return {key: column[key] for key in COLUMN_KEYS if key in column}


def with_bins(rules: Rules, column: Json) -> Json:
    """Return the column with bins derived when it is numeric, has both bounds and no bins (client)."""
    bounds = column.get("min"), column.get("max")
    if column["data_type"] not in NUMERIC or column.get("bins") is not None or None in bounds:
        return column
    edges = rules.equal_bins(*bounds)
    return column if edges is None else {**column, "bins": edges}


def equal_bins(low: Any, high: Any) -> list[float] | None:
    """Return 11 equally spaced edges from low to high, or None when they are no such bounds."""
    try:
        edges = _edges(low, high)
    except (AttributeError, OverflowError, TypeError, ValueError):
        return None
    return list(edges) if low <= high else None


def named(columns: Iterable[Json], column_id: str) -> Json:
    """Return the column with this id. Raises NotFound."""
    for column in columns:
        if column["id"] == column_id:
            return column
    raise NotFound(
        Violation("column_id", f"the model has no column {shown(column_id)}; list its columns for their ids")
    )


class Columns:
    """Reads of a model's columns."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def list(self, model_id: str, who: Identity) -> paging.Page:
        """Return every column in the schema's order, on one page. Raises NotFound."""
        with self.engine.reading(who) as unit:
            return paging.whole(references.model(unit, model_id)["schema"]["columns"])

    def get(self, model_id: str, column_id: str, who: Identity) -> Json:
        """Return one column. Raises NotFound for an unknown model or column."""
        with self.engine.reading(who) as unit:
            return unit.rules.column_named(references.model(unit, model_id)["schema"]["columns"], column_id)


@functools.lru_cache(maxsize=1024)
def _edges(low: Any, high: Any) -> tuple[float, ...]:
    return tuple(above / scale for above, scale in _exact_edges(low, high))


def _exact_edges(low: Any, high: Any) -> list[tuple[int, int]]:
    # Whole numbers, so that every edge is the nearest float: 1.2, not 1.2000000000000002.
    above, below = low.as_integer_ratio()
    other_above, other_below = high.as_integer_ratio()
    steps, start = BIN_EDGES - 1, above * other_below
    span, scale = other_above * below - start, below * other_below * steps
    return [(start * steps + span * step, scale) for step in range(BIN_EDGES)]


def _kept_ids(sent: Sequence[Json], before: Sequence[Json]) -> list[str | None]:
    left: dict[str, deque[str]] = {}
    for column in before:
        left.setdefault(column["name"], deque()).append(column["id"])
    return [left[column["name"]].popleft() if left.get(column["name"]) else None for column in sent]
