"""The replica: a world in this process's memory, brought up to date by the changes that Redis holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgpack

from mock_server.stores.redis import contents, scripts
from mock_server.stores.redis.records import CONTENTS, Change, named, record_of
from mock_server.stores.store import Gone, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.stores.memory import MemoryStore
    from mock_server.stores.redis.keys import Keys
    from mock_server.stores.redis.link import Link

SCHEMA = 1
"""Of what is kept in Redis; a process that knows a lower one only must leave it alone."""
NO_WORLD = b""
_FETCHED = 500
"""Fields that are fetched at a time when a whole world is read."""


class Replica:
    """A world as of one version. Its caller holds the lock of `memory`, and keeps others away.

    Attributes:
        memory: The world.
        version: As Redis has it; `NO_WORLD` where it has none, None before it was read.
        marked: Whether the world has a start.
    """

    def __init__(self, link: Link, keys: Keys, memory: MemoryStore) -> None:
        self.memory = memory
        self.version: bytes | None = None
        self.marked = False
        self._link = link
        self._keys = keys

    @property
    def known(self) -> tuple[bytes, bytes]:
        """Return epoch and number of the version, as scripts take them."""
        epoch, _, number = (self.version or b".0").rpartition(b".")
        return epoch, number

    def catch_up(self) -> None:
        """Bring the replica to the present version."""
        keys = [self._keys.version, self._keys.changes]
        while not self.take(self._link.run(scripts.SINCE, keys, self.known)):
            continue

    def take(self, answer: list[Any]) -> bool:
        """Take up what a script says of the changes; False where it was all read, as of a moment ago."""
        kind, *rest = answer
        if kind == b"none":
            self._begin_empty()
            return True
        if kind == b"reload":
            self._load(rest[0])
            return False
        version, changes = rest
        for change in changes:
            self.apply(Change.of(change))
        self.version = version
        return True

    def apply(self, change: Change) -> None:
        """Do what a change did elsewhere."""
        numbers = self.memory.state.numbers
        if change.kind == "revert":
            numbers.clear()
        self.marked = self.marked or change.kind == "mark"
        numbers.update(change.numbers)
        for field, value in change.values.items():
            self._set(field, value)

    def _set(self, field: bytes, value: bytes) -> None:
        state = self.memory.state
        name, row_id = named(field)
        if name == CONTENTS:
            state.contents.pop(row_id, None)
            if value:
                state.contents[row_id] = contents.content_of(self._link, self._keys, value)
            return
        table = state.tables[name]
        table.replace(row_id, record_of(table, row_id, value) if value else None)

    def _begin_empty(self) -> None:
        if self.version:
            raise Gone("Redis has lost the world.")
        self.forget()

    def forget(self) -> None:
        """Begin without a world."""
        self.memory.state = self.memory.empty()
        self.version, self.marked = NO_WORLD, False

    def _load(self, version: bytes) -> None:
        """Read everything. What changes meanwhile is brought up to date by the changes since the version."""
        about = _pairs(self._link.call("HGETALL", self._keys.about))
        check_schema(about.get(b"schema"))
        self.memory.state = state = self.memory.empty()
        state.numbers = {name[1:].decode(): int(value) for name, value in about.items() if name[:1] == b"#"}
        values = dict(self._values())
        # In the order in which they were added, which costs an index nothing.
        for field in sorted(values, key=lambda field: _number(values[field])):
            self._set(field, values[field])
        self.version, self.marked = version, b"marked" in about

    def _values(self) -> Iterator[tuple[bytes, bytes]]:
        cursor = b"0"
        while True:
            cursor, found = self._link.call("HSCAN", self._keys.rows, cursor, "COUNT", _FETCHED)
            yield from _pairs(found).items()
            if cursor == b"0":
                return


def check_schema(schema: bytes | None) -> None:
    """Raise Unusable for a world that this version of the kit cannot use."""
    if schema is not None and int(schema) > SCHEMA:
        raise Unusable("a newer version of this kit has written the world; update, or use another prefix.")


def _number(value: bytes) -> int:
    """Return what a record sorts by, 0 for a content."""
    if value[:1] in (b"s", b"b"):
        return 0
    unpacker = msgpack.Unpacker()
    unpacker.feed(value[:32])
    unpacker.read_array_header()
    number: int = unpacker.unpack()
    return number


def _pairs(flat: Iterable[bytes]) -> dict[bytes, bytes]:
    found = iter(flat)
    return dict(zip(found, found, strict=True))
