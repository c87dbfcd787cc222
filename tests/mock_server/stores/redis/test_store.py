"""What is special to the store in Redis: its leases, its changes, and a Redis that goes away."""

from __future__ import annotations

import gc
import io
import shutil
import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from redis import Redis

from mock_server.stores import Gone, Unavailable, Unusable
from mock_server.stores.redis import scripts
from mock_server.stores.redis import store as redis_store
from mock_server.stores.redis.contents import UNCLAIMED, Blob
from mock_server.stores.redis.store import RedisStore
from tests.redis_server import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    from tests.redis_server import RedisServer


@pytest.fixture
def name(redis_server: RedisServer, request: pytest.FixtureRequest) -> str:
    """The name of a store of this test alone."""
    return redis_server.url(f"{request.node.name}-{id(request)}")


@pytest.fixture
def opened(name: str) -> Iterator[Callable[[], RedisStore]]:
    """Opens the store, as another process would; closes it in the end."""
    stores: list[RedisStore] = []

    def one_more() -> RedisStore:
        stores.append(RedisStore(name))
        return stores[-1]

    yield one_more
    for store in stores:
        store.close()


def put(store: RedisStore, row_id: str, **members: Any) -> None:
    """Put one row in a transaction of its own."""
    with store.transaction() as rows:
        rows.put("models", {"id": row_id, **members})


def blob(store: RedisStore, content: bytes) -> Blob:
    """Have a store take up a large content."""
    kept = store.keep(io.BytesIO(content))
    assert isinstance(kept, Blob)
    return kept


def ids(store: RedisStore) -> list[str]:
    """Return the ids that a store has, in order."""
    with store.transaction(reading=True) as rows:
        return [row["id"] for row in rows.scan("models")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("redis://", "no address of a Redis"),
        ("redis://host:port/0", "no address of a Redis"),
        ("redis://host:99999/0", "no address of a Redis"),
        ("redis://host/x", "no address of a Redis"),
        ("redis://host/0?prefix=", "prefix must have a character"),
        ("redis://host/0?prefix={a}", "no braces"),
        ("redis://host/0?socket_timeout=x", "write it like"),
    ],
)
def test_names_that_are_no_address(name: str, said: str) -> None:
    """Each is refused with what is wrong, before anything is connected."""
    with pytest.raises(Unusable, match=said):
        RedisStore(name)


def test_nobody_listens() -> None:
    """The sentence says that Redis cannot be reached."""
    with pytest.raises(Unavailable, match="cannot be reached"):
        RedisStore("redis://127.0.0.1:1/0")


def test_passwords() -> None:
    """With the right one the store works; without one, and with a wrong one, Redis says what it refuses."""
    with running("--requirepass", "secret-word") as server:
        bare = f"127.0.0.1:{server.port}/0"
        for credentials in ("", ":wrong@"):
            with pytest.raises(Unavailable, match=r"Redis (refuses|cannot)"):
                RedisStore(f"redis://{credentials}{bare}")
        store = RedisStore(f"redis://:secret-word@{bare}")
        put(store, "a")
        assert ids(store) == ["a"]
        store.close()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_an_encrypted_connection(tmp_path: Path) -> None:
    """With the certificate that vouches for the server the store works; without it, it is refused."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    make += ["-subj", "/CN=localhost", "-addext"]
    files = ("-keyout", str(key), "-out", str(certificate))
    subprocess.run([*make, "subjectAltName=IP:127.0.0.1", *files], check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    files = ("--tls-cert-file", str(certificate), "--tls-key-file", str(key))
    with running("--tls-port", str(port), "--tls-auth-clients", "no", *files):
        with pytest.raises(Unavailable, match="cannot be reached"):
            RedisStore(f"rediss://127.0.0.1:{port}/0")
        store = RedisStore(f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={certificate}&prefix=x")
        put(store, "a")
        assert ids(store) == ["a"]
        store.close()


def test_the_extra_is_missing() -> None:
    """The sentence says what to install."""
    # In a process of its own, as this one has it.
    program = """
import sys
sys.modules["redis"] = None
from mock_server.__main__ import main
main()
"""
    words = [sys.executable, "-c", program, "--port", "0", "--store", "redis://127.0.0.1:1/0"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'model-registry-contract-kit[redis]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_world_of_a_newer_kit(
    redis_server: RedisServer, name: str, opened: Callable[[], RedisStore]
) -> None:
    """It is refused: to write into it might break it."""
    store = opened()
    put(store, "a")
    with Redis(port=redis_server.port) as client:
        client.hset(store.keys.about, "schema", "2")
    with pytest.raises(Unusable, match="newer version"):
        RedisStore(name)


def test_a_reading_transaction_refuses_to_write(opened: Callable[[], RedisStore]) -> None:
    """The replica must not differ from the world."""
    store = opened()
    with store.transaction(reading=True) as rows:
        writes: list[Callable[[], None]] = [
            lambda: rows.put("models", {"id": "a"}),
            lambda: rows.delete("models", "a"),
            lambda: rows.set_number("n", 1),
            rows.clear,
            rows.mark,
        ]
        for write in writes:
            with pytest.raises(RuntimeError, match="only reads"):
                write()


def test_who_has_missed_too_much_reads_everything(
    opened: Callable[[], RedisStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of changes is bounded, in number and in bytes."""
    one, other = opened(), opened()
    put(one, "a")
    assert ids(other) == ["a"]
    monkeypatch.setattr(redis_store, "MOST_CHANGES", 3)
    for row_id in "bcdefg":
        put(one, row_id)
    assert ids(other) == list("abcdefg")
    monkeypatch.setattr(redis_store, "MOST_CHANGED", 100)
    put(one, "h", text="x" * 1000)
    put(one, "a", text="y")
    assert ids(other) == list("abcdefgh")
    with other.transaction(reading=True) as rows:
        assert rows.get("models", "a") == {"id": "a", "text": "y"}


def test_a_lease_that_was_left_behind_ends(
    opened: Callable[[], RedisStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was killed while it wrote holds up others for no longer than its lease."""
    killed, other = opened(), opened()
    put(other, "a")
    killed.present_version()
    ids(killed)
    monkeypatch.setattr(redis_store, "LEASE", 0.1)
    monkeypatch.setattr(redis_store, "FIRST_LEASE", 0.1)
    killed.lease()
    put(other, "b")
    assert ids(other) == ["a", "b"]


def test_what_comes_after_the_lease_is_not_done(
    opened: Callable[[], RedisStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was too slow writes nothing, and finds what others have written."""
    slow, other = opened(), opened()
    put(other, "a")
    monkeypatch.setattr(redis_store, "FIRST_LEASE", 0.05)

    def write_slowly() -> None:
        with slow.transaction() as rows:
            rows.put("models", {"id": "slow"})
            put(other, "b")

    with pytest.raises(Unavailable, match="others have gone on"):
        write_slowly()
    assert ids(slow) == ids(other) == ["a", "b"]


def test_a_failed_commit_leaves_nothing(opened: Callable[[], RedisStore], redis_server: RedisServer) -> None:
    """What was written in the replica is taken back when Redis has not done it."""
    store = opened()
    put(store, "a")

    def lose_the_lease() -> None:
        with store.transaction() as rows:
            rows.put("models", {"id": "b"})
            rows.delete("models", "a")
            with Redis(port=redis_server.port) as client:
                client.delete(store.keys.holder)

    with pytest.raises(Unavailable):
        lose_the_lease()
    assert ids(store) == ["a"]
    put(store, "c")
    assert ids(store) == ["a", "c"]


def test_scripts_that_redis_has_forgotten(
    opened: Callable[[], RedisStore], redis_server: RedisServer
) -> None:
    """They are sent again."""
    store = opened()
    put(store, "a")
    with Redis(port=redis_server.port) as client:
        client.script_flush()
    put(store, "b")
    assert ids(store) == ["a", "b"]


def test_contents_are_dropped_when_nobody_needs_them(
    opened: Callable[[], RedisStore], redis_server: RedisServer
) -> None:
    """Bytes that a row refers to stay, those of the start as well; all others end some time later."""
    store = opened()
    large = [bytes([at]) * 100_000 for at in range(4)]
    at_start, replaced, current, _ = blobs = [blob(store, sent) for sent in large]
    with store.transaction() as rows:
        rows.put_content("f", at_start)
        rows.mark()
    for content in (replaced, current):
        with store.transaction() as rows:
            rows.put_content("f", content)
    with Redis(port=redis_server.port) as client:
        ends = [client.ttl(store.keys.blob(content.blob_id)) for content in blobs]
        assert ends[0] == ends[2] == -1
        assert 0 < ends[1] <= redis_store.DROPPED
        assert 0 < ends[3] <= UNCLAIMED
        store.reverted()
        assert client.ttl(store.keys.blob(at_start.blob_id)) == -1
        assert client.ttl(store.keys.blob(current.blob_id)) > 0
    with store.transaction(reading=True) as rows:
        found = rows.content("f")
    assert found is not None
    with found.open() as file:
        assert file.read() == large[0]
        file.seek(-3, io.SEEK_END)
        assert file.read(10) == large[0][-3:]


def test_a_blob_that_is_gone(opened: Callable[[], RedisStore], redis_server: RedisServer) -> None:
    """It is a failure of the store, not an empty file."""
    store = opened()
    content = blob(store, b"x" * 100_000)
    with Redis(port=redis_server.port) as client:
        client.delete(store.keys.blob(content.blob_id))
    with content.open() as file, pytest.raises(Unavailable, match="gone from Redis"):
        file.read()
    del file
    gc.collect()


def test_the_log_is_bounded(opened: Callable[[], RedisStore], monkeypatch: pytest.MonkeyPatch) -> None:
    """In number and in bytes, whoever has noted what; the last ones are kept."""
    one, other = opened(), opened()
    assert one.log is not None
    assert other.log is not None
    monkeypatch.setattr("mock_server.stores.redis.log.LOG_LENGTH", 5)
    one.log.append([b"%d" % at for at in range(4)])
    other.log.append([b"%d" % at for at in range(4, 7)])
    assert one.log.entries() == [b"2", b"3", b"4", b"5", b"6"]
    monkeypatch.setattr("mock_server.stores.redis.log.LOG_SIZE", 3)
    one.log.append([b"7"])
    assert other.log.entries() == [b"5", b"6", b"7"]
    one.log.clear()
    assert other.log.entries() == []


class TestRedisGoesAway:
    """While it is away everything is refused; when it is back, all is as it was."""

    def test_stopped_and_started(self) -> None:
        """Nothing that was written is lost, and no restart is needed."""
        with running() as server:
            store = RedisStore(server.url("x"))
            put(store, "a")
            server.stop()
            for call in (lambda: put(store, "b"), lambda: ids(store)):
                with pytest.raises(Unavailable, match="cannot be reached"):
                    call()
            server.start()
            assert ids(store) == ["a"]
            put(store, "c")
            assert ids(store) == ["a", "c"]
            store.close()

    def test_an_answer_that_does_not_come(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A write that was given up on is not done later, when Redis goes on."""
        monkeypatch.setattr(redis_store, "LEASE", 0.2)
        monkeypatch.setattr("mock_server.stores.redis.link.PATIENCE", 0.4)
        monkeypatch.setattr("mock_server.stores.redis.link.REST", 0.0)
        with running() as server:
            store = RedisStore(server.url("x"))
            with store.transaction() as rows:
                rows.put("models", {"id": "a"})
                rows.mark()

            def write() -> None:
                with store.transaction() as rows:
                    rows.put("models", {"id": "b"})
                    server.signal(signal.SIGSTOP)

            with pytest.raises(Unavailable):
                write()
            server.signal(signal.SIGCONT)
            assert ids(store) == ["a"]
            store.close()

    def test_an_empty_redis(self) -> None:
        """A Redis that has lost everything is told apart from one that is away; then a world can be begun."""
        with running("--save", "") as server:
            store = RedisStore(server.url("x"))
            put(store, "a")
            server.stop(signal.SIGKILL)
            server.start()
            for _ in range(2):
                with pytest.raises(Gone):
                    ids(store)
            store.forget()
            put(store, "b")
            assert ids(store) == ["b"]
            store.close()


def test_threads_take_turns(opened: Callable[[], RedisStore]) -> None:
    """Threads of two processes that count together lose nothing."""
    stores = [opened(), opened()]
    put(stores[0], "a", n=0)

    def count(store: RedisStore) -> None:
        for _ in range(30):
            with store.transaction() as rows:
                row = rows.get("models", "a") or {}
                rows.put("models", {**row, "n": row["n"] + 1})

    threads = [threading.Thread(target=count, args=(store,)) for store in stores * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stores[0].transaction(reading=True) as rows:
        assert rows.get("models", "a") == {"id": "a", "n": 120}


def test_scripts_are_told_apart() -> None:
    """Each has the digest that Redis gives it."""
    found = [scripts.SINCE, scripts.BEGIN, scripts.RELEASE, scripts.COMMIT, scripts.APPEND]
    assert len({script.digest for script in found}) == len(found)
