"""What a world asks of the place where its rows live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    Row = dict[str, Any]
    Rows = dict[str, list[Row]]


class Transaction(Protocol):
    """Reads and writes that happen together or not at all.

    A row is a JSON document with a string member `id`, unique in its table. Rows are values: a caller
    puts a new document in place of the old one and never changes one it was given.
    """

    def get(self, table: str, row_id: str) -> Row | None:
        """Return the row, or None when the table has no such id."""

    def put(self, table: str, row: Row) -> None:
        """Add the row, or replace the one with the same id, which keeps its position."""

    def delete(self, table: str, row_id: str) -> None:
        """Remove the row; an unknown id is no error."""

    def scan(self, table: str) -> Sequence[Row]:
        """Return every row of the table in insertion order, as it is at this moment."""


class Store(Protocol):
    """A place for rows. Safe to use from several threads."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open a transaction: committed when its block ends, undone whole when the block raises.

        Transactions are serialised: while one is open, every other caller waits.
        """

    def snapshot(self) -> Rows:
        """Return every row, by table, in insertion order, ready for `json.dumps`."""

    def restore(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Replace everything by these rows, in one transaction."""
