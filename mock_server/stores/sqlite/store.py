"""A store in one SQLite file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.stores.sqlite.contents import Folder
from mock_server.stores.sqlite.database import Database
from mock_server.stores.sqlite.entries import run
from mock_server.stores.sqlite.indexes import TableIndexes
from mock_server.stores.sqlite.log import SqliteLog
from mock_server.stores.sqlite.reading import ReadingTransaction
from mock_server.stores.sqlite.writing import WritingTransaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from mock_server.stores.contents import Content
    from mock_server.stores.index import Index
    from mock_server.stores.store import Log


class SqliteStore:
    """A world in a SQLite file, with a folder of larger uploads beside it.

    Unusable for a file that cannot be one, Unavailable for one that is locked or on a full disk.

    Attributes:
        database: The file.
        folder: The uploads.
        numbers: The number of each index in the file, by table and name.
        indexes: The indexes of each table that has any.
    """

    shared: bool = True

    def __init__(self, name: str, indexes: Mapping[str, Sequence[Index]] | None = None) -> None:
        self.database = Database(name)
        self.folder = Folder(self.database.path.with_name(f"{self.database.path.name}-files"))
        self.log: Log | None = SqliteLog(self.database)
        declared = {table: of for table, of in (indexes or {}).items() if of}
        self.numbers = self._numbered([(table, index) for table, of in declared.items() for index in of])
        self.indexes = {
            table: TableIndexes(of, [self.numbers[table, index.name] for index in of])
            for table, of in declared.items()
        }
        self.folder.remove(self.folder.unclaimed(self._claimed(self.database.connection())))

    def transaction(self, *, reading: bool = False) -> ReadingTransaction | WritingTransaction:
        """Return a transaction to be opened, and not one inside another."""
        return ReadingTransaction(self) if reading else WritingTransaction(self)

    def keep(self, file: BinaryIO) -> Content:
        """Take up all of a readable file, and close it."""
        return self.folder.keep(file)

    def reverted(self) -> SqliteStore:
        """Go back to the start, and return this store."""
        with WritingTransaction(self) as transaction:
            transaction.revert()
        return self

    def forget(self) -> None:
        """Do nothing: a file does not lose its world."""

    def close(self) -> None:
        """Close all connections; the world stays."""
        self.database.close()

    def _numbered(self, indexes: Sequence[tuple[str, Index]]) -> dict[tuple[str, str], int]:
        """Return the numbers of indexes in the file; those that it does not have yet get one."""
        statement = "SELECT name, idx FROM idx"
        known = dict(run(self.database.connection(), statement, ()).fetchall())
        if any(f"{table}.{index.name}" not in known for table, index in indexes):
            with self.database.writing() as connection:
                for table, index in indexes:
                    connection.execute(
                        "INSERT OR IGNORE INTO idx"
                        " SELECT ?, coalesce((max(idx) / 4 + 1) * 4, 0) + ? FROM idx",
                        (f"{table}.{index.name}", 2 if index.few else 0),
                    )
                known = dict(connection.execute(statement).fetchall())
        return {(table, index.name): known[f"{table}.{index.name}"] for table, index in indexes}

    @staticmethod
    def _claimed(connection: sqlite3.Connection) -> set[str]:
        statement = "SELECT file FROM content UNION SELECT file FROM content_before"
        return {name for (name,) in run(connection, statement, ()).fetchall() if name is not None}
