"""A transaction on a world in Redis: made in the replica, then carried out in Redis in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from mock_server.stores.memory import MemoryTransaction
from mock_server.stores.redis import contents
from mock_server.stores.redis.records import CONTENTS, Change, field_of, value_of

if TYPE_CHECKING:
    from mock_server.stores.contents import Content
    from mock_server.stores.redis.store import RedisStore
    from mock_server.stores.store import Row, Texts


class ReplicaTransaction(MemoryTransaction):
    """What is common to both kinds."""

    __slots__ = ("_shared",)

    def __init__(self, store: RedisStore) -> None:
        super().__init__(store.replica.memory)
        self._shared = store

    def marked(self) -> bool:
        """Tell whether a start was ever marked."""
        return self._shared.replica.marked

    def _look_again(self) -> None:
        # A replica that was read anew has other tables.
        state = self._store.state
        self._tables, self._contents = state.tables, state.contents


class ReadingTransaction(ReplicaTransaction):
    """A transaction that only reads, in the replica as of its beginning."""

    __slots__ = ()

    def __enter__(self) -> Self:
        version = self._shared.present_version()
        super().__enter__()
        replica = self._shared.replica
        if version != replica.version:
            try:
                replica.catch_up()
            except BaseException:
                self._store.lock.release()
                raise
            self._look_again()
        return self

    def put(self, *_: object) -> None:
        """Refuse: the replica would differ from the world."""
        raise RuntimeError("this transaction only reads; open another one to write")

    delete = put_content = delete_content = set_number = clear = mark = put  # type: ignore[assignment]


class WritingTransaction(ReplicaTransaction):
    """A transaction that writes: others wait until it has ended.

    It notes which rows it has touched; what they are in the end goes to Redis.
    """

    __slots__ = ("_marks", "_numbers", "_touched")

    def __init__(self, store: RedisStore) -> None:
        super().__init__(store)
        self._touched: dict[tuple[str, str], None] = {}
        self._numbers: dict[str, int] = {}
        self._marks = False

    def __enter__(self) -> Self:
        shared = self._shared
        shared.writing.acquire()
        try:
            changes = shared.lease()
            self._store.lock.acquire()
        except BaseException:
            shared.writing.release()
            raise
        try:
            while not shared.replica.take(changes):
                # To read a whole world may have taken longer than the lease.
                changes = shared.lease()
        except BaseException:
            self._store.lock.release()
            shared.writing.release()
            raise
        self._look_again()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        failed = kind is not None
        try:
            if failed:
                self._rollback()
                self._touched.clear()
            self._carry_out()
        except BaseException:
            if not failed:
                self._rollback()
            raise
        finally:
            self._store.lock.release()
            self._shared.writing.release()

    def put(self, table: str, row: Row, texts: Texts | None = None, members: Texts | None = None) -> None:
        """Add or replace the row under its `id`."""
        super().put(table, row, texts, members)
        self._touched[table, row["id"]] = None

    def delete(self, table: str, row_id: str) -> None:
        """Remove the row if it is there."""
        super().delete(table, row_id)
        self._touched[table, row_id] = None

    def put_content(self, content_id: str, content: Content) -> None:
        """Keep the bytes of a file."""
        super().put_content(content_id, self._shared.own(content))
        self._touched[CONTENTS, content_id] = None

    def delete_content(self, content_id: str) -> None:
        """Forget the bytes of a file."""
        super().delete_content(content_id)
        self._touched[CONTENTS, content_id] = None

    def set_number(self, name: str, value: int) -> None:
        """Keep a number."""
        super().set_number(name, value)
        self._numbers[name] = value

    def clear(self) -> None:
        """Remove every row and content."""
        for name, table in self._tables.items():
            self._touched.update(dict.fromkeys((name, row_id) for row_id in table.records))
        self._touched.update(dict.fromkeys((CONTENTS, content_id) for content_id in self._contents))
        super().clear()

    def mark(self) -> None:
        """Make what is there now the start."""
        self._marks = True

    def revert(self) -> None:
        """Go back to the start."""
        shared = self._shared
        change = Change("revert", {}, shared.before())
        shared.commit(change)
        shared.replica.apply(change)

    def _carry_out(self) -> None:
        shared = self._shared
        if not (self._touched or self._numbers or self._marks):
            shared.release()
            return
        values = {field_of(*touched): self._value(*touched) for touched in self._touched}
        shared.commit(Change("mark" if self._marks else "write", self._numbers, values))
        shared.replica.marked = shared.replica.marked or self._marks

    def _value(self, table: str, row_id: str) -> bytes:
        if table == CONTENTS:
            content = self._contents.get(row_id)
            return b"" if content is None else contents.value_of(content)
        record = self._tables[table].records.get(row_id)
        return b"" if record is None else value_of(record)
