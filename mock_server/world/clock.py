"""The world's time: real or frozen, and never the same instant twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

REAL_STEP = timedelta(microseconds=1)
FROZEN_STEP = timedelta(milliseconds=1)


class Clock:
    """Gives instants in UTC. Thread-safe.

    Build one with `Clock.system()` or `Clock.frozen(instant)`.
    """

    def __init__(self, source: Callable[[], datetime], step: timedelta) -> None:
        self._source = source
        self._step = step
        self._offset = timedelta()
        self._last: datetime | None = None
        self._lock = threading.Lock()

    @classmethod
    def system(cls) -> Clock:
        """Return the clock of this machine, in steps of at least a microsecond."""
        return cls(partial(datetime.now, UTC), REAL_STEP)

    @classmethod
    def frozen(cls, instant: datetime) -> Clock:
        """Return a clock that stands still but for 1 ms after every tick.

        Raises ValueError when the instant has no offset or leaves no room in year 9999.
        """
        if instant.tzinfo is None:
            raise ValueError(f"{instant.isoformat()} has no offset; write 2025-07-01T12:00:00Z")
        if instant.year == 9999:
            raise ValueError("year 9999 leaves no room for later instants; use an earlier one")
        return cls(lambda: instant.astimezone(UTC), FROZEN_STEP)

    def now(self) -> datetime:
        """Return the present instant; asking changes nothing."""
        with self._lock:
            return self.present(self._offset, self._last)

    def tick(self) -> datetime:
        """Return an instant for a write: later than every one given before (decided)."""
        with self._lock:
            now, last = self._source() + self._offset, self._last
            self._last = now if last is None else max(now, last + self._step)
            return self._last

    def advance(self, by: timedelta) -> None:
        """Move the clock forward from the present. Raises ValueError for a negative duration."""
        with self._lock:
            self._offset = self.advanced(by, self._offset, self._last)

    # What a clock would say that was moved forward by an offset and gave an instant last.

    def present(self, offset: timedelta, last: datetime | None) -> datetime:
        """Return its present instant."""
        now = self._source() + offset
        return now if last is None else max(now, last)

    def following(self, offset: timedelta, last: datetime | None) -> datetime:
        """Return its next instant for a write."""
        now = self._source() + offset
        return now if last is None else max(now, last + self._step)

    def advanced(self, by: timedelta, offset: timedelta, last: datetime | None) -> timedelta:
        """Return its offset after a move forward. Raises ValueError for a negative duration."""
        if by < timedelta():
            raise ValueError("a clock only moves forward; give a duration of zero or more")
        now = self._source() + offset
        # Ticks may have run ahead of the source; the duration counts from the last of them.
        ahead = timedelta() if last is None else max(last - now, timedelta())
        return offset + ahead + by
