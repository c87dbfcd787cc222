"""latest_only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mock_server.world import ModelQuery
from mock_server.world.listing import latest
from tests.mock_server.world import build

if TYPE_CHECKING:
    from mock_server.world import World


def test_the_newest_by_creation_counts(world: World, project_id: str) -> None:
    """Neither the text of the version nor a later edit makes a version newest."""
    first = build.model(world, project_id, version="v9")
    build.model(world, project_id, version="v10")
    build.model(world, project_id, version="v2")
    world.models.update(first["id"], {"description": "edited last"}, build.MAYA)
    assert build.names(world, latest_only=True) == ["loan-default v2"]
    assert len(build.names(world)) == 3


def test_names_are_kept_apart_by_project(world: World, project_id: str) -> None:
    """The same name in two projects is two models; names are compared exactly."""
    other = build.project(world, "other")
    for where, name in ((project_id, "m"), (other, "m"), (project_id, "M"), (project_id, "m ")):
        build.model(world, where, name=name, version="v1")
        build.model(world, where, name=name, version="v2")
    assert sorted(build.names(world, latest_only=True)) == ["M v2", "m  v2", "m v2", "m v2"]
    assert build.names(world, latest_only=True, project_id=other) == ["m v2"]


def test_filters_apply_to_the_newest(world: World, project_id: str) -> None:
    """An older version never stands in for a newest one that does not match."""
    build.model(world, project_id, version="v1", status="LIVE")
    build.model(world, project_id, version="v2", status="DRAFT")
    live = {"rules": [{"field": "status", "operator": "equal", "value": "LIVE"}]}
    assert build.names(world, latest_only=True, filter=json.dumps(live)) == []
    assert build.names(world, filter=json.dumps(live)) == ["loan-default v1"]


def test_paging_comes_last(world: World, project_id: str) -> None:
    """Pages are cut from the list of newest versions, which total counts."""
    for name in "abc":
        for version in ("v1", "v2"):
            build.model(world, project_id, name=name, version=version)
    page = world.models.list(ModelQuery(latest_only=True, limit=2, offset=1, ordering="name"), build.MAYA)
    assert [(item["name"], item["version"]) for item in page.items] == [("b", "v2"), ("c", "v2")]
    assert (page.total, page.limit, page.offset) == (3, 2, 1)


def test_a_deleted_newest_gives_way(world: World, project_id: str) -> None:
    """Once the newest is gone, the one before is newest."""
    build.model(world, project_id, version="v1")
    newest = build.model(world, project_id, version="v2")
    world.models.delete(newest["id"], build.MAYA)
    assert build.names(world, latest_only=True) == ["loan-default v1"]


@pytest.mark.parametrize("backwards", [False, True])
def test_equal_instants_are_decided_by_the_id(backwards: bool) -> None:  # noqa: FBT001 -- a table's column
    """However they are written, and in whatever order the versions come."""
    models = [
        {"id": row_id, "project_id": "p", "name": "m", "created_at": created_at}
        for row_id, created_at in (
            ("c", "2025-07-01T12:00:00.5Z"),
            ("d", "2025-07-01T12:00:00.500000Z"),
            ("e", "2025-07-01T12:00:00.499999Z"),
        )
    ]
    assert [model["id"] for model in latest.newest(models[::-1] if backwards else models)] == ["d"]
