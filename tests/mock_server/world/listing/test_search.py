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


def test_no_search_crosses_fields(world: World, project_id: str) -> None:
    """What stands at the end of one field and the beginning of another is not together."""
    build.model(
        world, project_id, name="alpha", version="beta", description="", algorithm=None, framework="gamma"
    )
    for wanted in ("alphabeta", "betagamma", "alpha beta", "gammaconsumer", "lendingharbour"):
        assert build.names(world, search=wanted) == []
    assert [len(build.names(world, search=wanted)) for wanted in ("pha", "bet", "gamma")] == [1] * 3


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("stra\N{LATIN SMALL LETTER SHARP S}e", "STRASSE"),
        ("STRASSE", "\N{LATIN SMALL LETTER SHARP S}"),
        ("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "i\N{COMBINING DOT ABOVE}"),
        ("\N{LATIN SMALL LIGATURE FFI}x", "FIX"),
        ("\N{GREEK CAPITAL LETTER SIGMA}", "\N{GREEK SMALL LETTER FINAL SIGMA}"),
        ("\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{LATIN CAPITAL LETTER E WITH ACUTE}"),
    ],
)
def test_case_is_ignored_in_every_script(world: World, project_id: str, name: str, wanted: str) -> None:
    """Letters that become others, or several, are found too; in objects that items refer to as well."""
    build.model(world, project_id, name=name)
    build.model(world, build.project(world, name), version="v2")
    assert build.names(world, search=wanted) == [f"{name} v1", "loan-default v2"]


def test_what_changes_is_found_anew(world: World, project_id: str) -> None:
    """After an update a model is found by its new texts and no more by its old ones."""
    made = build.model(world, project_id, description="before")
    world.models.update(made["id"], {"description": "after"}, build.MAYA)
    assert [len(build.names(world, search=wanted)) for wanted in ("before", "after")] == [0, 1]


def test_ids_and_dates_are_not_searched(searched: World, project_id: str) -> None:
    """Only text fields count."""
    assert build.names(searched, search=project_id) == []
    assert build.names(searched, search="2025-07-01T12") == []
