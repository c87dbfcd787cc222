"""Jobs: what a request starts and a later moment finishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.world import effects, plan, references
from mock_server.world.indexes import ALL

if TYPE_CHECKING:
    from mock_server.world.identity import Identity
    from mock_server.world.unit import Engine, Unit

    Json = dict[str, Any]


MOST_RUNNING = 10_000
"""Unfinished jobs that are kept (decided); of more, the oldest is hurried to its end."""


def start(unit: Unit, name: str, info: Json, effect: Json) -> Json:
    """Start a job and return `{"id", "name"}` of it.

    Args:
        unit: The unit of work it belongs to.
        name: What people read.
        info: `resource_type`, `resource_name` and `project_name` (client).
        effect: What happens when it succeeds; see `effects.apply`.
    """
    job_id = unit.new_id("jobs")
    unit.rows.put("jobs", _pending(unit, job_id, name, info))
    running = {"id": job_id, **unit.plan.running(unit.now()), "effect": effect}
    unit.rows.put("running", running)
    if unit.plan.mode == "immediate":
        succeed(unit, running)
    elif len(waiting := unit.rows.listing("running", "all", ALL)) > MOST_RUNNING:
        succeed(unit, waiting[:1][0].row())
    return {"id": job_id, "name": name}


def title(model: Json) -> str:
    """Return how job names call a model."""
    return f"{model['name']} {model['version']}"


def model_info(unit: Unit, model: Json, resource_type: str = "MODEL") -> Json:
    """Return a job's `info` about a model; copied, because the job outlives the model (client)."""
    project = unit.rows.get("projects", model["project_id"]) or {"name": ""}
    return {"resource_type": resource_type, "resource_name": model["name"], "project_name": project["name"]}


def due(unit: Unit) -> Json | None:
    """Return the running job that came due first, or None."""
    first = unit.rows.first("running", "due", ALL)
    if first is None:
        return None
    running = first.row()
    return running if plan.progress(running, unit.now()) == 100 else None


def settle(unit: Unit) -> None:
    """Let every job that is due succeed, oldest first."""
    while running := due(unit):
        succeed(unit, running)


def succeed(unit: Unit, running: Json) -> None:
    """Finish a job: its effect and its SUCCESS become visible together."""
    unit.rows.delete("running", running["id"])
    effects.apply(unit.rows, running["effect"])
    effects.finish(unit.rows, running["id"], {"status": "SUCCESS", "progress": 100})


def poll(unit: Unit, job_id: str) -> None:
    """Count one look at a running job, which is what moves it under a manual plan."""
    running = unit.rows.get("running", job_id)
    if running is None:
        return
    seen = {**running, "polls_seen": running["polls_seen"] + 1}
    unit.rows.put("running", seen)
    if plan.progress(seen, unit.now()) == 100:
        succeed(unit, seen)


def rendered(unit: Unit, job: Json) -> Json:
    """Return a job as the API shows it."""
    running = unit.rows.get("running", job["id"])
    shown = {key: value for key, value in job.items() if key != "organization_id"}
    if running is None:
        return shown
    percent = plan.progress(running, unit.now())
    return {**shown, "status": plan.status(percent), "progress": percent}


class Jobs:
    """Reads of jobs."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def get(self, job_id: str, who: Identity, *, counted: bool = True) -> Json:
        """Return `{id, name, status, progress, info, error_message, error_reason, extras}` (client).

        Only a look that is `counted` moves a job under a manual plan: one for the headers alone is none.

        Raises NotFound. A job stays readable after what it was about is gone.
        """
        opened = self.engine.polling if counted else self.engine.reading
        with opened(who) as unit:
            job = references.existing(unit, "jobs", job_id, "job_id")
            if counted:
                poll(unit, job["id"])
            return rendered(unit, references.existing(unit, "jobs", job_id, "job_id"))


def _pending(unit: Unit, job_id: str, name: str, info: Json) -> Json:
    return {
        "id": job_id,
        "organization_id": unit.organization_id,
        "name": name,
        "status": "PENDING",
        "progress": 0,
        "info": info,
        "error_message": None,
        "error_reason": None,
        "extras": {},
    }
