"""Many threads on one world."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_server.stores import MemoryStore
from mock_server.world import Clock, Conflict, IdFactory, JobPlan, ModelQuery, NotFound, World
from mock_server.world.indexes import INDEXES
from tests.mock_server.world import build
from tests.mock_server.world.build import MAYA

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def real() -> World:
    """Return a world on the machine's clock."""
    return World(MemoryStore(INDEXES), clock=Clock.system(), ids=IdFactory(), jobs=JobPlan())


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every call in a thread of its own, started at one moment; return results or errors."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(at: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[at] = call()
        except Exception as error:  # noqa: BLE001 -- handed to the test
            results[at] = error

    threads = [threading.Thread(target=run, args=(at, call)) for at, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_of_many_creates_wins() -> None:
    """Eight creates of one version: one model, seven conflicts."""
    world = real()
    project_id = build.project(world)
    results = together([lambda: build.model(world, project_id)] * 8)
    assert sum(isinstance(result, Mapping) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 7
    assert build.names(world) == ["loan-default v1"]


def test_one_of_many_projects_wins() -> None:
    """Eight creates of one project name: one project."""
    world = real()
    results = together([lambda: build.project(world)] * 8)
    assert sum(isinstance(result, str) for result in results) == 1


def test_updates_of_different_members_all_stay() -> None:
    """No update is lost to another."""
    world = real()
    model_id = build.model(world, build.project(world))["id"]
    keys = ("description", "algorithm", "framework", "event_id_col", "event_ts_col", "event_ts_format")
    together([partial(world.models.update, model_id, {key: key}, MAYA) for key in keys])
    after = world.models.get(model_id, MAYA)
    assert [after[key] for key in keys] == list(keys)


def test_one_of_many_moves_to_a_version_wins() -> None:
    """Two models never end up with one version."""
    world = real()
    project_id = build.project(world)
    ids = [build.model(world, project_id, version=f"v{at}")["id"] for at in range(6)]
    together([partial(world.models.update, one, {"version": "x"}, MAYA) for one in ids])
    assert build.names(world).count("loan-default x") == 1


def test_one_of_many_deletes_wins() -> None:
    """One job is started, the others find nothing."""
    world = real()
    model_id = build.model(world, build.project(world))["id"]
    results = together([lambda: world.models.delete(model_id, MAYA)] * 6)
    assert sum(isinstance(result, Mapping) for result in results) == 1
    assert sum(isinstance(result, NotFound) for result in results) == 5


def test_lists_stay_whole_while_models_come_and_go() -> None:
    """Readers among writers see consistent pages and no error."""
    world = real()
    project_id = build.project(world)
    for at in range(40):
        build.model(world, project_id, version=f"v{at}")

    def churn(name: str) -> None:
        for _ in range(40):
            world.models.delete(build.model(world, project_id, name=name)["id"], MAYA)

    def read() -> None:
        for _ in range(60):
            page = world.models.list(ModelQuery(limit=100, ordering="-name"), MAYA)
            assert len(page.items) == page.total >= 40
            assert sum(item["name"] == "loan-default" for item in page.items) == 40

    assert together([lambda: churn("a"), lambda: churn("b"), read, read]) == [None] * 4


def test_instants_never_repeat() -> None:
    """Models created at one moment have different times of creation."""
    world = real()
    project_id = build.project(world)
    made = together([partial(build.model, world, project_id, version=f"v{at}") for at in range(16)])
    assert len({model["created_at"] for model in made}) == 16
