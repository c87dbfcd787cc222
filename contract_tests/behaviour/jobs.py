"""Jobs: what the five job-starting operations answer, and what becomes of the jobs."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.requests import DEPLOYMENTS, POINTERS, STARTERS
from contract_tests.bench import ENDED
from contract_tests.clauses import NotVerified, clause, clauses
from contract_tests.subjects import supplies

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

STATUSES = ENDED | {"PENDING", "STARTED", "RETRY"}
JOB = "/components/schemas/JobReference"


def started(bench: Bench, operation: str, model_id: str, **how: Any) -> Json:
    """The job that an operation starts on a model, as set-up; `how` as for `bench.call`.

    Raises:
        NotVerified: the operation was refused.
    """
    data = bench.prepared(bench.call(operation, model_id=model_id, **how))
    job = data.get("job")
    if not isinstance(job, dict):
        raise NotVerified(f"set-up failed: {operation} answered no job")
    return job


@clauses(
    STARTERS,
    id=lambda operation: f"jobs.{operation}.reference",
    sentence=lambda operation: f"{operation} answers at once with a job that has a UUID and a name.",
    operation=str,
    evidence="guide",
    rests_on=lambda operation: POINTERS[operation],
)
def reference(bench: Bench, operation: str) -> None:
    """Start a job on two models."""
    models = [bench.create(), bench.create()]
    answers = [bench.data(bench.call(operation, model_id=model["id"])) for model in models]
    jobs: list[Any] = [data.get("job") for data in answers]
    for job in jobs:
        bench.require(isinstance(job, dict), "job as an object", f"{job!r}")
        bench.require(_is_uuid(job.get("id")), "job.id as a UUID", f"{job.get('id')!r}")
        name = job.get("name")
        bench.require(isinstance(name, str) and name.strip(), "a job name that says something", f"{name!r}")
    bench.require(jobs[0]["id"] != jobs[1]["id"], "two jobs with two ids", f"twice {jobs[0]['id']}")
    own = {model["id"] for model in models} & {job["id"] for job in jobs}
    bench.require(not own, "job ids that are no model's", f"{own}")


@clause(
    "jobs.ids.distinct",
    "Every job has an id of its own, whatever started it and however often.",
    operation="*",
    evidence="guide",
    rests_on=JOB,
)
def distinct(bench: Bench) -> None:
    """Start every kind of job, on several models and again on the same ones."""
    ids: list[str] = []
    for _ in range(2):
        model_id = bench.create()["id"]
        kinds = (*DEPLOYMENTS[1::2] * 2, "delete_model")
        ids += [started(bench, operation, model_id)["id"] for operation in kinds]
    bench.require(len(set(ids)) == len(ids), f"{len(ids)} different ids", f"{len(set(ids))}: {ids}")


@clauses(
    STARTERS,
    id=lambda operation: f"jobs.{operation}.succeeds",
    sentence=lambda operation: f"The job of {operation} can be read at once, and comes to SUCCESS.",
    operation=str,
    evidence="client",
    rests_on=lambda operation: POINTERS[operation],
)
def succeeds(bench: Bench, operation: str) -> None:
    """Follow a job to its end, as the official client does."""
    _needs_jobs(bench)
    model_id = bench.create()["id"]
    how = supplies(bench, operation, model_id) if operation in DEPLOYMENTS else {}
    job_id = started(bench, operation, model_id, **how)["id"]
    job = _followed(bench, job_id)
    succeeded = job.get("status") == "SUCCESS"
    if not succeeded and operation in DEPLOYMENTS and not how:
        raise NotVerified("the job, which was given nothing to work on, has failed")
    bench.note(succeeded, "the job to succeed", f"status {job.get('status')!r}")
    complete = job.get("progress", 100) == 100 or not succeeded
    bench.note(complete, "progress 100 at the end", f"{job.get('progress')!r}")
    again = bench.provision.job(job_id) or {}
    bench.note(again.get("status") == job.get("status"), "the same status later", f"{again.get('status')!r}")


@clauses(
    STARTERS,
    id=lambda operation: f"jobs.{operation}.outlives",
    sentence=lambda operation: f"The job of {operation} stays readable after its model is gone.",
    operation="delete_model",
    evidence="client",
    rests_on=POINTERS["delete_model"],
)
def outlives(bench: Bench, operation: str) -> None:
    """Read the job of a model that has been deleted."""
    _needs_jobs(bench)
    model_id = bench.create()["id"]
    job_id = started(bench, operation, model_id)["id"]
    _followed(bench, job_id)
    if operation != "delete_model":
        bench.delete(model_id)
    gone = lambda: bench.call("get_model", model_id=model_id).status == 404  # noqa: E731 - one expression
    bench.eventually(gone, "the model to be gone")
    job = bench.provision.job(job_id)
    bench.require(job is not None, f"the job {job_id} after its model is gone", "it is not readable")


@clause(
    "jobs.delete_model.effect",
    "When the job of a deletion has succeeded, the model is gone.",
    operation="delete_model",
    evidence="vendor",
    rests_on=POINTERS["delete_model"],
)
def effect(bench: Bench) -> None:
    """Follow the job, then read the model once."""
    _needs_jobs(bench)
    model_id = bench.create()["id"]
    job = _followed(bench, started(bench, "delete_model", model_id)["id"])
    bench.require(job.get("status") == "SUCCESS", "the job to succeed", f"status {job.get('status')!r}")
    bench.expect(bench.call("get_model", model_id=model_id), 404, why="after the job's SUCCESS")


def _needs_jobs(bench: Bench) -> None:
    """Find out with a job of its own whether jobs can be read here at all."""
    job_id = started(bench, "update_artifact", bench.create()["id"])["id"]
    if bench.provision.job(job_id) is None:
        raise NotVerified("the target has no GET /v3/jobs/{job_id}, which is outside the contract")


def _followed(bench: Bench, job_id: str) -> Json:
    """The job once it has ended."""
    seen: list[Json] = []

    def ended() -> bool:
        job = bench.provision.job(job_id)
        bench.require(job is not None, f"the job {job_id}", "GET /v3/jobs/{job_id} does not answer with it")
        seen.append(job or {})
        status = seen[-1].get("status")
        bench.require(seen[-1].get("id") == job_id, f"the job {job_id}", f"the job {seen[-1].get('id')!r}")
        bench.require(status in STATUSES, f"a status of {sorted(STATUSES)}", f"{status!r}")
        return status in ENDED

    bench.eventually(ended, "the job to end")
    return seen[-1]


def _is_uuid(value: object) -> bool:
    try:
        return str(uuid.UUID(str(value))) == str(value).lower()
    except ValueError:
        return False
