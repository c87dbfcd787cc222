"""Promptness: what a job has done shows as soon as the job says that it has succeeded."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from contract_tests.behaviour.artifacts import STATUS
from contract_tests.behaviour.requests import DEPLOYMENTS, POINTERS
from contract_tests.bench import ENDED
from contract_tests.clauses import NotVerified, clauses
from contract_tests.subjects import supplies

if TYPE_CHECKING:
    from contract_tests.bench import Bench


@clauses(
    DEPLOYMENTS,
    id=lambda operation: f"jobs.{operation}.effect",
    sentence=lambda operation: (
        f"When the job of {operation} has succeeded, artifact_status shows it at once."
    ),
    operation=str,
    evidence="decided",
    rests_on=lambda operation: POINTERS[operation],
)
def effect(bench: Bench, operation: str) -> None:
    """Follow the job to its success, then read the model once."""
    model_id = bench.create()["id"]
    deployment = bench.call(operation, model_id=model_id, **supplies(bench, operation, model_id))
    job = bench.prepared(deployment).get("job") or {}
    if _status(bench, str(job.get("id"))) != "SUCCESS":
        raise NotVerified("the job did not succeed, which other clauses look at")
    shown = bench.read(model_id)["artifact_status"]
    bench.require(shown == STATUS[operation], f"{STATUS[operation]} once the job has succeeded", f"{shown!r}")


def _status(bench: Bench, job_id: str) -> str:
    """The status with which the job ended, or the last one within the target's `wait`."""
    deadline = time.monotonic() + bench.client.target.wait
    while True:
        job = bench.provision.job(job_id)
        if job is None:
            raise NotVerified("the target has no GET /v3/jobs/{job_id}, which is outside the contract")
        if job.get("status") in ENDED or time.monotonic() > deadline:
            return str(job.get("status"))
        time.sleep(0.02)
