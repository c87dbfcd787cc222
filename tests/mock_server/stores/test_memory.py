"""The memory store: transactions that happen whole or not at all."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from mock_server.stores import MemoryStore

if TYPE_CHECKING:
    from mock_server.stores import Store


@pytest.fixture
def store() -> Store:
    """Return a store with three rows, checked against the protocol by its type."""
    return MemoryStore({"models": [{"id": "a", "n": 1}, {"id": "b", "n": 2}, {"id": "c", "n": 3}]})


def ids(store: Store, table: str = "models") -> list[str]:
    """Return the ids of a table in the store's order."""
    with store.transaction() as rows:
        return [row["id"] for row in rows.scan(table)]


def fail_after_writing(store: Store) -> None:
    """Change a bit of everything, then raise."""
    with store.transaction() as rows:
        rows.delete("models", "a")
        rows.put("models", {"id": "b", "n": 20})
        rows.put("models", {"id": "d", "n": 4})
        rows.put("jobs", {"id": "j"})
        raise RuntimeError("boom")


class TestRows:
    """Reading and writing rows."""

    def test_get_returns_the_row(self, store: Store) -> None:
        """A row is found under its id."""
        with store.transaction() as rows:
            assert rows.get("models", "b") == {"id": "b", "n": 2}

    @pytest.mark.parametrize(("table", "row_id"), [("models", "z"), ("nowhere", "a")])
    def test_get_of_nothing_is_none(self, store: Store, table: str, row_id: str) -> None:
        """An unknown id and an unknown table hold nothing."""
        with store.transaction() as rows:
            assert rows.get(table, row_id) is None

    def test_scan_keeps_insertion_order(self, store: Store) -> None:
        """New rows come last; replaced rows keep their place."""
        with store.transaction() as rows:
            rows.put("models", {"id": "0"})
            rows.put("models", {"id": "a", "n": 9})
        assert ids(store) == ["a", "b", "c", "0"]

    def test_delete_removes_only_that_row(self, store: Store) -> None:
        """The other rows stay, in order."""
        with store.transaction() as rows:
            rows.delete("models", "b")
            rows.delete("models", "unknown")
        assert ids(store) == ["a", "c"]

    def test_scan_is_not_disturbed_by_deletes(self, store: Store) -> None:
        """Rows can be deleted while going through a scan."""
        with store.transaction() as rows:
            for row in rows.scan("models"):
                rows.delete("models", row["id"])
        assert ids(store) == []


class TestTransactions:
    """All or nothing, one at a time."""

    def test_a_failure_undoes_everything(self, store: Store) -> None:
        """Values, deleted rows, added rows and order are as before."""
        before = store.snapshot()
        with pytest.raises(RuntimeError):
            fail_after_writing(store)
        assert store.snapshot() == before

    def test_the_store_works_after_a_failure(self, store: Store) -> None:
        """The lock is released and a later transaction commits."""
        with pytest.raises(RuntimeError):
            fail_after_writing(store)
        with store.transaction() as rows:
            rows.put("models", {"id": "e"})
        assert ids(store) == ["a", "b", "c", "e"]

    def test_transactions_are_serialised(self, store: Store) -> None:
        """Four threads that each count 250 times lose nothing."""

        def count() -> None:
            for _ in range(250):
                with store.transaction() as rows:
                    row = rows.get("models", "a") or {}
                    rows.put("models", {**row, "n": row["n"] + 1})

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with store.transaction() as rows:
            assert rows.get("models", "a") == {"id": "a", "n": 1001}


class TestSnapshots:
    """Everything at once, as JSON."""

    def test_round_trip_through_json(self, store: Store) -> None:
        """What a snapshot holds brings another store to the same state."""
        copied = MemoryStore(json.loads(json.dumps(store.snapshot())))
        assert copied.snapshot() == store.snapshot()

    def test_a_snapshot_is_apart(self, store: Store) -> None:
        """Changing a snapshot changes nothing in the store."""
        store.snapshot()["models"][0]["n"] = 99
        with store.transaction() as rows:
            assert rows.get("models", "a") == {"id": "a", "n": 1}

    def test_restore_replaces_everything(self, store: Store) -> None:
        """Rows and tables that the given rows lack are gone."""
        store.restore({"jobs": [{"id": "j"}]})
        assert store.snapshot() == {"jobs": [{"id": "j"}]}
