"""Fixtures of the world's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mock_server.world import build

if TYPE_CHECKING:
    from mock_server.world import World


@pytest.fixture
def world() -> World:
    """Return an empty world whose jobs succeed at once."""
    return build.world()


@pytest.fixture
def project_id(world: World) -> str:
    """Return a project of Maya's organization."""
    return build.project(world)
