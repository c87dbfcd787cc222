"""What a world asks of the place where its rows live.

No answer of a store leads back into it: a row is decoded anew for each caller, a text is bytes. So rows may
live in this process, in a file or on another host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from mock_server.stores.contents import Content

    Row: TypeAlias = dict[str, Any]
    Rows: TypeAlias = dict[str, list[Row]]
    Texts: TypeAlias = Mapping[str, bytes]
    Key: TypeAlias = tuple[str, ...]

LOG_LENGTH = 1000
LOG_SIZE = 16 * 1024 * 1024
"""Entries of a log, and bytes of them, that are kept (decided)."""


class Entry(Protocol):
    """A row as a list shows it, which nothing changes any more."""

    @property
    def id(self) -> str:
        """Return the row's id."""

    @property
    def texts(self) -> Texts:
        """Return the texts that were kept with the row, by their names."""

    @property
    def search(self) -> bytes:
        """Return the text that was kept under the name `search`, b"" if there is none."""

    def row(self) -> Row:
        """Return the row, decoded anew."""


class Listing(Protocol):
    """The rows under one key of an index, in the index's order."""

    def __len__(self) -> int:
        """Return how many there are, without walking them."""

    def __getitem__(self, part: slice) -> Sequence[Entry]:
        """Return some consecutive entries; only inside the transaction."""

    def batches(self, size: int) -> Iterator[Sequence[Entry]]:
        """Return all entries, at most `size` at a time.

        They are those of the transaction and may be read when it has ended; what was deleted since may be
        left out.
        """


class Unavailable(Exception):
    """The store cannot be reached or written to; nothing of the transaction has happened.

    The message says what is wrong and what to do, in a sentence.
    """


class Gone(Unavailable):
    """The world is not there any more: the store has lost its data."""


class Unusable(Exception):
    """There is no store to be had by this name; the message says why and what to do, in a sentence."""


class Log(Protocol):
    """The last entries that all processes have noted: `LOG_LENGTH` of them and `LOG_SIZE` bytes at most."""

    def append(self, entries: Sequence[bytes]) -> None:
        """Note some entries, the oldest first. Unavailable when that cannot be done."""

    def entries(self) -> list[bytes]:
        """Return the entries in the order in which they came in. Unavailable when that cannot be done."""

    def clear(self) -> None:
        """Forget them all. Unavailable when that cannot be done."""


class Transaction(Protocol):
    """Reads and writes that happen together or not at all.

    A row is a JSON document with a string member `id`, unique in its table. With a row go texts: what is
    made of it once, when it is written, to be read often. Tables need not be declared; only those that are
    have indexes.
    """

    def get(self, table: str, row_id: str) -> Row | None:
        """Return the row, or None when the table has no such id."""

    def has(self, table: str, row_id: str) -> bool:
        """Tell whether the table has the id."""

    def text(self, table: str, row_id: str, name: str) -> bytes | None:
        """Return one text of a row, or None when there is no such row or text."""

    def texts(self, table: str, row_id: str) -> Texts | None:
        """Return all texts of a row, or None when the table has no such id."""

    def put(self, table: str, row: Row, texts: Texts | None = None, members: Texts | None = None) -> None:
        """Add the row, or replace the one with the same id, which keeps its position, and its texts.

        `members` are further members of the row, objects by their JSON texts. They come back as `JsonText`:
        most that reads or changes a row looks at none of them.
        """

    def delete(self, table: str, row_id: str) -> None:
        """Remove the row; an unknown id is no error."""

    def scan(self, table: str) -> Sequence[Row]:
        """Return every row of the table in the order they were added, as it is at this moment.

        It costs as much as the table holds: for export, and for rules that nothing else can serve.
        """

    def listing(self, table: str, index: str, key: Key) -> Listing:
        """Return the rows under a key of an index. KeyError when the table has no such index."""

    def first(self, table: str, index: str, key: Key) -> Entry | None:
        """Return the first row under a key of an index, or None. KeyError when there is no such index."""

    def put_content(self, content_id: str, content: Content) -> None:
        """Keep the bytes of a file under an id."""

    def content(self, content_id: str) -> Content | None:
        """Return the bytes of a file; they can be read when the transaction has ended."""

    def delete_content(self, content_id: str) -> None:
        """Forget the bytes of a file; an unknown id is no error."""

    def number(self, name: str) -> int | None:
        """Return a number that was set under a name, or None."""

    def set_number(self, name: str, value: int) -> None:
        """Keep a number, which stays also when the block raises.

        It is where a sequence goes on that must give nothing twice: the last instant, the next identifier.
        """

    def clear(self) -> None:
        """Remove every row and content. Numbers stay, and so does the start."""

    def mark(self) -> None:
        """Make what is there now, with what this transaction has written, the start of the world."""

    def marked(self) -> bool:
        """Tell whether a start was ever marked: whether there is a world."""


class Store(Protocol):
    """A place for rows and for the bytes of files. Safe to use from several threads.

    Whatever it is asked may raise Unavailable.

    Attributes:
        shared: Other processes may use the same world, so that its clock and its identifiers go on from the
            numbers that the store holds.
        log: Where the processes of a shared store note the requests they answer; None where there is one.
    """

    shared: bool
    log: Log | None

    def transaction(self, *, reading: bool = False) -> AbstractContextManager[Transaction]:
        """Open a transaction: committed when its block ends, undone whole when the block raises.

        Transactions that write are serialised: while one is open, every other caller waits. So no block may
        wait for anything but the store. One that is only `reading` sees the world as it is at its beginning
        and need not wait; it must not write.
        """

    def keep(self, file: BinaryIO) -> Content:
        """Take up all of a readable file, and close it; outside of transactions, as it may take seconds."""

    def reverted(self) -> Store:
        """Go back to the start, numbers and log included, and return the store to use from now on.

        Where nobody else has it, that is another one: transactions of before do not disturb it.
        """

    def forget(self) -> None:
        """Begin without a world after `Gone`, so that one can be started; nothing else needs it."""

    def close(self) -> None:
        """Let go of files and connections; the store is of no use afterwards."""
