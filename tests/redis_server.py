"""A real Redis for the tests, on a free port and with a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


_SERVING = (b"+PONG", b"-NOAUTH Authentication required.")
"""What a Redis says that has read its data."""


class RedisServer:
    """One redis-server, which keeps what it is told on disk when it is stopped."""

    def __init__(self, executable: str, folder: Path, *options: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        address = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder))
        self._words = [executable, *address, "--save", "3600 1", *options]
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, prefix: str) -> str:
        """Return the name of a store in it."""
        return f"redis://127.0.0.1:{self.port}/0?prefix={prefix}"

    def start(self) -> None:
        """Start it, and return when it has read its data and answers."""
        self._process = subprocess.Popen(self._words, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while self.ask("PING") not in _SERVING:
            assert self._process.poll() is None, f"redis-server ended with {self._process.returncode}"
            assert time.monotonic() < until, "redis-server does not answer"

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Stop it; with SIGTERM it saves what it holds."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)
            self._process = None

    def signal(self, number: int) -> None:
        """Send it a signal, such as SIGSTOP."""
        assert self._process is not None
        self._process.send_signal(number)

    def ask(self, *words: str) -> bytes | None:
        """Return the first line of its answer to a command, or None if there is no answer."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(f"{' '.join(words)}\r\n".encode())
                return connection.recv(65536).split(b"\r\n")[0]
        except OSError:
            return None


def executable() -> str:
    """Return the path of redis-server; without one, a test is skipped, but fails where CI is set."""
    found = shutil.which("redis-server")
    if found:
        return found
    reason = "redis-server is not installed (on Debian: apt-get install redis-server)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running(*options: str) -> Iterator[RedisServer]:
    """Run a Redis with some options of its configuration."""
    path = executable()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        server = RedisServer(path, Path(folder), *options)
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis that all tests of a process share; each takes a prefix of its own."""
    with running() as server:
        yield server
