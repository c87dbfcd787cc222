"""Projects."""

from __future__ import annotations

import json

import pytest

from mock_server.world import BadRequest, Conflict, NotFound, World
from tests.mock_server.world import build
from tests.mock_server.world.build import INES, MAYA, NO_ID


def test_create_and_get(world: World) -> None:
    """A project has what the client needs and is read as created."""
    made = world.projects.create({"name": " My project 🚚 "}, MAYA)
    assert {"id", "name", "created_at", "updated_at", "organization"} <= set(made)
    assert (made["name"], made["organization"]) == (" My project 🚚 ", MAYA.organization)
    assert world.projects.get(made["id"], MAYA) == made


def test_a_name_exists_once_per_organization(world: World) -> None:
    """The same name conflicts, in another organization it does not."""
    build.project(world, "p")
    with pytest.raises(Conflict, match="/name"):
        build.project(world, "p")
    build.project(world, "P")
    build.project(world, "p", INES)


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": ""}, {"name": 1}])
def test_a_name_is_needed(world: World, body: dict[str, object]) -> None:
    """Anything but text of at least one character is BadRequest."""
    with pytest.raises(BadRequest, match="/name"):
        world.projects.create(body, MAYA)


def test_list(world: World) -> None:
    """The organization's projects come oldest first, filtered and paged."""
    for name in ("b", "a", "c"):
        build.project(world, name)
    build.project(world, "foreign", INES)

    def named(filter_: str | None, limit: int = 50, offset: int = 0) -> list[str]:
        return [item["name"] for item in world.projects.list(filter_, limit, offset, MAYA).items]

    assert named(None) == ["b", "a", "c"]
    assert named(None, 1, 1) == ["a"]
    rule = {"field": "name", "operator": "equal", "value": "c"}
    assert named(json.dumps({"condition": "AND", "rules": [rule]})) == ["c"]
    with pytest.raises(BadRequest, match="filter/rules/0/field"):
        named(json.dumps({"rules": [{**rule, "field": "version"}]}))


def test_delete_takes_everything_along(world: World) -> None:
    """Its models are gone, other projects stay, and the name is free."""
    one, two = build.project(world, "one"), build.project(world, "two")
    gone = build.model(world, one)
    build.model(world, two)
    world.projects.delete(one, MAYA)
    with pytest.raises(NotFound):
        world.projects.get(one, MAYA)
    with pytest.raises(NotFound):
        world.models.get(gone["id"], MAYA)
    assert build.names(world) == ["loan-default v1"]
    assert build.project(world, "one") != one


def test_foreign_and_unknown(world: World, project_id: str) -> None:
    """Neither can be read or deleted."""
    for wanted, who in ((project_id, INES), (NO_ID, MAYA)):
        with pytest.raises(NotFound, match="project_id"):
            world.projects.get(wanted, who)
        with pytest.raises(NotFound, match="project_id"):
            world.projects.delete(wanted, who)
    assert world.projects.get(project_id, MAYA)["id"] == project_id
