"""Killed under load: what was acknowledged is there afterwards, and nothing is torn or there twice.

`CRASHES=20 pytest tests/mock_server/test_crashes.py` kills more often than a test run does.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.mock_server.command import Mock, mock, wait_until
from tests.mock_server.samples import PROJECT, new_model
from tests.redis_server import running

if TYPE_CHECKING:
    from pathlib import Path

CRASHES = int(os.environ.get("CRASHES", "2"))
CALLERS = 4
FEW = 40
"""Acknowledged writes after which a crash may come."""


@dataclass
class Caller:
    """Adds models and changes them until it is stopped, and knows what was acknowledged.

    Attributes:
        models: What each model must be, or may be: its last acknowledged description, then that of a change
            whose answer did not come, if there is one.
        unsure: Names of models whose creation was not answered.
        refused: Statuses other than 200 that were answered.
    """

    number: int
    models: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    refused: Counter[int] = field(default_factory=Counter)
    done: int = 0

    def call(self, client: httpx.Client) -> None:
        """Add a model and change it twice; an answer that does not come raises."""
        name = f"model-{self.number}-{len(self.names) + len(self.unsure)}"
        self.unsure.add(name)
        answer = client.post("/v3/models", json=new_model(name=name, description="new"))
        if answer.status_code != 200:
            self.refused[answer.status_code] += 1
            return
        self.unsure.discard(name)
        model_id = answer.json()["data"]["id"]
        self.names[model_id], self.models[model_id] = name, ["new"]
        self.done += 1
        for change in ("one", "two"):
            self.models[model_id].append(change)
            answer = client.patch(f"/v3/models/{model_id}", json={"description": change})
            if answer.status_code == 200:
                self.models[model_id] = [change]
                self.done += 1
            else:
                self.refused[answer.status_code] += 1


class Load:
    """Callers that call until the block ends, through whatever happens to the server."""

    def __init__(self, callers: list[Caller], running_mock: Mock) -> None:
        self._callers, self._mock = callers, running_mock
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(caller,)) for caller in callers]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait(self, count: int = FEW) -> None:
        """Wait until so many more writes were acknowledged."""
        start = self._done()
        wait_until(lambda: self._done() >= start + count, f"{count} acknowledged writes")

    def _done(self) -> int:
        return sum(caller.done for caller in self._callers)

    def _run(self, caller: Caller) -> None:
        while not self._stop.is_set():
            with suppress(httpx.TransportError), self._mock.client() as client:
                while not self._stop.is_set():
                    caller.call(client)


def check(client: httpx.Client, callers: list[Caller]) -> None:
    """Hold a world against what its callers know."""
    listed: list[dict[str, Any]] = []
    total = 1
    while len(listed) < total:
        query = f"limit=500&offset={len(listed)}&project_id={PROJECT}"
        page = client.get(f"/v3/models?{query}").json()["data"]
        total = page["total"]
        assert page["items"]
        listed += page["items"]
    versions = Counter((item["name"], item["version"]) for item in listed)
    assert set(versions.values()) == {1}
    by_id = {item["id"]: item for item in listed}
    known: set[str] = set()
    for caller in callers:
        known |= set(caller.names.values()) | caller.unsure
        for model_id, descriptions in caller.models.items():
            assert by_id[model_id]["description"] in descriptions
            assert by_id[model_id]["name"] == caller.names[model_id]
            # Both the list's and the model's own answer, from texts and from the row.
            detail = client.get(f"/v3/models/{model_id}").json()["data"]
            assert {**detail, **by_id[model_id]} == detail
    assert {item["name"] for item in listed if item["name"].startswith("model-")} <= known


def test_all_are_killed_on_sqlite(tmp_path: Path) -> None:
    """The parent and its workers at once, in the middle of writes; then they are started again."""
    callers = [Caller(number) for number in range(CALLERS)]
    for _ in range(CRASHES):
        with mock(tmp_path, f"sqlite:{tmp_path / 'world.db'}") as running_mock:
            with Load(callers, running_mock) as load:
                load.wait()
                os.killpg(running_mock.process.pid, signal.SIGKILL)
            running_mock.ready_file.unlink()
    with mock(tmp_path, f"sqlite:{tmp_path / 'world.db'}") as running_mock, running_mock.client() as client:
        check(client, callers)
    with sqlite3.connect(tmp_path / "world.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert not sum((caller.refused for caller in callers), Counter())


def test_a_worker_is_killed_on_redis(tmp_path: Path) -> None:
    """One of three at a time, in the middle of writes; the others go on, and another takes its place."""
    callers = [Caller(number) for number in range(CALLERS)]
    with running() as redis, mock(tmp_path, redis.url("x"), workers=3) as running_mock:
        with Load(callers, running_mock) as load:
            for _ in range(CRASHES):
                load.wait()
                workers = running_mock.workers()
                os.kill(random.choice(workers), signal.SIGKILL)  # noqa: S311  any will do
                before = set(workers)
                wait_until(
                    lambda before=before: len(set(running_mock.workers()) - before) == 1,  # type: ignore[misc]
                    "another worker",
                )
        with running_mock.client() as client:
            check(client, callers)
    # A worker that is killed while it may write holds up the others for the rest of its lease.
    assert not sum((caller.refused for caller in callers), Counter())


def test_redis_is_stopped_and_started(tmp_path: Path) -> None:
    """Meanwhile all is refused with 503; nothing that was acknowledged is lost, and service goes on."""
    callers = [Caller(number) for number in range(CALLERS)]
    with running() as redis, mock(tmp_path, redis.url("x")) as running_mock:
        with Load(callers, running_mock) as load:
            load.wait()
            redis.stop()
            wait_until(lambda: sum(caller.refused[503] for caller in callers) > FEW, "refusals")
            redis.start()
            load.wait()
        with running_mock.client() as client:
            check(client, callers)
    assert set(sum((caller.refused for caller in callers), Counter())) == {503}
