"""A store in Redis: who may write, and what the replica in this process must learn."""

from __future__ import annotations

import threading
import time
import uuid
from itertools import islice
from typing import TYPE_CHECKING

from mock_server.stores.memory import MemoryStore
from mock_server.stores.redis import contents, scripts
from mock_server.stores.redis.contents import Blob
from mock_server.stores.redis.keys import Keys
from mock_server.stores.redis.link import Link, split
from mock_server.stores.redis.log import RedisLog
from mock_server.stores.redis.replica import NO_WORLD, SCHEMA, Replica
from mock_server.stores.redis.transaction import ReadingTransaction, WritingTransaction
from mock_server.stores.store import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any, BinaryIO

    from mock_server.stores.contents import Content
    from mock_server.stores.index import Index
    from mock_server.stores.redis.records import Change
    from mock_server.stores.store import Log

LEASE = 1.0
"""Seconds for which a process may write. A transaction takes less than a hundredth of it."""
FIRST_LEASE = 60.0
"""The same where there is no world yet: to write a large one takes some seconds."""
LEASES = 8
"""Leases after which a process gives up that waits for others to have written."""
MOST_CHANGES = 10_000
MOST_CHANGED = 32 * 1024 * 1024
"""Changes that are kept, and bytes of them (decided); who has missed more reads the whole world."""
DROPPED = 600
"""Seconds that the bytes of a file stay that no row refers to any more, for who is reading them."""
_WRITTEN = 500
"""Rows that are sent at a time when a world is begun."""


class RedisStore:
    """A world in Redis.

    Unusable for a name that is no address, or a world of a newer kit; Unavailable when there is no Redis.
    """

    shared: bool = True

    def __init__(self, name: str, indexes: Mapping[str, Sequence[Index]] | None = None) -> None:
        url, prefix = split(name)
        self.keys = Keys.of(prefix)
        self._link = Link(url)
        self._version_key = self.keys.version.encode()
        self._token = uuid.uuid4().hex
        self.replica = Replica(self._link, self.keys, MemoryStore(indexes))
        self.writing = threading.Lock()
        self._log = RedisLog(self._link, self.keys)
        self.log: Log | None = self._log
        with self.transaction(reading=True):
            pass

    def transaction(self, *, reading: bool = False) -> ReadingTransaction | WritingTransaction:
        """Return a transaction to be opened, and not one inside another."""
        return ReadingTransaction(self) if reading else WritingTransaction(self)

    def keep(self, file: BinaryIO) -> Content:
        """Take up all of a readable file, and close it."""
        return contents.kept(self._link, self.keys, file)

    def own(self, content: Content) -> Content:
        """Return a content as one that can be kept in Redis."""
        return content if isinstance(content, Blob) else self.keep(content.open())

    def reverted(self) -> RedisStore:
        """Go back to the start, and return this store."""
        with WritingTransaction(self) as transaction:
            transaction.revert()
        self._log.clear()
        return self

    def forget(self) -> None:
        """Do without a world that Redis has lost, so that one can be begun."""
        with self.replica.memory.lock:
            self.replica.forget()

    def close(self) -> None:
        """Close all connections; the world stays."""
        self._link.close()

    # For the transactions.

    def present_version(self) -> bytes:
        """Return the version of the world in Redis."""
        return self._link.get(self._version_key) or NO_WORLD

    def lease(self) -> list[Any]:
        """Become the one who may write, and return what has changed. Unavailable after a long wait."""
        keys = [self.keys.version, self.keys.changes, self.keys.holder]
        seconds = LEASE if self.replica.marked else FIRST_LEASE
        end = time.monotonic() + LEASES * seconds
        wait = None
        while True:
            arguments = [*self.replica.known, self._token, int(seconds * 1000)]
            answer: list[Any] = self._link.run(scripts.BEGIN, keys, arguments, after=wait)
            if answer[0] != b"busy":
                return answer
            if time.monotonic() > end:
                raise Unavailable("others have been writing for too long.")
            # Whoever ends a transaction wakes one that waits. One that was killed does not: its lease ends.
            wait = "BLPOP", self.keys.free, 1

    def release(self) -> None:
        """Let others write, without having written."""
        self._link.run(scripts.RELEASE, [self.keys.holder, self.keys.free], [self._token])

    def before(self) -> Mapping[bytes, bytes]:
        """Return what the fields were at the start that have changed since."""
        found = iter(self._link.call("HGETALL", self.keys.before))
        return dict(zip(found, found, strict=True))

    def commit(self, change: Change) -> None:
        """Carry out a change, and let others write. Unavailable when it has not been carried out."""
        replica, keys = self.replica, self.keys
        version = replica.version or NO_WORLD
        if version == NO_WORLD:
            self._write_first(change.values)
            change = change._replace(values={})
        epoch, number = replica.known
        after = b"%b.%d" % (epoch or uuid.uuid4().hex.encode(), int(number) + 1)
        answer = self._link.run(
            scripts.COMMIT,
            [keys.version, keys.changes, keys.holder, keys.free, keys.about, keys.rows, keys.before],
            [
                *(self._token, version, after, MOST_CHANGES, MOST_CHANGED, keys.blob(""), DROPPED),
                *change.arguments(),
            ],
            twice=False,
        )
        if answer[0] != b"done":
            raise Unavailable("it took this process too long to write, and others have gone on.")
        replica.version = after

    def _write_first(self, values: Mapping[bytes, bytes]) -> None:
        """Write the rows of a world that nobody sees yet, in parts: there is no bound on its size."""
        self._link.call("DEL", self.keys.rows, self.keys.before, self.keys.changes, self.keys.about)
        self._link.call("HSET", self.keys.about, "schema", SCHEMA)
        for value in values.values():
            if value[:1] == b"b":
                self._link.call("PERSIST", self.keys.blob(value[1:33].decode()))
        filled = (pair for pair in values.items() if pair[1])
        for part in _parts(filled, _WRITTEN):
            self._link.call("HSET", self.keys.rows, *(item for pair in part for item in pair))


def _parts(pairs: Iterator[tuple[bytes, bytes]], size: int) -> Iterator[list[tuple[bytes, bytes]]]:
    while part := list(islice(pairs, size)):
        yield part
