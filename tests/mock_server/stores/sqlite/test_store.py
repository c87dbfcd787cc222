"""What is special to the store in a SQLite file: its batches, its uploads beside the file, its threads."""

from __future__ import annotations

import gc
import io
import os
import threading
from typing import TYPE_CHECKING

import pytest

from mock_server.stores import Content, Index, Unavailable
from mock_server.stores.contents import SMALL
from mock_server.stores.sqlite import contents
from mock_server.stores.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INDEXES = {"models": (Index("kind", lambda row: (row["kind"],)),)}
LARGE = bytes(range(256)) * (SMALL // 256) + b"!"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store with ten models of one kind."""
    made = SqliteStore(str(tmp_path / "world.db"), INDEXES)
    with made.transaction() as rows:
        for number in range(10):
            rows.put("models", {"id": str(number), "kind": "x"}, {"item": str(number).encode()})
    yield made
    made.close()


def uploads(folder: Path) -> list[str]:
    """Return the files beside the database."""
    there = folder / "world.db-files"
    return sorted(path.name for path in there.iterdir()) if there.is_dir() else []


def read(content: Content | None) -> bytes | None:
    """Return all bytes of a content."""
    if content is None:
        return None
    with content.open() as file:
        return file.read()


class TestBatches:
    """Long lists, which are read when their transaction has ended."""

    def test_they_show_the_moment_of_their_transaction(self, store: SqliteStore) -> None:
        """Whatever is written while they are read."""
        with store.transaction(reading=True) as rows:
            batches = rows.listing("models", "kind", ("x",)).batches(4)
        found = [entry.row() for entry in next(batches)]
        with store.transaction() as rows:
            rows.put("models", {"id": "9", "kind": "y"})
            rows.delete("models", "8")
            rows.put("models", {"id": "new", "kind": "x"})
        found += [entry.row() for batch in batches for entry in batch]
        assert [row["id"] for row in found] == list("0123456789")
        assert {row["kind"] for row in found} == {"x"}
        assert list(batches) == []

    def test_connections_come_back(self, store: SqliteStore) -> None:
        """Of lists that were read to the end, in part, or not at all; there are no more than at one time."""
        for taken in (0, 1, 2, 99):
            with store.transaction(reading=True) as rows:
                batches = rows.listing("models", "kind", ("x",)).batches(3)
            for _, _batch in zip(range(taken), batches, strict=False):
                continue
            del batches
            gc.collect()
        connection = store.database.borrow()
        assert store.database.borrow() is not connection
        assert not connection.in_transaction


class TestUploads:
    """Contents that are too large for the database are files beside it."""

    def test_large_ones_are_files(self, store: SqliteStore, tmp_path: Path) -> None:
        """Small ones are not; a content of another store is taken up."""
        kept = [store.keep(io.BytesIO(sent)) for sent in (LARGE[:SMALL], LARGE)]
        with store.transaction() as rows:
            for name, content in zip(("small", "large"), kept, strict=True):
                rows.put_content(name, content)
            rows.put_content("other", Content.of(io.BytesIO(LARGE)))
        assert len(uploads(tmp_path)) == 2
        with store.transaction(reading=True) as rows:
            found = [rows.content(name) for name in ("small", "large", "other")]
        assert [read(content) for content in found] == [LARGE[:SMALL], LARGE, LARGE]

    def test_a_reader_goes_on_when_the_file_is_removed(self, store: SqliteStore, tmp_path: Path) -> None:
        """What was given out can be read, by several at a time."""
        kept = store.keep(io.BytesIO(LARGE))
        with store.transaction() as rows:
            rows.put_content("f", kept)
        with store.transaction(reading=True) as rows:
            content = rows.content("f")
        assert content is not None
        with store.transaction() as rows:
            rows.delete_content("f")
        assert uploads(tmp_path) == []
        with content.open() as one, content.open() as other:
            assert one.read(10) == other.read(10) == LARGE[:10]
            one.seek(-2, io.SEEK_END)
            assert (one.tell(), one.read(), other.read()) == (len(LARGE) - 2, LARGE[-2:], LARGE[10:])

    def test_the_start_holds_on_to_its_files(self, store: SqliteStore, tmp_path: Path) -> None:
        """Those of later are removed when they are replaced, and by the way back."""
        with store.transaction() as rows:
            rows.put_content("f", store.keep(io.BytesIO(LARGE)))
            rows.mark()
        at_start = uploads(tmp_path)
        for sent in (LARGE[1:], LARGE[2:] * 2):
            with store.transaction() as rows:
                rows.put_content("f", store.keep(io.BytesIO(sent)))
        with store.transaction() as rows:
            rows.put_content("g", store.keep(io.BytesIO(LARGE)))
        assert len(uploads(tmp_path)) == 3
        store.reverted()
        assert uploads(tmp_path) == at_start
        with store.transaction() as rows:
            assert read(rows.content("f")) == LARGE
            rows.delete_content("f")
            rows.mark()
        assert uploads(tmp_path) == []

    def test_a_transaction_that_fails_removes_nothing(self, store: SqliteStore, tmp_path: Path) -> None:
        """The file of the row that was there is there."""
        with store.transaction() as rows:
            rows.put_content("f", store.keep(io.BytesIO(LARGE)))

        def fail() -> None:
            with store.transaction() as rows:
                rows.delete_content("f")
                raise RuntimeError("boom")

        with pytest.raises(RuntimeError):
            fail()
        assert len(uploads(tmp_path)) == 1

    def test_what_a_killed_process_has_left(self, store: SqliteStore, tmp_path: Path) -> None:
        """A file that no row refers to is removed at the next start, when nobody can be about to use it."""
        with store.transaction() as rows:
            rows.put_content("f", store.keep(io.BytesIO(LARGE)))
        young, old = (store.keep(io.BytesIO(LARGE)) for _ in range(2))
        assert isinstance(old, contents.FileContent)
        os.utime(tmp_path / "world.db-files" / old.name, (1, 1))
        SqliteStore(str(tmp_path / "world.db"), INDEXES).close()
        assert len(uploads(tmp_path)) == 2
        assert read(young) == LARGE

    def test_a_file_that_is_gone(self, store: SqliteStore, tmp_path: Path) -> None:
        """It is a failure of the store, not an empty file."""
        with store.transaction() as rows:
            rows.put_content("f", store.keep(io.BytesIO(LARGE)))
        (tmp_path / "world.db-files" / uploads(tmp_path)[0]).unlink()
        gc.collect()
        with pytest.raises(Unavailable, match="cannot be read"), store.transaction(reading=True) as rows:
            rows.content("f")


def test_a_reading_transaction_refuses_to_write(store: SqliteStore) -> None:
    """It has a moment of the file only."""
    with store.transaction(reading=True) as rows, pytest.raises(RuntimeError, match="only reads"):
        rows.put("models", {"id": "a", "kind": "x"})


def test_texts_that_are_no_utf_8(store: SqliteStore) -> None:
    """Halves of surrogate pairs and NULs, which JSON allows, are ids and keys like others."""
    odd = "\ud800\x00é"
    with store.transaction() as rows:
        assert rows.get("models", odd) is None
        assert not rows.has("models", odd)
        assert rows.content(odd) is None
        assert len(rows.listing("models", "kind", (odd,))) == 0
        rows.delete("models", odd)


def test_readers_do_not_wait_for_a_writer(store: SqliteStore) -> None:
    """They see what was there before, until it has ended."""
    seen: list[int] = []

    def look() -> None:
        with store.transaction(reading=True) as rows:
            seen.append(len(rows.scan("models")))

    with store.transaction() as rows:
        rows.put("models", {"id": "new", "kind": "x"})
        thread = threading.Thread(target=look)
        thread.start()
        thread.join(10)
    look()
    assert seen == [10, 11]


def test_the_log_is_bounded(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """In number and in bytes; the last entries are kept."""
    log = store.log
    assert log is not None
    monkeypatch.setattr("mock_server.stores.sqlite.log.LOG_LENGTH", 5)
    log.append([b"%d" % at for at in range(4)])
    log.append([b"%d" % at for at in range(4, 7)])
    assert log.entries() == [b"2", b"3", b"4", b"5", b"6"]
    monkeypatch.setattr("mock_server.stores.sqlite.log.LOG_SIZE", 3)
    log.append([b"7"])
    assert log.entries() == [b"5", b"6", b"7"]
    log.clear()
    assert log.entries() == []
