"""The file of a SQLite store: what it may be at the start, and how it gets up to date."""

from __future__ import annotations

import multiprocessing
import sqlite3
from typing import TYPE_CHECKING

import pytest

from mock_server.stores import Index, Unavailable, Unusable
from mock_server.stores.sqlite import database, schema
from mock_server.stores.sqlite.store import SqliteStore
from tests.commands import run

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

INDEXES = {
    "models": (
        Index("kind", lambda row: (row["kind"],)),
        Index("code", lambda row: (row["code"],), few=True),
    ),
    "jobs": (Index("all", lambda _: ()),),
}
TABLES = """SELECT count(*) FROM sqlite_master WHERE name IN ('count', 'spot_added', 'spot_removed')"""


def filled(path: Path) -> SqliteStore:
    """Return a store with three models of one kind."""
    store = SqliteStore(str(path), INDEXES)
    with store.transaction() as rows:
        for row_id in "abc":
            rows.put("models", {"id": row_id, "kind": "x", "code": row_id})
    return store


def kinds(store: SqliteStore) -> int:
    """Return how many models a store says that it has of the kind."""
    with store.transaction(reading=True) as rows:
        return len(rows.listing("models", "kind", ("x",)))


@pytest.mark.parametrize("name", ["", " ", ":memory:", "nowhere/world.db", ".", "x\0y"])
def test_names_that_are_no_file(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is refused with a sentence, and nothing is left behind."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unusable, match=r"[.]$"):
        SqliteStore(name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_none_of_sqlite(tmp_path: Path) -> None:
    """It is left as it is."""
    path = tmp_path / "world.db"
    path.write_bytes(b"no database, " * 1000)
    with pytest.raises(Unusable, match="no SQLite file"):
        SqliteStore(str(path))
    assert path.read_bytes() == b"no database, " * 1000


def test_a_file_of_another_application(tmp_path: Path) -> None:
    """Its tables are not mixed with ours."""
    path = tmp_path / "world.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()
    with pytest.raises(Unusable, match="another application"):
        SqliteStore(str(path))


def test_a_file_of_a_newer_kit(tmp_path: Path) -> None:
    """To write into it might break it."""
    path = tmp_path / "world.db"
    filled(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    with pytest.raises(Unusable, match="newer version"):
        SqliteStore(str(path))


def test_a_file_of_version_1(tmp_path: Path) -> None:
    """It gets what it lacks, with what is in it; rows that are added and removed are counted from then on."""
    path = tmp_path / "world.db"
    filled(path).close()
    with sqlite3.connect(path) as connection:
        for statement in ("TRIGGER spot_added", "TRIGGER spot_removed", "TABLE count"):
            connection.execute(f"DROP {statement}")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    store = SqliteStore(str(path), INDEXES)
    assert kinds(store) == 3
    with store.transaction() as rows:
        rows.delete("models", "a")
        rows.put("models", {"id": "d", "kind": "x", "code": "d"})
        rows.put("models", {"id": "e", "kind": "x", "code": "e"})
    assert kinds(store) == 4
    store.close()


def test_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start ends with a sentence, a write later on too; when the lock is gone, all goes on."""
    monkeypatch.setattr(database, "WAIT", 0.05)
    path = tmp_path / "world.db"
    store = filled(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked the file"), store.transaction():
        raise AssertionError("the transaction was opened")
    assert kinds(store) == 3
    other.execute("ROLLBACK")
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    store.close()
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unavailable, match="locked the file"):
        SqliteStore(str(path), INDEXES)
    other.close()
    store = SqliteStore(str(path), INDEXES)
    assert kinds(store) == 3
    store.close()


def test_a_full_disk(tmp_path: Path) -> None:
    """What does not fit has not happened; reading goes on."""
    store = filled(tmp_path / "world.db")
    connection = store.database.connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 5}")

    def fill() -> None:
        with store.transaction() as rows:
            rows.put("jobs", {"id": "first"})
            for number in range(100):
                rows.put("jobs", {"id": str(number), "text": "x" * 10_000})

    with pytest.raises(Unavailable, match="disk is full"):
        fill()
    assert kinds(store) == 3
    with store.transaction(reading=True) as rows:
        assert not rows.has("jobs", "first")
        assert len(rows.listing("jobs", "all", ())) == 0
    store.close()


def _open(path: str, barrier: Barrier) -> None:
    barrier.wait(30)
    store = SqliteStore(path, INDEXES)
    with store.transaction() as rows:
        rows.set_number("opened", (rows.number("opened") or 0) + 1)
    store.close()


@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_processes_that_open_at_once(tmp_path: Path, *, old: bool) -> None:
    """A new file, and one that has to be brought up to date, is prepared once."""
    path = tmp_path / "world.db"
    if old:
        filled(path).close()
        with sqlite3.connect(path) as connection:
            for statement in ("TRIGGER spot_added", "TRIGGER spot_removed", "TABLE count"):
                connection.execute(f"DROP {statement}")
            connection.execute("PRAGMA user_version = 1")
        connection.close()
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    processes = [context.Process(target=_open, args=(str(path), barrier)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    store = SqliteStore(str(path), INDEXES)
    with store.transaction(reading=True) as rows:
        assert rows.number("opened") == 3
    assert store.database.connection().execute(TABLES).fetchone()[0] == 3
    assert kinds(store) == (3 if old else 0)
    store.close()


def test_the_command_ends_with_a_sentence(tmp_path: Path) -> None:
    """Exit code 2, the option and its value, no traceback."""
    path = tmp_path / "world.db"
    path.write_bytes(b"no database, " * 1000)
    done = run("mock-server", "--port", "0", "--store", f"sqlite:{path}")
    assert done.returncode == 2
    assert done.stderr == f"Error: --store sqlite:{path}: this is no SQLite file; choose another name.\n"
