"""A request of each operation that would succeed, and the proof that none of those sent took effect."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from contract_tests.bench import same
from contract_tests.clauses import NotVerified

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

POINTERS = {
    "list_models": "/paths/~1v3~1models/get",
    "create_model": "/paths/~1v3~1models/post",
    "get_model": "/paths/~1v3~1models~1{model_id}/get",
    "delete_model": "/paths/~1v3~1models~1{model_id}/delete",
    "update_model": "/paths/~1v3~1models~1{model_id}/patch",
    "generate_model": "/paths/~1v3~1model-factory/post",
    "update_artifact": "/paths/~1v3~1models~1{model_id}~1deploy-artifact/put",
    "deploy_artifact": "/paths/~1v3~1models~1{model_id}~1deploy-artifact/post",
    "update_surrogate": "/paths/~1v3~1models~1{model_id}~1deploy-surrogate/put",
    "deploy_surrogate": "/paths/~1v3~1models~1{model_id}~1deploy-surrogate/post",
    "list_columns": "/paths/~1v3~1models~1{model_id}~1columns/get",
    "get_column": "/paths/~1v3~1models~1{model_id}~1columns~1{column_id}/get",
}
"""Where each operation stands in openapi.yaml."""

OPERATIONS = tuple(POINTERS)
DEPLOYMENTS = ("deploy_artifact", "update_artifact", "deploy_surrogate", "update_surrogate")
STARTERS = ("delete_model", *DEPLOYMENTS)
"""The operations that start a job."""

ABOUT_A_MODEL = tuple(name for name, pointer in POINTERS.items() if "{model_id}" in pointer)
READS = ("list_models", "get_model", "list_columns", "get_column")
WITH_BODY = ("create_model", "update_model", "generate_model", *DEPLOYMENTS)


MEMBERS = (
    *(
        "id",
        "name",
        "version",
        "status",
        "organization",
        "project",
        "input_type",
        "task",
        "description",
        "owner",
    ),
    *(
        "deployment_date",
        "artifact_status",
        "deleted_at",
        "algorithm",
        "framework",
        "created_by",
        "updated_by",
    ),
    *("created_at", "updated_at", "task_params", "schema", "spec", "event_id_col", "event_ts_col"),
    *("event_ts_format", "xai_params", "artifact_files", "is_binary_ranking_model"),
)
"""The members of a ModelDetail; a server may add others, which may change as they like."""


class Scene:
    """A model, and valid requests around it that a server is to refuse.

    Attributes:
        model: the model as GET showed it before.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.model = bench.read(bench.create()["id"])
        self._names: list[str] = []

    @property
    def model_id(self) -> str:
        """The model's id."""
        return str(self.model["id"])

    def request(self, operation_id: str) -> dict[str, Any]:
        """Arguments for `bench.call` with which the operation succeeds and, if it writes, leaves a trace."""
        how: dict[str, Any] = {"model_id": self.model_id} if operation_id in ABOUT_A_MODEL else {}
        if operation_id == "get_column":
            how["column_id"] = self.model["schema"]["columns"][0]["id"]
        body = self._body(operation_id)
        return how if body is None else {**how, "json": body}

    def _body(self, operation_id: str) -> Json | None:
        if operation_id == "create_model":
            body = self._bench.body()
            self._names.append(body["name"])
            return body
        if operation_id == "update_model":
            return {"description": "changed by a request that was refused", "status": "DRAFT"}
        if operation_id == "generate_model":
            return {"file_id": file_id(self._bench)}
        return None

    def untouched(self, what: str) -> None:
        """Note a violation where the model has changed or one of the refused creations is there.

        Args:
            what: the refused requests, in words that follow "after".
        """
        self._model_untouched(what)
        found = sorted(set(self._names) & set(present(self._bench, self._names)))
        self._bench.note(not found, f"no new model after {what}", f"the model {', '.join(found)}")

    def _model_untouched(self, what: str) -> None:
        answer = self._bench.call("get_model", model_id=self.model_id)
        after = answer.data if answer.ok else None
        changed = differences(self.model, after) if isinstance(after, dict) else answer.summary(120)
        self._bench.note(not changed, f"the model untouched after {what}", f"GET then shows {changed}")


def differences(before: Json, after: Json, ignored: tuple[str, ...] = ()) -> str:
    """The contract's members in which two models differ, with both values; empty where there are none."""
    return ", ".join(
        f"{name} {str(before.get(name))[:60]!r} -> {str(after.get(name))[:60]!r}"
        for name in MEMBERS
        if name not in ignored and not same(before.get(name), after.get(name))
    )


def present(bench: Bench, names: list[str], **query: Any) -> list[str]:
    """Those names under which the list shows a model in the clause's project."""
    if not names:
        return []
    rule = {"field": "name", "operator": "in", "value": names}
    page = bench.data(bench.page(filter={"condition": "AND", "rules": [rule]}, limit=200, **query))
    return [item["name"] for item in page["items"] if item.get("name") in names]


def file_id(bench: Bench) -> str:
    """The id of a file, or of none at all where there is no file to be had."""
    try:
        return bench.provision.any_file()
    except NotVerified:
        return unknown_id(bench)


def unknown_id(bench: Bench) -> str:
    """A UUID that nothing has."""
    return str(uuid.UUID(int=bench.random.getrandbits(128), version=4))
