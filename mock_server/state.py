"""State: the world a mock serves, how it starts, and what makes its answers repeatable."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from mock_server.settings import ConfigurationError, Settings
from mock_server.stores import MemoryStore
from mock_server.world import World
from mock_server.world.clock import Clock
from mock_server.world.ids import IdFactory

if TYPE_CHECKING:
    from mock_server.stores.store import Rows


class State:
    """A world and its sources of ids and time; `reset` brings all of them back to the start.

    `rows` is what the world starts with.
    """

    world: World

    def __init__(self, settings: Settings, rows: Rows) -> None:
        self._settings = settings
        self._rows = rows
        self.reset()

    def reset(self) -> None:
        """Start over; requests under way finish in the world they began in. Safe from any thread."""
        settings = self._settings
        # A sequence of its own, so that the number of requests does not change the ids in the world.
        self._request_ids = IdFactory(None if settings.seed is None else ~settings.seed)
        self.world = World(
            MemoryStore(self._rows), clock=self._clock(), ids=IdFactory(settings.seed), jobs=settings.job_plan
        )

    def new_headers(self) -> list[tuple[bytes, bytes]]:
        """Return the X-Request-Id (unique; repeatable under a seed) and the Date of one answer (decided)."""
        date = _date((self._settings.freeze or datetime.now(UTC)).replace(microsecond=0))
        return [(b"x-request-id", self._request_ids.new().encode()), (b"date", date)]

    def _clock(self) -> Clock:
        if self._settings.freeze is None:
            return Clock.system()
        try:
            return Clock.frozen(self._settings.freeze)
        except ValueError as error:
            raise ConfigurationError(f"--freeze: {error}.") from error


@lru_cache(maxsize=1)
def _date(second: datetime) -> bytes:
    """The Date header; answers of one second share it."""
    return format_datetime(second, usegmt=True).encode()
