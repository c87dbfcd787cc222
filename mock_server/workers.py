"""Workers: several processes that serve one socket and one store, under uvicorn's supervision."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from mock_server.server import GRACE, built_app, log_to_stderr, prepare_process, uvicorn_options
from mock_server.settings import ConfigurationError
from mock_server.stores import Unavailable

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from mock_server.http.app import MockApp
    from mock_server.settings import Settings

_PAUSE = 0.25
"""Seconds between two looks: whether a store is back, or all workers serve."""
_LOG = logging.getLogger(__name__)


def serve(factory: AppFactory, workers: int, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve in several processes until SIGINT or SIGTERM; `ready` is called when all of them serve.

    SystemExit with 1 when they cannot.
    """
    config = Config(factory, factory=True, workers=workers, lifespan="on", **uvicorn_options())
    supervisor = _Supervisor(config, [listener], ready)
    supervisor.run()
    if supervisor.failed:
        sys.exit(1)


@dataclass(frozen=True)
class AppFactory:
    """Builds the app in each worker; see `built_app`."""

    settings: Settings
    mutant: str | None
    address: str

    def __call__(self) -> MockApp:
        """Return the app, as soon as its store is there."""
        log_to_stderr()
        threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
        while True:
            try:
                app = built_app(self.settings, self.mutant, self.address)
            except ConfigurationError as error:
                # Whoever takes the place of a worker that has died may find the store away for a while.
                if not isinstance(error.__cause__, Unavailable):
                    _LOG.error("a worker cannot start: %s", error)
                    sys.exit(STARTUP_FAILURE)
                _LOG.warning("a worker waits: %s", error)
                time.sleep(_PAUSE)
            else:
                prepare_process()
                return app


class _Supervisor(Multiprocess):
    """Starts the workers, replaces those that die, and ends all of them."""

    failed = False

    def __init__(self, config: Config, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self._ready = ready

    def init_processes(self) -> None:
        """Start all workers at once, and wait until each of them serves."""
        super().init_processes()
        waiting = list(self.processes)
        while waiting and not self.should_exit.wait(_PAUSE / 5):
            self.handle_signals()
            if not all(process.process.is_alive() for process in waiting):
                self.failed = True
                self.should_exit.set()
            waiting = [process for process in waiting if not process.is_ready(_PAUSE)]
        if not self.should_exit.is_set():
            self._ready()

    def keep_subprocess_alive(self) -> None:
        """Replace workers that have died; one that cannot start ends all."""
        ending = self.should_exit.is_set()
        super().keep_subprocess_alive()
        self.failed = self.should_exit.is_set() and not ending


def _end_with_parent() -> None:
    """End this worker when its parent has ended without telling it, so that it does not keep the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE + 1)
    os._exit(1)
