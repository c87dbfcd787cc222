"""The server: a mock in a background thread for tests, or in the foreground for the command."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from mock_server.settings import ConfigurationError, Settings, instant
from mock_server.world.seeding import collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from uvicorn import Server

    from mock_server.http.app import MockApp
    from mock_server.http.journal import RecordedRequest

GRACE = 10
"""Seconds that requests under way get to finish when the mock stops."""
IDLE = 75
"""Seconds that an idle connection stays open: longer than clients keep one, so that none is closed in use."""

SWITCH = 0.001
"""Seconds that a thread may run while others wait; Python's own choice is five times as long."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class MockServer:
    """A mock on a port of its own, for as long as its `with` block lasts.

    The keyword arguments are the members of `Settings`; `spec` may be a text and `freeze` an RFC 3339 text.
    `mutant` names a deliberate fault. Use as many as you like, one after another or side by side.

        with MockServer(world="demo") as mock:
            httpx.get(f"{mock.url}/v3/models", headers={"Authorization": f"Bearer {mock.token}"})

    ConfigurationError, at once or on entering, when the settings cannot be used.
    """

    def __init__(
        self,
        world: str | Path = "demo",
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        mutant: str | None = None,
        **settings: Any,
    ) -> None:
        self._address = (host, port)
        self._mutant = mutant
        self._settings = make_settings(world=world, **settings)
        self._app: MockApp | None = None
        self._url = ""
        self._stack = ExitStack()

    @property
    def url(self) -> str:
        """Return the base URL, without a slash at the end."""
        self._running()
        return self._url

    @property
    def token(self) -> str:
        """Return a bearer token that may read and write."""
        return self._running().authenticator.token

    @property
    def requests(self) -> list[RecordedRequest]:
        """Return the last requests, 1,000 or 16 MiB of them, each recorded before its answer is sent.

        It is a copy: requests that arrive while a test reads it do not disturb the reading.
        """
        return self._running().requests

    def reset(self) -> None:
        """Bring the world back to its start, ids included, and forget the recorded requests."""
        self._running().reset()

    def __enter__(self) -> Self:
        if self._app is not None:
            raise RuntimeError("this MockServer is running already; make another one")
        with ExitStack() as stack:
            app = built_app(self._settings, self._mutant, self._address[0])
            listener = stack.enter_context(open_socket(*self._address))
            stack.enter_context(_background(app, listener))
            self._stack = stack.pop_all()
        self._app, self._url = app, base_url(listener)
        return self

    def __exit__(self, *_: object) -> None:
        self._app = None
        self._stack.close()

    def _running(self) -> MockApp:
        if self._app is None:
            raise RuntimeError("the mock is not running; use it inside `with MockServer() as mock:`")
        return self._app


def make_settings(**members: Any) -> Settings:
    """Return settings, with texts read into paths and instants; ConfigurationError for an unknown member."""
    unknown = set(members) - set(Settings.__dataclass_fields__)
    if unknown:
        known = ", ".join(Settings.__dataclass_fields__)
        raise ConfigurationError(f"{', '.join(sorted(unknown))}: no such setting; there are {known}.")
    if isinstance(members.get("spec"), str):
        members["spec"] = Path(members["spec"])
    for name in ("spec", "world", "auth"):
        if isinstance(members.get(name), os.PathLike):
            members[name] = Path(members[name])
    if isinstance(members.get("allow_host"), list | str):
        names = members["allow_host"]
        members["allow_host"] = (names,) if isinstance(names, str) else tuple(names)
    if isinstance(members.get("freeze"), str):
        members["freeze"] = instant(members["freeze"])
    return Settings(**members)


def built_app(settings: Settings, mutant: str | None = None, address: str = "127.0.0.1") -> MockApp:
    """Build the app that the settings describe, with a deliberate fault if one is named."""
    # Connexion takes a while to import: only those pay who serve.
    from mock_server.http.app import build_app  # noqa: PLC0415
    from mock_server.mutation import find_mutant  # noqa: PLC0415

    if not isinstance(mutant, str | None):
        raise ConfigurationError(f"--mutant {mutant!r} cannot be used: it must be the id of a mutant.")
    mutation = None if mutant is None else find_mutant(mutant)
    with collector.paused():
        return build_app(settings, mutation, address)


def open_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket, port 0 for any free one; ConfigurationError when there is none to be had."""
    # Before a socket is made, which would not be closed on an address of the wrong type.
    if not isinstance(host, str):
        raise ConfigurationError(f"--host {host!r} cannot be used: it must be an address or a name.")
    if type(port) is not int or not 0 <= port <= 65535:
        raise ConfigurationError(f"--port {port!r} cannot be used: it must be a number from 0 to 65535.")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(
            f"cannot listen on {host}:{port}: {reason}; choose another with --port (0 picks a free one)."
        ) from error


def base_url(listener: socket.socket) -> str:
    """Return the URL that a listening socket is reached at; an address that means "all" as this machine."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve_in_foreground(app: MockApp, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is under way; a second SIGINT cuts it short."""
    server = _server(app, ready)
    prepare_process()

    def stop(number: int, _frame: FrameType | None) -> None:
        server.force_exit = server.should_exit and number == signal.SIGINT
        server.should_exit = True

    previous = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        server.run(sockets=[listener])
    finally:
        app.close()
        for number, handler in previous.items():
            signal.signal(number, handler)


def prepare_process() -> None:
    """Prepare a process that does nothing but serve, when its app is built."""
    # What the start has made stays, so that no garbage collection need look at it.
    gc.collect()
    gc.freeze()
    # Long lists and files are read in threads; the shorter the turn of each, the sooner others are served.
    sys.setswitchinterval(SWITCH)


def log_to_stderr() -> None:
    """Have warnings appear on stderr: the choice of a command, not of a program that embeds a mock."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def uvicorn_options() -> dict[str, Any]:
    """Return what uvicorn is told of every server, whoever supervises it."""
    from mock_server.http.protocol import HttpProtocol  # noqa: PLC0415  see built_app

    return {
        "http": HttpProtocol,
        "ws": "none",
        "interface": "asgi3",
        "log_config": None,
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "date_header": False,
        "timeout_keep_alive": IDLE,
        "timeout_graceful_shutdown": GRACE,
    }


@contextlib.contextmanager
def _background(app: MockApp, listener: socket.socket) -> Iterator[None]:
    started = threading.Event()
    server = _server(app, started.set)
    thread = threading.Thread(target=_run, args=(server, listener, started), name="mock-server", daemon=True)
    thread.start()
    started.wait()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
        app.close()


def _run(server: Server, listener: socket.socket, started: threading.Event) -> None:
    try:
        server.run(sockets=[listener])
    finally:
        started.set()


def _server(app: MockApp, ready: Callable[[], None]) -> Server:
    """Return a uvicorn server that reports when it serves, and leaves signals to its owner."""
    from uvicorn import Config, Server  # noqa: PLC0415  see built_app

    class ReportingServer(Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return ReportingServer(Config(app, lifespan="off", **uvicorn_options()))
