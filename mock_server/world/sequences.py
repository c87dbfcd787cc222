"""Sequences of a world that several processes share: instants and identifiers, none of them given twice.

Where a process is alone with its world, its own clock and factory know what they have given. Here the store
knows it, and each transaction goes on from that.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.stores import Transaction
    from mock_server.world.clock import Clock
    from mock_server.world.ids import IdFactory

LAST, OFFSET, IDS = "clock.last", "clock.offset", "ids"
"""The numbers: microseconds since 1970, microseconds, identifiers of the sequence that were given."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class SharedClock:
    """A clock that goes on from the last instant that any process gave; see `Clock`."""

    def __init__(self, own: Clock, transaction: Transaction) -> None:
        self._own = own
        self._numbers = transaction

    def now(self) -> datetime:
        """Return the present instant; asking changes nothing."""
        return self._own.present(self._offset, self._last)

    def tick(self) -> datetime:
        """Return an instant for a write: later than every one given before (decided)."""
        instant = self._own.following(self._offset, self._last)
        self._numbers.set_number(LAST, (instant - _EPOCH) // _MICROSECOND)
        return instant

    def advance(self, by: timedelta) -> None:
        """Move the clock forward from the present. Raises ValueError for a negative duration."""
        offset = self._own.advanced(by, self._offset, self._last)
        self._numbers.set_number(OFFSET, offset // _MICROSECOND)

    @property
    def _last(self) -> datetime | None:
        last = self._numbers.number(LAST)
        return None if last is None else _EPOCH + timedelta(microseconds=last)

    @property
    def _offset(self) -> timedelta:
        return timedelta(microseconds=self._numbers.number(OFFSET) or 0)


class SharedIds:
    """A seeded sequence of identifiers that goes on where any process left it; see `IdFactory`."""

    def __init__(self, own: IdFactory, transaction: Transaction) -> None:
        self._own = own
        self._numbers = transaction

    def new(self) -> str:
        """Return an identifier in lower case."""
        self._own.go_to(self._numbers.number(IDS) or 0)
        made = self._own.new()
        self._numbers.set_number(IDS, self._own.position)
        return made

    def many(self, count: int) -> Iterator[str]:
        """Return so many identifiers, made when they are asked for, be it after the transaction."""
        start = self._numbers.number(IDS) or 0
        self._numbers.set_number(IDS, start + count)
        apart = type(self._own)(self._own.seed)
        apart.go_to(start)
        return apart.many(count)


def shared(
    transaction: Transaction, clock: Clock, ids: IdFactory
) -> tuple[SharedClock, SharedIds | IdFactory]:
    """Return the clock and the identifiers of one transaction; random ones need no store to differ."""
    return SharedClock(clock, transaction), ids if ids.seed is None else SharedIds(ids, transaction)
