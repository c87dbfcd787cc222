"""The order of lists."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.world import BadRequest, ModelQuery, World, ordering
from mock_server.world.ordering import MODEL_ORDERING
from tests.mock_server.world import build

ITEMS: list[dict[str, Any]] = [
    {"id": "c", "name": "b", "description": None, "created_at": "2025-07-01T12:00:00Z", "owner": None},
    {"id": "a", "name": "b", "description": "x", "created_at": "2025-07-01T13:00:00+02:00", "owner": None},
    {"id": "b", "name": "B", "description": "y", "created_at": "2025-07-01T12:00:00Z", "owner": None},
    {
        "id": "d",
        "name": "a",
        "description": None,
        "created_at": "2025-06-30T12:00:00Z",
        "owner": {"full_name": "M"},
    },
]


def arranged(text: str | None) -> str:
    """Return the ids of the items in an order."""
    keys = ordering.parse(text, MODEL_ORDERING)
    return "".join(item["id"] for item in ordering.arrange(ITEMS, keys))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (None, "dabc"),
        ("", "dabc"),
        ("created_at", "dabc"),
        ("-created_at", "bcad"),
        ("id", "abcd"),
        ("-id", "dcba"),
        ("name", "bdac"),
        ("-name", "acdb"),
        ("name,-id", "bdca"),
        ("-name, -id", "cadb"),
        ("description", "abcd"),
        ("-description", "cdba"),
        ("description,-name", "abcd"),
        ("owner", "dabc"),
        ("-owner", "abcd"),
        ("created_at,name", "dabc"),
        ("name,name", "bdac"),
    ],
)
def test_arrange(text: str | None, ids: str) -> None:
    """Keys in turn, nulls last ascending and first descending, ties by id, date-times as instants."""
    assert arranged(text) == ids


@pytest.mark.parametrize(
    ("text", "count"),
    [("nope", 1), ("-", 1), ("name,", 1), ("--name", 1), ("+name,x", 2), ("Name", 1), ("schema", 1)],
)
def test_unknown_fields(text: str, count: int) -> None:
    """Each unknown name is one violation at `ordering`."""
    with pytest.raises(BadRequest) as caught:
        ordering.parse(text, MODEL_ORDERING)
    assert [violation.place for violation in caught.value.violations] == ["ordering"] * count


@pytest.mark.parametrize("name", sorted(MODEL_ORDERING))
def test_every_field_orders_models(world: World, project_id: str, name: str) -> None:
    """Models, some members null, can be ordered by every field, both ways, one the reverse of the other."""
    build.model(world, project_id, version="v1", deployment_date="2025-01-01T00:00:00Z", algorithm="a")
    build.model(world, project_id, version="v2", owner_id=None)
    up = world.models.list(ModelQuery(ordering=f"{name},id"), build.MAYA).items
    down = world.models.list(ModelQuery(ordering=f"-{name},-id"), build.MAYA).items
    assert up == down[::-1]


def test_filter_and_ordering_are_refused_together(world: World) -> None:
    """One error names what is wrong with both."""
    with pytest.raises(BadRequest) as caught:
        build.names(world, filter="{", ordering="nope")
    assert [violation.place for violation in caught.value.violations] == ["filter", "ordering"]
