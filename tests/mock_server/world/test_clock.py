"""The clock: never the same instant twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mock_server.world import Clock

START = datetime(2025, 7, 1, 12, tzinfo=UTC)


class TestFrozen:
    """A clock that stands still."""

    def test_the_first_tick_is_the_instant(self) -> None:
        """A frozen clock starts where it was frozen."""
        assert Clock.frozen(START).tick() == START

    def test_each_tick_is_a_millisecond_later(self) -> None:
        """Only ticks move a frozen clock."""
        clock = Clock.frozen(START)
        assert [clock.tick(), clock.tick(), clock.tick()] == [
            START + timedelta(milliseconds=n) for n in range(3)
        ]

    def test_asking_moves_nothing(self) -> None:
        """now() is the last instant given."""
        clock = Clock.frozen(START)
        clock.tick()
        clock.tick()
        assert clock.now() == clock.now() == START + timedelta(milliseconds=1)

    def test_advance_moves_it(self) -> None:
        """The next tick counts from the advanced instant."""
        clock = Clock.frozen(START)
        clock.tick()
        clock.advance(timedelta(hours=1))
        assert clock.now() == clock.tick() == START + timedelta(hours=1)

    def test_advance_never_goes_back(self) -> None:
        """A negative duration is refused."""
        with pytest.raises(ValueError, match="forward"):
            Clock.frozen(START).advance(timedelta(seconds=-1))

    def test_an_instant_needs_an_offset(self) -> None:
        """A naive instant is refused with the fix."""
        with pytest.raises(ValueError, match="no offset"):
            Clock.frozen(datetime(2025, 7, 1))  # noqa: DTZ001 -- the naive one is the point

    def test_year_9999_is_refused(self) -> None:
        """There must be room for later instants."""
        with pytest.raises(ValueError, match="9999"):
            Clock.frozen(datetime(9999, 12, 31, tzinfo=UTC))

    def test_it_gives_utc(self) -> None:
        """An instant with another offset is given in UTC."""
        tick = Clock.frozen(datetime(2025, 7, 1, 14, tzinfo=timezone(timedelta(hours=2)))).tick()
        assert (tick, tick.tzinfo) == (START, UTC)


class TestSystem:
    """The clock of the machine."""

    def test_it_is_the_present(self) -> None:
        """The system clock lies between two readings of the machine's clock."""
        before = datetime.now(UTC)
        now = Clock.system().now()
        assert before <= now <= datetime.now(UTC)

    def test_ticks_of_many_threads_are_all_different(self) -> None:
        """2,000 ticks from 4 threads are 2,000 instants, in order within each thread."""
        clock = Clock.system()
        given: list[list[datetime]] = [[] for _ in range(4)]
        threads = [
            threading.Thread(target=lambda to=to: to.extend(clock.tick() for _ in range(500))) for to in given
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({tick for ticks in given for tick in ticks}) == 2000
        assert all(ticks == sorted(ticks) for ticks in given)
