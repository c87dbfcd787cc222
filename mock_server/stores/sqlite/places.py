"""Places under keys, as the table `spot` has them; see `stores.index.Places`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Hashable

    from mock_server.stores.index import Place

_BETWEEN = b"\xff"
_BETWEEN_KEYS = b"\xfe"
"""Neither stands in any UTF-8."""


def encoded(text: str) -> bytes:
    """Return a text as it is kept."""
    return text.encode("utf-8", "surrogatepass")


def key_bytes(key: Hashable) -> bytes:
    """Return a key, or the pair of a key and a group, as it is kept."""
    if not isinstance(key, tuple):
        raise TypeError(f"{key!r} is no key")
    if key and isinstance(key[0], tuple):
        return _BETWEEN_KEYS.join(map(key_bytes, key))
    return _BETWEEN.join(map(encoded, key))


class SqlitePlaces:
    """The places of one number of `idx`, on one connection."""

    def __init__(self, connection: sqlite3.Connection, index: int) -> None:
        self._execute = connection.execute
        self._index = index

    def last(self, key: Hashable) -> Place | None:
        """Return the last place under a key, or None."""
        found = self._execute(
            "SELECT ord, id FROM spot WHERE idx = ? AND key = ? ORDER BY ord DESC, id DESC LIMIT 1",
            (self._index, key_bytes(key)),
        ).fetchone()
        return None if found is None else (_decoded(found[0]), _decoded(found[1]))

    def add(self, key: Hashable, place: Place) -> None:
        """Add a place."""
        self._execute("INSERT OR IGNORE INTO spot VALUES (?, ?, ?, ?)", self._spot(key, place))

    def discard(self, key: Hashable, place: Place) -> None:
        """Remove a place if it is there."""
        self._execute(
            "DELETE FROM spot WHERE idx = ? AND key = ? AND ord = ? AND id = ?", self._spot(key, place)
        )

    def _spot(self, key: Hashable, place: Place) -> tuple[int, bytes, bytes, bytes]:
        order, row_id = place
        return self._index, key_bytes(key), encoded(order), encoded(row_id)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")
