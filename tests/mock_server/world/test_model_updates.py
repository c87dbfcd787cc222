"""Models: what a PATCH changes, and what it leaves."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.world import Conflict, Identity, NotFound, World
from tests.mock_server.world import build
from tests.mock_server.world.build import MAYA, NO_ID, TOMAS


def test_only_what_is_sent_changes(world: World, project_id: str) -> None:
    """Everything else stays, creation included; the edit is recorded and answered."""
    made = build.model(world, project_id, description="old", version="v7", status="DRAFT")
    after = world.models.update(made["id"], {"description": "new"}, MAYA)
    changed = {key for key in made if after[key] != made[key]}
    assert changed == {"description", "updated_at"}
    assert after["updated_at"] > made["updated_at"]
    assert world.models.get(made["id"], MAYA) == after


def test_every_member_can_change(world: World, project_id: str) -> None:
    """Each member of an update is stored."""
    sent: dict[str, Any] = {
        "status": "DRAFT",
        "version": "v2",
        "input_type": "text",
        "task": "llm",
        "description": "d",
        "deployment_date": "2025-01-01T00:00:00Z",
        "algorithm": "a",
        "framework": "f",
        "event_id_col": "i",
        "event_ts_col": "t",
        "event_ts_format": "s",
    }
    made = build.model(world, project_id)
    after = world.models.update(made["id"], sent, MAYA)
    assert {key: after[key] for key in sent} == sent


def test_null_clears(world: World, project_id: str) -> None:
    """Null is stored as null, for the owner too."""
    keys = ("description", "algorithm", "framework", "event_id_col", "event_ts_col", "event_ts_format")
    members: dict[str, Any] = {**dict.fromkeys(keys, "x"), "deployment_date": "2025-01-01T00:00:00Z"}
    made = build.model(world, project_id, **members)
    sent = {**dict.fromkeys(keys), "deployment_date": None, "owner_id": None}
    after = world.models.update(made["id"], sent, MAYA)
    assert [after[key] for key in (*keys, "deployment_date", "owner")] == [None] * 8


def test_what_cannot_change_is_ignored(world: World, project_id: str) -> None:
    """Name, project, ids and everything the server sets stay."""
    other = build.project(world, "other")
    made = build.model(world, project_id)
    sent = {
        "name": "x",
        "project_id": other,
        "id": NO_ID,
        "organization": {},
        "artifact_status": "surrogate",
        "artifact_files": [1],
        "created_at": "x",
        "created_by": {},
        "deleted_at": "x",
        "deletion_job": 1,
        "unknown": 1,
    }
    after = world.models.update(made["id"], sent, MAYA)
    assert {key for key in made if after[key] != made[key]} == {"updated_at"}
    assert set(after) == set(made)


def test_an_empty_update_is_accepted(world: World, project_id: str) -> None:
    """It changes nothing but the record of the edit, and applies no default."""
    made = build.model(world, project_id, version="v3", status="DRAFT")
    after = world.models.update(made["id"], {}, MAYA)
    assert {key for key in made if after[key] != made[key]} == {"updated_at"}


def test_who_edited_is_recorded(world: World, project_id: str) -> None:
    """updated_by is the caller, created_by stays."""
    made = build.model(world, project_id)
    editor = Identity(TOMAS.user, TOMAS.organization)
    after = world.models.update(made["id"], {}, editor)
    assert (after["created_by"], after["updated_by"]) == (MAYA.user, TOMAS.user)


def test_nested_objects_are_replaced_whole(world: World, project_id: str) -> None:
    """What a sent object lacks is gone: roles are [], parameters null."""
    spec = {"inputs": ["a"], "outputs": ["b"], "custom_features": [{"type": "FROM_VECTOR", "name": "f"}]}
    params = {"group_by": "g", "top_k": 3}
    made = build.model(
        world, project_id, spec=spec, task_params=params, xai_params={"default_explain_method": "s"}
    )
    after = world.models.update(
        made["id"], {"spec": {"outputs": ["c"]}, "task_params": {"top_k": 4}, "xai_params": {}}, MAYA
    )
    assert after["spec"] == {
        "schema_version": 1,
        "inputs": [],
        "outputs": ["c"],
        "targets": [],
        "decisions": [],
        "metadata": [],
        "custom_features": [],
    }
    assert (after["task_params"]["group_by"], after["task_params"]["top_k"]) == (None, 4)
    assert after["xai_params"] == {"custom_explain_methods": [], "default_explain_method": None}


def test_siblings_stay(world: World, project_id: str) -> None:
    """Other versions of the name are not touched."""
    one, two = (build.model(world, project_id, version=version) for version in ("v1", "v2"))
    world.models.update(one["id"], {"description": "x"}, MAYA)
    assert world.models.get(two["id"], MAYA) == two


def test_a_taken_version_conflicts(world: World, project_id: str) -> None:
    """The update fails whole; its own version may be sent again."""
    one = build.model(world, project_id, version="v1")
    build.model(world, project_id, version="v2")
    before = world.snapshot()
    with pytest.raises(Conflict) as caught:
        world.models.update(one["id"], {"version": "v2", "description": "x"}, MAYA)
    assert build.places(caught) == ["/version"]
    assert world.snapshot() == before
    assert world.models.update(one["id"], {"version": "v1"}, MAYA)["version"] == "v1"


def test_a_version_left_is_free(world: World, project_id: str) -> None:
    """After a change of version the old one can be used again."""
    one = build.model(world, project_id, version="v1")
    world.models.update(one["id"], {"version": "v2"}, MAYA)
    assert build.model(world, project_id, version="v1")["id"] != one["id"]


def test_unknown_owner_and_model(world: World, project_id: str) -> None:
    """Each is NotFound at its place; no model is made."""
    made = build.model(world, project_id)
    with pytest.raises(NotFound) as caught:
        world.models.update(made["id"], {"owner_id": NO_ID}, MAYA)
    assert build.places(caught) == ["/owner_id"]
    with pytest.raises(NotFound) as caught:
        world.models.update(NO_ID, {"description": "x"}, MAYA)
    assert build.places(caught) == ["model_id"]
    assert world.models.get(made["id"], MAYA) == made
    assert len(build.names(world)) == 1
