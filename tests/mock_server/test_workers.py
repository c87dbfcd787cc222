"""Several workers: the real command, over real HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.commands import BIN, run
from tests.mock_server.samples import MODEL, new_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the workers by /proc")

_WAIT = 30.0
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
        return httpx.Client(base_url=self.ready["url"], headers=headers, timeout=_WAIT)

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
    for _ in range(int(_WAIT / 0.05)):
        if holds():
            return
        _pause.wait(0.05)
    raise AssertionError(f"not in {_WAIT} s: {what}")


def alive(pid: int) -> bool:
    """Tell whether a process still runs."""
    return bool(words_of(pid))


@contextmanager
def mock(folder: Path, *options: str, workers: int = 2) -> Iterator[Mock]:
    """Run a mock on a SQLite file; kill what is left of it in the end."""
    ready_file = folder / "ready.json"
    store = ("--store", f"sqlite:{folder / 'world.db'}", "--workers", str(workers))
    words = [str(BIN / "mock-server"), "--port", "0", "--ready-file", str(ready_file), *store, *options]
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


def test_the_world_of_memory_is_not_shared() -> None:
    """It is refused with a sentence, before anything is started."""
    done = run("mock-server", "--port", "0", "--workers", "2")
    assert done.returncode == 2
    assert "--workers 2 needs a store that all of them can use: add --store sqlite:FILE" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--workers", "0"], "0 is not in the range 1<=x<=64"),
        (["--store", "sqlite:/nowhere/world.db"], "--store sqlite:/nowhere/world.db: the folder /nowhere"),
        (["--store", "sqlite:/"], "this is a folder"),
        (["--world", "nowhere"], "there is no such world"),
        (["--mutant", "nothing"], "nothing"),
    ],
)
def test_mistakes_are_told_before_anything_starts(tmp_path: Path, options: list[str], said: str) -> None:
    """Exit code 2 and one sentence, as with one worker."""
    store = [] if "--store" in options else ["--store", f"sqlite:{tmp_path / 'world.db'}"]
    done = run("mock-server", "--port", "0", "--workers", "2", *store, *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_all_serve_one_world(tmp_path: Path) -> None:
    """The banner and the ready file come when all serve; what one has written another reads."""
    with mock(tmp_path, workers=3) as running:
        assert f"Store   sqlite:{tmp_path / 'world.db'}, 3 workers\n" in running.greeting
        assert running.greeting.endswith("Ctrl-C ends it.\n")
        assert running.ready["pid"] == running.process.pid
        assert len(running.workers()) == 3
        with running.client() as client:
            made = client.post("/v3/models", json=new_model()).json()["data"]
        for _ in range(12):
            with running.client() as client:
                assert client.get(f"/v3/models/{made['id']}").json()["data"] == made


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("to_group", [False, True], ids=["parent", "group"])
def test_signals_end_all(tmp_path: Path, number: signal.Signals, *, to_group: bool) -> None:
    """Whether the parent alone gets it or, as from a terminal, all: exit code 0, and nothing is left."""
    with mock(tmp_path) as running:
        workers = running.workers()
        (os.killpg if to_group else os.kill)(running.process.pid, number)
        output, _ = running.process.communicate(timeout=_WAIT)
        assert running.process.returncode == 0
        assert output == ""
        assert not running.ready_file.exists()
        assert not any(map(alive, workers))


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    """The others serve meanwhile, and then there are as many as before."""
    with mock(tmp_path) as running:
        before = set(running.workers())
        killed = before.pop()
        os.kill(killed, signal.SIGKILL)
        with httpx.Client(base_url=running.ready["url"]) as client:
            assert client.get("/v3/server-info").status_code in {200, 401}
        wait_until(lambda: len(set(running.workers()) - {killed}) == 2, "a worker in the place of another")
        for _ in range(10):
            with running.client() as client:
                assert client.get(f"/v3/models/{MODEL}").status_code == 200


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    """None of them keeps the port."""
    with mock(tmp_path) as running:
        workers = running.workers()
        running.process.kill()
        running.process.wait()
        wait_until(lambda: not any(map(alive, workers)), "the end of the workers")
        port = int(running.ready["url"].rpartition(":")[2])
        socket.create_server(("127.0.0.1", port)).close()


def test_a_mutant_is_one_in_every_worker(tmp_path: Path) -> None:
    """Each builds it by its id."""
    with mock(tmp_path, "--mutant", "E05") as running:
        assert len(running.workers()) == 2
        with running.client() as client:
            assert client.get("/v3/models").status_code == 200
