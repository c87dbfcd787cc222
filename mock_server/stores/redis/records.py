"""Records and contents as Redis keeps them: a field and a value of one hash.

A field is a table and an id. A value is a record, or a content: small ones themselves (`s` and the bytes), of
large ones where they are (`b`, 32 characters, and the size); scripts look at that first byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mock_server.stores.table import Record, Table

CONTENTS = "\x00contents"
"""Stands in the place of a table's name in the fields of contents."""
_BETWEEN = b"\xff"
"""Stands in no UTF-8."""


class Change(NamedTuple):
    """One transaction, as the processes that did not make it learn of it.

    Attributes:
        kind: `write`; `mark`, which also makes what is there the start; `revert`, which goes back to it.
        numbers: Those that were set; a `revert` leaves no others.
        values: The values by their fields, empty for what is gone.
    """

    kind: str
    numbers: Mapping[str, int]
    values: Mapping[bytes, bytes]

    def arguments(self) -> list[Any]:
        """Return the change as a script takes it."""
        numbers = [part for pair in self.numbers.items() for part in pair]
        values = [part for pair in self.values.items() for part in pair]
        return [self.kind, len(self.numbers), *numbers, *values]

    @classmethod
    def of(cls, packed: bytes) -> Change:
        """Return the change of a script's arguments, as the script has packed them."""
        kind, count, *parts = msgpack.unpackb(packed, raw=True)
        end = 2 * int(count)
        numbers = {name.decode(): int(value) for name, value in _pairs(parts[:end])}
        return cls(kind.decode(), numbers, dict(_pairs(parts[end:])))


def _pairs(flat: Sequence[bytes]) -> Iterable[tuple[bytes, bytes]]:
    return zip(flat[::2], flat[1::2], strict=True)


def field_of(table: str, row_id: str) -> bytes:
    """Return the field of a row."""
    return table.encode() + _BETWEEN + row_id.encode("utf-8", "surrogatepass")


def named(field: bytes) -> tuple[str, str]:
    """Return table and id of a field."""
    table, _, row_id = field.partition(_BETWEEN)
    return table.decode(), row_id.decode("utf-8", "surrogatepass")


def value_of(record: Record) -> bytes:
    """Return the value of a record."""
    value: bytes = msgpack.packb((record.number, record.document, record.members, record.texts))
    return value


def record_of(table: Table, row_id: str, value: bytes) -> Record:
    """Return the record of a value."""
    parts: tuple[int, bytes, dict[str, Any], dict[str, Any]] = msgpack.unpackb(value)
    return table.record(row_id, *parts)
