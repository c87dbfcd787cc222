"""Who may do what, and who is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_server.world import Forbidden, Identity, ModelQuery, NotFound, World
from tests.mock_server.world import build
from tests.mock_server.world.build import MAYA, NO_ID, TOMAS

if TYPE_CHECKING:
    from collections.abc import Callable

WRITES: dict[str, Callable[[World], object]] = {
    "create": lambda world: world.models.create(build.body(NO_ID), TOMAS),
    "update": lambda world: world.models.update(NO_ID, {}, TOMAS),
    "delete": lambda world: world.models.delete(NO_ID, TOMAS),
    "deploy artifact": lambda world: world.artifacts.deploy(NO_ID, {}, TOMAS),
    "update artifact": lambda world: world.artifacts.update(NO_ID, {}, TOMAS),
    "deploy surrogate": lambda world: world.surrogates.deploy(NO_ID, {}, TOMAS),
    "update surrogate": lambda world: world.surrogates.update(NO_ID, {}, TOMAS),
    "create project": lambda world: world.projects.create({"name": "p"}, TOMAS),
    "delete project": lambda world: world.projects.delete(NO_ID, TOMAS),
    "upload": lambda world: world.files.upload("a.csv", b"", TOMAS),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_reader_cannot_write(world: World, write: Callable[[World], object]) -> None:
    """Every write without the right is Forbidden and changes nothing."""
    before = world.snapshot()
    with pytest.raises(Forbidden, match="right to write"):
        write(world)
    assert world.snapshot() == before


def test_a_reader_can_read(world: World, project_id: str) -> None:
    """What the organization has is there for readers."""
    made = build.model(world, project_id)
    assert world.models.get(made["id"], TOMAS) == made


def test_without_rights_nothing_can_be_read(world: World) -> None:
    """An identity without any right is Forbidden to list."""
    nobody = Identity(MAYA.user, MAYA.organization, frozenset())
    with pytest.raises(Forbidden, match="right to read"):
        world.models.list(ModelQuery(), nobody)


def test_a_caller_who_wrote_is_known(world: World, project_id: str) -> None:
    """A user can own models once they have written something, and not before."""
    other = Identity({**TOMAS.user}, TOMAS.organization)
    with pytest.raises(NotFound, match="/owner_id"):
        build.model(world, project_id, owner_id=TOMAS.user["id"])
    build.project(world, "another", other)
    assert build.model(world, project_id, owner_id=TOMAS.user["id"])["owner"] == TOMAS.user
