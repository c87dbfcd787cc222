"""The mock as a command with several workers, and what its processes are."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from tests.commands import BIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WAIT = 30.0
_pause = threading.Event()


class Mock:
    """A mock with workers that runs as a command, in a process group of its own."""

    def __init__(self, process: subprocess.Popen[str], ready_file: Path, greeting: str) -> None:
        self.process = process
        self.ready_file = ready_file
        self.greeting = greeting
        self.ready: dict[str, Any] = json.loads(ready_file.read_text(encoding="utf-8"))

    def client(self) -> httpx.Client:
        """Return a client, whose first connection goes to any of the workers."""
        headers = {"Authorization": f"Bearer {self.ready['token']}"}
        return httpx.Client(base_url=self.ready["url"], headers=headers, timeout=WAIT)

    def workers(self) -> list[int]:
        """Return the processes that serve, by what they were started for."""
        return [pid for pid in children(self.process.pid) if b"spawn_main" in words_of(pid)]


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            status = (folder / "stat").read_text(encoding="utf-8") if folder.name.isdigit() else ""
        except OSError:
            continue
        if status and int(status.rpartition(")")[2].split()[1]) == pid:
            found.append(int(folder.name))
    return found


def words_of(pid: int) -> bytes:
    """Return the command line of a process, nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for a condition; fail when it does not come true."""
    for _ in range(int(WAIT / 0.05)):
        if holds():
            return
        _pause.wait(0.05)
    raise AssertionError(f"not in {WAIT} s: {what}")


def alive(pid: int) -> bool:
    """Tell whether a process still runs."""
    return bool(words_of(pid))


@contextmanager
def mock(folder: Path, store: str, *options: str, workers: int = 2) -> Iterator[Mock]:
    """Run a mock on a shared store; kill what is left of it in the end."""
    ready_file = folder / "ready.json"
    where = ("--ready-file", str(ready_file), "--store", store, "--workers", str(workers))
    words = [str(BIN / "mock-server"), "--port", "0", *where, *options]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        try:
            first = process.stdout.readline()
            assert first.startswith("Serving"), first + process.stdout.read()
            rest = [process.stdout.readline() for _ in range(5)]
            yield Mock(process, ready_file, first + "".join(rest))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
