"""What artifacts and surrogates have in common: when they may be deployed, and the job that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import jobs
from mock_server.world.errors import BadRequest, Violation, shown

if TYPE_CHECKING:
    from mock_server.world.unit import Unit

    Json = dict[str, Any]

PENDING_STATUS = {"deploy_artifact": "user_uploaded", "deploy_surrogate": "surrogate"}
"""The artifact_status that each deployment leads to."""


def begin(unit: Unit, model: Json, verb: str, effect: Json) -> Json:
    """Start the deployment and return `{"id", "name"}` of its job."""
    name = f"{verb} of {jobs.title(model)}"
    return unit.rules.start_job(unit, name, jobs.model_info(unit, model), {**effect, "model_id": model["id"]})


def check_first(unit: Unit, model: Json, refused: frozenset[str], noun: str) -> None:
    """Raise BadRequest when the model has, or is getting, what a first deployment must not replace."""
    present = statuses(unit, model) & refused
    if present:
        message = (
            f"the model {shown(model['name'])} has an artifact already ({', '.join(sorted(present))}); "
            f"update the {noun} with PUT instead"
        )
        raise BadRequest(Violation("model_id", message))


def check_deployable(model: Json) -> None:
    """Raise BadRequest when the model's deletion runs (decided): the contract has no 409 here."""
    if model["deleted_at"] is not None:
        message = f"the model {shown(model['name'])} is being deleted; nothing can be deployed"
        raise BadRequest(Violation("model_id", message))


def statuses(unit: Unit, model: Json) -> set[str]:
    """Return the model's artifact_status and those its running deployments lead to (decided)."""
    running = unit.rows.listing("running", "model", (model["id"],))[:]
    kinds = {entry.row()["effect"]["kind"] for entry in running}
    coming = {PENDING_STATUS[kind] for kind in kinds if kind in PENDING_STATUS}
    return {model["artifact_status"]} | coming
