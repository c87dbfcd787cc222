"""The indexes of a table in the file: where its rows stand in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.stores.encoding import decode
from mock_server.stores.index import Directory, IndexSet
from mock_server.stores.sqlite.places import SqlitePlaces

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from mock_server.stores.index import Index, Spot


class TableIndexes:
    """The indexes of one table, each with its number in the file."""

    def __init__(self, indexes: Sequence[Index], numbers: Sequence[int]) -> None:
        self._set = IndexSet(indexes)
        self._numbers = numbers
        self._nowhere: tuple[Spot | None, ...] = (None,) * len(indexes)

    def move(
        self, connection: sqlite3.Connection, before: bytes | None, after: bytes | None, number: int
    ) -> None:
        """Bring the indexes up to date, given the documents of a row before and after a change."""
        old_row = None if before is None else decode(before)
        new_row = None if after is None else decode(after)
        members = self._set.indexed
        if old_row and new_row and members is not None and members(old_row) == members(new_row):
            return
        old = self._nowhere if old_row is None else self._set.spots(old_row, number)
        new = self._nowhere if new_row is None else self._set.spots(new_row, number)
        for index, was, is_now in zip(self._numbers, old, new, strict=True):
            if was != is_now:
                directory = Directory(SqlitePlaces(connection, index), SqlitePlaces(connection, index + 1))
                if was is not None:
                    directory.remove(was)
                if is_now is not None:
                    directory.add(is_now)
