"""Indexes: what stands under a key, and the last of each group."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.stores import Index
from mock_server.stores.index import Directory, IndexSet, Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores.index import Spot

PLAIN = Index("kind", lambda row: row.get("kind"))
NEWEST = Index("newest", lambda _: ("all",), lambda row: row["at"], group=lambda row: (row["name"],))


def spots(indexes: Sequence[Index], row: dict[str, Any], number: int) -> tuple[Spot | None, ...]:
    """Return where a row stands in some indexes."""
    return IndexSet(indexes).spots(row, number)


def listed(directory: Directory[Places], *key: str) -> list[str]:
    """Return the ids under a key."""
    return [row_id for _, row_id in directory.listed.under(key)]


def added(directory: Directory[Places], *rows: dict[str, Any]) -> None:
    """Add rows to a directory of the newest."""
    for number, row in enumerate(rows, start=1):
        for spot in spots([NEWEST], row, number):
            assert spot is not None
            directory.add(spot)


def removed(directory: Directory[Places], row: dict[str, Any]) -> None:
    """Remove a row from a directory of the newest."""
    for spot in spots([NEWEST], row, 0):
        assert spot is not None
        directory.remove(spot)


class TestSpots:
    """Where a row stands in each index."""

    def test_without_an_order_rows_stand_as_they_were_added(self) -> None:
        """Numbers sort as texts, of whatever length."""
        found = [
            spots([PLAIN], {"id": "x", "kind": ("k",)}, number)[0] for number in (2, 10, 999_999_999_999)
        ]
        places = [spot[1] for spot in found if spot is not None]
        assert len(places) == 3
        assert places == sorted(places)

    def test_each_index_has_its_own(self) -> None:
        """By its own key, order and group, whichever indexes stand around it; None where it is left out."""
        row = {"id": "x", "at": "1", "name": "n", "kind": ("k",)}
        plain, newest = (("k",), ("000000000007", "x"), None), (("all",), ("1", "x"), ("n",))
        other = Index("other", lambda _: ("all",), lambda row: row["name"])
        absent = Index("absent", lambda _: None, lambda row: row["name"])
        numbered = Index("numbered", lambda _: ("all",), lambda row: row["at"], numbered=True)
        assert spots([], row, 7) == ()
        assert spots([NEWEST, numbered, NEWEST], row, 7) == (
            newest,
            (("all",), ("1 000000000007", "x"), None),
            newest,
        )
        assert spots([PLAIN, NEWEST, absent, NEWEST, PLAIN], row, 7) == (plain, newest, None, newest, plain)
        assert spots([NEWEST, other, PLAIN, other], row, 7) == (
            newest,
            (("all",), ("n", "x"), None),
            plain,
            (("all",), ("n", "x"), None),
        )


class TestPlaces:
    """Sorted pairs under keys."""

    @pytest.mark.parametrize("order", list(itertools.permutations("abc")))
    def test_any_order_of_adding(self, order: tuple[str, ...]) -> None:
        """They end up sorted, each under its own key."""
        places = Places()
        for name in order:
            places.add("key", (name, "id"))
            places.add(name, (name, "id"))
        assert list(places.under("key")) == [("a", "id"), ("b", "id"), ("c", "id")]
        assert [list(places.under(name)) for name in "abc"] == [[(name, "id")] for name in "abc"]

    @pytest.mark.parametrize("others", [0, 1])
    def test_discarding(self, others: int) -> None:
        """Only the very place goes, whether or not it stands alone; one that is not there is no error."""
        places = Places()
        kept = [("a", str(number)) for number in range(2, 3 + others)]
        for place in (("a", "1"), *kept):
            places.add("key", place)
        for place in (("a", "1"), ("a", "1"), ("b", "3"), ("0", "0")):
            places.discard("key", place)
            places.discard("other", place)
        assert list(places.under("key")) == kept
        for place in kept:
            places.discard("key", place)
        assert list(places.under("key")) == []
        places.add("key", ("c", "1"))
        places.discard("key", ("c", "2"))
        assert list(places.under("key")) == [("c", "1")]


class TestGroups:
    """Only the last of each group is listed."""

    ONE, TWO, THREE = ({"id": row_id, "at": row_id, "name": "n"} for row_id in "123")

    @pytest.mark.parametrize("order", list(itertools.permutations((ONE, TWO, THREE))))
    def test_the_last_is_listed(self, order: tuple[dict[str, Any], ...]) -> None:
        """Whichever is added last in time."""
        directory = Directory(Places(), Places())
        added(directory, *order)
        assert listed(directory, "all") == ["3"]

    def test_the_one_before_comes_back(self) -> None:
        """Each time the last one goes; nothing is left of an empty group."""
        directory = Directory(Places(), Places())
        added(directory, self.ONE, self.TWO, self.THREE)
        seen = []
        for gone in (self.TWO, self.THREE, self.ONE):
            removed(directory, gone)
            seen.append(listed(directory, "all"))
        assert seen == [["3"], ["1"], []]
        added(directory, self.TWO)
        assert listed(directory, "all") == ["2"]

    def test_groups_are_listed_together(self) -> None:
        """The last of each, in the order of the index."""
        directory = Directory(Places(), Places())
        added(directory, self.THREE, self.ONE, {"id": "9", "at": "2", "name": "m"})
        assert listed(directory, "all") == ["9", "3"]


def test_a_copy_is_apart() -> None:
    """What happens to one does not show in the other, groups included."""
    directory = Directory(Places(), Places())
    one, two = TestGroups.ONE, TestGroups.TWO
    added(directory, one, two)
    copied = Directory(directory.listed.copy(), directory.groups.copy())
    removed(directory, two)
    assert (listed(directory, "all"), listed(copied, "all")) == (["1"], ["2"])
    removed(copied, two)
    assert listed(copied, "all") == ["1"]


def test_an_unknown_key_lists_nothing() -> None:
    """Before there was anything, and beside what there is."""
    directory = Directory(Places(), Places())
    assert list(directory.listed.under(("x",))) == []
    added(directory, TestGroups.ONE)
    assert list(directory.listed.under(("x",))) == []
