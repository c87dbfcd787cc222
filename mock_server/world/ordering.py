"""The order of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.world.errors import BadRequest, Violation, known, reject, shown
from mock_server.world.fields import MODEL_FIELDS, Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Json = dict[str, Any]


@dataclass(frozen=True)
class Key:
    """One field to sort by, ascending or descending."""

    field: Field
    descending: bool = False

    def of(self, item: Json) -> tuple[bool, Any]:
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


def parse(text: str | None, orderable: Mapping[str, Field]) -> tuple[Key, ...]:
    """Read `ordering`: names separated by commas, `-` before one for descending; none: the default.

    Raises BadRequest placed at `ordering`, with one violation per unknown name.
    """
    if text is None or not text.strip():
        return DEFAULT
    names = [name.strip() for name in text.split(",")]
    reject(BadRequest, _unknown(names, orderable))
    return tuple(Key(orderable[name.removeprefix("-")], name.startswith("-")) for name in names)


def arrange(items: Iterable[Json], keys: Iterable[Key]) -> list[Json]:
    """Return the items in order; the first key counts most, ties are broken by id."""
    arranged = sorted(items, key=TIE_BREAKER.of)
    for key in reversed(tuple(keys)):
        arranged.sort(key=key.of, reverse=key.descending)
    return arranged


def _unknown(names: Iterable[str], orderable: Mapping[str, Field]) -> list[Violation]:
    return [
        Violation("ordering", f"{shown(name)} is no field to order by; use {known(orderable)}")
        for name in names
        if name.removeprefix("-") not in orderable
    ]
