"""A table in memory: its rows by id, and where each stands in the indexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.stores.encoding import decode, encode
from mock_server.stores.index import Directory, IndexSet, Places
from mock_server.stores.json_text import JsonText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores.index import Index, Spot
    from mock_server.stores.store import Row, Texts


@dataclass(slots=True)
class Record:
    """A row as it is kept: its JSON, its texts, its number in the table.

    `members` are those of the row that are not in the document. `search` is among the texts; it has a place
    of its own as a search looks at that of every row. `indexed` are the members that indexes are made from,
    None where they cannot be named. Nothing changes a record; to make frozen ones would take four times as
    long.
    """

    id: str
    document: bytes
    members: Texts
    texts: Texts
    search: bytes
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
        self.directories = {index.name: Directory(Places(), Places()) for index in indexes}
        self._indexes = IndexSet(indexes)
        self._nowhere: tuple[Spot | None, ...] = (None,) * len(indexes)
        self._last = 0
        self._in_order = True

    def put(self, row: Row, texts: Texts, members: Texts) -> Record | None:
        """Add or replace a row, which keeps its number; return the record that there was."""
        before = self.records.get(row["id"])
        number = self._last + 1 if before is None else before.number
        indexed = None if self._indexes.indexed is None else self._indexes.indexed(row)
        search = texts.get("search", b"")
        record = Record(row["id"], encode(row), members, texts, search, indexed, number)
        if before is None or indexed is None or indexed != before.indexed:
            self._move(before, self._indexes.spots(row, number))
        self._keep(before, record)
        return before

    def record(self, row_id: str, number: int, document: bytes, members: Texts, texts: Texts) -> Record:
        """Return a record that was kept elsewhere, to be put in by `replace`."""
        indexed = None if self._indexes.indexed is None else self._indexes.indexed(decode(document))
        return Record(row_id, document, members, texts, texts.get("search", b""), indexed, number)

    def replace(self, row_id: str, record: Record | None) -> Record | None:
        """Put a record, or none, in the place of what there is under an id, and return that."""
        before = self.records.get(row_id)
        if record is None:
            self._move(before, self._nowhere)
            self.records.pop(row_id, None)
        else:
            self._move(before, self._spots(record))
            self._keep(before, record)
        return before

    def _keep(self, before: Record | None, record: Record) -> None:
        # A record that comes back after its deletion stands last in the dictionary, wrongly.
        self._in_order = self._in_order and (before is not None or record.number > self._last)
        self._last = max(self._last, record.number)
        self.records[record.id] = record

    def _move(self, before: Record | None, spots: Sequence[Spot | None]) -> None:
        """Bring the indexes up to date: from where a record stood to where it, or another, stands now."""
        old = self._nowhere if before is None else self._spots(before)
        for directory, was, is_now in zip(self.directories.values(), old, spots, strict=True):
            if was != is_now:
                if was is not None:
                    directory.remove(was)
                if is_now is not None:
                    directory.add(is_now)

    def _spots(self, record: Record) -> Sequence[Spot | None]:
        # Worked out when it is asked for: kept, they would be twenty small objects for each row.
        return self._indexes.spots(decode(record.document), record.number)

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
        other.directories = {
            name: Directory(of.listed.copy(), of.groups.copy()) for name, of in self.directories.items()
        }
        other._last, other._in_order = self._last, self._in_order
        return other
