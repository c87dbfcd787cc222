"""The file of a SQLite store: connections, one a thread, and SQLite's errors in the store's terms."""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.stores.sqlite import schema
from mock_server.stores.store import Unavailable, Unusable

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

WAIT = 5.0
"""Seconds that SQLite waits for a lock of another process."""
_RETRY = 0.02
_TURN = 0.0002
"""Seconds between two tries to write: about what one transaction takes."""
_CACHE = 16_000
"""KiB of the file that a connection keeps in memory."""
_JOURNAL = 4_000
"""Pages, of 4 KiB, up to which the journal grows."""


class Database:
    """A file, opened by whoever asks; Unusable when it is none of ours, Unavailable when it cannot be had."""

    def __init__(self, name: str) -> None:
        self.path = _checked(name)
        self._threads = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._free: list[sqlite3.Connection] = []
        self._writing = threading.Lock()
        try:
            self._prepare()
            self._queue = self.path.with_name(f"{self.path.name}-lock").open("wb")
        except OSError as error:
            raise Unusable(f"the file cannot be written: {error.strerror}.") from error
        except sqlite3.DatabaseError as error:
            self.close()
            if _code(error) == sqlite3.SQLITE_NOTADB:
                raise Unusable("this is no SQLite file; choose another name.") from error
            raise failure(error) from error
        except BaseException:
            self.close()
            raise

    def connection(self) -> sqlite3.Connection:
        """Return the connection of this thread."""
        try:
            connection: sqlite3.Connection = self._threads.connection
        except AttributeError:
            connection = self._threads.connection = self._opened()
        return connection

    def borrow(self) -> sqlite3.Connection:
        """Return a connection for the caller alone, to be given back."""
        try:
            return self._free.pop()
        except IndexError:
            return self._opened()

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Take a connection back that was borrowed."""
        with suppress(sqlite3.Error):
            connection.rollback()
            self._free.append(connection)

    def begin_writing(self) -> sqlite3.Connection:
        """Begin a transaction that writes; `end_writing` must follow."""
        connection = self.connection()
        self._writing.acquire()
        try:
            self._take_turn()
            connection.execute("BEGIN IMMEDIATE")
        except BaseException as error:
            self.end_writing()
            if isinstance(error, sqlite3.DatabaseError):
                raise failure(error) from error
            raise
        return connection

    def _take_turn(self) -> None:
        """Wait for other processes that write: SQLite would sleep for longer and longer between its tries."""
        if sys.platform == "win32":
            return
        until = time.monotonic() + WAIT
        while True:
            try:
                fcntl.flock(self._queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > until:
                    raise Unavailable("another process has been writing for too long.") from error
                time.sleep(_TURN)
            else:
                return

    def end_writing(self) -> None:
        """Let others write."""
        if sys.platform != "win32":
            fcntl.flock(self._queue, fcntl.LOCK_UN)
        self._writing.release()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Carry out a short transaction."""
        connection = self.begin_writing()
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):
                connection.rollback()
            if isinstance(error, sqlite3.DatabaseError):
                raise failure(error) from error
            raise
        finally:
            self.end_writing()

    def close(self) -> None:
        """Close all connections, of all threads."""
        for connection in self._all:
            connection.close()
        if hasattr(self, "_queue"):
            self._queue.close()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=WAIT, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        self._all.append(connection)
        # Durable when the process ends in any way; after a loss of power the last moments may be missing.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        # Bringing changes from the journal into the file waits for the disk; the seldomer the better.
        connection.execute(f"PRAGMA wal_autocheckpoint = {_JOURNAL}")
        return connection

    def _prepare(self) -> None:
        connection = self.connection()
        schema.prepare(connection)
        # SQLite does not wait for others by itself where the kind of journal changes.
        until = time.monotonic() + WAIT
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(_RETRY)
            else:
                return


def failure(error: sqlite3.DatabaseError) -> Exception:
    """Return an error of SQLite in the store's terms; a mistake in its use stays what it is."""
    if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError):
        return error
    what = {
        sqlite3.SQLITE_BUSY: "another process has locked the file for too long",
        sqlite3.SQLITE_FULL: "the disk is full",
        sqlite3.SQLITE_READONLY: "the file cannot be written to",
        sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    }.get(_code(error), "SQLite reports a failure")
    return Unavailable(f"{what} ({error}).")


def _code(error: sqlite3.DatabaseError) -> int:
    """Return SQLite's primary code; 0 where Python itself has raised the error."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def _checked(name: str) -> Path:
    """Return the path of a store's name. Unusable when there can be no file."""
    path = Path(name)
    if not name.strip() or name.startswith(":") or "\0" in name:
        raise Unusable("write the path of a file behind `sqlite:`, such as sqlite:world.db.")
    try:
        if path.is_dir():
            raise Unusable("this is a folder; write the path of a file.")
        if not path.parent.is_dir():
            raise Unusable(f"the folder {path.parent} does not exist; make it, or choose another.")
    except (OSError, ValueError) as error:
        raise Unusable(f"there can be no such file: {error}.") from error
    return path.absolute()
