"""A server as a process of its own, on a core of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from benchmarks import machine
from benchmarks.clients import Caller, checked
from benchmarks.wire import request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
"""This checkout."""
LONGEST_START = 600.0
"""Seconds; a world of 100,000 models takes a while."""

_PAUSE = 0.002
_GRACE = 10


class NotStarted(Exception):
    """A server ended, or did not answer, when it should have started."""


@dataclass(frozen=True)
class Launch:
    """How to start a server."""

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = ROOT


class Server:
    """A running server, stopped at the end of its `with` block; what it prints goes to the file `log`.

    Attributes:
        first_answer_ms: The time from its command to its first answer.
    """

    def __init__(self, launch: Launch, port: int, log: Path, core: int | None, path: str) -> None:
        self.port = port
        self._log = log
        began = time.perf_counter()
        with log.open("wb") as output, machine.on_core(core):
            self._process = subprocess.Popen(  # noqa: S603  the benchmark's own command
                launch.command,
                cwd=launch.folder,
                env={**os.environ, **launch.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A group of its own: what it starts in turn must end with it.
                start_new_session=True,
            )
        try:
            self._wait(request("GET", path), began)
        except BaseException:
            self.stop()
            raise
        self.first_answer_ms = (time.perf_counter() - began) * 1000

    def resident_mb(self) -> float:
        """The memory that the server holds, in MB."""
        return machine.resident_mb(self._process.pid)

    def cpu_seconds(self) -> float:
        """The processor time that the server has taken so far."""
        return machine.cpu_seconds(self._process.pid)

    def stop(self) -> None:
        """End the server and what it started."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait(self, question: bytes, began: float) -> None:
        while time.perf_counter() - began < LONGEST_START:
            if self._process.poll() is not None:
                raise NotStarted(f"it ended with code {self._process.returncode}: {self._last_words()}")
            # Some listen before they serve, and Node opens its port late: both are waited for alike.
            with contextlib.suppress(OSError), Caller(self.port, LONGEST_START) as caller:
                checked(caller.send(question), 200, "the first request")
                return
            time.sleep(_PAUSE)
        raise NotStarted(f"it did not answer within {LONGEST_START:.0f} s: {self._last_words()}")

    def _last_words(self) -> str:
        return " / ".join(self._log.read_text(errors="replace").splitlines()[-5:]) or "it printed nothing"


def mock_launch(checkout: Path, port: int, world: Path, *options: str) -> Launch:
    """How to start the mock of a checkout, with its default settings besides the options."""
    arguments = ("--port", str(port), "--world", str(world), *options)
    # The checkout's mock_server comes before the one that is installed.
    environment = {"PYTHONPATH": str(checkout)}
    return Launch((sys.executable, "-m", "mock_server", *arguments), environment, checkout)
