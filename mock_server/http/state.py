"""State: the world a mock serves, how it starts, and what makes its answers repeatable."""

from __future__ import annotations

import math
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

from mock_server.settings import ConfigurationError, Settings
from mock_server.stores import MemoryStore
from mock_server.world import World
from mock_server.world.clock import Clock
from mock_server.world.ids import IdFactory
from mock_server.world.indexes import INDEXES

if TYPE_CHECKING:
    from mock_server.stores.store import Rows
    from mock_server.world.rules import Rules


class State:
    """A world and its sources of ids and time; `reset` brings all of them back to the start.

    `rows` is what the world starts with; it is taken over. `rules` is what the world goes by.
    """

    world: World

    def __init__(self, settings: Settings, rows: Rows, rules: Rules) -> None:
        self._settings = settings
        self._rules = rules
        self.world = self._world()
        self.world.restore(rows, emptied=True)
        self._start = self.world.store.mark()
        self._request_ids = self._new_request_ids()
        self._second: int | None = None
        self._date = b"date", b""

    def reset(self) -> None:
        """Start over; requests under way finish in the world they began in. Safe from any thread."""
        world = self._world()
        world.store.revert(self._start)
        self._request_ids = self._new_request_ids()
        self.world = world

    def close(self) -> None:
        """Let go of the world and of its files on disk."""
        self.world.store.close()
        self._start = self.world.store.mark()

    def new_headers(self) -> list[tuple[bytes, bytes]]:
        """Return the X-Request-Id (unique; repeatable under a seed) and the Date of one answer (decided)."""
        frozen = self._settings.freeze
        second = int(time.time()) if frozen is None else math.floor(frozen.timestamp())
        if second != self._second:
            self._second = second
            self._date = b"date", formatdate(second, usegmt=True).encode()
        return [(b"x-request-id", self._request_ids.new().encode()), self._date]

    def _world(self) -> World:
        settings, rules = self._settings, self._rules
        return World(
            MemoryStore(INDEXES),
            clock=self._clock(),
            ids=rules.IdFactory(settings.seed),
            jobs=rules.job_plan(settings.job_plan),
            rules=rules,
        )

    def _new_request_ids(self) -> IdFactory:
        # A sequence of its own, so that the number of requests does not change the ids in the world.
        seed = self._settings.seed
        return IdFactory(None if seed is None else seed + 1)

    def _clock(self) -> Clock:
        if self._settings.freeze is None:
            return Clock.system()
        try:
            return Clock.frozen(self._settings.freeze)
        except ValueError as error:
            raise ConfigurationError(f"--freeze: {error}.") from error
