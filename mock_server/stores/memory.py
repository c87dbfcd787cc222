"""A store that keeps its rows in this process."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from mock_server.stores.contents import Content
from mock_server.stores.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO

    from mock_server.stores.index import Index, Place
    from mock_server.stores.store import Key, Log, Row, Texts
    from mock_server.stores.table import Record

_NO_TEXTS: Texts = {}


@dataclass(slots=True)
class MemoryListing:
    """The records under a key."""

    table: Table
    places: Sequence[Place]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.places)

    def __getitem__(self, part: slice) -> list[Record]:
        """Return some consecutive records."""
        records = self.table.records
        return [records[row_id] for _, row_id in self.places[part]]

    def batches(self, size: int) -> Iterator[list[Record]]:
        """Return all records, in parts, as they are now."""
        places = self.places[:]
        if len(places) <= size:
            return iter([self[:]] if places else [])
        # Copied at once by native code, as others wait meanwhile; the parts are made when nobody does.
        records = self.table.records.copy()
        parts = (places[at : at + size] for at in range(0, len(places), size))
        return ([records[row_id] for _, row_id in part] for part in parts)


class Tables(dict[str, Table]):
    """Tables by name; one that was not declared is made when it is first asked for."""

    def __missing__(self, name: str) -> Table:
        table = self[name] = Table()
        return table


@dataclass
class State:
    """All that a store holds."""

    tables: Tables
    contents: dict[str, Content] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def copy(self) -> State:
        """Return a state that changes apart from this one, with numbers of its own."""
        copied = Tables((name, table.copy()) for name, table in self.tables.items())
        return State(copied, dict(self.contents))


class MemoryTransaction:
    """A transaction, with a log of what to put back if it is undone; a block in which it is open."""

    __slots__ = ("_cleared", "_contents", "_recontented", "_replaced", "_store", "_tables")

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._replaced: list[tuple[Table, str, Record | None]] = []
        self._recontented: list[tuple[str, Content | None]] = []
        self._cleared: State | None = None

    def __enter__(self) -> Self:
        self._store.lock.acquire()
        state = self._store.state
        self._tables, self._contents = state.tables, state.contents
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is not None:
                self._rollback()
        finally:
            self._store.lock.release()

    def get(self, table: str, row_id: str) -> Row | None:
        """Return the row, or None."""
        record = self._tables[table].records.get(row_id)
        return None if record is None else record.row()

    def has(self, table: str, row_id: str) -> bool:
        """Tell whether the table has the id."""
        return row_id in self._tables[table].records

    def text(self, table: str, row_id: str, name: str) -> bytes | None:
        """Return one text of a row, or None."""
        record = self._tables[table].records.get(row_id)
        return None if record is None else record.texts.get(name)

    def texts(self, table: str, row_id: str) -> Texts | None:
        """Return all texts of a row, or None."""
        record = self._tables[table].records.get(row_id)
        return None if record is None else record.texts

    def put(self, table: str, row: Row, texts: Texts | None = None, members: Texts | None = None) -> None:
        """Add or replace the row under its `id`."""
        into = self._tables[table]
        self._replaced.append((into, row["id"], into.put(row, texts or _NO_TEXTS, members or _NO_TEXTS)))

    def delete(self, table: str, row_id: str) -> None:
        """Remove the row if it is there."""
        into = self._tables[table]
        if row_id in into.records:
            self._replaced.append((into, row_id, into.replace(row_id, None)))

    def scan(self, table: str) -> Sequence[Row]:
        """Return the rows of the table in insertion order."""
        return [record.row() for record in self._tables[table].in_order()]

    def listing(self, table: str, index: str, key: Key) -> MemoryListing:
        """Return the rows under a key of an index."""
        found = self._tables[table]
        return MemoryListing(found, found.directories[index].listed.under(key))

    def first(self, table: str, index: str, key: Key) -> Record | None:
        """Return the first row under a key of an index, or None."""
        found = self._tables[table]
        places = found.directories[index].listed.under(key)
        return found.records[places[0][1]] if places else None

    def put_content(self, content_id: str, content: Content) -> None:
        """Keep the bytes of a file."""
        self._recontented.append((content_id, self._contents.get(content_id)))
        self._contents[content_id] = content

    def content(self, content_id: str) -> Content | None:
        """Return the bytes of a file."""
        return self._contents.get(content_id)

    def delete_content(self, content_id: str) -> None:
        """Forget the bytes of a file."""
        if content_id in self._contents:
            self._recontented.append((content_id, self._contents.pop(content_id)))

    def number(self, name: str) -> int | None:
        """Return a number, or None."""
        return self._store.state.numbers.get(name)

    def set_number(self, name: str, value: int) -> None:
        """Keep a number."""
        self._store.state.numbers[name] = value

    def clear(self) -> None:
        """Remove every row and content."""
        if self._cleared is None:
            self._rollback()
            self._cleared = self._store.state
        self._replaced, self._recontented = [], []
        state = self._store.state = self._store.empty()
        state.numbers = self._cleared.numbers
        self._tables, self._contents = state.tables, state.contents

    def mark(self) -> None:
        """Make what is there now the start."""
        self._store.start = self._store.state.copy()

    def marked(self) -> bool:
        """Tell whether a start was ever marked."""
        return self._store.start is not None

    def _rollback(self) -> None:
        """Put everything that was written back to what it was, the last first."""
        if self._cleared is not None:
            self._store.state = self._cleared
            return
        for table, row_id, before in reversed(self._replaced):
            table.replace(row_id, before)
        for content_id, content in reversed(self._recontented):
            if content is None:
                del self._contents[content_id]
            else:
                self._contents[content_id] = content


class MemoryStore:
    """Rows in dictionaries, one per table. What it holds ends with the process.

    `indexes` are those of each table that has any.
    """

    shared: bool = False
    log: Log | None = None

    def __init__(self, indexes: Mapping[str, Sequence[Index]] | None = None) -> None:
        self.lock = threading.Lock()
        self._indexes = dict(indexes or {})
        self.state = self.empty()
        self.start: State | None = None

    def transaction(self, *, reading: bool = False) -> MemoryTransaction:  # noqa: ARG002  all are alike
        """Return a transaction to be opened; one at a time is open, and not one inside another."""
        return MemoryTransaction(self)

    def keep(self, file: BinaryIO) -> Content:
        """Take up all of a readable file, and close it."""
        return Content.of(file)

    def reverted(self) -> MemoryStore:
        """Return another store at the start; records are values, so both may have them."""
        other = MemoryStore(self._indexes)
        with self.lock:
            if self.start is not None:
                other.start, other.state = self.start, self.start.copy()
        return other

    def forget(self) -> None:
        """Do nothing: what is in memory is not lost."""

    def close(self) -> None:
        """Forget everything, files on disk included."""
        with self.lock:
            self.state, self.start = self.empty(), None

    def empty(self) -> State:
        """Return a state without rows."""
        return State(Tables((table, Table(indexes)) for table, indexes in self._indexes.items()))
