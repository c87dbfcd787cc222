"""The tables of a SQLite store, and how a file of an older kit becomes one of this kit.

Names and keys are kept as bytes (UTF-8, lone surrogates included), so that they sort as Python's texts do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.stores.store import Unusable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

APPLICATION = 0x4D52434B
"""Says in the head of a file that it is one of these."""
VERSION = 2
"""Of the tables, and of what the world keeps in them: texts that are made otherwise need a migration, too."""

_VERSION_1 = """
-- What lists look at comes first: what stands behind it need not be read from the file.
CREATE TABLE row (
  number INTEGER PRIMARY KEY, tbl TEXT NOT NULL, id BLOB NOT NULL,
  search BLOB NOT NULL, texts BLOB NOT NULL, members BLOB NOT NULL, document BLOB NOT NULL
);
CREATE UNIQUE INDEX row_by_id ON row (tbl, id);

-- Where rows stand: by their number, indexes whose rows are counted (0, 4, ...), those with few rows under a
-- key (2, 6, ...), and, one higher than its number, the groups of each.
CREATE TABLE idx (name TEXT PRIMARY KEY, idx INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE spot (
  idx INTEGER, key BLOB, ord BLOB, id BLOB, PRIMARY KEY (idx, key, ord, id)
) WITHOUT ROWID;

CREATE TABLE content (id BLOB PRIMARY KEY, size INTEGER NOT NULL, kept BLOB, file TEXT);
CREATE TABLE number (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE log (seq INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER NOT NULL, entry BLOB NOT NULL);

-- The start, if there is one, by its last row: rows with higher numbers came later. What is not the same any
-- more stands in the other two; a content without a size was not there.
CREATE TABLE start (last INTEGER NOT NULL);
CREATE TABLE row_before (
  number INTEGER PRIMARY KEY, tbl TEXT NOT NULL, id BLOB NOT NULL,
  search BLOB NOT NULL, texts BLOB NOT NULL, members BLOB NOT NULL, document BLOB NOT NULL
);
CREATE TABLE content_before (id BLOB PRIMARY KEY, size INTEGER, kept BLOB, file TEXT);
"""

_COUNTS = (
    "CREATE TABLE count (idx INTEGER, key BLOB, n INTEGER NOT NULL, PRIMARY KEY (idx, key)) WITHOUT ROWID",
    """
CREATE TRIGGER spot_added AFTER INSERT ON spot WHEN new.idx % 4 = 0 BEGIN
  INSERT INTO count VALUES (new.idx, new.key, 1) ON CONFLICT (idx, key) DO UPDATE SET n = n + 1;
END
""",
    """
CREATE TRIGGER spot_removed AFTER DELETE ON spot WHEN old.idx % 4 = 0 BEGIN
  UPDATE count SET n = n - 1 WHERE idx = old.idx AND key = old.key;
  DELETE FROM count WHERE idx = old.idx AND key = old.key AND n = 0;
END
""",
    "INSERT INTO count SELECT idx, key, count(*) FROM spot WHERE idx % 4 = 0 GROUP BY idx, key",
)
"""How many rows stand under each key: counting them would cost as much as there are."""


def _to_version_2(connection: sqlite3.Connection) -> None:
    for statement in _COUNTS:
        connection.execute(statement)


_MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _to_version_2}
"""What makes a file of a version one of the next."""


def prepare(connection: sqlite3.Connection) -> None:
    """Make a new file one of these, and bring an older one up to date.

    Unusable for a file of another application, or of a newer kit.
    """
    if (
        _number(connection, "application_id") == APPLICATION
        and _number(connection, "user_version") == VERSION
    ):
        return
    # Whoever comes second waits here, and finds it done.
    connection.execute("BEGIN IMMEDIATE")
    try:
        _prepare(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _prepare(connection: sqlite3.Connection) -> None:
    version = _number(connection, "user_version")
    if _number(connection, "application_id") != APPLICATION:
        if version or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise Unusable("this is a SQLite file of another application; choose another name.")
        for statement in _VERSION_1.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        version = 1
    if version > VERSION:
        raise Unusable("a newer version of this kit has written the file; update, or choose another name.")
    for older in range(version, VERSION):
        _MIGRATIONS[older](connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    number: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return number
