"""The search of a list: plain text, anywhere in an item."""

from __future__ import annotations

import functools
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import orjson

from mock_server.world.listing.fields import MODEL_FIELDS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mock_server.stores import Entry
    from mock_server.world.listing.fields import Field
    from mock_server.world.rules import Rules

SEARCHED = tuple(field for field in MODEL_FIELDS.values() if field.kind is Kind.TEXT)
"""The text fields of a list item (decided)."""

SEPARATOR = "\udcff"
"""Stands between the texts of an item that are kept for search: as bytes it is 0xff, which no UTF-8 has, so
that no search crosses it."""


def matches(rules: Rules, item: Mapping[str, Any], wanted: str | None) -> bool:
    """Tell whether some text field contains the wanted text, in any case; None and "" match all."""
    if not wanted:
        return True
    folded = wanted.casefold()
    return any(folded in text.casefold() for text in _texts(rules, item))


class SearchedText:
    """The text of a model that a search looks at, by the fields that are searched."""

    def __init__(self, fields: Sequence[Field]) -> None:
        members: dict[str, list[str]] = {}
        for field in fields:
            if len(field.path) > 1:
                members.setdefault(field.path[0], []).append(field.path[1])
        self._own = _getter([field.path[0] for field in fields if len(field.path) == 1])
        self._objects = _getter(list(members))
        self._members = tuple(map(tuple, members.values()))

    def of(self, row: Mapping[str, Any], references: Mapping[str, bytes]) -> bytes:
        """Return the text.

        Args:
            row: Has the fields that an item shows as they are.
            references: The JSON texts of the objects that an item shows besides, by their names.
        """
        return b"%b\xff%b" % (_folded(self._own(row)), _shared(self._objects(references), self._members))


def _getter(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return itemgetter(*names) if len(names) > 1 else lambda values: tuple(values[name] for name in names)


@functools.lru_cache(maxsize=256)
def _shared(texts: tuple[bytes, ...], members: tuple[tuple[str, ...], ...]) -> bytes:
    """Return what is searched of the objects that a model shows; many models show the same."""
    objects = [(orjson.loads(text), names) for text, names in zip(texts, members, strict=True)]
    return _folded([shown[name] for shown, names in objects if shown is not None for name in names])


def _folded(texts: Iterable[str | None]) -> bytes:
    return SEPARATOR.join(filter(None, texts)).casefold().encode("utf-8", "surrogateescape")


def among(entries: Sequence[Entry], wanted: str) -> list[Entry]:
    """Return the entries that the wanted text matches, by what was kept of them."""
    # Half of a surrogate pair stands in no text, and no text ends in the middle of a character.
    folded = wanted.casefold().encode("utf-8", "surrogatepass")
    return [entry for entry in entries if folded in entry.search]


def _texts(rules: Rules, item: Mapping[str, Any]) -> list[str]:
    values = (field.value(item) for field in rules.searched_fields)
    return [value for value in values if value is not None]
