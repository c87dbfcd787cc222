"""A transaction that writes to a SQLite file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Self

from mock_server.stores.encoding import encode
from mock_server.stores.sqlite.database import failure
from mock_server.stores.sqlite.entries import (
    SqliteListing,
    packed,
)
from mock_server.stores.sqlite.places import encoded, key_bytes
from mock_server.stores.sqlite.reading import ReadingTransaction

if TYPE_CHECKING:
    from mock_server.stores.contents import Content
    from mock_server.stores.sqlite.store import SqliteStore
    from mock_server.stores.store import Key, Row, Texts

_MOST_SEEN = 100
"""Rows whose texts a transaction remembers."""
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


class WritingTransaction(ReadingTransaction):
    """A transaction that writes; others wait until it has ended."""

    __slots__ = ("_dropped", "_last", "_numbers", "_seen")

    def __init__(self, store: SqliteStore) -> None:
        super().__init__(store)
        self._numbers: dict[str, int] = {}
        self._dropped: list[str] = []
        self._last: tuple[int] | tuple[()] | None = None
        self._seen: dict[tuple[str, str], Texts | None] = {}

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

    def texts(self, table: str, row_id: str) -> Texts | None:
        """Return all texts of a row, or None; those that rows refer to are asked for again and again."""
        try:
            return self._seen[table, row_id]
        except KeyError:
            found = super().texts(table, row_id)
            self._remember_texts(table, row_id, found)
            return found

    def put(self, table: str, row: Row, texts: Texts | None = None, members: Texts | None = None) -> None:  # type: ignore[override]  # the other refuses
        """Add or replace the row under its `id`."""
        document, row_id = encode(row), encoded(row["id"])
        self._remember_texts(table, row["id"], texts or {})
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
            self._seen.pop((table, row_id), None)
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
        self._seen.clear()
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
        self._seen.clear()
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

    def _remember_texts(self, table: str, row_id: str, texts: Texts | None) -> None:
        # A world that is begun has any number of rows.
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        self._seen[table, row_id] = texts

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
