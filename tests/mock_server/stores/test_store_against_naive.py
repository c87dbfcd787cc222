"""Every store beside a naive one: whatever happens, both tell the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_server.stores import Content
from mock_server.world.indexes import INDEXES
from tests.mock_server.stores.naive import Naive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores import Transaction
    from mock_server.stores.store import Key, Row, Texts
    from tests.mock_server.stores.kinds import Kind
    from tests.mock_server.stores.naive import Writer

IDS = "abcd"
CONTENTS = tuple(Content(name.encode(), 1) for name in "xyz")
INSTANTS = (
    "2025-07-01T12:00:00Z",
    "2025-07-01T12:00:00.000Z",  # the same instant
    "2025-07-01T12:00:00.5Z",
    "2025-06-30T12:00:00.75Z",
)

MEMBERS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "organizations": {},
    "users": {},
    "projects": {
        "organization_id": st.sampled_from("OP"),
        "name": st.sampled_from("mn"),
        "created_at": st.sampled_from(INSTANTS),
    },
    "models": {
        "organization_id": st.sampled_from("OP"),
        "project_id": st.sampled_from("pq"),
        "name": st.sampled_from("mn"),
        "version": st.sampled_from("12"),
        "created_at": st.sampled_from(INSTANTS),
    },
    "files": {},
    "parts": {"file_id": st.sampled_from("fg")},
    "environments": {
        "organization_id": st.sampled_from("OP"),
        "model_id": st.sampled_from("mn"),
        "type": st.sampled_from("tu"),
        "name": st.sampled_from("mn"),
        "created_at": st.sampled_from(INSTANTS),
    },
    "jobs": {"status": st.sampled_from(("PENDING", "SUCCESS", "REVOKED"))},
    "running": {
        "mode": st.sampled_from(("manual", "time", "immediate")),
        "polls_seen": st.integers(0, 2),
        "polls_needed": st.just(2),
        "started_at": st.sampled_from(INSTANTS),
        "seconds": st.sampled_from((0, 0.5)),
        "effect": st.fixed_dictionaries({"model_id": st.sampled_from("mn")}),
    },
    "finished": {},
    "usage": {},
    "undeclared": {},
}
"""The members of each table that its indexes look at, of few values, so that rows meet."""


@dataclass(frozen=True)
class Put:
    """A row that is added or replaced."""

    table: str
    row: Row
    texts: Texts | None

    def on(self, store: Writer) -> None:
        """Do it."""
        store.put(self.table, self.row, self.texts)


@dataclass(frozen=True)
class Delete:
    """A row that is removed."""

    table: str
    row_id: str

    def on(self, store: Writer) -> None:
        """Do it."""
        store.delete(self.table, self.row_id)


@dataclass(frozen=True)
class Clear:
    """Everything goes."""

    def on(self, store: Writer) -> None:
        """Do it."""
        store.clear()


@dataclass(frozen=True)
class Keep:
    """Bytes that are kept, or forgotten."""

    content_id: str
    content: Content | None

    def on(self, store: Writer) -> None:
        """Do it."""
        if self.content is None:
            store.delete_content(self.content_id)
        else:
            store.put_content(self.content_id, self.content)


Write = Put | Delete | Keep | Clear


@dataclass(frozen=True)
class Transact:
    """Some writes together, which may fail in the end."""

    writes: Sequence[Write]
    fails: bool


@dataclass(frozen=True)
class Mark:
    """What is there becomes the start."""


@dataclass(frozen=True)
class Revert:
    """The way back to the start, if there is any."""


Step = Transact | Mark | Revert


def puts(table: str) -> st.SearchStrategy[Put]:
    """Return puts into a table."""
    row = st.fixed_dictionaries({"id": st.sampled_from(IDS), **MEMBERS[table]})
    texts = st.none() | st.fixed_dictionaries({"item": st.binary(max_size=2)})
    return st.builds(Put, st.just(table), row, texts)


def steps(tables: Sequence[str]) -> st.SearchStrategy[list[Step]]:
    """Return what may happen to these tables, and to contents."""
    table = st.sampled_from(tables)
    writes: st.SearchStrategy[Write] = st.one_of(
        table.flatmap(puts),
        table.flatmap(puts),
        st.builds(Delete, table, st.sampled_from(IDS)),
        table.flatmap(puts),
        st.builds(Keep, st.sampled_from(IDS), st.none() | st.sampled_from(CONTENTS)),
        st.builds(Clear),
    )
    transactions = st.builds(Transact, st.lists(writes, max_size=8), st.booleans())
    return st.lists(
        st.one_of(transactions, transactions, st.builds(Mark), st.builds(Revert)),
        max_size=10,
    )


# A few tables at a time, so that writes meet; models have most indexes, the grouped ones too.
STEPS = st.one_of(
    steps(("models",)),
    st.lists(st.sampled_from(sorted(MEMBERS)), min_size=1, max_size=2, unique=True).flatmap(steps),
)


class _Undone(Exception):
    """What a transaction fails with."""


class Both:
    """The two stores, which take every step together."""

    def __init__(self, kind: Kind, tables: set[str]) -> None:
        self.tables = tables
        name = kind.name()
        self.store = kind.open(name, INDEXES)
        # What another process would see.
        self.other = kind.open(name, INDEXES) if self.store.shared else self.store
        self.naive = Naive()
        self.start: Naive | None = None
        self.keys: dict[tuple[str, str], set[Key]] = {
            (table, index.name): {("unknown",)} for table, indexes in INDEXES.items() for index in indexes
        }

    def take(self, step: Step) -> None:
        """Take one step."""
        match step:
            case Transact():
                self._transact(step)
            case Mark():
                with self.store.transaction() as rows:
                    rows.mark()
                self.start = self.naive.copy()
            case Revert() if self.start is not None:
                store = self.store.reverted()
                if not store.shared:
                    self.other = store
                self.store = store
                self.naive = self.start.copy()
        if self.store.shared:
            self.store, self.other = self.other, self.store

    def compare(self) -> None:
        """Compare all that can be asked, in a transaction of its own."""
        with self.store.transaction(reading=True) as rows:
            assert rows.marked() is (self.start is not None)
            self._compare(rows)

    def _transact(self, step: Transact) -> None:
        before = self.naive.copy()
        try:
            with self.store.transaction() as rows:
                self._write(rows, step)
        except _Undone:
            self.naive = before

    def _write(self, rows: Transaction, step: Transact) -> None:
        for write in step.writes:
            write.on(rows)
            write.on(self.naive)
        self._compare(rows)
        if step.fails:
            raise _Undone

    def _compare(self, rows: Transaction) -> None:
        for table in self.tables:
            self._compare_table(rows, table)
        for content_id in IDS:
            assert bytes_of(rows.content(content_id)) == bytes_of(self.naive.contents.get(content_id))

    def _compare_table(self, rows: Transaction, table: str) -> None:
        scanned = rows.scan(table)
        assert scanned == self.naive.scan(table)
        for row in scanned:
            row.clear()  # a row that was given out is the caller's own
        for row_id in IDS:
            row = self.naive.tables.get(table, {}).get(row_id)
            assert rows.get(table, row_id) == row
            assert rows.has(table, row_id) is (row is not None)
            assert rows.text(table, row_id, "item") == self.naive.texts.get((table, row_id), {}).get("item")
            assert rows.texts(table, row_id) == self.naive.texts.get((table, row_id))
        for index in INDEXES.get(table, ()):
            known = self.keys[table, index.name]
            known.update(key for row in self.naive.scan(table) if (key := index.key(row)) is not None)
            for key in known:
                self._compare_listing(rows, table, index.name, key)

    def _compare_listing(self, rows: Transaction, table: str, name: str, key: Key) -> None:
        index = next(index for index in INDEXES[table] if index.name == name)
        expected = self.naive.listing(table, index, key)
        listing = rows.listing(table, name, key)
        assert len(listing) == len(expected)
        first = rows.first(table, name, key)
        assert ([] if first is None else [first.row()]) == expected[:1]
        assert [entry.row() for entry in listing[:]] == expected
        assert [entry.id for entry in listing[1:3]] == [row["id"] for row in expected[1:3]]
        batches = [[entry.id for entry in batch] for batch in listing.batches(2)]
        assert batches == [[row["id"] for row in expected[at : at + 2]] for at in range(0, len(expected), 2)]
        texts = [dict(entry.texts) for entry in listing[:]]
        assert texts == [self.naive.texts[table, row["id"]] for row in expected]


def bytes_of(content: Content | None) -> bytes | None:
    """Return all bytes of a content."""
    if content is None:
        return None
    with content.open() as file:
        return file.read()


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=STEPS)
def test_both_tell_the_same(kind: Kind, taken: list[Step]) -> None:
    """Rows, texts, contents and every listing agree after each step, and inside each transaction."""
    both = Both(
        kind,
        {
            write.table
            for step in taken
            if isinstance(step, Transact)
            for write in step.writes
            if isinstance(write, Put | Delete)
        },
    )
    for step in taken:
        both.take(step)
        both.compare()
