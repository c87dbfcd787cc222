"""This mock with its world in SQLite and in Redis, with one worker and with two."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.peers.peer import NotInstalled, Peer
from benchmarks.process import Launch, mock_launch

if TYPE_CHECKING:
    from benchmarks.peers.peer import Place


def _sqlite(place: Place, *, workers: int) -> Launch:
    # A new file each time, so that each round finds the same world.
    file = place.scratch / f"world-{place.port}.db"
    options = ("--store", f"sqlite:{file}", "--workers", str(workers))
    return mock_launch(place.mock, place.port, place.world, *options)


def _redis(place: Place, *, workers: int) -> Launch:
    if shutil.which("redis-server") is None:
        raise NotInstalled("redis-server (Debian's package)")
    launch = mock_launch(place.mock, place.port, place.world, "--workers", str(workers))
    beside = (sys.executable, "-m", "benchmarks.peers.beside_redis")
    return Launch((*beside, *launch.command), launch.environment)


PEERS = (
    Peer("sqlite", partial(_sqlite, workers=1)),
    Peer("redis", partial(_redis, workers=1)),
    Peer("sqlite-2", partial(_sqlite, workers=2), spread=True),
    Peer("redis-2", partial(_redis, workers=2), spread=True),
)
