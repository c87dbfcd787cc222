"""Every store: transactions that happen whole or not at all, and a start to come back to."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.stores import Content, Index

if TYPE_CHECKING:
    from mock_server.stores import Store
    from tests.mock_server.stores.kinds import Kind

INDEXES = {"models": (Index("kind", lambda row: (row["kind"],) if "kind" in row else None),)}


@pytest.fixture
def store(kind: Kind) -> Store:
    """Return a store of each kind, with three rows."""
    store = kind.new(INDEXES)
    with store.transaction() as rows:
        for at, row_id in enumerate("abc", start=1):
            rows.put("models", {"id": row_id, "n": at})
    return store


def ids(store: Store, table: str = "models") -> list[str]:
    """Return the ids of a table in the store's order."""
    with store.transaction() as rows:
        return [row["id"] for row in rows.scan(table)]


def everything(store: Store) -> dict[str, Any]:
    """Return the rows of the tables these tests write to, as far as there are any."""
    with store.transaction() as rows:
        found = {table: list(rows.scan(table)) for table in ("models", "jobs")}
    return {table: of for table, of in found.items() if of}


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
            assert not rows.has(table, row_id)
            assert rows.text(table, row_id, "item") is None

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

    def test_rows_are_apart(self, store: Store) -> None:
        """Changing what was put or what was got changes nothing in the store."""
        sent: dict[str, Any] = {"id": "d", "n": [1]}
        with store.transaction() as rows:
            rows.put("models", sent)
            sent["n"] = 99
            (rows.get("models", "d") or {})["n"].append(2)
            rows.scan("models")[-1]["n"].append(3)
            assert rows.get("models", "d") == {"id": "d", "n": [1]}

    def test_texts_belong_to_a_version_of_a_row(self, store: Store) -> None:
        """A row that is put again without texts has none any more."""
        with store.transaction() as rows:
            rows.put("models", {"id": "a"}, {"item": b"one"})
            assert rows.text("models", "a", "item") == b"one"
            assert rows.text("models", "a", "detail") is None
            assert rows.texts("models", "a") == {"item": b"one"}
            rows.put("models", {"id": "a"})
            assert rows.text("models", "a", "item") is None
            assert (rows.texts("models", "a"), rows.texts("models", "z")) == ({}, None)

    def test_members_come_back_as_texts(self, store: Store) -> None:
        """What is given as a text is decoded only by who looks into it, and stays the same bytes."""
        text = b'{"n":[1,2]}'
        with store.transaction() as rows:
            rows.put("models", {"id": "a", "kind": "x"}, members={"large": text})
            for row in (rows.get("models", "a"), rows.scan("models")[0]):
                assert row == {"id": "a", "kind": "x", "large": {"n": [1, 2]}}
                assert row["large"].text == text


class TestListings:
    """Rows by an index."""

    def test_parts(self, store: Store) -> None:
        """A listing knows its length and gives parts of itself, whole entries with their texts."""
        with store.transaction() as rows:
            for row_id in "cdea":
                rows.put("models", {"id": row_id, "kind": "x"}, {"item": row_id.encode()})
            listing = rows.listing("models", "kind", ("x",))
            assert len(listing) == 4
            assert [entry.id for entry in listing[1:3]] == ["c", "d"]
            assert [entry.texts["item"] for entry in listing[3 : 10**30]] == [b"e"]
            assert listing[:1][0].row() == {"id": "a", "kind": "x"}

    def test_batches_outlive_the_transaction(self, store: Store) -> None:
        """They show the rows as they were in it, whatever happens before they are read."""
        with store.transaction() as rows:
            for row_id in "abc":
                rows.put("models", {"id": row_id, "kind": "x"})
            batches = rows.listing("models", "kind", ("x",)).batches(2)
        with store.transaction() as rows:
            rows.delete("models", "a")
            rows.put("models", {"id": "b", "kind": "y"})
            rows.clear()
        read = [[entry.row() for entry in batch] for batch in batches]
        assert read == [[{"id": "a", "kind": "x"}, {"id": "b", "kind": "x"}], [{"id": "c", "kind": "x"}]]

    def test_what_an_index_leaves_out(self, store: Store) -> None:
        """Rows without a key are in no listing, and an unknown key lists nothing."""
        with store.transaction() as rows:
            assert len(rows.listing("models", "kind", ("x",))) == 0
            assert list(rows.listing("models", "kind", ()).batches(2)) == []

    @pytest.mark.parametrize(("table", "index"), [("models", "nope"), ("nowhere", "kind")])
    def test_unknown_indexes(self, store: Store, table: str, index: str) -> None:
        """Only indexes that were declared can be asked."""
        with pytest.raises(KeyError), store.transaction() as rows:
            rows.listing(table, index, ())


class TestTransactions:
    """All or nothing, one at a time."""

    def test_a_failure_undoes_everything(self, store: Store) -> None:
        """Values, deleted rows, added rows and order are as before."""
        before = everything(store)
        with pytest.raises(RuntimeError):
            fail_after_writing(store)
        assert everything(store) == before

    def test_the_store_works_after_a_failure(self, store: Store) -> None:
        """The lock is released and a later transaction commits."""
        with pytest.raises(RuntimeError):
            fail_after_writing(store)
        with store.transaction() as rows:
            rows.put("models", {"id": "e"})
        assert ids(store) == ["a", "b", "c", "e"]

    def test_a_row_that_cannot_be_kept_changes_nothing(self, store: Store) -> None:
        """A row that is no JSON is refused before anything of it is seen, and the transaction can go on."""
        with store.transaction() as rows:
            with pytest.raises(TypeError):
                rows.put("models", {"id": "a", "kind": "x", "n": object()})
            assert rows.get("models", "a") == {"id": "a", "n": 1}
            assert len(rows.listing("models", "kind", ("x",))) == 0

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


class TestNumbers:
    """Numbers that go on, whatever becomes of the transaction."""

    def test_a_number_stays_also_after_a_failure(self, store: Store) -> None:
        """It must never be given twice, be the transaction undone."""
        with store.transaction() as rows:
            assert rows.number("ids") is None
            rows.set_number("ids", 1)

        def fail() -> None:
            with store.transaction() as rows:
                rows.set_number("ids", 2)
                rows.set_number("clock", -(2**62))
                rows.delete("models", "a")
                raise RuntimeError("boom")

        with pytest.raises(RuntimeError):
            fail()
        with store.transaction(reading=True) as rows:
            assert (rows.number("ids"), rows.number("clock")) == (2, -(2**62))
            assert rows.has("models", "a")


def mark(store: Store) -> None:
    """Make what a store holds its start."""
    with store.transaction() as rows:
        assert not rows.marked()
        rows.mark()


class TestStart:
    """What a store held at the start, to come back to."""

    def test_the_way_back_can_be_taken_again(self, store: Store) -> None:
        """What is written after the start, or after a way back to it, does not change it."""
        mark(store)
        before = everything(store)
        for name in ("one", "two"):
            with store.transaction() as rows:
                assert rows.marked()
                rows.put("models", {"id": name})
                rows.delete("models", "a")
                rows.put("models", {"id": "b", "n": 7})
                rows.put("jobs", {"id": "j"})
                rows.set_number("ids", 7)
            store = store.reverted()
            assert everything(store) == before
            with store.transaction() as rows:
                assert rows.marked()
                assert rows.number("ids") is None

    def test_a_way_back_brings_indexes_along(self, store: Store) -> None:
        """Listings are those of the start."""
        with store.transaction() as rows:
            rows.put("models", {"id": "a", "kind": "x"})
        mark(store)
        with store.transaction() as rows:
            rows.put("models", {"id": "a", "kind": "y"})
        store = store.reverted()
        with store.transaction() as rows:
            assert [entry.id for entry in rows.listing("models", "kind", ("x",))[:]] == ["a"]
            assert len(rows.listing("models", "kind", ("y",))) == 0

    def test_a_way_back_keeps_the_order(self, store: Store) -> None:
        """Rows stand as they were added, those that had come back too, and new ones come last."""
        with pytest.raises(RuntimeError):
            fail_after_writing(store)
        mark(store)
        for _ in range(2):
            store = store.reverted()
            assert ids(store) == ["a", "b", "c"]
            with store.transaction() as rows:
                for row_id in "a0b":
                    rows.put("models", {"id": row_id, "kind": "x"})
                listed = [entry.id for entry in rows.listing("models", "kind", ("x",))[:]]
            assert ids(store) == ["a", "b", "c", "0"]
            assert listed == ["a", "b", "0"]

    def test_contents_come_back(self, store: Store) -> None:
        """Bytes that were replaced or forgotten since the start, small and large ones."""
        large = b"large" * 100_000
        with store.transaction() as rows:
            rows.put_content("small", Content(b"x", 1))
        kept = store.keep(io.BytesIO(large))
        with store.transaction() as rows:
            rows.put_content("large", kept)
            rows.mark()
        for _ in range(2):
            other = store.keep(io.BytesIO(large[1:]))
            with store.transaction() as rows:
                rows.delete_content("small")
                rows.put_content("large", other)
                rows.put_content("new", Content(b"y", 1))
            with store.transaction() as rows:
                rows.delete_content("large")
            store = store.reverted()
            with store.transaction() as rows:
                contents = [rows.content(name) for name in ("small", "large", "new")]
            assert [read(content) for content in contents] == [b"x", large, None]

    def test_clear_removes_everything(self, store: Store) -> None:
        """Rows, listings and contents are gone; the start is not, and a failure undoes it."""
        with store.transaction() as rows:
            rows.put("models", {"id": "a", "kind": "x"})
            rows.put_content("f", Content(b"x", 1))
        mark(store)
        before = everything(store)

        def fail() -> None:
            with store.transaction() as rows:
                rows.put("models", {"id": "b", "kind": "y"})
                rows.clear()
                rows.put("models", {"id": "c", "kind": "z"})
                raise RuntimeError("boom")

        with pytest.raises(RuntimeError):
            fail()
        assert everything(store) == before
        with store.transaction() as rows:
            rows.clear()
            assert rows.content("f") is None
            assert rows.get("models", "a") is None
            assert len(rows.listing("models", "kind", ("x",))) == 0
        assert everything(store) == {}
        store = store.reverted()
        assert everything(store) == before
        with store.transaction() as rows:
            assert read(rows.content("f")) == b"x"


def read(content: Content | None) -> bytes | None:
    """Return all bytes of a content."""
    if content is None:
        return None
    with content.open() as file:
        return file.read()
