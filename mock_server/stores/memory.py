"""A store that keeps its rows in this process."""

from __future__ import annotations

import copy
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_server.stores.store import Row, Rows

    Tables = dict[str, dict[str, Row]]


class MemoryTransaction:
    """One open transaction on the tables of a MemoryStore."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._before: dict[str, dict[str, Row] | None] = {}

    def get(self, table: str, row_id: str) -> Row | None:
        """Return the row, or None."""
        return self._tables.get(table, {}).get(row_id)

    def put(self, table: str, row: Row) -> None:
        """Add or replace the row under its `id`."""
        self._writable(table)[row["id"]] = row

    def delete(self, table: str, row_id: str) -> None:
        """Remove the row if it is there."""
        self._writable(table).pop(row_id, None)

    def scan(self, table: str) -> Sequence[Row]:
        """Return the rows of the table in insertion order; later writes do not show in the answer."""
        return tuple(self._tables.get(table, {}).values())

    def rollback(self) -> None:
        """Put every table that was written to back to what it was, order included."""
        for table, rows in self._before.items():
            if rows is None:
                del self._tables[table]
            else:
                self._tables[table] = rows

    def _writable(self, table: str) -> dict[str, Row]:
        if table not in self._before:
            # Rows are never changed in place, so a shallow copy is a whole copy.
            self._before[table] = dict(self._tables[table]) if table in self._tables else None
        return self._tables.setdefault(table, {})


class MemoryStore:
    """Rows in dictionaries, one per table. What it holds ends with the process."""

    def __init__(self, rows: Mapping[str, Sequence[Row]] | None = None) -> None:
        self._lock = threading.Lock()
        self._tables: Tables = {}
        self.restore(rows or {})

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """Open a transaction; one at a time, and not one inside another."""
        with self._lock:
            transaction = MemoryTransaction(self._tables)
            try:
                yield transaction
            except BaseException:
                transaction.rollback()
                raise

    def snapshot(self) -> Rows:
        """Return a deep copy of every row."""
        with self._lock:
            return {table: copy.deepcopy(list(rows.values())) for table, rows in self._tables.items()}

    def restore(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Replace everything by a deep copy of these rows."""
        tables = {table: {row["id"]: copy.deepcopy(row) for row in of} for table, of in rows.items()}
        with self._lock:
            self._tables = tables
