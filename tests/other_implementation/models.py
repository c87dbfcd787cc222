"""A model: what is kept of it, what a request changes, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tests.other_implementation import columns
from tests.other_implementation.instants import utc
from tests.other_implementation.seed import Json

_DEFAULTS: Json = {
    "version": "v1",
    "status": "LIVE",
    "description": None,
    "deployment_date": None,
    "algorithm": None,
    "framework": None,
    "event_id_col": None,
    "event_ts_col": None,
    "event_ts_format": None,
    "task_params": {},
    "xai_params": {},
}
_ROLES = ("inputs", "outputs", "targets", "decisions", "metadata", "custom_features")
_FEATURE_DEFAULTS: Mapping[str, Json] = MappingProxyType(
    {
        "FROM_COLUMNS": {"n_clusters": 5, "monitor_components": False},
        "FROM_VECTOR": {"n_clusters": 5},
        "FROM_TEXT_EMBEDDING": {"n_clusters": 5, "n_tags": 5},
        "FROM_IMAGE_EMBEDDING": {"n_clusters": 5},
        "ENRICHMENT": {"config": {}},
    }
)
_SUMMARY = (
    "name",
    "version",
    "status",
    "input_type",
    "task",
    "description",
    "owner",
    "deployment_date",
    "algorithm",
    "framework",
)
_DETAIL = ("task_params", "schema", "spec", "event_id_col", "event_ts_col", "event_ts_format", "xai_params")


@dataclass
class Model:
    """A version of a model.

    `values` holds what clients wrote, by field; its members are replaced, never changed.
    `expected_status` is the artifact status when all jobs under way have succeeded.
    """

    id: str
    organization: Json
    project: Json
    author: Json
    editor: Json
    created_at: str
    updated_at: str
    values: Json
    artifact_status: str = "no_model"
    expected_status: str = "no_model"
    artifact_files: list[Json] = field(default_factory=list)
    deleted_at: str | None = None
    revision: int = 1

    @property
    def key(self) -> tuple[str, str, str]:
        """What must be unique: project id, name and version."""
        return self.project["id"], self.values["name"], self.values["version"]

    def summary(self) -> Json:
        """Give the contract's ModelSummary and one undocumented member."""
        return {
            "id": self.id,
            "organization": self.organization,
            "project": self.project,
            "artifact_status": self.artifact_status,
            "deleted_at": self.deleted_at,
            "created_by": self.author,
            "updated_by": self.editor,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "revision": self.revision,
            **{name: self.values[name] for name in _SUMMARY},
        }

    def detail(self, fault: str | None = None) -> Json:
        """Give the contract's ModelDetail."""
        classes = self.values["task_params"].get("target_class_order") or []
        two_classes = len(classes) == 2 or fault == "every-ranking-is-binary"
        return {
            **self.summary(),
            **{name: self.values[name] for name in _DETAIL},
            "artifact_files": self.artifact_files,
            "is_binary_ranking_model": self.values["task"] == "ranking" and two_classes,
        }


def written(body: Json) -> Json:
    """Give the values of a valid ModelCreate; `project_id` and `owner_id` are left to the caller."""
    return normalised({**_DEFAULTS, **body}, {})


def normalised(body: Json, before: Json, fault: str | None = None) -> Json:
    """Give the values that a request sets; those of `before` that it leaves out are left out here too."""
    values = {name: value for name, value in body.items() if name not in {"id", "project_id", "owner_id"}}
    if values.get("deployment_date") is not None:
        values["deployment_date"] = utc(values["deployment_date"])
    if "schema" in values:
        values["schema"] = _schema(values["schema"], before.get("schema", {"columns": []}), fault)
    if "spec" in values:
        values["spec"] = spec(values["spec"])
    if "task_params" in values:
        values["task_params"] = _without_nulls(values["task_params"])
    if "xai_params" in values:
        values["xai_params"] = values["xai_params"] or {}
    return values


def spec(sent: Json) -> Json:
    """Give a spec with every role and every default of its custom features."""
    roles: Json = {role: sent.get(role, []) for role in _ROLES}
    features = [{**_FEATURE_DEFAULTS[one["type"]], **one} for one in roles["custom_features"]]
    return {"schema_version": sent.get("schema_version", 1), **roles, "custom_features": features}


def _schema(sent: Json, before: Json, fault: str | None) -> Json:
    rows = columns.stored(sent["columns"], before["columns"])
    if fault == "patch-keeps-removed-columns":
        names = {column["name"] for column in rows}
        rows += [column for column in before["columns"] if column["name"] not in names]
    return {"schema_version": sent.get("schema_version", 1), "columns": rows}


def _without_nulls(members: Json) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
