"""The log of a world in Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.stores.redis import scripts
from mock_server.stores.store import LOG_LENGTH, LOG_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores.redis.keys import Keys
    from mock_server.stores.redis.link import Link


class RedisLog:
    """The last entries that all processes have noted."""

    def __init__(self, link: Link, keys: Keys) -> None:
        self._link = link
        self._keys = keys

    def append(self, entries: Sequence[bytes]) -> None:
        """Note some entries, the oldest first."""
        keys = [self._keys.log, self._keys.log_size]
        self._link.run(scripts.APPEND, keys, [LOG_LENGTH, LOG_SIZE, *entries[-LOG_LENGTH:]])

    def entries(self) -> list[bytes]:
        """Return the entries in the order in which they came in."""
        entries: list[bytes] = self._link.call("LRANGE", self._keys.log, 0, -1)
        return entries

    def clear(self) -> None:
        """Forget them all."""
        self._link.call("DEL", self._keys.log, self._keys.log_size)
