"""The reference: what a registry holds after a sequence of operations, in as few words as possible."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contract_tests.specimens import NULLABLE_TEXT

if TYPE_CHECKING:
    from contract_tests.document import Json

ROLES = ("inputs", "outputs", "targets", "decisions", "metadata", "custom_features")
SUMMARY = ("name", "version", "status", "input_type", "task", "description", "algorithm", "framework")
FIXED = frozenset({"id", "name", "project_id"})
NESTED = ("schema", "spec", "task_params", "xai_params")
UNKNOWN: Any = object()
"""An owner that no rule settles."""
_DEFAULTED = frozenset({"columns", "schema_version"})


@dataclass
class Model:
    """One version of a model.

    Attributes:
        number: place in the order of creation, from 1; steps call it so.
        id: as the target gave it.
        project_id: the project it is in.
        values: the members of the request body, as last written; all that may be null are there.
        caller: id of the user who created it.
        owner: id of the owner, None for nobody, or UNKNOWN.
        artifact_status: when all jobs have succeeded.
        created_at: as the target first showed it; empty before.
        column_ids: the id of each column, by name, as the target first showed it.
        removed: by nested member, what its last replacement left out and must not come back.
    """

    number: int
    id: str
    project_id: str
    values: Json
    caller: str
    owner: Any = UNKNOWN
    artifact_status: str = "no_model"
    created_at: str = ""
    column_ids: dict[str, str] = field(default_factory=dict)
    removed: dict[str, Json] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What is unique among models."""
        return self.project_id, self.values["name"], self.values["version"]

    @property
    def group(self) -> tuple[str, str]:
        """What the versions of one model share."""
        return self.key[:2]

    @property
    def columns(self) -> list[Json]:
        """The columns, as last written."""
        columns: list[Json] = self.values["schema"]["columns"]
        return columns

    def summary(self) -> Json:
        """What a list shows of it, as far as the reference knows."""
        return {
            "id": self.id,
            **{name: self.values[name] for name in SUMMARY},
            "project": {"id": self.project_id},
            "artifact_status": self.artifact_status,
            "deleted_at": None,
            "created_by": {"id": self.caller},
        }

    def detail(self) -> Json:
        """What a read shows of it, as far as the reference knows."""
        spec = self.values["spec"]
        return {
            **self.summary(),
            **{name: self.values[name] for name in NULLABLE_TEXT},
            "schema": self.values["schema"],
            "spec": {**spec, **{role: spec.get(role, []) for role in ROLES}},
            "task_params": self.values["task_params"],
            "is_binary_ranking_model": self.is_binary_ranking,
        }

    @property
    def is_binary_ranking(self) -> bool:
        """Whether the task is ranking with two target classes."""
        classes = self.values["task_params"].get("target_class_order") or []
        return self.values["task"] == "ranking" and len(classes) == 2

    def change(self, body: Json) -> None:
        """Merge a PATCH body at the top level."""
        written = {name: value for name, value in body.items() if name not in FIXED}
        if "owner_id" in written:
            self.owner = written.pop("owner_id")
        for name in NESTED:
            if name in written:
                written[name] = written[name] or {}
                self.removed[name] = removed(self.values[name], written[name])
        self.values |= written


class Reference:
    """All models of one example.

    Attributes:
        models: those that exist, in the order of creation.
        gone: those that have been deleted.
    """

    def __init__(self) -> None:
        self.models: list[Model] = []
        self.gone: list[Model] = []

    def taken(self, key: tuple[str, str, str], *, but: Model | None = None) -> bool:
        """Whether a model other than `but` has this project, name and version."""
        return any(model.key == key for model in self.models if model is not but)

    def create(self, model_id: str, caller: str, body: Json) -> Model:
        """Add the model that a POST body describes."""
        body = dict(body)
        owner = body.pop("owner_id", UNKNOWN)
        values = {
            "version": "v1",
            "status": "LIVE",
            "deployment_date": None,
            "task_params": {},
            **dict.fromkeys(NULLABLE_TEXT),
            **body,
        }
        values["xai_params"] = values.get("xai_params") or {}
        number = len(self.models) + len(self.gone) + 1
        model = Model(number, model_id, values.pop("project_id"), values, caller, owner)
        self.models.append(model)
        return model

    def delete(self, model: Model) -> None:
        """Remove one version."""
        self.models.remove(model)
        self.gone.append(model)


def removed(before: Json, after: Json) -> Json:
    """The members of `before` that `after` leaves out, nulls excepted; columns are matched by name."""
    absent = before.keys() - after.keys() - _DEFAULTED
    left = {name: before[name] for name in before if name in absent and before[name] is not None}
    if "columns" in before and "columns" in after:
        new = {column["name"]: column for column in after["columns"]}
        pairs = [(column, new[column["name"]]) for column in before["columns"] if column["name"] in new]
        left["columns"] = {old["name"]: removed(old, column) for old, column in pairs}
    return left
