"""How rows look in answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import spec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stores import Transaction

    Json = dict[str, Any]


class Renderer:
    """Renders rows of one transaction; what they refer to is looked up once."""

    def __init__(self, rows: Transaction) -> None:
        self._rows = rows
        self._compact: dict[tuple[str, str], Json] = {}

    def model_summary(self, row: Json) -> Json:
        """Return a ModelSummary, as in lists (guide)."""
        return {
            "id": row["id"],
            "name": row["name"],
            "version": row["version"],
            "status": row["status"],
            "organization": self.organization(row["organization_id"]),
            "project": self.project(row["project_id"]),
            "input_type": row["input_type"],
            "task": row["task"],
            "description": row["description"],
            "owner": None if row["owner_id"] is None else self.user(row["owner_id"]),
            "deployment_date": row["deployment_date"],
            "artifact_status": row["artifact_status"],
            "deleted_at": row["deleted_at"],
            "algorithm": row["algorithm"],
            "framework": row["framework"],
            **self._history(row),
        }

    def model_detail(self, row: Json) -> Json:
        """Return a ModelDetail (guide)."""
        return {
            **self.model_summary(row),
            "task_params": row["task_params"],
            "schema": row["schema"],
            "spec": row["spec"],
            "event_id_col": row["event_id_col"],
            "event_ts_col": row["event_ts_col"],
            "event_ts_format": row["event_ts_format"],
            "xai_params": row["xai_params"],
            "artifact_files": row["artifact_files"],
            "is_binary_ranking_model": spec.is_binary_ranking(row),
        }

    def project_item(self, row: Json) -> Json:
        """Return a project (client)."""
        organization = self.organization(row["organization_id"])
        return {"id": row["id"], "name": row["name"], "organization": organization, **self._history(row)}

    def file_item(self, row: Json) -> Json:
        """Return a file (client)."""
        own = {key: row[key] for key in ("id", "filename", "status", "type")}
        return {**own, **self._history(row)}

    def environment_item(self, row: Json) -> Json:
        """Return an environment (client)."""
        return {
            "id": row["id"],
            "name": row["name"],
            "type": row["type"],
            "row_count": row["row_count"],
            "model": self._looked_up("models", row["model_id"], ("id", "name", "version")),
            "project": self.project(row["project_id"]),
            "organization": self.organization(row["organization_id"]),
            **self._history(row),
        }

    def user(self, user_id: str) -> Json:
        """Return `{id, full_name, email}`."""
        return self._looked_up("users", user_id, ("id", "full_name", "email"))

    def organization(self, organization_id: str) -> Json:
        """Return `{id, name}`."""
        return self._looked_up("organizations", organization_id, ("id", "name"))

    def project(self, project_id: str) -> Json:
        """Return `{id, name}`."""
        return self._looked_up("projects", project_id, ("id", "name"))

    def _history(self, row: Json) -> Json:
        return {
            "created_by": self.user(row["created_by_id"]),
            "updated_by": self.user(row["updated_by_id"]),
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
        }

    def _looked_up(self, table: str, row_id: str, keys: Sequence[str]) -> Json:
        if (table, row_id) not in self._compact:
            row = self._rows.get(table, row_id)
            if row is None:
                raise LookupError(f"a row refers to {table} {row_id}, which does not exist")
            self._compact[table, row_id] = {key: row[key] for key in keys}
        return self._compact[table, row_id]
