"""Contents: bytes in memory or on disk, which are there as long as somebody refers to them."""

from __future__ import annotations

import gc
import io
import tempfile
from typing import TYPE_CHECKING

import pytest

from mock_server.stores import Content, MemoryStore
from mock_server.stores.contents import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.stores import Store

LARGE = bytes(range(256)) * (SMALL // 256) + b"!"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the folder in which temporary files are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def files(folder: Path) -> int:
    """Return how many files there are."""
    return len(list(folder.iterdir()))


def read(content: Content) -> bytes:
    """Return all bytes of a content."""
    with content.open() as file:
        return file.read()


@pytest.mark.parametrize(
    ("sent", "on_disk"),
    [(b"", 0), (b"a,b\n", 0), (LARGE[:SMALL], 0), (LARGE, 1), (LARGE * 40, 1)],
    ids=["empty", "small", "just in memory", "just on disk", "large"],
)
def test_bytes_come_back(folder: Path, sent: bytes, on_disk: int) -> None:
    """Small ones from memory, larger ones from a file."""
    content = Content.of(io.BytesIO(sent))
    assert read(content) == read(content) == sent
    assert content.size == len(sent)
    assert files(folder) == on_disk


@pytest.mark.parametrize("sent", [b"small", LARGE], ids=["small", "large"])
def test_the_file_is_taken_up_whole_and_closed(sent: bytes) -> None:
    """From its beginning, wherever it stood."""
    file = io.BytesIO(sent)
    file.seek(3)
    assert read(Content.of(file)) == sent
    assert file.closed


@pytest.mark.parametrize("sent", [b"small", LARGE], ids=["small", "large"])
def test_readers_are_apart(sent: bytes) -> None:
    """Each stands where it has read to."""
    content = Content.of(io.BytesIO(sent))
    with content.open() as one, content.open() as other:
        assert one.read(2) == other.read(2) == sent[:2]
        assert one.read() == other.read() == sent[2:]


def test_a_file_nobody_refers_to_is_removed(folder: Path) -> None:
    """With the last reference to its content."""
    content = Content.of(io.BytesIO(LARGE))
    other = content
    del content
    assert files(folder) == 1
    del other
    assert files(folder) == 0


def test_a_file_may_be_gone_already(folder: Path) -> None:
    """Whoever empties the folder does no harm."""
    content = Content.of(io.BytesIO(LARGE))
    for file in folder.iterdir():
        file.unlink()
    del content
    assert files(folder) == 0


def test_a_reader_outlives_the_content(folder: Path) -> None:
    """What was opened can be read to its end though the file is forgotten meanwhile."""
    content = Content.of(io.BytesIO(LARGE))
    with content.open() as file:
        del content
        assert files(folder) == 0
        assert file.read() == LARGE


class _Failing(io.BytesIO):
    """A file whose second part cannot be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError("the disk is full")
        return super().read(size)


def test_a_failure_on_the_way_leaves_nothing(folder: Path) -> None:
    """Neither a file on disk nor an open one."""
    file = _Failing(LARGE * 2)
    with pytest.raises(OSError, match="full"):
        Content.of(file)
    gc.collect()  # the error's traceback may refer to what it left
    assert file.closed
    assert files(folder) == 0


def kept(store: Store) -> Content:
    """Return a large content."""
    return store.keep(io.BytesIO(LARGE))


def fail_after_writing(store: Store) -> None:
    """Keep, replace and forget contents, then raise."""
    with store.transaction() as rows:
        rows.put_content("new", kept(store))
        rows.put_content("new", kept(store))
        rows.put_content("replaced", kept(store))
        rows.delete_content("deleted")
        rows.delete_content("unknown")
        raise RuntimeError("undone")


def found(store: Store, content_id: str) -> Content | None:
    """Return what a store keeps under an id."""
    with store.transaction() as rows:
        return rows.content(content_id)


class TestInAStore:
    """Contents that a store keeps."""

    def test_a_transaction_that_fails_keeps_none(self, folder: Path) -> None:
        """New bytes are gone from disk, replaced and deleted ones are back."""
        store = MemoryStore()
        old = kept(store)
        with store.transaction() as rows:
            rows.put_content("replaced", old)
            rows.put_content("deleted", old)
        with pytest.raises(RuntimeError):
            fail_after_writing(store)
        gc.collect()  # the error's traceback may refer to what was undone
        assert found(store, "new") is None
        assert found(store, "replaced") is found(store, "deleted") is old
        assert files(folder) == 1

    def test_the_start_holds_on_to_files(self, folder: Path) -> None:
        """They stay on disk until neither the rows nor the start refer to them."""
        store = MemoryStore()
        with store.transaction() as rows:
            rows.put_content("f", kept(store))
            rows.mark()
        with store.transaction() as rows:
            rows.clear()
        del rows
        gc.collect()
        assert files(folder) == 1
        reverted = store.reverted()
        content = found(reverted, "f")
        assert content is not None
        assert read(content) == LARGE
        del content
        store.close()
        reverted.close()
        assert files(folder) == 0
