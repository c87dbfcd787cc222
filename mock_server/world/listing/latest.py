"""The newest version of each model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import instants

if TYPE_CHECKING:
    from collections.abc import Iterable

    Json = dict[str, Any]


def newest(models: Iterable[Json]) -> list[Json]:
    """Return, of the models of each project and name, the one created last (guide; by created_at: decided).

    It is chosen among all versions that exist, before any filter: an older version never stands in for a
    newest one that the filter does not match (decided).
    """
    found: dict[tuple[str, str], Json] = {}
    for model in models:
        group = (model["project_id"], model["name"])
        if group not in found or age(model) > age(found[group]):
            found[group] = model
    return list(found.values())


def age(model: Json) -> tuple[Any, str]:
    """Return what sorts versions from old to new; the id decides between equal instants."""
    return instants.key(model["created_at"]), model["id"]
