"""Mocks whose world lives in a store that others use too, over real HTTP."""

from __future__ import annotations

import signal
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from mock_server import MockServer
from mock_server.http.journal import DELAY
from mock_server.settings import ConfigurationError
from tests.mock_server.conftest import client_of
from tests.mock_server.http.test_state import conversation
from tests.mock_server.samples import MODEL, PROJECT, new_model
from tests.mock_server.stores.kinds import SHARED, Kind
from tests.redis_server import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FROZEN: dict[str, Any] = {"seed": 7, "freeze": "2026-01-31T09:30:00Z"}


@pytest.fixture(params=SHARED)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The name of a store of each kind that nobody has used."""
    kind = Kind(request, tmp_path, request.param)
    yield kind.name()
    kind.close()


def test_answers_are_those_of_a_world_in_memory(store: str) -> None:
    """Byte for byte, headers included, also after a reset."""
    with MockServer(**_FROZEN) as mock, client_of(mock) as client:
        expected = conversation(client)
    with MockServer(store=store, **_FROZEN) as mock, client_of(mock) as client:
        assert conversation(client) == expected
        mock.reset()
        assert conversation(client) == expected


def test_a_world_outlives_its_mock(store: str) -> None:
    """What was made is there after a restart, and `world` is not loaded again."""
    with MockServer(store=store) as mock, client_of(mock) as client:
        made = client.post("/v3/models", json=new_model()).json()["data"]
        uploaded = {"file": ("a.csv", b"a,b\n1,2\n" * 20_000)}
        file_id = client.post("/v3/files/upload", files=uploaded).json()["data"]["id"]
    with MockServer("empty", store=store) as mock, client_of(mock) as client:
        assert client.get(f"/v3/models/{made['id']}").json()["data"] == made
        assert client.get(f"/v3/models/{MODEL}").status_code == 200
        generated = client.post("/v3/model-factory", json={"file_id": file_id}).json()["data"]
        assert [column["name"] for column in generated["schema"]["columns"]] == ["a", "b"]
        mock.reset()
        assert client.get(f"/v3/models/{made['id']}").status_code == 404


class TestSideBySide:
    """Two mocks on one store."""

    @pytest.fixture
    def both(self, store: str) -> Iterator[tuple[MockServer, MockServer]]:
        """Two mocks."""
        with MockServer(store=store) as one, MockServer(store=store) as other:
            yield one, other

    def test_what_one_writes_the_other_reads(self, both: tuple[MockServer, MockServer]) -> None:
        """At once: whoever has an answer may ask any of them."""
        with client_of(both[0]) as first, client_of(both[1]) as second:
            for number in range(20):
                one, other = (first, second) if number % 2 else (second, first)
                made = other.post("/v3/models", json=new_model(name=f"m{number}")).json()["data"]
                assert one.get(f"/v3/models/{made['id']}").json()["data"] == made
                assert one.patch(f"/v3/models/{made['id']}", json={"description": "x"}).status_code == 200
                assert other.post("/v3/models", json=new_model(name=f"m{number}")).status_code == 409

    def test_they_have_one_journal(self, both: tuple[MockServer, MockServer]) -> None:
        """It has the requests of both, of the other one a moment later."""
        for mock in both:
            with client_of(mock) as client:
                client.get("/v3/models", headers={"X-From": mock.url})
        waiting = threading.Event()
        for _ in range(100):
            found = [request.headers["x-from"] for request in both[0].requests]
            if len(found) == 2:
                break
            waiting.wait(DELAY)
        assert sorted(found) == sorted(mock.url for mock in both)
        both[1].reset()
        assert both[0].requests == []

    def test_a_reset_is_for_both(self, both: tuple[MockServer, MockServer]) -> None:
        """The world is the same one."""
        with client_of(both[0]) as one, client_of(both[1]) as other:
            made = one.post("/v3/models", json=new_model()).json()["data"]
            both[1].reset()
            for client in (one, other):
                assert client.get(f"/v3/models/{made['id']}").status_code == 404
                assert client.get(f"/v3/models/{MODEL}").status_code == 200

    def test_of_many_creates_one_succeeds(self, both: tuple[MockServer, MockServer]) -> None:
        """The version of a model is one, whoever adds it; all others are told so."""
        statuses: list[int] = []

        def create(mock: MockServer) -> None:
            with client_of(mock) as client:
                statuses.extend(
                    client.post("/v3/models", json=new_model(name=f"m{at}")).status_code for at in range(10)
                )

        threads = [threading.Thread(target=create, args=(mock,)) for mock in both * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) == [200] * 10 + [409] * 30


def test_seeded_processes_give_different_request_ids(store: str) -> None:
    """Each has a sequence of its own, the first one that of a mock alone."""
    with (
        MockServer(seed=7) as alone,
        MockServer(store=store, seed=7) as one,
        MockServer(store=store, seed=7) as other,
    ):
        first, second, third = (httpx.get(mock.url).headers["x-request-id"] for mock in (alone, one, other))
    assert first == second != third


def test_seeded_processes_give_different_ids(store: str) -> None:
    """Whoever adds a model or publishes events, the ids are those of one sequence."""
    with MockServer(store=store, **_FROZEN) as one, MockServer(store=store, **_FROZEN) as other:
        ids: list[str] = []
        for number in range(6):
            with client_of((one, other)[number % 2]) as client:
                ids.append(client.post("/v3/models", json=new_model(name=f"m{number}")).json()["data"]["id"])
                events = {"type": "EVENTS", "events": [{}] * 70}
                body = {"source": events, "model_id": MODEL, "env_type": "PRODUCTION"}
                ids += client.post("/v3/events", json=body).json()["data"]["event_ids"]
    assert len(ids) == len(set(ids)) == 6 * 71


def test_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading goes on; a write is answered 503 until the lock is gone."""
    monkeypatch.setattr("mock_server.stores.sqlite.database.WAIT", 0.05)
    path = tmp_path / "world.db"
    with MockServer(store=f"sqlite:{path}", check_responses=True) as mock, client_of(mock) as client:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        check_refused(client.post("/v3/models", json=new_model()))
        assert client.get(f"/v3/models/{MODEL}").status_code == 200
        other.execute("ROLLBACK")
        other.close()
        assert client.post("/v3/models", json=new_model()).status_code == 200


def check_refused(answer: httpx.Response) -> None:
    """Check the answer to a request whose store is not there."""
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    error = answer.json()["error"]
    assert error["errors"][0]["reason"] == "ServiceUnavailable"
    assert "store" in error["message"]


class TestRedisGoesAway:
    """The mock answers 503 as long as its store is away, and goes on when it is back."""

    def test_stopped_and_started(self) -> None:
        """Reads, writes and uploads are refused in the envelope, and nothing that was written is lost."""
        file = {"file": ("a.csv", b"a\n" * 100_000)}
        with (
            running() as redis,
            MockServer(store=redis.url("x"), check_responses=True) as mock,
            client_of(mock) as client,
        ):
            made = client.post("/v3/models", json=new_model()).json()["data"]
            redis.stop()
            check_refused(client.get(f"/v3/models/{made['id']}"))
            check_refused(client.post("/v3/models", json=new_model(name="other")))
            check_refused(client.delete(f"/v3/models/{made['id']}"))
            check_refused(client.post("/v3/files/upload", files=file))
            redis.start()
            assert client.get(f"/v3/models/{made['id']}").json()["data"] == made
            assert client.post("/v3/models", json=new_model(name="other")).status_code == 200

    def test_an_empty_redis(self) -> None:
        """Where Redis has lost the world, it is started anew by itself."""
        with (
            running("--save", "") as redis,
            MockServer(store=redis.url("x")) as mock,
            client_of(mock) as client,
        ):
            made = client.post("/v3/models", json=new_model()).json()["data"]
            redis.stop(signal.SIGKILL)
            redis.start()
            check_refused(client.get(f"/v3/models/{made['id']}"))
            assert client.get(f"/v3/models/{made['id']}").status_code == 404
            assert client.get(f"/v3/models/{MODEL}").status_code == 200
            assert client.get(f"/v3/projects/{PROJECT}").status_code == 200

    def test_nobody_is_there_at_the_start(self) -> None:
        """A mock does not start without its store, and no password is shown."""
        with pytest.raises(ConfigurationError, match=r"--store redis://\*\*\*@127.0.0.1:1/0: Redis cannot"):
            MockServer(store="redis://me:secret@127.0.0.1:1/0").__enter__()


@pytest.mark.parametrize("name", ["nowhere", "sqlite:", "postgres://x", "", "redis"])
def test_names_of_no_store(name: str) -> None:
    """They are refused with the kinds that there are."""
    with pytest.raises(ConfigurationError, match="use memory, sqlite:FILE or redis://HOST:PORT/DB"):
        MockServer(store=name)
