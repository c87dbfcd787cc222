"""A transaction that only reads a SQLite file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Self

from mock_server.stores.sqlite.database import failure
from mock_server.stores.sqlite.entries import (
    COLUMNS,
    SqliteEntry,
    SqliteListing,
    row_of,
    run,
    unpacked,
)
from mock_server.stores.sqlite.places import encoded, key_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores.contents import Content
    from mock_server.stores.sqlite.store import SqliteStore
    from mock_server.stores.store import Key, Row, Texts


class ReadingTransaction:
    """A transaction that only reads: the file as it was when the first thing was read."""

    __slots__ = ("_connection", "_store")

    _connection: sqlite3.Connection

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def __enter__(self) -> Self:
        self._connection = self._store.database.connection()
        run(self._connection, "BEGIN", ())
        return self

    def __exit__(self, _kind: type[BaseException] | None, *_: object) -> None:
        self._connection.rollback()

    def get(self, table: str, row_id: str) -> Row | None:
        """Return the row, or None."""
        found = self._one("SELECT document, members FROM row WHERE tbl = ? AND id = ?", table, row_id)
        return None if found is None else row_of(*found)

    def has(self, table: str, row_id: str) -> bool:
        """Tell whether the table has the id."""
        return self._one("SELECT 1 FROM row WHERE tbl = ? AND id = ?", table, row_id) is not None

    def text(self, table: str, row_id: str, name: str) -> bytes | None:
        """Return one text of a row, or None."""
        texts = self.texts(table, row_id)
        return None if texts is None else texts.get(name)

    def texts(self, table: str, row_id: str) -> Texts | None:
        """Return all texts of a row, or None."""
        found = self._one("SELECT texts FROM row WHERE tbl = ? AND id = ?", table, row_id)
        return None if found is None else unpacked(found[0])

    def scan(self, table: str) -> Sequence[Row]:
        """Return the rows of the table in insertion order."""
        found = self._run("SELECT document, members FROM row WHERE tbl = ? ORDER BY number", (table,))
        return [row_of(*row) for row in found.fetchall()]

    def listing(self, table: str, index: str, key: Key) -> SqliteListing:
        """Return the rows under a key of an index."""
        where = table, self._store.numbers[table, index], key_bytes(key)
        return SqliteListing(self._connection, where, self._store.database)

    def first(self, table: str, index: str, key: Key) -> SqliteEntry | None:
        """Return the first row under a key of an index, or None."""
        statement = (
            f"SELECT {COLUMNS} FROM spot s CROSS JOIN row r ON r.tbl = ? AND r.id = s.id"  # noqa: S608  no values
            " WHERE s.idx = ? AND s.key = ? ORDER BY s.ord, s.id LIMIT 1"
        )
        found = self._run(statement, (table, self._store.numbers[table, index], key_bytes(key))).fetchone()
        return None if found is None else SqliteEntry(found)

    def content(self, content_id: str) -> Content | None:
        """Return the bytes of a file."""
        statement = "SELECT size, kept, file FROM content WHERE id = ?"
        found = self._run(statement, (encoded(content_id),)).fetchone()
        return None if found is None else self._store.folder.content(*found)

    def number(self, name: str) -> int | None:
        """Return a number, or None."""
        found = self._run("SELECT value FROM number WHERE name = ?", (name,)).fetchone()
        return None if found is None else int(found[0])

    def marked(self) -> bool:
        """Tell whether a start was ever marked."""
        return self._run("SELECT 1 FROM start", ()).fetchone() is not None

    def put(self, *_: object) -> None:
        """Refuse."""
        raise RuntimeError("this transaction only reads; open another one to write")

    delete = put_content = delete_content = set_number = clear = mark = put

    def _one(self, statement: str, table: str, row_id: str) -> Any:
        try:
            return self._connection.execute(statement, (table, encoded(row_id))).fetchone()
        except sqlite3.DatabaseError as error:
            raise failure(error) from error

    def _run(self, statement: str, values: Sequence[Any]) -> sqlite3.Cursor:
        return run(self._connection, statement, values)
