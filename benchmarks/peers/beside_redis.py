"""A command beside a new Redis: `python -m benchmarks.peers.beside_redis COMMAND`.

The command is told where Redis is by `--store`; both end together.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import time
from typing import NoReturn

from benchmarks.machine import free_port


def main() -> None:
    """Run both until a signal, or the end of the command."""
    signal.signal(signal.SIGTERM, _leave)
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        words = ("redis-server", "--port", str(port), "--dir", folder, "--save", "", "--loglevel", "warning")
        with subprocess.Popen(words) as redis:  # noqa: S603  the benchmark's own command
            _wait(port)
            store = ("--store", f"redis://127.0.0.1:{port}/0")
            with subprocess.Popen([*sys.argv[1:], *store]) as command:  # noqa: S603  same
                try:
                    command.wait()
                finally:
                    command.terminate()
                    redis.terminate()


def _wait(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.005)
        else:
            return


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


if __name__ == "__main__":
    main()
