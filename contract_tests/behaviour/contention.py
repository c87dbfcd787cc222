"""Contention: deployments for one model at the same moment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contract_tests.behaviour.artifacts import STATUS
from contract_tests.behaviour.race import race
from contract_tests.behaviour.requests import POINTERS
from contract_tests.clauses import clauses
from contract_tests.subjects import supplies

if TYPE_CHECKING:
    from contract_tests.bench import Bench

WIDTH = 3
RACED = ("deploy_surrogate", "update_artifact")
"""Beside POST of an artifact, which `concurrency.deploy` races."""


@clauses(
    RACED,
    id=lambda operation: f"concurrency.deploy.{operation}",
    sentence=lambda operation: (
        f"Of several {operation} for one model at the same moment none fails, and each has a job of its own."
    ),
    operation=str,
    evidence=lambda operation: "client" if operation == "deploy_surrogate" else "decided",
    rests_on=lambda operation: POINTERS[operation],
)
def contended(bench: Bench, operation: str) -> None:
    """Race for one model, beside one that nobody contends for.

    A server may accept a second one until the job of the first has ended: only then has the model one.
    """
    one, *others = (bench.create()["id"] for _ in range(2))
    model_ids = (*[one] * WIDTH, *others)
    supply = {model_id: supplies(bench, operation, model_id) for model_id in (one, *others)}
    answers = race(
        partial(bench.call, operation, model_id=model_id, racing=True, **supply[model_id])
        for model_id in model_ids
    )
    success = bench.document.operations[operation].success
    statuses = [answer.status for answer in answers]
    contending = statuses[:WIDTH]
    bench.note(set(contending) <= {success, 400}, f"{success} or 400 each", f"{contending}")
    bench.note(success in contending, "one deployment accepted at least", f"{contending}")
    alone = statuses[WIDTH:]
    bench.note(set(alone) == {success}, f"{success} for the model beside it", f"{alone}")
    ids = [bench.data(answer)["job"]["id"] for answer in answers if answer.ok]
    bench.note(len(set(ids)) == len(ids), f"{len(ids)} different job ids", f"{len(set(ids))}")
    if not bench.violations and all(supply.values()):
        for model_id in supply:
            bench.eventually(
                lambda which=model_id: bench.read(which)["artifact_status"] == STATUS[operation],  # type: ignore[misc]
                f"artifact_status {STATUS[operation]}",
            )
