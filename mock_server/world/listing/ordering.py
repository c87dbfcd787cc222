"""The order of a list."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from mock_server.world.errors import BadRequest, Violation, known, reject, shown
from mock_server.world.listing.fields import MODEL_FIELDS, Field
from mock_server.world.listing.filter import MOST_VIOLATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mock_server.world.rules import Rules

Item = TypeVar("Item", bound="Mapping[str, Any]")


@dataclass(frozen=True)
class Key:
    """One field to sort by, ascending or descending."""

    field: Field
    descending: bool = False

    def of(self, item: Mapping[str, Any]) -> tuple[bool, Any]:
        """Return what sorts the item: null after every value, so first when descending (decided)."""
        value = self.field.comparable(item)
        return (True, "") if value is None else (False, value)


_PLAIN = (
    "id",
    "name",
    "version",
    "status",
    "input_type",
    "task",
    "description",
    "deployment_date",
    "artifact_status",
    "deleted_at",
    "algorithm",
    "framework",
    "created_at",
    "updated_at",
)

MODEL_ORDERING: Mapping[str, Field] = {
    **{name: MODEL_FIELDS[name] for name in _PLAIN},
    **{name: MODEL_FIELDS[f"{name}.name"] for name in ("project", "organization")},
    **{name: MODEL_FIELDS[f"{name}.full_name"] for name in ("owner", "created_by", "updated_by")},
}
"""What models can be ordered by: the fields of a list item, objects by their names (guide, list decided)."""

DEFAULT = (Key(MODEL_FIELDS["created_at"]),)
"""Oldest first (decided)."""

TIE_BREAKER = Key(MODEL_FIELDS["id"])
"""Makes every order total, so that pages never overlap (decided)."""


def parse(rules: Rules, text: str | None, orderable: Mapping[str, Field]) -> tuple[Key, ...]:
    """Read `ordering`: names separated by commas, `-` before one for descending; none: the default.

    A field that is named again decides nothing more. Raises BadRequest placed at `ordering`, with a violation
    for each of the first unknown names.
    """
    if text is None or not text.strip():
        return rules.default_order
    names = [name.strip() for name in text.split(",")]
    reject(BadRequest, islice(_unknown(names, orderable), MOST_VIOLATIONS))
    first: dict[str, Key] = {}
    for name in names:
        bare = name.removeprefix("-")
        if bare not in first:
            first[bare] = rules.Key(orderable[bare], name.startswith("-"))
    return tuple(first.values())


def arrange(items: Iterable[Item], keys: Iterable[Key]) -> list[Item]:
    """Return the items in order; the first key counts most, ties are broken by id."""
    arranged = sorted(items, key=TIE_BREAKER.of)
    for key in reversed(tuple(keys)):
        arranged.sort(key=key.of, reverse=key.descending)
    return arranged


def merged(runs: Sequence[Sequence[Item]], keys: Sequence[Key], count: int) -> list[Item]:
    """Return the first items of what `arrange` makes of all; it has arranged each run already.

    Sorting 100,000 items in one go would stop every other request for that long.
    """
    # The contract puts no bound on what may be asked for.
    count = min(count, sum(map(len, runs)))
    if len(runs) == 1:
        return list(runs[0][:count])
    return list(islice(heapq.merge(*runs, key=lambda item: _rank(item, keys)), count))


def _rank(item: Item, keys: Sequence[Key]) -> tuple[Any, ...]:
    return (*(_Descending(key.of(item)) if key.descending else key.of(item) for key in keys), item["id"])


class _Descending:
    """A value that comes before smaller ones."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(self._value == other._value)

    def __lt__(self, other: _Descending) -> bool:
        return bool(other._value < self._value)

    def __hash__(self) -> int:
        return hash(self._value)


def _unknown(names: Iterable[str], orderable: Mapping[str, Field]) -> Iterator[Violation]:
    return (
        Violation("ordering", f"{shown(name)} is no field to order by; use {known(orderable)}")
        for name in names
        if name.removeprefix("-") not in orderable
    )
