"""Rows as they come out of the file."""

from __future__ import annotations

import sqlite3
import weakref
from typing import TYPE_CHECKING, Any

import msgpack

from mock_server.stores.encoding import decode
from mock_server.stores.json_text import JsonText
from mock_server.stores.sqlite.database import failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mock_server.stores.sqlite.database import Database
    from mock_server.stores.store import Row, Texts

COLUMNS = "r.id, r.search, r.texts, r.members, r.document"
_SHOWN = """
r.id, r.search, r.texts,
CASE WHEN r.texts = x'80' THEN r.members END, CASE WHEN r.texts = x'80' THEN r.document END
"""
"""Of a row that is shown by its texts, the rest is read when somebody asks for it."""
_COUNTED = "SELECT n FROM count WHERE idx = ? AND key = ?"
_ALL = 2**62
_NONE: bytes = msgpack.packb({})


def packed(texts: Texts | None) -> bytes:
    """Return texts as they are kept."""
    if not texts:
        return _NONE
    kept: bytes = msgpack.packb(texts if type(texts) is dict else dict(texts))
    return kept


def unpacked(texts: bytes) -> dict[str, bytes]:
    """Return texts that were kept."""
    found: dict[str, bytes] = msgpack.unpackb(texts)
    return found


def row_of(document: bytes, members: bytes) -> Row:
    """Return a row, decoded."""
    row = decode(document)
    if members != _NONE:
        for name, text in unpacked(members).items():
            row[name] = JsonText(text)
    return row


class SqliteEntry:
    """A row as a list shows it; `read` reads the rest of one of which there are only the texts."""

    __slots__ = ("_document", "_id", "_members", "_read", "_texts", "search")

    def __init__(
        self, found: Sequence[Any], read: Callable[[bytes], tuple[bytes, bytes]] | None = None
    ) -> None:
        self._id: bytes
        self.search: bytes
        self._id, self.search, self._texts, self._members, self._document = found
        self._read = read

    @property
    def id(self) -> str:
        """Return the row's id."""
        return self._id.decode("utf-8", "surrogatepass")

    @property
    def texts(self) -> Texts:
        """Return the texts that were kept with the row."""
        return unpacked(self._texts)

    def row(self) -> Row:
        """Return the row, decoded anew."""
        if self._document is None and self._read is not None:
            self._document, self._members = self._read(self._id)
        return row_of(self._document, self._members)


class SqliteListing:
    """The rows under a key of an index, on the connection of a transaction.

    `lasting` is where a connection of their own comes from for batches; None where the transaction has
    written what no other connection sees yet.
    """

    __slots__ = ("_connection", "_lasting", "_where")

    def __init__(
        self, connection: sqlite3.Connection, where: tuple[str, int, bytes], lasting: Database | None
    ) -> None:
        self._connection, self._where, self._lasting = connection, where, lasting

    def __len__(self) -> int:
        """Return how many there are."""
        counted = self._where[1] % 4 == 0
        statement = _COUNTED if counted else "SELECT count(*) FROM spot WHERE idx = ? AND key = ?"
        found = run(self._connection, statement, self._where[1:]).fetchone()
        return 0 if found is None else int(found[0])

    def __getitem__(self, part: slice) -> list[SqliteEntry]:
        """Return some consecutive entries."""
        start = min(part.start or 0, _ALL)
        count = _ALL if part.stop is None else max(min(part.stop, _ALL) - start, 0)
        found = _some(self._connection, self._where, count, start).fetchall()
        return [SqliteEntry(row, self._read) for row in found]

    def batches(self, size: int) -> Iterator[list[SqliteEntry]]:
        """Return all entries, at most `size` at a time, as they are now."""
        if self._lasting is not None and len(self) > size:
            return _Batches(self._lasting, self._where, size)
        rows = _all(self._connection, self._where).fetchall()
        found = [SqliteEntry(row) for row in rows]
        return iter([found[at : at + size] for at in range(0, len(found), size)])

    def _read(self, row_id: bytes) -> tuple[bytes, bytes]:
        statement = "SELECT document, members FROM row WHERE tbl = ? AND id = ?"
        found: tuple[bytes, bytes] = run(self._connection, statement, (self._where[0], row_id)).fetchone()
        return found


class _Batches:
    """Entries that are read one batch after another, as of the moment at which this was made.

    They have a connection of their own as long as they are read: a reader of the file sees it as it was when
    it began, and holds up nobody.
    """

    def __init__(self, database: Database, where: tuple[str, int, bytes], size: int) -> None:
        self._size = size
        connection = database.borrow()
        self._finish = weakref.finalize(self, database.give_back, connection)
        run(connection, "BEGIN", ())
        self._cursor = _all(connection, where)

    def __iter__(self) -> Iterator[list[SqliteEntry]]:
        return self

    def __next__(self) -> list[SqliteEntry]:
        try:
            found = self._cursor.fetchmany(self._size) if self._finish.alive else []
        except sqlite3.DatabaseError as error:
            raise failure(error) from error
        if not found:
            self._cursor.close()
            self._finish()
            raise StopIteration
        return [SqliteEntry(row) for row in found]


def run(connection: sqlite3.Connection, statement: str, values: Sequence[Any]) -> sqlite3.Cursor:
    """Execute a statement; Unavailable when SQLite cannot."""
    try:
        return connection.execute(statement, values)
    except sqlite3.DatabaseError as error:
        raise failure(error) from error


def _all(connection: sqlite3.Connection, where: tuple[str, int, bytes]) -> sqlite3.Cursor:
    """Return all rows under a key, whole."""
    statement = (
        f"SELECT {COLUMNS} FROM spot s CROSS JOIN row r ON r.tbl = ? AND r.id = s.id"  # noqa: S608  no values
        " WHERE s.idx = ? AND s.key = ? ORDER BY s.ord, s.id"
    )
    return run(connection, statement, where)


def _some(
    connection: sqlite3.Connection, where: tuple[str, int, bytes], count: int, start: int
) -> sqlite3.Cursor:
    """Return some consecutive rows under a key, as they are shown; those before are only counted."""
    statement = (
        f"SELECT {_SHOWN} FROM (SELECT ord, id FROM spot WHERE idx = ? AND key = ?"  # noqa: S608  no values
        " ORDER BY ord, id LIMIT ? OFFSET ?) s CROSS JOIN row r ON r.tbl = ? AND r.id = s.id"
        " ORDER BY s.ord, s.id"
    )
    table, index, key = where
    return run(connection, statement, (index, key, count, start, table))
