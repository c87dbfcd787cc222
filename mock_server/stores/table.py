"""A table in memory: its rows by id, and where each stands in the indexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.stores.encoding import decode, encode
from mock_server.stores.index import Directory, IndexSet
from mock_server.stores.json_text import JsonText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores.index import Index, Spot
    from mock_server.stores.store import Row, Texts


@dataclass(slots=True)
class Record:
    """A row as it is kept: its JSON, its texts, its spots in the indexes, its number in the table.

    `members` are those of the row that are not in the document. `search` is among the texts; it has a place
    of its own as a search looks at that of every row. `indexed` is what the spots were made from. Nothing
    changes a record; to make frozen ones would take four times as long.
    """

    id: str
    document: bytes
    members: Texts
    texts: Texts
    search: bytes
    spots: tuple[Spot | None, ...]
    indexed: object
    number: int

    def row(self) -> Row:
        """Return the row, decoded anew."""
        row = decode(self.document)
        for name, text in self.members.items():
            row[name] = JsonText(text)
        return row


class Table:
    """The records of one table by id, and its indexes."""

    def __init__(self, indexes: Sequence[Index] = ()) -> None:
        self.records: dict[str, Record] = {}
        self.directories = {index.name: Directory() for index in indexes}
        self._indexes = IndexSet(indexes)
        self._nowhere: tuple[Spot | None, ...] = (None,) * len(indexes)
        self._last = 0
        self._in_order = True

    def replace(self, row_id: str, record: Record | None) -> Record | None:
        """Put a record, or none, in the place of what there is under an id, and return that."""
        before = self.records.get(row_id)
        self._index(before, record)
        if record is None:
            self.records.pop(row_id, None)
        else:
            # A record that comes back after its deletion stands last in the dictionary, wrongly.
            self._in_order = self._in_order and (before is not None or record.number > self._last)
            self._last = max(self._last, record.number)
            self.records[row_id] = record
        return before

    def _index(self, before: Record | None, record: Record | None) -> None:
        old = self._nowhere if before is None else before.spots
        new = self._nowhere if record is None else record.spots
        if old == new:
            return
        for directory, was, is_now in zip(self.directories.values(), old, new, strict=True):
            if was != is_now:
                if was is not None:
                    directory.remove(was)
                if is_now is not None:
                    directory.add(is_now)

    def record(self, row: Row, texts: Texts, members: Texts) -> Record:
        """Return the record of a row, which keeps the number of the one that it replaces."""
        row_id = row["id"]
        before = self.records.get(row_id)
        number = self._last + 1 if before is None else before.number
        indexes = self._indexes
        indexed = None if indexes.indexed is None else indexes.indexed(row)
        if before is None or indexed is None or indexed != before.indexed:
            places = indexes.spots(row, number)
        else:
            places, indexed = before.spots, before.indexed
        search = texts.get("search", b"")
        return Record(row_id, encode(row), members, texts, search, places, indexed, number)

    def in_order(self) -> list[Record]:
        """Return the records in the order in which they were added."""
        if not self._in_order:
            self.records = dict(sorted(self.records.items(), key=lambda item: item[1].number))
            self._in_order = True
        return list(self.records.values())

    def copy(self) -> Table:
        """Return a table that changes apart from this one; records are values, so both may have them."""
        other = Table()
        other._indexes, other._nowhere = self._indexes, self._nowhere
        other.records = dict(self.records)
        other.directories = {name: directory.copy() for name, directory in self.directories.items()}
        other._last, other._in_order = self._last, self._in_order
        return other
