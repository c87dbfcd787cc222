"""The indexes that the rules look things up by, for every store."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from mock_server.stores import Index
from mock_server.world import instants, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Json = dict[str, Any]
Key = tuple[str, ...]

ALL: Key = ()
"""The key of an index that does not tell rows apart."""


def version_of(model: Json) -> Key:
    """Return what no two models share."""
    return model["project_id"], model["name"], model["version"]


def environment_of(row: Json) -> Key:
    """Return what no two environments share."""
    return row["model_id"], row["type"], row["name"]


def created(row: Json) -> str:
    """Return what sorts rows from old to new."""
    return instants.sortable(row["created_at"])


def _by(*names: str) -> Callable[[Json], Key]:
    if len(names) == 1:
        (name,) = names
        return lambda row: (row[name],)
    return itemgetter(*names)


def _due(running: Json) -> Key | None:
    return None if plan.due(running) is None else ALL


INDEXES: Mapping[str, Sequence[Index]] = {
    "organizations": (),
    "users": (),
    "projects": (
        Index("organization", _by("organization_id"), created),
        Index("name", _by("organization_id", "name")),
    ),
    "models": (
        Index("organization", _by("organization_id"), created),
        Index("project", _by("organization_id", "project_id"), created),
        Index("name", _by("organization_id", "name"), created),
        Index("version", version_of),
        Index("newest", _by("organization_id"), created, group=_by("project_id", "name")),
        Index("newest_of_project", _by("organization_id", "project_id"), created, group=_by("name")),
    ),
    "files": (Index("all", lambda _: ALL),),
    "parts": (Index("file", _by("file_id")),),
    "environments": (
        Index("organization", _by("organization_id"), created),
        Index("model", _by("model_id"), created),
        Index("identity", environment_of),
    ),
    "jobs": (),
    "finished": (Index("all", lambda _: ALL),),
    "running": (
        Index("all", lambda _: ALL),
        Index("due", _due, lambda row: plan.due(row) or "", numbered=True),
        Index("model", lambda row: (row["effect"]["model_id"],)),
    ),
    "usage": (),
}
"""The indexes of each table, by the table's name."""
