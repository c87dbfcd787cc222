"""What a job does at the moment it succeeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mock_server.stores import Transaction

Json = dict[str, Any]
Effect = Callable[[Transaction, Json], None]


def apply(rows: Transaction, effect: Json) -> None:
    """Carry out an effect: a JSON document with `kind`, `model_id` and what the kind needs."""
    EFFECTS[effect["kind"]](rows, effect)


def delete_model(rows: Transaction, effect: Json) -> None:
    """Remove the model and everything about it but its jobs (client)."""
    remove_model(rows, effect["model_id"])


def deploy_artifact(rows: Transaction, effect: Json) -> None:
    """The model has an uploaded artifact; its files replace those before (client)."""
    _change_model(rows, effect, {"artifact_status": "user_uploaded", "artifact_files": effect["files"]})


def deploy_surrogate(rows: Transaction, effect: Json) -> None:
    """The model has a surrogate and no files of an artifact (client, files decided)."""
    _change_model(rows, effect, {"artifact_status": "surrogate", "artifact_files": []})


def publish_events(rows: Transaction, effect: Json) -> None:
    """The events are in the model's environment, which is made when there is none of that name (client)."""
    if rows.get("models", effect["model_id"]) is None:
        return
    new = effect["environment"]
    old = next((row for row in rows.scan("environments") if same_environment(row, new)), None)
    rows.put("environments", new if old is None else _grown(old, new))


def same_environment(one: Json, other: Json) -> bool:
    """Tell whether both are the environment of one model under one name (vendor)."""
    return all(one[key] == other[key] for key in ("model_id", "type", "name"))


def remove_model(rows: Transaction, model_id: str) -> None:
    """Remove one model, its environments, and call off the jobs that still run on it."""
    rows.delete("models", model_id)
    for environment in rows.scan("environments"):
        if environment["model_id"] == model_id:
            rows.delete("environments", environment["id"])
    for running in rows.scan("running"):
        if running["effect"]["model_id"] == model_id:
            _revoke(rows, running)


EFFECTS: Mapping[str, Effect] = {
    "delete_model": delete_model,
    "deploy_artifact": deploy_artifact,
    "deploy_surrogate": deploy_surrogate,
    "publish_events": publish_events,
}


def _change_model(rows: Transaction, effect: Json, changes: Json) -> None:
    # Neither updated_at nor updated_by: they tell who edited the model, and nobody did (decided).
    model = rows.get("models", effect["model_id"])
    if model is not None:
        rows.put("models", {**model, **changes})


def _revoke(rows: Transaction, running: Json) -> None:
    # A terminal status: a client that polls a job of a deleted model must see an end (decided).
    rows.delete("running", running["id"])
    job = rows.get("jobs", running["id"])
    if job is not None:
        why = "The model was deleted before the job had finished."
        rows.put("jobs", {**job, "status": "REVOKED", "error_message": why, "error_reason": "ModelDeleted"})


def _grown(old: Json, new: Json) -> Json:
    counts = (old["row_count"], new["row_count"])
    total = None if None in counts else sum(counts)
    return {**old, "row_count": total, "updated_at": new["updated_at"], "updated_by_id": new["updated_by_id"]}
