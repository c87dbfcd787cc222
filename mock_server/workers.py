"""Workers: several processes that serve one socket and one store, under uvicorn's supervision.

Whoever cannot start because of its store waits until that is back; whoever cannot start for another reason
ends all, as the next one could not either.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import SIGNALS

from mock_server.server import GRACE, built_app, log_to_stderr, prepare_process, uvicorn_options
from mock_server.settings import ConfigurationError
from mock_server.stores import Unavailable

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from mock_server.http.app import MockApp
    from mock_server.settings import Settings

_PAUSE = 0.25
"""Seconds between two looks: whether a store is back, or all workers serve."""
_SILENCE = 10
"""Seconds that a worker may be silent before it is replaced: on a busy machine one starts slowly."""
_PATIENCE = GRACE + 5
"""Seconds that workers get to end."""
_ENDING = (signal.SIGINT, signal.SIGTERM)
_LOG = logging.getLogger(__name__)


def serve(factory: AppFactory, workers: int, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve in several processes until SIGINT or SIGTERM; `ready` is called when all of them serve.

    SystemExit with 1 when they cannot.
    """
    config = Config(
        factory,
        factory=True,
        workers=workers,
        lifespan="on",
        timeout_worker_healthcheck=1,
        **uvicorn_options(),
    )
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
        if multiprocessing.parent_process() is not None:
            _leave_to_parent()
        with _leaving_at_once():
            threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
            try:
                app = self._built()
            except Exception as error:  # noqa: BLE001  whatever it is, the next worker would meet it too
                known = isinstance(error, ConfigurationError)
                _LOG.error("a worker cannot start: %s", error, exc_info=None if known else error)
                sys.exit(STARTUP_FAILURE)
        prepare_process()
        return app

    def _built(self) -> MockApp:
        told = False
        while True:
            try:
                return built_app(self.settings, self.mutant, self.address)
            except ConfigurationError as error:
                # Whoever takes the place of a worker that has died may find the store away for a while.
                if not isinstance(error.__cause__, Unavailable):
                    raise
                if not told:
                    _LOG.warning("a worker waits: %s", error)
                told = True
            time.sleep(_PAUSE)


class _Supervisor(Multiprocess):
    """Starts the workers, replaces those that die, and ends all of them."""

    failed = False

    def __init__(self, config: Config, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
        ignored = [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_IGN]
        super().__init__(config, sockets)
        # As nohup wants it, for one.
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)
        self._ready = ready
        self._heard = time.monotonic()

    def run(self) -> None:
        """Serve until a signal comes; whatever happens, no worker is left."""
        try:
            super().run()
        except BaseException:
            self.terminate_all()
            self.join_all()
            raise

    def init_processes(self) -> None:
        """Start all workers at once, and wait until each of them serves."""
        # The first worker would start it, and it would let go of the signals that are held back.
        resource_tracker.ensure_running()
        with _signals_held_back():
            super().init_processes()
        waiting = list(self.processes)
        while waiting and not self.should_exit.wait(_PAUSE / 5):
            waiting = [process for process in waiting if not process.is_ready(_PAUSE)]
            ended = [process.exitcode for process in waiting if not process.process.is_alive()]
            # Only now: the same signal may have ended the workers.
            self.handle_signals()
            if ended and not self.should_exit.is_set():
                _LOG.error("a worker has ended while it started, with exit code %s", ended[0])
                self.failed = True
                self.should_exit.set()
        if not self.should_exit.is_set():
            self._ready()
        self._heard = time.monotonic()

    def keep_subprocess_alive(self) -> None:
        """Replace workers that have died or say nothing for long; one that cannot start ends all."""
        # uvicorn would wait as long for each answer, and signals with it.
        if self.should_exit.is_set() or (self._silent() and time.monotonic() < self._heard + _SILENCE):
            return
        with _signals_held_back():
            super().keep_subprocess_alive()
        self.failed = self.should_exit.is_set()
        self._heard = time.monotonic()

    def _silent(self) -> bool:
        """Tell whether a worker that runs does not answer."""
        return any(process.process.is_alive() and not process.ping(_PAUSE) for process in self.processes)

    def terminate_all(self) -> None:
        """Have the workers finish what is under way; nobody new is let in."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait for the workers; a second SIGINT cuts it short, and nobody may take for ever."""
        end = time.monotonic() + _PATIENCE
        for process in self.processes:
            while process.process.is_alive():
                process.process.join(_PAUSE)
                if signal.SIGINT in self.signal_queue or time.monotonic() > end:
                    process.kill()

    def handle_hup(self) -> None:
        """End, as one process would when its terminal is closed."""
        self.handle_term()

    def handle_quit(self) -> None:
        """End, as one process would."""
        self.handle_term()


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """Have signals wait: here until the block ends, in workers that start in it until they can end well."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _leaving_at_once() -> Iterator[None]:
    """Have a signal end this worker without delay: it serves nobody yet, and its store may be away."""
    # The system's own way: SystemExit could be taken for a failure of whatever is under way.
    before = {number: signal.signal(number, signal.SIG_DFL) for number in _ENDING}
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave_to_parent() -> None:
    """Ignore what is meant for the parent, which ends its workers in order.

    By itself each would end at once, and slowly, as SIGQUIT has a process write its memory to disk.
    """
    for name in ("SIGHUP", "SIGQUIT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _end_with_parent() -> None:
    """End this worker when its parent has ended without telling it, so that it does not keep the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE + 1)
    os.kill(os.getpid(), signal.SIGKILL)
