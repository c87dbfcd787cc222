"""Reuse: the name and version of a deleted model are free again, and nothing comes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.behaviour.requests import POINTERS
from contract_tests.clauses import clause
from contract_tests.views import columns_of

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json
    from contract_tests.exchange import Exchange

DELETE = POINTERS["delete_model"]


@clause(
    "models.delete.reuse",
    "The name and version of a deleted model can be taken again, by a new model without the old data or job.",
    operation="delete_model",
    evidence="vendor",
    rests_on=DELETE,
)
def reuse(bench: Bench) -> None:
    """Delete a model with every member and an artifact; create and delete a minimal one in its place."""
    body = bench.full_body()
    old = bench.prepared(bench.call("create_model", json=body))
    if bench.call("deploy_artifact", model_id=old["id"], judged=False).ok:
        bench.settled(lambda: bench.read(old["id"])["artifact_status"] != "no_model", 3.0)
    job = bench.delete(old["id"])["job"]
    fresh = _again(bench, body["name"], body["version"])
    bench.note(fresh["id"] != old["id"], "a new id", f"the old one, {old['id']}")
    for where, model in (("POST", fresh), ("GET", bench.read(fresh["id"]))):
        _without_old_data(bench, model, where)
    columns = [column["name"] for column in columns_of(bench, fresh["id"])]
    bench.note(columns == ["amount", "kind"], "the new columns in list_columns", f"{columns}")
    gone = bench.call("get_column", model_id=fresh["id"], column_id=old["schema"]["columns"][0]["id"])
    bench.note(gone.status == 404, "404 for a column of the old model", gone.summary(160))
    listed = [item["id"] for item in bench.items(search=body["name"])]
    bench.note(listed == [fresh["id"]], f"one model of that name, {fresh['id']}", f"{listed}")
    bench.expect(bench.call("get_model", model_id=old["id"]), 404, why="for the old id")
    last = bench.delete(fresh["id"])["job"]
    bench.note(last["id"] != job["id"], "another job for the new model", f"the old one, {job['id']}")


def _without_old_data(bench: Bench, model: Json, where: str) -> None:
    columns = [column["name"] for column in model["schema"]["columns"]]
    bench.note(columns == ["amount", "kind"], f"the new columns in {where}", f"{columns}")
    expected: Json = {
        **dict.fromkeys(("description", "algorithm", "framework", "deployment_date", "deleted_at")),
        **dict.fromkeys(("event_id_col", "event_ts_col", "event_ts_format")),
        "artifact_status": "no_model",
        "status": "LIVE",
        "task": "regression",
    }
    kept = {name: model.get(name) for name, value in expected.items() if model.get(name) != value}
    bench.note(not kept, f"no old data in {where}", f"{kept}")
    bench.note(not model["artifact_files"], f"no old files in {where}", f"{model['artifact_files']}")
    features = model["spec"]["custom_features"]
    bench.note(not features, f"no old custom features in {where}", str(features)[:200])


def _again(bench: Bench, name: str, version: str) -> Json:
    """Create a model of a name and version once they are free, which may be later than 404 for the old."""
    answers: list[Exchange] = []

    def free() -> bool:
        answers.append(bench.call("create_model", json=bench.body(name=name, version=version)))
        return answers[-1].status != 409

    bench.eventually(free, "the name and version to be free again")
    return bench.data(answers[-1])


@clause(
    "models.update.reuse",
    "A PATCH can take the version that a deleted model had.",
    operation="update_model",
    evidence="vendor",
    rests_on=DELETE,
)
def moved(bench: Bench) -> None:
    """Delete one of two versions and move the other there."""
    stays = bench.create(version="v1")
    bench.delete(bench.create(name=stays["name"], version="v2")["id"])
    answers: list[Exchange] = []

    def free() -> bool:
        answers.append(bench.call("update_model", model_id=stays["id"], json={"version": "v2"}))
        return answers[-1].status != 409

    bench.eventually(free, "the version of the deleted model to be free for a PATCH")
    for view, model in (("the answer", bench.data(answers[-1])), ("GET", bench.read(stays["id"]))):
        bench.note(model["version"] == "v2", "version v2", f"{view}: {model['version']!r}")
