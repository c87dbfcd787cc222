"""DELETE: what is gone, when, and what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_server.world import BadRequest, Conflict, NotFound, World
from tests.mock_server.world import build
from tests.mock_server.world.build import MAYA, NO_ID


@pytest.fixture
def slow() -> World:
    """Return a world whose jobs take three polls."""
    return build.world("manual:3")


class TestAtOnce:
    """With jobs that succeed at once."""

    def test_a_deleted_model_is_gone(self, world: World, project_id: str) -> None:
        """No read finds it and a second delete is NotFound."""
        made = build.model(world, project_id)
        job = world.models.delete(made["id"], MAYA)
        assert set(job) == {"id", "name"}
        for call in (world.models.get, world.columns.list, world.models.delete):
            with pytest.raises(NotFound):
                call(made["id"], MAYA)
        with pytest.raises(NotFound):
            world.columns.get(made["id"], "income", MAYA)
        assert build.names(world) == []

    def test_the_job_outlives_the_model(self, world: World, project_id: str) -> None:
        """The job tells of its success, with the names of what is gone."""
        made = build.model(world, project_id)
        job = world.models.delete(made["id"], MAYA)
        assert world.jobs.get(job["id"], MAYA) == {
            **job,
            "status": "SUCCESS",
            "progress": 100,
            "info": {
                "resource_type": "MODEL",
                "resource_name": "loan-default",
                "project_name": "consumer-lending",
            },
            "error_message": None,
            "error_reason": None,
            "extras": {},
        }

    def test_only_that_version_goes(self, world: World, project_id: str) -> None:
        """Other versions, names that begin alike and other projects stay."""
        made = build.model(world, project_id, name="a")
        build.model(world, project_id, name="a", version="v2")
        build.model(world, project_id, name="ab")
        build.model(world, build.project(world, "other"), name="a")
        world.models.delete(made["id"], MAYA)
        assert build.names(world) == ["a v2", "ab v1", "a v1"]

    def test_a_new_model_takes_its_place(self, world: World, project_id: str) -> None:
        """Name and version are free, and nothing of the old model comes back."""
        old = build.model(world, project_id, description="old")
        world.artifacts.deploy(old["id"], {}, MAYA)
        world.models.delete(old["id"], MAYA)
        new = build.model(world, project_id)
        assert new["id"] != old["id"]
        assert (new["description"], new["artifact_status"], new["artifact_files"]) == (None, "no_model", [])

    def test_its_environments_go(self, world: World, project_id: str) -> None:
        """Published rows go with their model, those of others stay."""
        for name in ("a", "b"):
            made = build.model(world, project_id, name=name)
            source = {"type": "EVENTS", "events": [{}]}
            sent = {"source": source, "model_id": made["id"], "env_type": "PRE_PRODUCTION", "env_name": "t"}
            world.events.publish(sent, MAYA)
        world.models.delete(made["id"], MAYA)
        assert [env["model"]["name"] for env in world.environments.list(None, 50, 0, MAYA).items] == ["a"]

    def test_unknown(self, world: World) -> None:
        """Deleting nothing starts no job."""
        before = world.snapshot()
        with pytest.raises(NotFound, match="model_id"):
            world.models.delete(NO_ID, MAYA)
        assert world.snapshot() == before


class TestWhileItRuns:
    """With jobs that take a while."""

    def test_the_model_is_still_readable(self, slow: World) -> None:
        """It is listed and read with deleted_at set, otherwise as before."""
        made = build.model(slow, build.project(slow))
        slow.models.delete(made["id"], MAYA)
        seen = slow.models.get(made["id"], MAYA)
        assert {key for key in made if seen[key] != made[key]} == {"deleted_at"}
        assert seen["deleted_at"] > made["created_at"]
        assert build.names(slow) == ["loan-default v1"]

    def test_its_version_stays_taken(self, slow: World) -> None:
        """Neither a create nor an update may take the version."""
        project_id = build.project(slow)
        made = build.model(slow, project_id)
        other = build.model(slow, project_id, version="v2")
        slow.models.delete(made["id"], MAYA)
        with pytest.raises(Conflict):
            build.model(slow, project_id)
        with pytest.raises(Conflict):
            slow.models.update(other["id"], {"version": "v1"}, MAYA)

    def test_nothing_about_it_changes(self, slow: World) -> None:
        """An update conflicts; a deployment, whose contract has no 409, is refused."""
        made = build.model(slow, build.project(slow))
        slow.models.delete(made["id"], MAYA)
        with pytest.raises(Conflict):
            slow.models.update(made["id"], {}, MAYA)
        for collection in (slow.artifacts, slow.surrogates):
            with pytest.raises(BadRequest):
                collection.deploy(made["id"], {}, MAYA)
            with pytest.raises(BadRequest):
                collection.update(made["id"], {}, MAYA)

    def test_a_second_delete_answers_the_same_job(self, slow: World) -> None:
        """There is one deletion, with one deleted_at."""
        made = build.model(slow, build.project(slow))
        first = slow.models.delete(made["id"], MAYA)
        seen = slow.models.get(made["id"], MAYA)
        assert slow.models.delete(made["id"], MAYA) == first
        assert slow.models.get(made["id"], MAYA) == seen

    def test_success_removes_it(self, slow: World) -> None:
        """With the poll that answers SUCCESS the model is gone, not before."""
        made = build.model(slow, build.project(slow))
        job = slow.models.delete(made["id"], MAYA)
        for status in ("PENDING", "STARTED"):
            assert slow.jobs.get(job["id"], MAYA)["status"] == status
            slow.models.get(made["id"], MAYA)
        assert slow.jobs.get(job["id"], MAYA)["status"] == "SUCCESS"
        with pytest.raises(NotFound):
            slow.models.get(made["id"], MAYA)
        with pytest.raises(NotFound):
            slow.models.delete(made["id"], MAYA)

    def test_it_calls_off_running_deployments(self, slow: World) -> None:
        """A deployment that had not finished is REVOKED, so that whoever polls it sees an end."""
        made = build.model(slow, build.project(slow))
        deployment = slow.artifacts.deploy(made["id"], {}, MAYA)
        deletion = slow.models.delete(made["id"], MAYA)
        for _ in range(3):
            slow.jobs.get(deletion["id"], MAYA)
        assert slow.jobs.get(deployment["id"], MAYA)["status"] == "REVOKED"

    def test_with_time(self) -> None:
        """After its seconds the model is gone, though nobody asked for the job."""
        timed = build.world("time:2")
        made = build.model(timed, build.project(timed))
        timed.models.delete(made["id"], MAYA)
        timed.clock.advance(timedelta(seconds=1))
        assert timed.models.get(made["id"], MAYA)["deleted_at"] is not None
        timed.clock.advance(timedelta(seconds=1))
        assert build.names(timed) == []
