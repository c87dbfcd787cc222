"""The log of a SQLite store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.stores.sqlite.entries import run
from mock_server.stores.store import LOG_LENGTH, LOG_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores.sqlite.database import Database


class SqliteLog:
    """The last entries that all processes have noted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, entries: Sequence[bytes]) -> None:
        """Note some entries, the oldest first."""
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT INTO log (size, entry) VALUES (?, ?)",
                [(len(entry), entry) for entry in entries[-LOG_LENGTH:]],
            )
            connection.execute("DELETE FROM log WHERE seq <= (SELECT max(seq) FROM log) - ?", (LOG_LENGTH,))
            if connection.execute("SELECT sum(size) FROM log").fetchone()[0] > LOG_SIZE:
                connection.execute(
                    "DELETE FROM log WHERE seq IN (SELECT seq FROM"
                    " (SELECT seq, sum(size) OVER (ORDER BY seq DESC) AS so_far FROM log) WHERE so_far > ?)",
                    (LOG_SIZE,),
                )

    def entries(self) -> list[bytes]:
        """Return the entries in the order in which they came in."""
        found = run(self._database.connection(), "SELECT entry FROM log ORDER BY seq", ()).fetchall()
        return [entry for (entry,) in found]

    def clear(self) -> None:
        """Forget them all."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM log")
