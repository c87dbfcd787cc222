"""Indexes: which rows of a table stand under a key, and in which order."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

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
        few: Few rows stand under each key: a store may count them when it is asked how many.
    """

    name: str
    key: Callable[[Row], Key | None]
    order: Callable[[Row], str] | None = None
    numbered: bool = False
    group: Callable[[Row], Key] | None = None
    members: frozenset[str] | None = None
    few: bool = False


class IndexSet:
    """The indexes of a table: where a row stands in each."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        # Most indexes of a table sort by the same: what that is need be worked out only once.
        orders = list(dict.fromkeys((index.order, index.numbered) for index in indexes))
        self._orders = [_sorting(order, numbered=numbered) for order, numbered in orders]
        self._ways = [
            (index.key, orders.index((index.order, index.numbered)), index.group) for index in indexes
        ]
        self.indexed = _members_of(indexes)

    def spots(self, row: Row, number: int) -> tuple[Spot | None, ...]:
        """Return where the row added as the `number`th stands in each index; None where it is left out."""
        row_id, in_order = row["id"], f"{number:012d}"
        places = [(order(row, in_order), row_id) for order in self._orders]
        return tuple(
            [
                None
                if (at := key(row)) is None
                else (at, places[order], None if group is None else group(row))
                for key, order, group in self._ways
            ]
        )


def _sorting(order: Callable[[Row], str] | None, *, numbered: bool) -> Callable[[Row, str], str]:
    """Return what gives the text that a row is sorted by, from the row and its number as text."""
    if order is None:
        return lambda _, number: number
    if numbered:
        return lambda row, number: f"{order(row)} {number}"
    return lambda row, _: order(row)


def _members_of(indexes: Sequence[Index]) -> Callable[[Row], object] | None:
    """Return what gives the members of a row that indexes are made from, None if they cannot be named."""
    names: set[str] = set()
    for index in indexes:
        if index.members is None:
            return None
        names |= index.members
    return itemgetter(*sorted(names)) if names else None


class Places:
    """Places under keys, those of each key in order.

    Where there is one under a key, as in an index that tells all rows apart, it stands there without a list:
    a list for each row would keep the garbage collector busy.
    """

    def __init__(self, kept: dict[Hashable, Place | list[Place]] | None = None) -> None:
        self._kept = kept or {}

    def under(self, key: Hashable) -> Sequence[Place]:
        """Return the places under a key, in order."""
        found = self._kept.get(key)
        if found is None:
            return ()
        return found if isinstance(found, list) else (found,)

    def last(self, key: Hashable) -> Place | None:
        """Return the last place under a key, or None."""
        found = self._kept.get(key)
        return found[-1] if isinstance(found, list) else found

    def add(self, key: Hashable, place: Place) -> None:
        """Add a place; one that comes last, as new rows do, costs no search."""
        found = self._kept.setdefault(key, place)
        if found is place:
            return
        if not isinstance(found, list):
            self._kept[key] = sorted((found, place))
        elif found[-1] < place:
            found.append(place)
        else:
            insort(found, place)

    def discard(self, key: Hashable, place: Place) -> None:
        """Remove a place if it is there."""
        found = self._kept.get(key)
        if not isinstance(found, list):
            if found == place:
                del self._kept[key]
            return
        at = bisect_left(found, place)
        if at < len(found) and found[at] == place:
            del found[at]
            if not found:
                del self._kept[key]

    def copy(self) -> Places:
        """Return places that change apart from these."""
        return Places(
            {key: found[:] if isinstance(found, list) else found for key, found in self._kept.items()}
        )


class AnyPlaces(Protocol):
    """Places under keys, wherever they are kept."""

    def last(self, key: Hashable) -> Place | None:
        """Return the last place under a key, or None."""

    def add(self, key: Hashable, place: Place) -> None:
        """Add a place."""

    def discard(self, key: Hashable, place: Place) -> None:
        """Remove a place if it is there."""


KeptPlaces = TypeVar("KeptPlaces", bound=AnyPlaces)


class Directory(Generic[KeptPlaces]):
    """An index of a table: the places that are listed under each key, and those of each group."""

    def __init__(self, listed: KeptPlaces, groups: KeptPlaces) -> None:
        self.listed = listed
        self.groups = groups

    def add(self, spot: Spot) -> None:
        """Take up a row."""
        key, place, group = spot
        if group is None:
            self.listed.add(key, place)
            return
        before = self.groups.last((key, group))
        self.groups.add((key, group), place)
        if before is None:
            self.listed.add(key, place)
        elif before < place:
            self.listed.discard(key, before)
            self.listed.add(key, place)

    def remove(self, spot: Spot) -> None:
        """Forget a row."""
        key, place, group = spot
        if group is None:
            self.listed.discard(key, place)
            return
        was_last = self.groups.last((key, group)) == place
        self.groups.discard((key, group), place)
        if was_last:
            self.listed.discard(key, place)
            last = self.groups.last((key, group))
            if last is not None:
                self.listed.add(key, last)
