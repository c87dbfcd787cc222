"""The implementation as a running server: uvicorn on a loopback port, in a thread or in the foreground."""

import json
import os
import socket
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

import uvicorn

from tests.other_implementation import seed
from tests.other_implementation.app import build
from tests.other_implementation.registry import Registry

DEFAULT_DELAY = 0.15  # seconds
_HEAD_LIMIT = 1024 * 1024  # bytes; a request line longer than this is refused without an envelope


class OtherImplementation:
    """A server with its own, fresh models; `with OtherImplementation() as server: server.url`.

    Args:
        delay: Seconds until a job takes effect.
        fault: A key of `FAULTS`, or None to conform.
        port: The port on the loopback interface; 0 picks a free one.
    """

    token = seed.TOKEN
    second_token = seed.SECOND_TOKEN
    project_id = seed.PROJECT_ID
    further_project_id = seed.FURTHER_PROJECT_ID
    second_project_id = seed.SECOND_PROJECT_ID
    file_id = seed.FILE_ID
    env_id = seed.ENV_ID

    def __init__(self, delay: float = DEFAULT_DELAY, fault: str | None = None, port: int = 0) -> None:
        app = build(Registry(delay, fault))
        config = uvicorn.Config(
            app,
            http="h11",
            h11_max_incomplete_event_size=_HEAD_LIMIT,
            loop="asyncio",
            lifespan="off",
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._socket = socket.create_server(("127.0.0.1", port))
        # An answer is sent in chunks; without this the second waits 40 ms for the first to be acknowledged.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = Thread(target=self.run, name="other-implementation", daemon=True)
        self.pid = os.getpid()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        """Start; the port listens already, so a request may be sent at once."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and wait until the port is free."""
        self._server.should_exit = True
        self._thread.join()

    def run(self) -> None:
        """Serve in the foreground until interrupted."""
        self._server.run(sockets=[self._socket])

    def announcement(self) -> dict[str, str | int]:
        """Give what a client has to know: url, pid, tokens and ids."""
        return {"url": self.url, "pid": self.pid, **seed.ANNOUNCED}

    def write_ready_file(self, path: Path) -> None:
        """Write the announcement as JSON; a reader sees all of it or no file."""
        draft = path.with_name(f"{path.name}.{self.pid}")
        draft.write_text(json.dumps(self.announcement()), encoding="utf-8")
        draft.replace(path)
