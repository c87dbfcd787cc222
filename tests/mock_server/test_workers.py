"""Several workers: the real command, over real HTTP."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import httpx
import pytest
from uvicorn.config import STARTUP_FAILURE

from mock_server.server import GRACE
from mock_server.settings import Settings
from mock_server.workers import AppFactory
from tests.commands import BIN, run
from tests.mock_server.command import WAIT, Mock, alive, children, mock, wait_until, words_of
from tests.mock_server.samples import MODEL, new_model
from tests.redis_server import running as running_redis

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the workers by /proc")


def store(folder: Path) -> str:
    """Return the name of a store in a file."""
    return f"sqlite:{folder / 'world.db'}"


@contextmanager
def command(words: list[str], **how: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a command in a process group of its own; kill what is left of it in the end."""
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True} | how
    with subprocess.Popen(words, start_new_session=True, **how) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def workers_of(pid: int) -> list[int]:
    """Return the workers of a process."""
    return [child for child in children(pid) if b"spawn_main" in words_of(child)]


def assert_all_gone(process: subprocess.Popen[str]) -> None:
    """Wait until no process is left of the group of one that has ended."""

    def gone() -> bool:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    wait_until(gone, "the end of all processes")


def assert_waits(running: Mock) -> None:
    """Wait until a worker says that it waits for its store."""
    assert running.process.stdout is not None
    assert any("a worker waits: --store redis://" in line for line in running.process.stdout)


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


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGQUIT])
def test_it_ends_with_its_terminal(tmp_path: Path, number: signal.Signals) -> None:
    """Signals that would end a single process end all, too, and no worker is replaced."""
    with mock(tmp_path, store(tmp_path)) as running:
        os.killpg(running.process.pid, number)
        output, _ = running.process.communicate(timeout=WAIT)
        assert (running.process.returncode, output) == (0, "")
        assert not running.ready_file.exists()
        assert_all_gone(running.process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_all_while_workers_start(tmp_path: Path, number: signal.Signals) -> None:
    """No worker that is still loading complains, and what has ended by the signal is no failure."""
    words = [str(BIN / "mock-server"), "--port", "0", "--store", store(tmp_path), "--workers", "3"]
    with command(words) as process:
        wait_until(lambda: bool(workers_of(process.pid)), "a worker that starts")
        os.killpg(process.pid, number)
        output, _ = process.communicate(timeout=WAIT)
        assert (process.returncode, output) == (0, "")
        assert_all_gone(process)


def test_requests_under_way_are_finished(tmp_path: Path) -> None:
    """A request that has begun still gets its answer, and nobody new is let in meanwhile."""
    with mock(tmp_path, store(tmp_path)) as running:
        url = httpx.URL(running.ready["url"])
        address = (url.host, url.port or 80)
        body = b'{"name": "p"}'
        head = (
            "POST /v3/projects HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {running.ready['token']}\r\n"
            f"Expect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(address, timeout=WAIT) as connection:
            connection.sendall(head.encode())
            # The interim answer shows that a worker is reading this request.
            assert connection.recv(100).startswith(b"HTTP/1.1 100")
            os.killpg(running.process.pid, signal.SIGINT)
            connection.sendall(body)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200")
        output, _ = running.process.communicate(timeout=WAIT)
        assert (running.process.returncode, output) == (0, "")


def test_a_second_ctrl_c_waits_for_nobody(tmp_path: Path) -> None:
    """A worker that does not end is killed."""
    with mock(tmp_path, store(tmp_path)) as running:
        stuck, other = running.workers()
        os.kill(stuck, signal.SIGSTOP)
        running.process.send_signal(signal.SIGINT)
        wait_until(lambda: not alive(other), "the end of the other worker")
        assert alive(stuck)
        running.process.send_signal(signal.SIGINT)
        # Less than workers get after a single one.
        assert running.process.wait(timeout=GRACE) == 0
        assert_all_gone(running.process)


def test_a_worker_that_is_stuck_is_replaced(tmp_path: Path) -> None:
    """It is alive, but does not say so."""
    with mock(tmp_path, store(tmp_path)) as running:
        stuck, other = running.workers()
        os.kill(stuck, signal.SIGSTOP)
        wait_until(lambda: set(running.workers()) - {stuck, other} != set(), "a worker in its place")
        assert not alive(stuck)
        assert alive(other)


def test_each_worker_serves(tmp_path: Path) -> None:
    """Also while the others are held up."""
    with mock(tmp_path, store(tmp_path)) as running:
        for held in running.workers():
            os.kill(held, signal.SIGSTOP)
            with running.client() as client:
                assert client.get(f"/v3/models/{MODEL}").status_code == 200
            os.kill(held, signal.SIGCONT)


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


def test_a_new_worker_waits_for_its_store(tmp_path: Path) -> None:
    """It says so once, and serves as soon as the store is back; then it needs no other worker."""
    with running_redis() as redis, mock(tmp_path, redis.url("x")) as running:
        killed, old = running.workers()
        redis.stop()
        os.kill(killed, signal.SIGKILL)
        assert_waits(running)
        (new,) = set(running.workers()) - {killed, old}
        redis.start()
        os.kill(old, signal.SIGSTOP)
        with running.client() as client:
            assert client.get(f"/v3/models/{MODEL}").status_code == 200
        os.kill(old, signal.SIGCONT)
        running.process.terminate()
        output, _ = running.process.communicate(timeout=WAIT)
        assert running.process.returncode == 0
        assert "a worker waits" not in output
        assert not alive(new)


def test_a_worker_that_waits_for_its_store_can_be_ended(tmp_path: Path) -> None:
    """It keeps neither its parent nor itself."""
    with running_redis() as redis, mock(tmp_path, redis.url("x")) as running:
        redis.stop()
        os.kill(running.workers()[0], signal.SIGKILL)
        assert_waits(running)
        running.process.terminate()
        running.process.communicate(timeout=WAIT)
        assert running.process.returncode == 0
        assert_all_gone(running.process)


def test_a_worker_that_cannot_start_ends_all(tmp_path: Path) -> None:
    """With the reason, as the next one could not start either."""
    folder = tmp_path / "vanishing"
    folder.mkdir()
    with mock(tmp_path, store(folder)) as running:
        shutil.rmtree(folder)
        os.kill(running.workers()[0], signal.SIGKILL)
        output, _ = running.process.communicate(timeout=WAIT)
        assert running.process.returncode == 1
        assert f"a worker cannot start: --store {store(folder)}: the folder {folder} does not" in output
        assert "Traceback" not in output
        assert_all_gone(running.process)


def test_a_worker_that_is_killed_while_it_starts(tmp_path: Path) -> None:
    """It ends all with the reason, instead of a mock that is never ready."""
    words = [str(BIN / "mock-server"), "--port", "0", "--store", store(tmp_path), "--workers", "2"]
    with command(words) as process:
        wait_until(lambda: bool(workers_of(process.pid)), "a worker that starts")
        os.kill(workers_of(process.pid)[0], signal.SIGKILL)
        output, _ = process.communicate(timeout=WAIT)
        assert process.returncode == 1
        assert "a worker has ended while it started, with exit code -9" in output
        assert_all_gone(process)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that is always full")
def test_no_worker_is_left_when_the_parent_fails(tmp_path: Path) -> None:
    """Here since it cannot say that it serves."""
    words = [str(BIN / "mock-server"), "--port", "0", "--store", store(tmp_path), "--workers", "2"]
    with Path("/dev/full").open("wb") as full, command(words, stdout=full) as process:
        assert process.wait(timeout=WAIT) == 1
        assert_all_gone(process)


def test_an_error_nobody_expected_is_shown_and_ends_all(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker with a mistake in it is not started again and again."""

    def failing(*_: object) -> NoReturn:
        raise RuntimeError("a mistake")

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("mock_server.workers.built_app", failing)
    with pytest.raises(SystemExit) as ended:
        AppFactory(Settings(), None, "127.0.0.1")()
    assert ended.value.code == STARTUP_FAILURE
    assert "RuntimeError: a mistake" in caplog.text
    assert signal.getsignal(signal.SIGTERM) == before


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
