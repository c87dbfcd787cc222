"""Looking things up by id, within the caller's organization."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world.errors import NotFound, Violation, reject, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mock_server.stores.store import Texts
    from mock_server.world.unit import Unit

    Json = dict[str, Any]

TABLES: Mapping[str, str] = {
    "project_id": "projects",
    "model_id": "models",
    "owner_id": "users",
    "file_id": "files",
    "env_id": "environments",
}
"""Which table each reference in a body points into."""

NOUNS: Mapping[str, str] = {
    "projects": "project",
    "models": "model",
    "users": "user",
    "files": "file",
    "environments": "environment",
    "jobs": "job",
}


def owned(row: Json, organization_id: str) -> bool:
    """Tell whether the row belongs to the organization; to all others it does not exist (decided)."""
    return bool(row["organization_id"] == organization_id)


def find(unit: Unit, table: str, row_id: Any) -> Json | None:
    """Return the row, or None when there is none or another organization owns it."""
    if not isinstance(row_id, str):
        return None
    row = unit.rows.get(table, row_id.lower())
    return row if row is not None and unit.rules.owned(row, unit.organization_id) else None


def existing(unit: Unit, table: str, row_id: str, place: str) -> Json:
    """Return the row. Raises NotFound naming the place that held the id."""
    row = unit.rules.find(unit, table, row_id)
    if row is None:
        raise NotFound(_unknown(table, row_id, place))
    return row


def known(unit: Unit, table: str, row_id: str, place: str) -> Texts:
    """Return the texts of a row of a table whose owners are kept, without reading the row.

    Raises NotFound naming the place that held the id.
    """
    texts = unit.rows.texts(table, row_id.lower())
    if texts is None or not unit.rules.owned(
        {"organization_id": texts["owner"].decode()}, unit.organization_id
    ):
        raise NotFound(_unknown(table, row_id, place))
    return texts


def model(unit: Unit, model_id: str) -> Json:
    """Return the model a path names. Raises NotFound."""
    return existing(unit, "models", model_id, "model_id")


def all_owned(unit: Unit, table: str) -> list[Json]:
    """Return the organization's rows of a table that lists organizations, from old to new."""
    listing = unit.rows.listing(table, "organization", (unit.organization_id,))
    return [entry.row() for entry in listing[:]]


def check(unit: Unit, body: Json, names: Iterable[str]) -> None:
    """Raise one NotFound with every reference of the body that leads nowhere (decided); null is none."""
    reject(NotFound, unit.rules.broken_references(unit, body, names))


def broken(unit: Unit, body: Json, names: Iterable[str]) -> list[Violation]:
    """Return a violation for each reference of the body that leads nowhere."""
    sent = [(name, body[name]) for name in names if body.get(name) is not None]
    return [
        _unknown(TABLES[name], row_id, f"/{name}")
        for name, row_id in sent
        if unit.rules.find(unit, TABLES[name], row_id) is None
    ]


def _unknown(table: str, row_id: Any, place: str) -> Violation:
    return Violation(
        place, f"there is no {NOUNS[table]} with the id {shown(row_id)}; use the id of one that exists"
    )
