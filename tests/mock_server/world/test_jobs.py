"""Jobs: their course under each plan, and when their effect shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mock_server.world import JobPlan, NotFound, World
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA, NO_ID


def deployed(world: World) -> tuple[str, str]:
    """Start a deployment and return the ids of model and job."""
    made = build.model(world, build.project(world))
    return made["id"], world.artifacts.deploy(made["id"], {}, MAYA)["id"]


def course(world: World, job_id: str, polls: int) -> list[tuple[str, Any]]:
    """Return status and progress at each of some polls."""
    seen = [world.jobs.get(job_id, MAYA) for _ in range(polls)]
    return [(job["status"], job["progress"]) for job in seen]


def status(world: World, model_id: str) -> str:
    """Return a model's artifact_status."""
    return str(world.models.get(model_id, MAYA)["artifact_status"])


def test_immediate() -> None:
    """The effect is there with the answer."""
    world = build.world()
    model_id, job_id = deployed(world)
    assert status(world, model_id) == "user_uploaded"
    assert course(world, job_id, 2) == [("SUCCESS", 100)] * 2


@pytest.mark.parametrize(
    ("polls", "expected"),
    [
        (1, [("SUCCESS", 100), ("SUCCESS", 100)]),
        (2, [("PENDING", 0), ("SUCCESS", 100)]),
        (3, [("PENDING", 0), ("STARTED", 50), ("SUCCESS", 100)]),
        (5, [("PENDING", 0), ("STARTED", 25), ("STARTED", 50), ("STARTED", 75), ("SUCCESS", 100)]),
    ],
)
def test_manual(polls: int, expected: list[tuple[str, Any]]) -> None:
    """The poll with that number sees SUCCESS; those before see it come."""
    world = build.world(f"manual:{polls}")
    _, job_id = deployed(world)
    assert course(world, job_id, len(expected)) == expected


def test_manual_effect_comes_with_success() -> None:
    """Before the last poll nothing has changed, and other reads do not count as polls."""
    world = build.world("manual:2")
    model_id, job_id = deployed(world)
    course(world, job_id, 1)
    assert [status(world, model_id) for _ in range(5)] == ["no_model"] * 5
    course(world, job_id, 1)
    assert status(world, model_id) == "user_uploaded"


def test_time() -> None:
    """Progress follows the world's clock, however often one asks."""
    world = build.world("time:10")
    model_id, job_id = deployed(world)
    assert course(world, job_id, 3) == [("PENDING", 0)] * 3
    world.clock.advance(timedelta(seconds=5))
    assert course(world, job_id, 2) == [("STARTED", 50)] * 2
    assert status(world, model_id) == "no_model"
    world.clock.advance(timedelta(seconds=5))
    assert status(world, model_id) == "user_uploaded"
    assert course(world, job_id, 1) == [("SUCCESS", 100)]


def test_jobs_that_come_due_together_happen_in_order() -> None:
    """An update started after a deployment has the last word."""
    world = build.world("time:1")
    model_id, _ = deployed(world)
    world.surrogates.update(model_id, {}, MAYA)
    world.clock.advance(timedelta(hours=1))
    assert status(world, model_id) == "surrogate"


def test_a_running_job_survives_a_restart() -> None:
    """A snapshot restored under another plan lets the job run on under its own."""
    world = build.world("manual:2")
    model_id, job_id = deployed(world)
    course(world, job_id, 1)
    other = build.world("immediate", seed=2)
    other.restore(world.snapshot())
    assert status(other, model_id) == "no_model"
    assert course(other, job_id, 1) == [("SUCCESS", 100)]
    assert status(other, model_id) == "user_uploaded"


def test_an_effect_is_no_edit() -> None:
    """Success changes neither updated_at nor updated_by."""
    world = build.world("manual:1")
    model_id, job_id = deployed(world)
    before = world.models.get(model_id, MAYA)
    course(world, job_id, 1)
    after = world.models.get(model_id, MAYA)
    assert {key for key in before if before[key] != after[key]} == {"artifact_status", "artifact_files"}


def test_an_update_while_a_job_runs_stays() -> None:
    """The effect is applied to the model as it is then."""
    world = build.world("manual:1")
    model_id, job_id = deployed(world)
    world.models.update(model_id, {"description": "kept"}, MAYA)
    course(world, job_id, 1)
    after = world.models.get(model_id, MAYA)
    assert (after["description"], after["artifact_status"]) == ("kept", "user_uploaded")


def test_ids_and_names_differ(world: World) -> None:
    """Every job has an id of its own and a name that says what it does."""
    model_id, first = deployed(world)
    second = world.artifacts.update(model_id, {}, MAYA)
    third = world.surrogates.update(model_id, {}, MAYA)
    assert len({first, second["id"], third["id"]}) == 3
    assert second["name"] == "Update artifact of loan-default v1"
    assert third["name"] == "Update surrogate of loan-default v1"


def test_a_foreign_or_unknown_job() -> None:
    """Other organizations do not see it; a look of theirs is no poll."""
    slow = build.world("manual:2")
    _, job_id = deployed(slow)
    for wanted, who in ((job_id, INES), (NO_ID, MAYA)):
        for _ in range(3):
            with pytest.raises(NotFound, match="job_id"):
                slow.jobs.get(wanted, who)
    assert course(slow, job_id, 1) == [("PENDING", 0)]


def test_the_default_plan_is_immediate() -> None:
    """A plan without arguments finishes jobs at once."""
    assert JobPlan().mode == "immediate"
