"""Events and the environments they make."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_server.world import BadRequest, NotFound, World, events
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA, NO_ID


@pytest.fixture
def model_id(world: World, project_id: str) -> str:
    """Return a model."""
    return str(build.model(world, project_id)["id"])


def body(model_id: str, **members: Any) -> dict[str, Any]:
    """Return the body of a publication of two events."""
    source = {"type": "EVENTS", "events": [{"a": 1}, {"a": 2}]}
    sent = {"source": source, "model_id": model_id, "env_type": "PRE_PRODUCTION", "env_name": "training-2025"}
    return {**sent, **members}


def environments(world: World) -> list[dict[str, Any]]:
    """Return Maya's environments."""
    return list(world.environments.list(None, 50, 0, MAYA).items)


class TestFile:
    """Publication of a file."""

    def test_it_makes_an_environment(self, world: World, model_id: str, project_id: str) -> None:
        """With the job's success there is an environment with the file's rows."""
        source = {"type": "FILE", "file_id": build.csv_file(world)}
        answer = world.events.publish(body(model_id, source=source), MAYA)
        assert answer["source_type"] == "FILE"
        job = world.jobs.get(answer["job"]["id"], MAYA)
        assert (job["status"], job["info"]["resource_type"]) == ("SUCCESS", "EVENT")
        (made,) = environments(world)
        assert (made["name"], made["type"], made["row_count"]) == ("training-2025", "PRE_PRODUCTION", 2)
        assert made["model"] == {"id": model_id, "name": "loan-default", "version": "v1"}
        assert (made["project"]["id"], made["organization"]) == (project_id, MAYA.organization)
        assert world.environments.get(made["id"], MAYA) == made

    def test_not_before_success(self) -> None:
        """While the job runs there is no environment."""
        slow = build.world("manual:2")
        model_id = build.model(slow, build.project(slow))["id"]
        source = {"type": "FILE", "file_id": build.csv_file(slow)}
        job = slow.events.publish(body(model_id, source=source), MAYA)["job"]
        slow.jobs.get(job["id"], MAYA)
        assert environments(slow) == []
        slow.jobs.get(job["id"], MAYA)
        assert len(environments(slow)) == 1

    def test_rows_that_cannot_be_counted(self, world: World, model_id: str) -> None:
        """A file that cannot be read is published without a count."""
        source = {"type": "FILE", "file_id": world.files.upload("x.parquet", b"PAR1", MAYA)["id"]}
        world.events.publish(body(model_id, source=source), MAYA)
        world.events.publish(body(model_id), MAYA)
        assert [made["row_count"] for made in environments(world)] == [None]

    def test_unknown_files(self, world: World, model_id: str) -> None:
        """Unknown and foreign files are NotFound."""
        for file_id in (NO_ID, None, build.csv_file(world, who=INES)):
            with pytest.raises(NotFound, match="/source/file_id"):
                world.events.publish(body(model_id, source={"type": "FILE", "file_id": file_id}), MAYA)


class TestStream:
    """Publication of events in the body."""

    def test_each_event_gets_an_id(self, world: World, model_id: str) -> None:
        """As many different ids as events."""
        answer = world.events.publish(body(model_id), MAYA)
        assert answer["source_type"] == "EVENTS"
        assert len(set(answer["event_ids"])) == 2

    def test_rows_add_up(self, world: World, model_id: str) -> None:
        """A second publication under the name adds to the environment, another name makes another."""
        world.events.publish(body(model_id), MAYA)
        (first,) = environments(world)
        world.events.publish(body(model_id), MAYA)
        world.events.publish(body(model_id, env_name="other"), MAYA)
        world.events.publish(body(model_id, env_type="PRODUCTION", env_name=None), MAYA)
        made = environments(world)
        assert [(env["name"], env["row_count"]) for env in made] == [
            ("training-2025", 4),
            ("other", 2),
            ("production", 2),
        ]
        assert made[0]["id"] == first["id"]
        assert made[0]["updated_at"] > first["updated_at"]


@pytest.mark.parametrize(
    ("members", "places"),
    [
        ({"source": None}, ["/source/type"]),
        ({"source": []}, ["/source/type"]),
        ({"source": {"type": "X"}}, ["/source/type"]),
        ({"source": {"type": "EVENTS"}}, ["/source/events"]),
        ({"env_type": "x"}, ["/env_type"]),
        ({"env_type": None, "source": {}}, ["/source/type", "/env_type"]),
    ],
)
def test_malformed_bodies(world: World, model_id: str, members: dict[str, Any], places: list[str]) -> None:
    """Everything malformed is reported together."""
    with pytest.raises(BadRequest) as caught:
        world.events.publish(body(model_id, **members), MAYA)
    assert [violation.place for violation in caught.value.violations] == places


def test_events_are_bounded(world: World, model_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as may be are published, more are refused at their place and change nothing."""
    assert events.MOST_EVENTS == 100_000
    monkeypatch.setattr(events, "MOST_EVENTS", 3)
    source: dict[str, Any] = {"type": "EVENTS", "events": [{}] * 3}
    assert len(world.events.publish(body(model_id, source=source), MAYA)["event_ids"]) == 3
    source["events"].append({})
    with pytest.raises(BadRequest, match=r"^/source/events: has 4 events"):
        world.events.publish(body(model_id, source=source), MAYA)
    assert [made["row_count"] for made in environments(world)] == [3]


@pytest.mark.parametrize("model_id", [NO_ID, None, 7])
def test_unknown_models(world: World, model_id: Any) -> None:
    """No model, no publication."""
    with pytest.raises(NotFound, match="/model_id"):
        world.events.publish(body(model_id), MAYA)


class TestEnvironments:
    """Reads of environments."""

    def test_as_the_client_looks_one_up(self, world: World, project_id: str, model_id: str) -> None:
        """By name and model."""
        other = build.model(world, project_id, version="v2")["id"]
        for where in (model_id, other):
            world.events.publish(body(where), MAYA)
        rules = [
            {"field": "name", "operator": "equal", "value": "training-2025"},
            {"field": "model_id", "operator": "equal", "value": other},
        ]
        page = world.environments.list(json.dumps({"condition": "AND", "rules": rules}), 50, 0, MAYA)
        assert [env["model"]["id"] for env in page.items] == [other]

    def test_of_a_model(self, world: World, project_id: str, model_id: str) -> None:
        """One model's, of one type or all."""
        build.model(world, project_id, version="v2")
        world.events.publish(body(model_id), MAYA)
        world.events.publish(body(model_id, env_type="PRODUCTION"), MAYA)
        assert world.environments.of_model(model_id, None, 50, 0, MAYA).total == 2
        page = world.environments.of_model(model_id, "PRE_PRODUCTION", 50, 0, MAYA)
        assert [env["type"] for env in page.items] == ["PRE_PRODUCTION"]
        assert world.environments.of_model(model_id, None, 1, 1, MAYA).items[0]["type"] == "PRODUCTION"

    def test_foreign_ones_do_not_exist(self, world: World, model_id: str) -> None:
        """Another organization sees none."""
        world.events.publish(body(model_id), MAYA)
        (made,) = environments(world)
        assert world.environments.list(None, 50, 0, INES).total == 0
        for call in (
            lambda: world.environments.get(made["id"], INES),
            lambda: world.environments.of_model(model_id, None, 50, 0, INES),
            lambda: world.events.publish(body(model_id), INES),
        ):
            with pytest.raises(NotFound):
                call()
