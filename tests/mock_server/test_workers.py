"""Several workers: the real command, over real HTTP."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.commands import run
from tests.mock_server.command import WAIT, alive, mock, wait_until
from tests.mock_server.samples import MODEL, new_model

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the workers by /proc")


def store(folder: Path) -> str:
    """Return the name of a store in a file."""
    return f"sqlite:{folder / 'world.db'}"


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
    words = [] if "--store" in options else ["--store", f"sqlite:{tmp_path / 'world.db'}"]
    done = run("mock-server", "--port", "0", "--workers", "2", *words, *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_all_serve_one_world(tmp_path: Path) -> None:
    """The banner and the ready file come when all serve; what one has written another reads."""
    with mock(tmp_path, store(tmp_path), workers=3) as running:
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
    with mock(tmp_path, store(tmp_path)) as running:
        workers = running.workers()
        (os.killpg if to_group else os.kill)(running.process.pid, number)
        output, _ = running.process.communicate(timeout=WAIT)
        assert running.process.returncode == 0
        assert output == ""
        assert not running.ready_file.exists()
        assert not any(map(alive, workers))


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    """The others serve meanwhile, and then there are as many as before."""
    with mock(tmp_path, store(tmp_path)) as running:
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
    with mock(tmp_path, store(tmp_path)) as running:
        workers = running.workers()
        running.process.kill()
        running.process.wait()
        wait_until(lambda: not any(map(alive, workers)), "the end of the workers")
        port = int(running.ready["url"].rpartition(":")[2])
        socket.create_server(("127.0.0.1", port)).close()


def test_a_mutant_is_one_in_every_worker(tmp_path: Path) -> None:
    """Each builds it by its id."""
    with mock(tmp_path, store(tmp_path), "--mutant", "E05") as running:
        assert len(running.workers()) == 2
        with running.client() as client:
            assert client.get("/v3/models").status_code == 200
