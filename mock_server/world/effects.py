"""What a job does at the moment it succeeds, and how jobs end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mock_server.world.indexes import ALL, environment_of

if TYPE_CHECKING:
    from mock_server.world.rows import Rows

Json = dict[str, Any]
Effect = Callable[["Rows", Json], None]

MOST_FINISHED = 2000
"""Finished jobs that are kept (decided), so that a mock that runs for weeks does not grow; the oldest go."""


def apply(rows: Rows, effect: Json) -> None:
    """Carry out an effect: a JSON document with `kind`, `model_id` and what the kind needs."""
    rows.rules.effects[effect["kind"]](rows, effect)


def delete_model(rows: Rows, effect: Json) -> None:
    """Remove the model and everything about it but its jobs (client)."""
    rows.rules.remove_model(rows, effect["model_id"])


def deploy_artifact(rows: Rows, effect: Json) -> None:
    """The model has an uploaded artifact; its files replace those before (client)."""
    _change_model(rows, effect, {"artifact_status": "user_uploaded", "artifact_files": effect["files"]})


def deploy_surrogate(rows: Rows, effect: Json) -> None:
    """The model has a surrogate and no files of an artifact (client, files decided)."""
    _change_model(rows, effect, {"artifact_status": "surrogate", "artifact_files": []})


def publish_events(rows: Rows, effect: Json) -> None:
    """The events are in the model's environment, which is made when there is none of that name (client)."""
    if not rows.has("models", effect["model_id"]):
        return
    new = effect["environment"]
    same = rows.listing("environments", "identity", environment_of(new))[:1]
    rows.put("environments", _grown(same[0].row(), new) if same else new)


def remove_model(rows: Rows, model_id: str) -> None:
    """Remove one model, its environments, and call off the jobs that still run on it."""
    rows.delete("models", model_id)
    for environment in rows.listing("environments", "model", (model_id,))[:]:
        rows.delete("environments", environment.id)
    # A terminal status: a client that polls a job of a deleted model must see an end (decided).
    why = "The model was deleted before the job had finished."
    for running in rows.listing("running", "model", (model_id,))[:]:
        ended = {"status": "REVOKED", "error_message": why, "error_reason": "ModelDeleted"}
        finish(rows, running.id, ended)


def finish(rows: Rows, job_id: str, changes: Json) -> None:
    """End a job that runs, with a final status among the changes."""
    rows.delete("running", job_id)
    job = rows.get("jobs", job_id)
    if job is None:
        return
    rows.put("jobs", {**job, **changes})
    remember_end(rows, job_id)
    finished = rows.listing("finished", "all", ALL)
    for oldest in finished[: max(len(finished) - MOST_FINISHED, 0)]:
        rows.delete("finished", oldest.id)
        rows.delete("jobs", oldest.id)


def remember_end(rows: Rows, job_id: str) -> None:
    """Note that a job has ended, after all that ended before."""
    rows.put("finished", {"id": job_id})


EFFECTS: Mapping[str, Effect] = {
    "delete_model": delete_model,
    "deploy_artifact": deploy_artifact,
    "deploy_surrogate": deploy_surrogate,
    "publish_events": publish_events,
}


def _change_model(rows: Rows, effect: Json, changes: Json) -> None:
    # Neither updated_at nor updated_by: they tell who edited the model, and nobody did (decided).
    model = rows.get("models", effect["model_id"])
    if model is not None:
        rows.put("models", {**model, **changes})


def _grown(old: Json, new: Json) -> Json:
    counts = (old["row_count"], new["row_count"])
    total = None if None in counts else sum(counts)
    return {**old, "row_count": total, "updated_at": new["updated_at"], "updated_by_id": new["updated_by_id"]}
