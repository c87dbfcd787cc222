"""Callers in processes of their own, which use one world at the same time."""

from __future__ import annotations

import multiprocessing
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.stores.opening import open_store
from mock_server.world import Clock, Conflict, IdFactory, JobPlan, NotFound, World
from mock_server.world.indexes import INDEXES
from tests.mock_server.world import build

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier

Json = dict[str, Any]


@dataclass(frozen=True)
class Create:
    """Add a version of a model, which may be taken."""

    name: str
    version: str


@dataclass(frozen=True)
class Patch:
    """Change one field of one of the models that are there."""

    model: int
    field: str
    value: str


@dataclass(frozen=True)
class Publish:
    """Publish some events for one of the models that are there."""

    model: int
    count: int


@dataclass(frozen=True)
class Remove:
    """Delete the model that this caller has added last, if any."""


@dataclass(frozen=True)
class Poll:
    """Look at a job that ends at its tenth poll."""


Call = Create | Patch | Publish | Remove | Poll


@dataclass(frozen=True)
class Setting:
    """What the callers work on: a store, a project, some models and a job."""

    store: str
    project: str
    models: Sequence[str]
    job: str


@dataclass(frozen=True)
class Done:
    """A call and what came of it: a document, or None where it was refused."""

    call: Call
    result: Json | None


def world_in(name: str, plan: str = "immediate", seed: int | None = 1) -> World:
    """Return the world in a store, as another process has it."""
    store = open_store(name, INDEXES)
    return World(store, clock=Clock.system(), ids=IdFactory(seed), jobs=JobPlan.parse(plan))


class Callers:
    """Some processes, each of which does what it is told."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self._connections = connections

    def __len__(self) -> int:
        return len(self._connections)

    def run(self, setting: Setting, calls: Sequence[Sequence[Call]]) -> list[list[Done]]:
        """Have each caller make its calls, all at the same time, and return what came of them."""
        for connection, own in zip(self._connections, calls, strict=True):
            connection.send((setting, own))
        return [_received(connection) for connection in self._connections]


@contextmanager
def callers(count: int) -> Iterator[Callers]:
    """Run some processes."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(count)
    pairs = [context.Pipe() for _ in range(count)]
    processes = [context.Process(target=_serve, args=(theirs, barrier)) for _, theirs in pairs]
    for process in processes:
        process.start()
    try:
        yield Callers([ours for ours, _ in pairs])
    finally:
        for ours, _ in pairs:
            ours.send(None)
        for process in processes:
            process.join(30)


def _received(connection: Connection) -> list[Done]:
    answer = connection.recv()
    assert isinstance(answer, list), answer
    done: list[Done] = answer
    return done


def _serve(connection: Connection, barrier: Barrier) -> None:
    while (told := connection.recv()) is not None:
        setting, calls = told
        try:
            world = world_in(setting.store)
            barrier.wait(30)
            connection.send(_made(world, setting, calls))
            world.store.close()
        except Exception as error:  # noqa: BLE001  whatever it is is the test's to tell
            barrier.abort()
            connection.send(repr(error))


def _made(world: World, setting: Setting, calls: Sequence[Call]) -> list[Done]:
    own: list[str] = []
    return [Done(call, _result(world, setting, call, own)) for call in calls]


def _result(world: World, setting: Setting, call: Call, own: list[str]) -> Json | None:
    try:
        match call:
            case Create(name, version):
                body = build.body(setting.project, name=name, version=version)
                made = world.models.create(body, build.MAYA).value
                own.append(made["id"])
                return made
            case Patch(model, field, value):
                return world.models.update(setting.models[model], {field: value}, build.MAYA).value
            case Publish(model, count):
                source = {"type": "EVENTS", "events": [{}] * count}
                body = {"source": source, "model_id": setting.models[model], "env_type": "PRODUCTION"}
                return world.events.publish(body, build.MAYA)
            case Remove():
                return {**world.models.delete(own[-1], build.MAYA), "id": own.pop()} if own else None
            case Poll():
                return world.jobs.get(setting.job, build.MAYA)
    except (Conflict, NotFound):
        return None
