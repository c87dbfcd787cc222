"""State: the world a mock serves, how it starts, and what makes its answers repeatable."""

from __future__ import annotations

import logging
import math
import threading
import time
from contextlib import contextmanager, suppress
from email.utils import formatdate
from typing import TYPE_CHECKING

from mock_server.settings import ConfigurationError, Settings
from mock_server.stores import Unavailable, Unusable
from mock_server.stores.opening import open_store
from mock_server.world import World
from mock_server.world.clock import Clock
from mock_server.world.ids import IdFactory
from mock_server.world.indexes import INDEXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.stores import Store
    from mock_server.stores.store import Rows
    from mock_server.world.rules import Rules

_PROCESSES = "processes"
"""The number of the processes that have used a store since its start."""
_PROCESS_BITS = 64
"""Seeds further apart than that are chosen by nobody."""
_LOG = logging.getLogger(__name__)


class State:
    """A world and its sources of ids and time; `reset` brings all of them back to the start.

    `rows` gives what the world starts with; a store that holds a world already is left as it is. `rules` is
    what the world goes by. ConfigurationError when there is no store to be had.

    Attributes:
        fresh: Whether the world was started now; False where the store held one.
    """

    world: World

    def __init__(self, settings: Settings, rows: Callable[[], Rows], rules: Rules) -> None:
        self._settings = settings
        self._rules = rules
        self._rows = rows
        self._beginning = threading.Lock()
        with _refusing(settings.shown_store):
            store = open_store(settings.store, INDEXES)
            self.world = self._world(store)
            self.fresh = self.world.begin(rows)
            self._process = _place_among_processes(store)
        self._request_ids = self._new_request_ids()
        self._second: int | None = None
        self._date = b"date", b""

    def reset(self) -> None:
        """Start over; in a world of this process alone, requests under way finish in the one they began in.

        Safe from any thread. Unavailable when the store is not there.
        """
        self.world = self._world(self.world.store.reverted())
        self._request_ids = self._new_request_ids()

    def begin_again(self) -> None:
        """Start a world anew in a store that has lost it. It may take seconds."""
        with self._beginning, suppress(Unavailable):
            _LOG.warning("the store has lost the world; it is started anew")
            self.world.store.forget()
            self.world.begin(self._rows)

    def close(self) -> None:
        """Let go of the world, and of its files on disk where they are of no use to others."""
        self.world.store.close()

    def new_headers(self) -> list[tuple[bytes, bytes]]:
        """Return the X-Request-Id (unique; repeatable under a seed) and the Date of one answer (decided)."""
        frozen = self._settings.freeze
        second = int(time.time()) if frozen is None else math.floor(frozen.timestamp())
        if second != self._second:
            self._second = second
            self._date = b"date", formatdate(second, usegmt=True).encode()
        return [(b"x-request-id", self._request_ids.new().encode()), self._date]

    def _world(self, store: Store) -> World:
        settings, rules = self._settings, self._rules
        return World(
            store,
            clock=self._clock(),
            ids=rules.IdFactory(settings.seed),
            jobs=rules.job_plan(settings.job_plan),
            rules=rules,
        )

    def _new_request_ids(self) -> IdFactory:
        # A sequence of its own, so that the number of requests does not change the ids in the world, and one
        # for each process, as one for all would cost each request a write.
        seed = self._settings.seed
        return IdFactory(None if seed is None else seed + 1 + (self._process << _PROCESS_BITS))

    def _clock(self) -> Clock:
        if self._settings.freeze is None:
            return Clock.system()
        try:
            return Clock.frozen(self._settings.freeze)
        except ValueError as error:
            raise ConfigurationError(f"--freeze: {error}.") from error


def _place_among_processes(store: Store) -> int:
    """Return how many processes have used a store before this one; 0 where it is not shared."""
    if not store.shared:
        return 0
    with store.transaction() as rows:
        before = rows.number(_PROCESSES) or 0
        rows.set_number(_PROCESSES, before + 1)
    return before


@contextmanager
def _refusing(store: str) -> Iterator[None]:
    """Turn what is wrong with a store at the start into a ConfigurationError."""
    try:
        yield
    except (Unusable, Unavailable) as error:
        raise ConfigurationError(f"--store {store}: {error}") from error
