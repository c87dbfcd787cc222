"""A table: its records, and their places in the indexes."""

from __future__ import annotations

from operator import itemgetter

from mock_server.stores import Index
from mock_server.stores.table import Table

KIND = Index("kind", itemgetter("kind"), members=frozenset({"kind"}))


def test_a_row_whose_indexed_members_stay_keeps_its_place() -> None:
    """Where it stands is not worked out again; a member that is indexed moves it."""
    asked: list[str] = []

    def key(row: dict[str, str]) -> tuple[str, ...]:
        asked.append(row["kind"])
        return (row["kind"],)

    table = Table((Index("kind", key, members=frozenset({"kind"})),))
    table.put({"id": "a", "kind": "x", "n": 1}, {}, {})
    table.put({"id": "a", "kind": "x", "n": 2}, {}, {})
    assert asked == ["x"]
    first = table.put({"id": "a", "kind": "y", "n": 3}, {}, {})
    assert first is not None
    assert (first.number, first.row()) == (1, {"id": "a", "kind": "x", "n": 2})
    assert table.records["a"].number == 1
    listed = table.directories["kind"].listed
    assert [list(listed.under((kind,))) for kind in "xy"] == [[], [("000000000001", "a")]]


def test_an_index_of_unnamed_members_is_asked_each_time() -> None:
    """What its key is made from is not known."""
    kinds = iter("xyz")
    table = Table((KIND, Index("code", lambda _: (next(kinds),))))
    table.put({"id": "a", "kind": "x"}, {}, {})
    table.put({"id": "a", "kind": "x"}, {}, {})
    assert next(kinds, None) is None
