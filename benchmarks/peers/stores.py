"""This mock with its world in SQLite and in Redis, with one worker and with two."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.peers.peer import NotInstalled, Peer
from benchmarks.process import Launch, mock_launch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.peers.peer import Place


def memory(place: Place) -> Launch:
    """How to start the mock with its world in memory."""
    return mock_launch(place.mock, place.port, place.world)


def sqlite(place: Place, workers: int = 1) -> Launch:
    """How to start it with a file of its port's name: a new one each time, unless the port is the same."""
    file = place.scratch / f"world-{place.port}.db"
    options = ("--store", f"sqlite:{file}", "--workers", str(workers))
    return mock_launch(place.mock, place.port, place.world, *options)


def redis(place: Place, workers: int = 1) -> Launch:
    """How to start it beside a Redis of its own. NotInstalled where there is none."""
    if shutil.which("redis-server") is None:
        raise NotInstalled("redis-server (Debian's package)")
    launch = mock_launch(place.mock, place.port, place.world, "--workers", str(workers))
    beside = (sys.executable, "-m", "benchmarks.peers.beside_redis")
    return Launch((*beside, *launch.command), launch.environment)


PEERS = (
    Peer("sqlite", sqlite),
    Peer("redis", redis),
    Peer("sqlite-2", partial(sqlite, workers=2), spread=True),
    Peer("redis-2", partial(redis, workers=2), spread=True),
)
STORES: Mapping[str, Callable[[Place], Launch]] = {"memory": memory, "sqlite": sqlite, "redis": redis}
