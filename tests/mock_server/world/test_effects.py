"""How jobs end, what they do then, and how many are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_server.world import NotFound, World, effects, jobs
from mock_server.world.rules import Replacement, Rules
from tests.mock_server.world import build
from tests.mock_server.world.build import MAYA, NO_ID

if TYPE_CHECKING:
    from mock_server.world.effects import Json


def kept(where: World) -> tuple[int, int]:
    """Return how many jobs are kept, and how many run."""
    snapshot = where.snapshot()
    return len(snapshot.get("jobs", [])), len(snapshot.get("running", []))


def status(where: World, job_id: str) -> str:
    """Look at a job and return its status, `gone` for one that is not kept."""
    try:
        return str(where.jobs.get(job_id, MAYA)["status"])
    except NotFound:
        return "gone"


def test_the_bounds() -> None:
    """Two thousand finished jobs, ten thousand running ones."""
    assert (effects.MOST_FINISHED, jobs.MOST_RUNNING) == (2000, 10_000)


class TestFinished:
    """Jobs that have ended."""

    @pytest.fixture(autouse=True)
    def _few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(effects, "MOST_FINISHED", 3)

    def test_the_oldest_goes(self, world: World, project_id: str) -> None:
        """However many models come and go, the jobs of the last few deletions are there."""
        ids = []
        for _ in range(300):
            ids.append(world.models.delete(build.model(world, project_id)["id"], MAYA)["id"])
            assert kept(world) == (min(len(ids), 3), 0)
        assert [status(world, job_id) for job_id in ids[-4:]] == ["gone", "SUCCESS", "SUCCESS", "SUCCESS"]

    def test_running_jobs_do_not_count(self) -> None:
        """They are all kept, and finish when they are due."""
        slow = build.world("manual:1")
        model_id = build.model(slow, build.project(slow))["id"]
        ids = [slow.artifacts.update(model_id, {}, MAYA)["id"] for _ in range(6)]
        assert kept(slow) == (6, 6)
        assert [status(slow, job_id) for job_id in ids] == ["SUCCESS"] * 6
        assert kept(slow) == (3, 0)

    def test_a_job_that_took_long_is_seen_to_end(self) -> None:
        """However many jobs have started and ended since it was started, its own end is answered."""
        slow = build.world("manual:2")
        project_id = build.project(slow)
        model_id = build.model(slow, project_id)["id"]
        deletion = slow.models.delete(model_id, MAYA)["id"]
        assert status(slow, deletion) == "PENDING"
        for at in range(5):
            other = build.model(slow, project_id, version=f"w{at}")["id"]
            deployment = slow.artifacts.deploy(other, {}, MAYA)["id"]
            assert [status(slow, deployment) for _ in range(2)] == ["PENDING", "SUCCESS"]
        assert [status(slow, deletion) for _ in range(2)] == ["SUCCESS", "SUCCESS"]
        with pytest.raises(NotFound):
            slow.models.get(model_id, MAYA)

    def test_after_a_restart_they_count(self, world: World, project_id: str) -> None:
        """The jobs of a snapshot that have ended are the oldest, those that run are none of them."""
        ids = [world.models.delete(build.model(world, project_id)["id"], MAYA)["id"] for _ in range(3)]
        slow = build.world("manual:1", seed=2)
        slow.restore(world.snapshot())
        model_id = build.model(slow, project_id)["id"]
        running = [slow.artifacts.update(model_id, {}, MAYA)["id"] for _ in range(2)]
        other = build.world("immediate", seed=3)
        other.restore(slow.snapshot())
        assert kept(other) == (5, 2)
        other.artifacts.update(model_id, {}, MAYA)
        assert [status(other, job_id) for job_id in ids] == ["gone", "SUCCESS", "SUCCESS"]
        assert [status(other, job_id) for job_id in running] == ["SUCCESS"] * 2
        assert kept(other) == (3, 0)

    def test_jobs_that_are_called_off_count(self) -> None:
        """A deletion that ends many jobs at once leaves as many as may be."""
        slow = build.world("manual:1")
        model_id = build.model(slow, build.project(slow))["id"]
        ids = [slow.artifacts.update(model_id, {}, MAYA)["id"] for _ in range(6)]
        deletion = slow.models.delete(model_id, MAYA)["id"]
        assert status(slow, deletion) == "SUCCESS"
        assert kept(slow) == (3, 0)
        assert [status(slow, job_id) for job_id in ids] == ["gone"] * 4 + ["REVOKED"] * 2


class TestRunning:
    """Jobs that nobody looks at."""

    def test_of_too_many_the_oldest_is_finished(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It succeeds, with its effect, in the call that starts one more."""
        monkeypatch.setattr(jobs, "MOST_RUNNING", 3)
        slow = build.world("manual:9")
        project_id = build.project(slow)
        models = [build.model(slow, project_id, version=f"v{at}")["id"] for at in range(5)]
        started = [slow.surrogates.deploy(model_id, {}, MAYA)["id"] for model_id in models]
        assert kept(slow) == (5, 3)
        shown = [slow.models.get(model_id, MAYA)["artifact_status"] for model_id in models]
        assert shown == ["surrogate"] * 2 + ["no_model"] * 3
        assert [status(slow, job_id) for job_id in started] == ["SUCCESS"] * 2 + ["PENDING"] * 3

    def test_a_deletion_may_be_finished_by_the_next(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The deletions of many models end one by one, and each is answered with its own job."""
        monkeypatch.setattr(jobs, "MOST_RUNNING", 1)
        slow = build.world("time:60")
        project_id = build.project(slow)
        models = [build.model(slow, project_id, version=f"v{at}")["id"] for at in range(4)]
        started = {slow.models.delete(model_id, MAYA)["id"] for model_id in models}
        assert len(started) == 4
        assert build.names(slow) == ["loan-default v3"]
        assert kept(slow) == (4, 1)


class TestRemoval:
    """What goes with a model."""

    def test_its_running_jobs_are_called_off(self) -> None:
        """Those of the model, with the reason, and no others."""
        slow = build.world("manual:5")
        project_id = build.project(slow)
        one, two = (build.model(slow, project_id, version=version)["id"] for version in ("v1", "v2"))
        jobs_of = {model_id: slow.artifacts.deploy(model_id, {}, MAYA)["id"] for model_id in (one, two)}
        with slow.engine.writing(MAYA) as unit:
            effects.remove_model(unit.rows, one)
        ended = slow.jobs.get(jobs_of[one], MAYA)
        assert (ended["status"], ended["error_reason"], ended["progress"]) == ("REVOKED", "ModelDeleted", 0)
        assert ended["error_message"]
        assert status(slow, jobs_of[two]) == "PENDING"

    @pytest.mark.parametrize(
        "kind", ["deploy_artifact", "deploy_surrogate", "publish_events", "delete_model"]
    )
    def test_an_effect_on_a_model_that_is_gone(self, world: World, project_id: str, kind: str) -> None:
        """It changes nothing."""
        made = build.model(world, project_id)
        source = {"type": "EVENTS", "events": [{}]}
        world.events.publish({"source": source, "model_id": made["id"], "env_type": "PRODUCTION"}, MAYA)
        before = world.snapshot()
        environment = {**before["environments"][0], "id": NO_ID, "model_id": NO_ID}
        effect = {"kind": kind, "model_id": NO_ID, "files": [], "environment": environment}
        with world.engine.writing(MAYA) as unit:
            effects.apply(unit.rows, effect)
        assert world.snapshot() == before


def test_effects_are_those_of_the_app() -> None:
    """One that is replaced is asked in its place, the others stay."""
    seen: list[Json] = []
    replaced = Replacement("effects", lambda _: lambda _, effect: seen.append(effect), key="deploy_artifact")
    where = build.world(rules=Rules([replaced]))
    made = build.model(where, build.project(where))
    where.artifacts.deploy(made["id"], {}, MAYA)
    assert [effect["model_id"] for effect in seen] == [made["id"]]
    assert where.models.get(made["id"], MAYA)["artifact_status"] == "no_model"
    where.surrogates.update(made["id"], {}, MAYA)
    assert where.models.get(made["id"], MAYA)["artifact_status"] == "surrogate"
