"""Removal: every kind of model can be deleted, whatever it has and whatever it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests import specimens
from contract_tests.behaviour.requests import POINTERS
from contract_tests.clauses import clause
from contract_tests.subjects import supplies

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

DEPLOYED = ("update_artifact", "update_surrogate")


def _kinds(bench: Bench) -> list[Json]:
    """A model of each task: unowned ones, one without columns, a full draft, deployed ones."""
    unowned, abandoned, empty, draft, *deployed = specimens.TASKS
    full = bench.full_body(task=draft)
    made = [
        bench.create(task=unowned, owner_id=None),
        bench.create(task=abandoned),
        bench.create(task=empty, schema={"columns": []}, spec={}),
        bench.prepared(bench.call("create_model", json=full)),
        *(bench.create(task=task) for task in deployed),
    ]
    bench.prepared(bench.call("update_model", model_id=made[1]["id"], json={"owner_id": None}))
    for model, operation in zip(made[-2:], DEPLOYED, strict=True):
        # Whether it works for this task is another clause's matter.
        if bench.call(operation, model_id=model["id"], **supplies(bench, operation, model["id"])).ok:
            bench.settled(lambda one=model: bench.read(one["id"])["artifact_status"] != "no_model", 3.0)  # type: ignore[misc]
    return made


@clause(
    "models.delete.kinds",
    "Models of every task and status can be deleted, with an owner, columns, an artifact or without.",
    operation="delete_model",
    evidence="vendor",
    rests_on=POINTERS["delete_model"],
)
def kinds(bench: Bench) -> None:
    """Delete one of each kind; all are gone and none is listed then."""
    doomed = _kinds(bench)
    for model in doomed:
        job: Any = bench.data(bench.call("delete_model", model_id=model["id"])).get("job")
        named = isinstance(job, dict) and all(job.get(name) for name in ("id", "name"))
        bench.note(named, "a job with id and name", f"{job!r}")
    for model in doomed:
        bench.eventually(
            lambda one=model: bench.call("get_model", model_id=one["id"]).status == 404,  # type: ignore[misc]
            f"a deleted model for {model['task']} to be gone",
        )
    gone = {model["id"] for model in doomed}
    listed = [item["id"] for item in bench.items() if item["id"] in gone]
    bench.note(not listed, "none of the deleted models listed", f"{listed}")
