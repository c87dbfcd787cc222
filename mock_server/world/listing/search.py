"""The search of a list: plain text, anywhere in an item."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from mock_server.world.listing.fields import MODEL_FIELDS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mock_server.stores import Entry
    from mock_server.world.listing.fields import Field
    from mock_server.world.rules import Rules

SEARCHED = tuple(field for field in MODEL_FIELDS.values() if field.kind is Kind.TEXT)
"""The text fields of a list item (decided)."""

SEPARATOR = "\udcff"
"""Stands between the texts of an item that are kept for search: as bytes it is 0xff, which no UTF-8 has, so
that no search crosses it."""

Grouped: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]
"""The names of an item's own fields, and of each object in it the names of its fields."""


def matches(rules: Rules, item: Mapping[str, Any], wanted: str | None) -> bool:
    """Tell whether some text field contains the wanted text, in any case; None and "" match all."""
    if not wanted:
        return True
    folded = wanted.casefold()
    return any(folded in text.casefold() for text in _texts(rules, item))


def searched(rules: Rules, row: Mapping[str, Any], references: Mapping[str, bytes | None]) -> bytes:
    """Return what is kept of a row for search.

    Args:
        rules: The rules of the app.
        row: Has the fields that an item shows as they are.
        references: The JSON texts of the objects that an item shows besides, by their names.
    """
    own, other = rules.searched_names
    parts = [_folded([row[name] or "" for name in own])]
    for name, members in other:
        text = references[name]
        if text is not None:
            parts.append(_folded_members(text, members))
    return b"\xff".join(parts)


def grouped(fields: Sequence[Field]) -> Grouped:
    """Return the names of the fields that are searched."""
    paths = [field.path for field in fields]
    members: dict[str, list[str]] = {}
    for path in paths:
        if len(path) > 1:
            members.setdefault(path[0], []).append(path[1])
    own = tuple(path[0] for path in paths if len(path) == 1)
    return own, tuple((name, tuple(of)) for name, of in members.items())


def _folded(texts: Sequence[str]) -> bytes:
    return SEPARATOR.join(texts).casefold().encode("utf-8", "surrogateescape")


@functools.lru_cache(maxsize=4096)
def _folded_members(text: bytes, members: tuple[str, ...]) -> bytes:
    """Models share their projects, organizations and people."""
    value = orjson.loads(text)
    return _folded([value[name] for name in members])


def among(entries: Sequence[Entry], wanted: str) -> list[Entry]:
    """Return the entries that the wanted text matches, by what was kept of them."""
    # Half of a surrogate pair stands in no text, and no text ends in the middle of a character.
    folded = wanted.casefold().encode("utf-8", "surrogatepass")
    return [entry for entry in entries if folded in entry.search]


def _texts(rules: Rules, item: Mapping[str, Any]) -> list[str]:
    values = (field.value(item) for field in rules.searched_fields)
    return [value for value in values if value is not None]
