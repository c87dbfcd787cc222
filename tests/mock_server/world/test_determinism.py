"""Two runs with one seed and one frozen instant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA

if TYPE_CHECKING:
    from mock_server.world import World


def story(world: World) -> str:
    """Do a bit of everything and return the whole world as text."""
    project_id = build.project(world)
    build.project(world, "fleet", INES)
    models = [build.model(world, project_id, version=f"v{at}") for at in range(3)]
    world.artifacts.deploy(models[0]["id"], {"file_id": build.csv_file(world)}, MAYA)
    world.surrogates.deploy(models[1]["id"], {}, MAYA)
    world.models.update(models[1]["id"], {"description": "x"}, MAYA)
    source = {"type": "EVENTS", "events": [{}]}
    world.events.publish({"source": source, "model_id": models[1]["id"], "env_type": "PRODUCTION"}, MAYA)
    world.models.delete(models[2]["id"], MAYA)
    return json.dumps(world.snapshot())


def test_the_same_seed_and_instant_give_the_same_bytes() -> None:
    """Everything that happened is byte for byte the same."""
    assert story(build.world(seed=5)) == story(build.world(seed=5))


def test_another_seed_gives_other_ids() -> None:
    """The seed is what makes them the same."""
    assert story(build.world(seed=5)) != story(build.world(seed=6))


def test_plans_change_the_course_only() -> None:
    """Once all jobs have succeeded, models are as under the immediate plan."""
    worlds = [build.world(plan, seed=5) for plan in ("immediate", "manual:1")]
    for world in worlds:
        made = build.model(world, build.project(world))
        world.jobs.get(world.artifacts.deploy(made["id"], {}, MAYA)["id"], MAYA)
    one, two = (world.snapshot()["models"] for world in worlds)
    assert one == two
