"""The search of a list: plain text, anywhere in an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world.fields import MODEL_FIELDS, Kind

if TYPE_CHECKING:
    Json = dict[str, Any]

SEARCHED = tuple(field for field in MODEL_FIELDS.values() if field.kind is Kind.TEXT)
"""The text fields of a list item (decided)."""


def matches(item: Json, wanted: str | None) -> bool:
    """Tell whether some text field contains the wanted text, in any case; None and "" match all."""
    if not wanted:
        return True
    folded = wanted.casefold()
    return any(folded in value.casefold() for value in _texts(item))


def _texts(item: Json) -> list[str]:
    values = (field.value(item) for field in SEARCHED)
    return [value for value in values if value is not None]
