"""A transaction on a SQLite file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Self

from mock_server.stores.encoding import encode
from mock_server.stores.sqlite.database import failure
from mock_server.stores.sqlite.entries import (
    COLUMNS,
    SqliteEntry,
    SqliteListing,
    packed,
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

_KEPT = "search, texts, members, document"
_ROW = f"number, tbl, id, {_KEPT}"
_ONLY_OF_THE_START = """
SELECT file FROM content_before WHERE file IS NOT NULL
EXCEPT SELECT file FROM content
"""
_SINCE_THE_START = """
SELECT file FROM content WHERE file IS NOT NULL AND id IN (SELECT id FROM content_before)
EXCEPT SELECT file FROM content_before
"""
"""Files that nobody will need when the start is made anew, or come back to."""


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


class WritingTransaction(ReadingTransaction):
    """A transaction that writes; others wait until it has ended."""

    __slots__ = ("_dropped", "_last", "_numbers")

    def __init__(self, store: SqliteStore) -> None:
        super().__init__(store)
        self._numbers: dict[str, int] = {}
        self._dropped: list[str] = []
        self._last: tuple[int] | tuple[()] | None = None

    def __enter__(self) -> Self:
        self._connection = self._store.database.begin_writing()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is not None:
                self._undo()
            self._end()
        except BaseException as error:
            self._connection.rollback()
            if isinstance(error, sqlite3.DatabaseError):
                raise failure(error) from error
            raise
        finally:
            self._store.database.end_writing()
        # Only now that no row refers to them for sure.
        self._store.folder.remove(self._dropped)

    def listing(self, table: str, index: str, key: Key) -> SqliteListing:
        """Return the rows under a key of an index."""
        where = table, self._store.numbers[table, index], key_bytes(key)
        return SqliteListing(self._connection, where, None)

    def put(self, table: str, row: Row, texts: Texts | None = None, members: Texts | None = None) -> None:  # type: ignore[override]  # the other refuses
        """Add or replace the row under its `id`."""
        document, row_id = encode(row), encoded(row["id"])
        search = b"" if texts is None else texts.get("search", b"")
        columns = search, packed(texts), packed(members), document
        before = self._one("SELECT number, document FROM row WHERE tbl = ? AND id = ?", table, row["id"])
        if before is None:
            number = self._added(table, row_id, columns)
        else:
            number = before[0]
            self._remember_row(number)
            statement = "UPDATE row SET search = ?, texts = ?, members = ?, document = ? WHERE number = ?"
            self._run(statement, (*columns, number))
        indexes = self._store.indexes.get(table)
        if indexes is not None:
            indexes.move(self._connection, None if before is None else before[1], document, number)

    def _added(self, table: str, row_id: bytes, columns: tuple[bytes, ...]) -> int:
        """Add a row behind all others, and behind those of the start; return its number."""
        statement = (
            f"INSERT INTO row (number, tbl, id, {_KEPT}) SELECT max(coalesce(max(number), 0), ?) + 1,"  # noqa: S608  no values
            " ?, ?, ?, ?, ?, ? FROM row"
        )
        number = self._run(statement, (self._start() or 0, table, row_id, *columns)).lastrowid
        return int(number or 0)

    def delete(self, table: str, row_id: str) -> None:  # type: ignore[override]  # same
        """Remove the row if it is there."""
        before = self._one("SELECT number, document FROM row WHERE tbl = ? AND id = ?", table, row_id)
        if before is not None:
            self._remember_row(before[0])
            self._remove(table, *before)

    def put_content(self, content_id: str, content: Content) -> None:  # type: ignore[override]  # same
        """Keep the bytes of a file."""
        columns = self._store.folder.columns(content)
        self._remember_content(encoded(content_id))
        self._run("INSERT OR REPLACE INTO content VALUES (?, ?, ?, ?)", (encoded(content_id), *columns))

    def delete_content(self, content_id: str) -> None:  # type: ignore[override]  # same
        """Forget the bytes of a file."""
        self._remember_content(encoded(content_id))
        self._run("DELETE FROM content WHERE id = ?", (encoded(content_id),))

    def number(self, name: str) -> int | None:
        """Return a number, or None."""
        return self._numbers[name] if name in self._numbers else super().number(name)

    def set_number(self, name: str, value: int) -> None:  # type: ignore[override]  # same
        """Keep a number."""
        self._numbers[name] = value

    def clear(self) -> None:  # type: ignore[override]  # same
        """Remove every row and content."""
        statement = f"INSERT OR IGNORE INTO row_before SELECT {_ROW} FROM row WHERE number <= ?"  # noqa: S608  same
        self._run(statement, (self._start() or 0,))
        for (content_id,) in self._run("SELECT id FROM content", ()).fetchall():
            self._remember_content(content_id)
        for statement in ("DELETE FROM row", "DELETE FROM spot", "DELETE FROM count", "DELETE FROM content"):
            self._run(statement, ())

    def mark(self) -> None:  # type: ignore[override]  # same
        """Make what is there now the start."""
        self._dropped += self._files(_ONLY_OF_THE_START)
        for statement in (
            "DELETE FROM row_before",
            "DELETE FROM content_before",
            "DELETE FROM start",
            "INSERT INTO start SELECT coalesce(max(number), 0) FROM row",
        ):
            self._run(statement, ())
        self._last = None

    def revert(self) -> None:
        """Go back to the start, numbers and log included."""
        statement = (
            "SELECT tbl, number, document FROM row"
            " WHERE number > ? OR number IN (SELECT number FROM row_before)"
        )
        for table, number, document in self._run(statement, (self._start() or 0,)).fetchall():
            self._remove(table, number, document)
        self._run(f"INSERT INTO row ({_ROW}) SELECT {_ROW} FROM row_before", ())  # noqa: S608  same
        back = self._run("SELECT tbl, number, document FROM row_before", ()).fetchall()
        for table, number, document in back:
            if table in self._store.indexes:
                self._store.indexes[table].move(self._connection, None, document, number)
        self._dropped += self._files(_SINCE_THE_START)
        for statement in (
            "DELETE FROM content WHERE id IN (SELECT id FROM content_before)",
            "INSERT INTO content SELECT * FROM content_before WHERE size IS NOT NULL",
            "DELETE FROM row_before",
            "DELETE FROM content_before",
            "DELETE FROM number",
            "DELETE FROM log",
        ):
            self._run(statement, ())

    def _remove(self, table: str, number: int, document: bytes) -> None:
        self._run("DELETE FROM row WHERE number = ?", (number,))
        if table in self._store.indexes:
            self._store.indexes[table].move(self._connection, document, None, number)

    def _remember_row(self, number: int) -> None:
        """Keep what a row of the start was, when it changes for the first time since."""
        start = self._start()
        if start is not None and number <= start:
            statement = f"INSERT OR IGNORE INTO row_before SELECT {_ROW} FROM row WHERE number = ?"  # noqa: S608  same
            self._run(statement, (number,))

    def _remember_content(self, content_id: bytes) -> None:
        """Keep what a content was at the start; the file of any other one is of no use when it changes."""
        found = self._run("SELECT size, kept, file FROM content WHERE id = ?", (content_id,)).fetchone()
        first = False
        if self._start() is not None:
            statement = "INSERT OR IGNORE INTO content_before VALUES (?, ?, ?, ?)"
            first = self._run(statement, (content_id, *(found or (None, None, None)))).rowcount == 1
        if found is not None and found[2] is not None and not first:
            self._dropped.append(found[2])

    def _files(self, statement: str) -> list[str]:
        return [name for (name,) in self._run(statement, ()).fetchall()]

    def _start(self) -> int | None:
        """Return the number of the last row of the start, or None."""
        if self._last is None:
            found = self._run("SELECT last FROM start", ()).fetchone()
            self._last = () if found is None else found
        return self._last[0] if self._last else None

    def _undo(self) -> None:
        """Undo all but the numbers, and let nobody in between."""
        self._dropped.clear()
        self._connection.execute("ROLLBACK")
        if self._numbers:
            self._connection.execute("BEGIN IMMEDIATE")

    def _end(self) -> None:
        if self._numbers:
            self._connection.executemany("INSERT OR REPLACE INTO number VALUES (?, ?)", self._numbers.items())
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
