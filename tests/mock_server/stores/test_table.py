"""A table: its records, and their places in the indexes."""

from __future__ import annotations

from operator import itemgetter

from mock_server.stores import Index
from mock_server.stores.table import Table

KIND = Index("kind", itemgetter("kind", "id"), members=frozenset({"kind", "id"}))
NAMED_BY_CODE = Index("code", lambda row: (row["kind"],))


def test_a_row_whose_indexed_members_stay_keeps_its_place() -> None:
    """The place is not worked out again; a member that is indexed moves it."""
    table = Table((KIND,))
    first = table.record({"id": "a", "kind": "x", "n": 1}, {}, {})
    table.replace("a", first)
    second = table.record({"id": "a", "kind": "x", "n": 2}, {}, {})
    assert second.spots is first.spots
    moved = table.record({"id": "a", "kind": "y", "n": 2}, {}, {})
    assert moved.spots != first.spots
    assert (moved.number, moved.row()) == (first.number, {"id": "a", "kind": "y", "n": 2})


def test_an_index_of_unnamed_members_is_asked_each_time() -> None:
    """What its key is made from is not known."""
    table = Table((KIND, NAMED_BY_CODE))
    first = table.record({"id": "a", "kind": "x"}, {}, {})
    table.replace("a", first)
    assert table.record({"id": "a", "kind": "x"}, {}, {}).spots is not first.spots
