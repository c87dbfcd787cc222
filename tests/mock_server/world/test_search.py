"""The search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mock_server.world import build

if TYPE_CHECKING:
    from mock_server.world import World


@pytest.fixture
def searched(world: World, project_id: str) -> World:
    """Return a world with three models."""
    build.model(world, project_id, name="Loan (v1) 50%_off", description="Probability of DEFAULT")
    build.model(world, project_id, name="straße", algorithm="gradient boosting", framework="xgboost\x002")
    build.model(world, project_id, name="offer 🚚", owner_id=None)
    return world


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("loan", 1),
        ("LOAN (V1)", 1),
        ("(", 1),
        ("%_", 1),
        (".*", 0),
        ("[", 0),
        ("default", 1),
        ("STRASSE", 1),
        ("Boosting", 1),
        ("t\x002", 1),
        ("\x00", 1),
        ("🚚", 1),
        ("\ud800", 0),
        ("consumer-LENDING", 3),
        ("lindqvist", 3),
        ("", 3),
        (None, 3),
        (" ", 3),
        ("  ", 0),
        ("x" * 1_000_000, 0),
    ],
)
def test_search(searched: World, wanted: str | None, found: int) -> None:
    """Plain text in any case, in any text field; never a pattern, never a failure."""
    assert len(build.names(searched, search=wanted)) == found


def test_ids_and_dates_are_not_searched(searched: World, project_id: str) -> None:
    """Only text fields count."""
    assert build.names(searched, search=project_id) == []
    assert build.names(searched, search="2025-07-01T12") == []
