"""Indexes: which rows of a table stand under a key, and in which order."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mock_server.stores.store import Key, Row

    Place = tuple[str, str]
    Spot = tuple[Key, Place, Key | None]
    """Where a row stands in one index: under a key, at an order and id, in a group."""


@dataclass(frozen=True)
class Index:
    """Rows by a key that is made of their members.

    Attributes:
        name: Unique in the table.
        key: Gives a row's key, or None for a row that the index leaves out.
        order: Gives what sorts the rows under a key, as text, ties broken by id; None for the order in which
            they were added.
        numbered: Ties are broken by the order in which rows were added, not by id.
        group: If given, only the last row of each group under a key is listed, such as the newest version.
        members: The members of a row that all of this is made from; None when they cannot be named. A row
            in which none of them has changed stays where it is.
    """

    name: str
    key: Callable[[Row], Key | None]
    order: Callable[[Row], str] | None = None
    numbered: bool = False
    group: Callable[[Row], Key] | None = None
    members: frozenset[str] | None = None


def members_of(indexes: Sequence[Index]) -> Callable[[Row], object] | None:
    """Return what gives the members of a row that indexes are made from, None if they cannot be named."""
    names: set[str] = set()
    for index in indexes:
        if index.members is None:
            return None
        names |= index.members
    return itemgetter(*sorted(names)) if names else None


def spots(indexes: Sequence[Index], row: Row, number: int) -> tuple[Spot | None, ...]:
    """Return where the row added as the `number`th stands in each index; None where it is left out."""
    row_id = row["id"]
    in_order = f"{number:012d}", row_id
    # Most indexes of a table sort by the same: what that is need be worked out only once.
    places: dict[Callable[[Row], str] | None, Place] = {None: in_order}
    found: list[Spot | None] = []
    for index in indexes:
        key, order, group = index.key(row), index.order, index.group
        if key is None:
            found.append(None)
            continue
        if order is not None and index.numbered:
            place = f"{order(row)} {in_order[0]}", row_id
        elif order in places:
            place = places[order]
        else:
            assert order is not None  # noqa: S101  there is a place for None
            place = places[order] = order(row), row_id
        found.append((key, place, None if group is None else group(row)))
    return tuple(found)


class Places(list["Place"]):
    """Sorted pairs of order and id."""

    def add(self, place: Place) -> None:
        """Insert a place; one that comes last, as new rows do, costs no search."""
        if not self or self[-1] < place:
            self.append(place)
        else:
            self.insert(bisect_left(self, place), place)

    def discard(self, place: Place) -> None:
        """Remove a place if it is there."""
        at = bisect_left(self, place)
        if at < len(self) and self[at] == place:
            del self[at]


class Directory:
    """An index of a table in memory: the places under each key."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._listed: dict[Key, Places] = {}
        self._groups: dict[tuple[Key, Key], Places] = {}

    def under(self, key: Key) -> Places:
        """Return the places under a key, in order."""
        return self._listed.get(key) or Places()

    def add(self, spot: Spot) -> None:
        """Take up a row."""
        key, place, group = spot
        if group is None:
            self._list(key, place)
            return
        members = self._groups.get((key, group))
        if members is None:
            self._groups[key, group] = Places((place,))
            self._list(key, place)
            return
        before = members[-1]
        members.add(place)
        if members[-1] != before:
            self._unlist(key, before)
            self._list(key, place)

    def remove(self, spot: Spot) -> None:
        """Forget a row."""
        key, place, group = spot
        if group is None:
            self._unlist(key, place)
            return
        members = self._groups[key, group]
        was_last = members[-1] == place
        members.discard(place)
        if was_last:
            self._unlist(key, place)
            if members:
                self._list(key, members[-1])
        if not members:
            del self._groups[key, group]

    def copy(self) -> Directory:
        """Return a directory that changes apart from this one."""
        other = Directory(self.index)
        other._listed = {key: Places(places) for key, places in self._listed.items()}
        other._groups = {key: Places(places) for key, places in self._groups.items()}
        return other

    def _list(self, key: Key, place: Place) -> None:
        places = self._listed.get(key)
        if places is None:
            self._listed[key] = Places((place,))
        else:
            places.add(place)

    def _unlist(self, key: Key, place: Place) -> None:
        places = self._listed[key]
        places.discard(place)
        if not places:
            del self._listed[key]
