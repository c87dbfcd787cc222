"""What a world file may not bring in, because no request could have and no answer could show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.world import Identity
from mock_server.world.seeding.tables import MODEL as MEMBERS
from mock_server.worlds import contract_violations
from tests.mock_server.world import build
from tests.mock_server.world.build import NO_ID
from tests.mock_server.world.seeding.world_files import (
    AT,
    MADE,
    MODEL,
    ORG,
    PROJECT,
    SMALL,
    changed,
    complaint,
    read,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

COLUMN = {"name": "a", "data_type": "int"}
JOB: dict[str, Any] = {"id": NO_ID, "organization_id": ORG, "name": "Deploy", "info": {}}
ENVIRONMENT = {"id": NO_ID, **MADE, "name": "e", "model_id": MODEL, "project_id": PROJECT}


def with_job(**members: Any) -> dict[str, Any]:
    """Return the small world with a job that runs, changed in its running part."""
    running = {
        "id": NO_ID,
        "mode": "time",
        "started_at": AT,
        "effect": {"kind": "delete_model", "model_id": MODEL},
    }
    return {**SMALL, "jobs": [JOB], "running": [{**running, **members}]}


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"version": ""}, "version: must have at least 1 character"),
        ({"version": "v" * 65}, "version: must have at most 64 characters"),
        ({"deployment_date": "hello"}, "deployment_date: must be an RFC 3339 date-time"),
        ({"deployment_date": "9999-12-31T23:59:59-00:01"}, "deployment_date: must be"),
        ({"schema": {"columns": [{**COLUMN, "data_type": "x"}]}}, "schema/columns/0/data_type: must be one"),
        ({"schema": {"columns": [{**COLUMN, "id": 5}]}}, "schema/columns/0/id: must be string"),
        ({"schema": {"columns": [{**COLUMN, "min": "x"}]}}, "schema/columns/0/min: must be"),
        (
            {"schema": {"columns": [{**COLUMN, "id": "a"}, {**COLUMN, "name": "b", "id": "a"}]}},
            'schema/columns/1/id: "a" is the id of an earlier column',
        ),
        ({"spec": {"inputs": [1]}}, "spec/inputs/0: must be string"),
        ({"spec": {"custom_features": [{"type": "X"}]}}, "spec/custom_features/0/type: must be one of"),
        ({"task_params": {"target_class_order": 5}}, "task_params/target_class_order: must be"),
        ({"xai_params": {"custom_explain_methods": 5}}, "xai_params/custom_explain_methods: must be array"),
        ({"artifact_files": [5]}, "artifact_files/0: must be object"),
        ({"deletion_job": {"id": "x"}}, "deletion_job/"),
        (
            {"deployment_date": f"2025-07-01T12:00:00.{'1' * 900_000}Z"},
            "deployment_date: must be a date-time of",
        ),
        ({"created_at": f"2025-07-01T12:00:00.{'1' * 81}Z"}, "created_at: must be a date-time in UTC"),
        ({"created_at": "2016-12-31"}, "created_at: must be a date-time in UTC"),
        ({"created_at": "2025-02-31T00:00:00Z"}, "created_at: must be a date-time in UTC"),
        ({"created_at": "2025-07-01T12:00:00+02:00"}, "created_at: must be a date-time in UTC"),
    ],
)
def test_models(tmp_path: Path, members: dict[str, Any], place: str) -> None:
    """A model that a create would have refused, or that no answer could show, is refused at its place."""
    assert f": /models/0/{place}" in complaint(tmp_path, changed("models", **members))


def test_people(tmp_path: Path) -> None:
    """Everyone's e-mail address is one, as answers show it."""
    assert ": /users/0/email: must be in the format email" in complaint(tmp_path, changed("users", email="x"))


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"effect": {}}, "effect/kind: must be one of delete_model, deploy_artifact"),
        ({"effect": {"kind": ["x"], "model_id": MODEL}}, "effect/kind: must be one of delete_model"),
        ({"effect": {"kind": "delete_model"}}, "effect: lacks model_id"),
        (
            {"effect": {"kind": "delete_model", "model_id": NO_ID}},
            f'effect/model_id: "{NO_ID}" is the id of no',
        ),
        ({"effect": {"kind": "deploy_artifact", "model_id": MODEL}}, "effect: lacks files"),
        (
            {"effect": {"kind": "deploy_artifact", "model_id": MODEL, "files": [{}]}},
            "effect/files/0/name: is required",
        ),
        (
            {"effect": {"kind": "publish_events", "model_id": MODEL, "environment": {"id": 1}}},
            "effect/environment/id: must be a UUID",
        ),
        (
            {
                "effect": {
                    "kind": "publish_events",
                    "model_id": MODEL,
                    "environment": {**ENVIRONMENT, "project_id": NO_ID},
                }
            },
            f'effect/environment/project_id: "{NO_ID}" is the id of no',
        ),
        ({"started_at": "2016-12-31"}, "started_at: must be a date-time in UTC"),
        ({"started_at": "2016-12-31T23:59:60Z"}, "started_at: must be a date-time in UTC"),
        ({"seconds": -1}, "seconds: must be a number from 0 to 86400"),
        ({"seconds": 10**400}, "seconds: must be a number from 0 to 86400"),
        ({"polls_seen": -1}, "polls_seen: must be a whole number of at least 0"),
    ],
)
def test_running_jobs(tmp_path: Path, members: dict[str, Any], place: str) -> None:
    """A job that could not be finished is refused, instead of failing at every later request."""
    assert f": /running/0/{place}" in complaint(tmp_path, with_job(**members))


@pytest.mark.parametrize(
    "effect",
    [
        {"kind": "delete_model"},
        {"kind": "deploy_surrogate"},
        {"kind": "deploy_artifact", "files": [{"name": "f", "size": 1, "modified": AT}]},
        {"kind": "publish_events", "environment": ENVIRONMENT},
    ],
)
def test_running_jobs_of_every_kind(tmp_path: Path, effect: dict[str, Any]) -> None:
    """What each kind of job needs is enough; an environment gets its defaults."""
    (running,) = read(written(tmp_path, with_job(effect={**effect, "model_id": MODEL})))["running"]
    assert running["effect"].items() >= {"kind": effect["kind"], "model_id": MODEL}.items()
    if "environment" in effect:
        assert running["effect"]["environment"]["row_count"] is None


@pytest.mark.parametrize(("member", "value"), [("progress", 500), ("progress", -0.5), ("name", "")])
def test_jobs(tmp_path: Path, member: str, value: Any) -> None:
    """A job's progress is a percentage, and it has a name."""
    document = {**SMALL, "jobs": [{**JOB, member: value}]}
    assert f": /jobs/0/{member}: must be" in complaint(tmp_path, document)


OPEN = {"name": "", "description": "x" * 100_000, "deleted_at": AT, "owner_id": None}


@pytest.mark.parametrize("name", [name for name, member in MEMBERS.items() if "one of" in member.type.words])
def test_whatever_a_row_may_hold_a_summary_can_show(tmp_path: Path, name: str) -> None:
    """Of models that refer to the same rows one summary is checked; none of the others could fail."""
    first = {**SMALL["models"][0], **OPEN}
    values = MEMBERS[name].type.words.removeprefix("one of ").split(", ")
    others = [
        {**first, name: value, "id": f"00000000-0000-4000-8002-{at:012x}", "version": f"{at}" * 64}
        for at, value in enumerate(values)
    ]
    world = build.world()
    world.restore(read(written(tmp_path, {**SMALL, "models": [first, *others]})))
    who = Identity(SMALL["users"][0], SMALL["organizations"][0])
    answers = [world.models.get(row["id"], who) for row in others]
    assert [answer[name] for answer in answers] == values
    assert not any(contract_violations("ModelDetail", dict(answer)) for answer in answers)


def test_every_model_s_own_members_are_checked(tmp_path: Path) -> None:
    """A model that refers to the same rows as the one before is not taken to be as good."""
    second = {**SMALL["models"][0], "id": NO_ID, "version": "v2", "artifact_files": [5]}
    assert ": /models/1/artifact_files/0: must be object" in complaint(
        tmp_path, {**SMALL, "models": [*SMALL["models"], second]}
    )
