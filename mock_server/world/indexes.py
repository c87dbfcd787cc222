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


VERSION = ("project_id", "name", "version")
"""What no two models share."""
ENVIRONMENT = ("model_id", "type", "name")
"""What no two environments share."""

version_of: Callable[[Json], Key] = itemgetter(*VERSION)
"""Gives a model's key in the index `version`."""
environment_of: Callable[[Json], Key] = itemgetter(*ENVIRONMENT)
"""Gives an environment's key in the index `identity`."""


def created(row: Json) -> str:
    """Return what sorts rows from old to new."""
    return instants.sortable(row["created_at"])


def _by(
    name: str,
    *names: str,
    order: Callable[[Json], str] | None = None,
    group: Sequence[str] = (),
    few: bool = False,
) -> Index:
    """Return the index of a name by some members; what sorts rows, if anything, is when they were created."""
    members = frozenset({*names, *group} | (set() if order is None else {"created_at"}))
    return Index(name, _key(*names), order, group=_key(*group) if group else None, members=members, few=few)


def _key(*names: str) -> Callable[[Json], Key]:
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
        _by("organization", "organization_id", order=created),
        _by("name", "organization_id", "name", few=True),
    ),
    "models": (
        _by("organization", "organization_id", order=created),
        _by("project", "organization_id", "project_id", order=created),
        _by("name", "organization_id", "name", order=created, few=True),
        _by("version", *VERSION, few=True),
        _by("newest", "organization_id", order=created, group=("project_id", "name")),
        _by("newest_of_project", "organization_id", "project_id", order=created, group=("name",)),
    ),
    "files": (Index("all", lambda _: ALL),),
    "parts": (_by("file", "file_id"),),
    "environments": (
        _by("organization", "organization_id", order=created),
        _by("model", "model_id", order=created),
        _by("identity", *ENVIRONMENT, few=True),
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
