"""Redeployment: one file for several models, one model several times, every task, and PATCH afterwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.artifacts import PARAMS, STATUS, deployed, failed, package, settled
from contract_tests.behaviour.requests import DEPLOYMENTS, POINTERS, differences
from contract_tests.clauses import clause, clauses
from contract_tests.subjects import supplies

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json
    from contract_tests.exchange import Exchange

AGAIN = ("update_artifact", "update_surrogate")
TIMES = 5
TASKS = ("multiclass_classification", "ranking", "llm", "not_set")
"""The tasks that no other clause deploys for."""


@clauses(
    DEPLOYMENTS,
    id=lambda operation: f"deployments.{operation}.lasts",
    sentence=lambda operation: (
        f"PATCH works after {operation} too, and changes nothing of what that has set."
    ),
    operation="update_model",
    evidence="vendor",
    rests_on=POINTERS["update_model"],
)
def lasts(bench: Bench, operation: str) -> None:
    """PATCH after a deployment: in what has nothing to do with it, in what has, and in artifact_status."""
    model = deployed(bench, operation, bench.create()["id"])
    schema = {"columns": [{"name": "amount", "data_type": "float"}, {"name": "kind", "data_type": "str"}]}
    patches: tuple[Json, ...] = (
        {"description": "later", "algorithm": "boosting", "framework": None, "owner_id": None},
        {"status": "DRAFT", "version": "v9", "deployment_date": "2030-01-02T03:04:05Z"},
        {"schema": schema, "spec": {"inputs": ["amount"]}, "task": "ranking"},
        {"artifact_status": "no_model", "artifact_files": []},
        {},
    )
    for patch in patches:
        answer = bench.call("update_model", model_id=model["id"], json=patch)
        # Whether what was made for some columns may stand beside others is not said.
        if answer.status != 400 or "schema" not in patch:
            bench.data(answer)
        after = bench.read(model["id"])
        for name in ("artifact_status", "artifact_files"):
            bench.same(after[name], model[name], f"after PATCH {json.dumps(patch)[:60]} still {name}")


@clause(
    "deployments.deploy_artifact.shared-file",
    "One file can be deployed for several models, with deployment_params in the query beside it too, and"
    " what becomes of one of them is nothing to the others.",
    operation="deploy_artifact",
    evidence="client",
    rests_on=PARAMS,
)
def shared_file(bench: Bench) -> None:
    """Deploy one file for three models and delete one of them."""
    body = {"file_id": package(bench, ("weights.bin", "other.py"))}
    query = {"deployment_params": {"replicas": 2}}
    ways: tuple[tuple[str, Json], ...] = (
        ("deploy_artifact", {}),
        ("deploy_artifact", {"query": query}),
        ("update_artifact", {"query": query}),
    )
    models = []
    for operation, how in ways:
        answer = bench.call(operation, model_id=bench.create()["id"], json=body, **how)
        bench.data(answer)
        models.append(settled(bench, answer))
    leaves, *stay = models
    for model in stay:
        bench.same(_names(model), _names(leaves), "the files of the body alone,")
    bench.delete(leaves["id"])
    for model in stay:
        changed = differences(model, bench.read(model["id"]))
        bench.note(not changed, "the model that stays as it was", changed)


def _names(model: Json) -> list[str]:
    return sorted(str(file["name"]) for file in model["artifact_files"])


@clauses(
    AGAIN,
    id=lambda operation: f"deployments.{operation}.often",
    sentence=lambda operation: f"{operation} can be repeated as often as one likes.",
    operation=str,
    evidence="decided",
    rests_on=lambda operation: POINTERS[operation],
)
def often(bench: Bench, operation: str) -> None:
    """Deploy for one model several times; the job before may have to end first."""
    model_id = bench.create()["id"]
    supply = supplies(bench, operation, model_id)
    deployed(bench, operation, model_id, **supply)
    for number in range(2, TIMES + 1):
        answers: list[Exchange] = []

        def accepted(answers: list[Exchange] = answers) -> bool:
            answers.append(bench.call(operation, model_id=model_id, **supply))
            return answers[-1].ok

        bench.eventually(accepted, f"deployment number {number} to be accepted")
    settled(bench, answers[-1])


@clause(
    "deployments.tasks",
    "For a model of any task a surrogate can be trained, unless it is refused, and an artifact deployed.",
    operation="update_artifact",
    evidence="client",
    rests_on="/components/schemas/ArtifactStatus",
)
def tasks(bench: Bench) -> None:
    """Deploy a surrogate for a model of each task, then an artifact in its place.

    Not every task need be fit for a surrogate, but then the server says so, at once or by its job.
    """
    models = {task: bench.create(task=task)["id"] for task in TASKS}
    for operation in ("deploy_surrogate", "update_artifact"):
        sent = [
            bench.call(operation, model_id=model_id, **supplies(bench, operation, model_id))
            for model_id in models.values()
        ]
        for task, answer in zip(models, sent, strict=True):
            if answer.status != 400 or operation == "update_artifact":
                bench.data(answer)
                _reach(bench, answer, task)


def _reach(bench: Bench, answer: Exchange, task: str) -> None:
    """Wait until a deployment has taken effect, or its job is seen to fail."""
    model_id, status = answer.path.split("/")[3], STATUS[answer.operation or ""]
    job: Any = bench.data(answer).get("job") or {}

    def ended() -> bool:
        reached = bench.read(model_id)["artifact_status"] == status
        return reached or failed(bench, job.get("id"))

    bench.eventually(ended, f"artifact_status {status} of a model for {task}")
