"""Deleting models: all of one version goes, nothing else does, and its name is free again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.behaviour.requests import (
    ABOUT_A_MODEL,
    POINTERS,
    Scene,
    differences,
    present,
    unknown_id,
)
from contract_tests.clauses import clause, clauses
from contract_tests.shelf import lay_apart

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.bench import Bench
    from contract_tests.document import Json

DELETE = POINTERS["delete_model"]
MALFORMED_IDS = ("x", "0", "null", "0d6c1f0e-2f5b-4f0a-9f43", "not-a-uuid-at-all-but-just-as-long-x")


@clauses(
    ABOUT_A_MODEL,
    id=lambda operation: f"models.delete.gone.{operation}",
    sentence=lambda operation: f"Once a model is deleted, {operation} answers 404 for it.",
    operation="delete_model",
    evidence="vendor",
    rests_on=DELETE,
)
def gone(bench: Bench, operation: str) -> None:
    """Address a deleted model; a second model stays, so that the store is not empty."""
    bench.create()
    scene = Scene(bench)
    bench.delete(scene.model_id)
    for _ in range(2):
        answer = bench.call(operation, **scene.request(operation))
        bench.expect(answer, 404, why="for the deleted model")
    bench.expect(bench.call("get_model", model_id=scene.model_id), 404, why=f"after {operation} too")


@clause(
    "models.delete.unlisted",
    "A deleted model is in no list, whatever the query, and counts in no total.",
    operation="delete_model",
    evidence="vendor",
    rests_on=DELETE,
)
def unlisted(bench: Bench) -> None:
    """List with every criterion that found the model before."""
    tag = bench.name("tag")
    stays, leaves = (bench.create(description=f"{tag} {n}", algorithm=tag) for n in range(2))
    bench.delete(leaves["id"])
    for what, query in _criteria(tag, leaves["name"]).items():
        page = bench.data(bench.page(limit=200, **query))
        ids = [item["id"] for item in page["items"]]
        expected = [stays["id"]] if "both" in what else []
        bench.note(
            leaves["id"] not in ids, f"the deleted model out of the list by {what}", "it is still listed"
        )
        bench.note(
            page["total"] == len(expected) and set(ids) == set(expected),
            f"{len(expected)} of the clause's models in the list by {what}",
            f"total {page['total']}, {len(ids)} items",
        )


def _criteria(tag: str, name: str) -> dict[str, dict[str, Any]]:
    def rule(field: str, value: str) -> Json:
        return {"condition": "AND", "rules": [{"field": field, "operator": "equal", "value": value}]}

    return {
        "search for both": {"search": tag},
        "search for its name": {"search": name},
        "filter for both": {"filter": rule("algorithm", tag)},
        "filter for its name": {"filter": rule("name", name)},
        "latest_only and search for both": {"latest_only": True, "search": tag},
        "ordering and search for both": {"ordering": "-created_at", "search": tag},
    }


@clause(
    "models.delete.latest",
    "When the newest version is deleted, latest_only shows the next newest.",
    operation="delete_model",
    evidence="decided",
    rests_on="/components/parameters/LatestOnly",
)
def latest(bench: Bench) -> None:
    """Delete the newest of three versions, then the next."""
    name = bench.name()
    versions = lay_apart(bench, [{"name": name, "version": version} for version in ("v2", "v10", "v1")])
    while len(versions) > 1:
        bench.delete(versions.pop()["id"])
        shown = [item["version"] for item in bench.items(latest_only=True)]
        expected = versions[-1]["version"]
        bench.require(shown == [expected], f"only version {expected}", f"{shown}")


@clause(
    "models.delete.second",
    "Deleting a model a second time answers 404 once it is gone, and never fails while it is going.",
    operation="delete_model",
    evidence="vendor",
    rests_on=f"{DELETE}/responses/404",
)
def second(bench: Bench) -> None:
    """Delete at once again, then again when the model is gone."""
    model_id = bench.create()["id"]
    bench.expect(bench.call("delete_model", model_id=model_id), 202)
    again = bench.call("delete_model", model_id=model_id, judged=False)
    bench.require(again.status in {202, 400, 404, 409}, "202 or a refusal meanwhile", again.summary())
    bench.eventually(lambda: bench.call("get_model", model_id=model_id).status == 404, "the model to be gone")
    bench.expect(bench.call("delete_model", model_id=model_id), 404, why="for the deleted model")


@clause(
    "models.delete.pending",
    "While a deletion runs, the model is shown as it was but for deleted_at, which no other model has.",
    operation="delete_model",
    evidence="decided",
    rests_on=POINTERS["get_model"],
)
def pending(bench: Bench) -> None:
    """Read the model until it is gone."""
    other, before = bench.create(), bench.read(bench.create()["id"])
    bench.require(before["deleted_at"] is None, "deleted_at null before the deletion", before["deleted_at"])
    bench.expect(bench.call("delete_model", model_id=before["id"]), 202)
    ignored = ("deleted_at", "updated_at", "updated_by", "status", "artifact_status", "artifact_files")

    def is_gone() -> bool:
        answer = bench.call("get_model", model_id=before["id"])
        if answer.status == 404:
            return True
        changed = differences(before, bench.data(answer), ignored)
        bench.require(not changed, "the model as it was, while it is being deleted", changed)
        return False

    bench.eventually(is_gone, "the model to be gone")
    after = bench.read(other["id"])
    bench.require(after["deleted_at"] is None, "deleted_at null of another model", f"{after['deleted_at']}")


@clause(
    "models.delete.taken",
    "Until a deletion has succeeded its name and version are refused with 409; afterwards they are free.",
    operation="delete_model",
    evidence="decided",
    rests_on=DELETE,
)
def taken(bench: Bench) -> None:
    """Create under the same name and version from the moment of the 202 until it is accepted."""
    old = bench.create()
    bench.expect(bench.call("delete_model", model_id=old["id"]), 202)
    made: list[str] = []

    def accepted() -> bool:
        answer = bench.call("create_model", json=bench.body(name=old["name"], version=old["version"]))
        bench.expect(answer, 200, 409)
        made.extend([answer.data["id"]] if answer.ok else [])
        return answer.ok

    bench.eventually(accepted, "the name and version to be free again")
    bench.require(made != [old["id"]], "a new id", f"the old one, {old['id']}")
    bench.expect(bench.call("get_model", model_id=old["id"]), 404, why="for the deleted model")


def _versions(_: Bench, name: str) -> list[dict[str, Any]]:
    return [{"name": name, "version": version} for version in ("v1", "v10", "v", "V2", "v20")]


def _prefixes(_: Bench, name: str) -> list[dict[str, Any]]:
    names = (f"{name}b", name[:-1], f"x{name}", name.upper(), f"{name}%", f"{name}_")
    return [{"name": other} for other in names]


def _projects(bench: Bench, name: str) -> list[dict[str, Any]]:
    return [{"name": name, "version": v, "project_id": bench.other_project()} for v in ("v2",)]


def _twins(bench: Bench, _: str) -> list[dict[str, Any]]:
    return [{"name": bench.name()}, {"name": bench.name(), "version": "v2"}]


BYSTANDERS: dict[str, tuple[str, Callable[[Bench, str], list[dict[str, Any]]]]] = {
    "versions": ("other versions of the same name", _versions),
    "prefixes": ("models whose names share a beginning or an end with it", _prefixes),
    "projects": ("a model of the same name and version in another project", _projects),
    "twins": ("models that equal it in all but the name", _twins),
}


@clauses(
    BYSTANDERS,
    id=lambda kind: f"models.delete.spares.{kind}",
    sentence=lambda kind: f"Deleting a model leaves {BYSTANDERS[kind][0]} as they were.",
    operation="delete_model",
    evidence="client",
    rests_on=DELETE,
)
def spares(bench: Bench, kind: str) -> None:
    """Delete one model among others that resemble it."""
    name = bench.name("a")
    fields = BYSTANDERS[kind][1](bench, name)
    around = [bench.create(**{"description": "same", **one}) for one in fields]
    # Neither the oldest nor the newest of them.
    victim = bench.create(name=name, version="v2", description="same")
    around.append(bench.create(**{**fields[0], "version": "last", "description": "same"}))
    before = [bench.read(model["id"]) for model in around]
    bench.delete(victim["id"])
    for model in before:
        what = f"{model['name']!r} {model['version']!r}"
        answer = bench.call("get_model", model_id=model["id"])
        if bench.note(answer.ok, f"{what} to stay", answer.summary(120)):
            changed = differences(model, answer.data)
            bench.note(not changed, f"{what} as it was", changed)
            columns = bench.data(bench.call("list_columns", model_id=model["id"]))
            bench.note(columns["total"] == 2, f"both columns of {what}", f"{columns['total']}")
    mine = {m["id"] for m in before if m["project"]["id"] == bench.project_id}
    listed = {item["id"] for item in bench.items()}
    bench.note(mine == listed, f"{len(mine)} models listed", f"{len(listed)}: {len(mine - listed)} missing")


@clauses(
    ABOUT_A_MODEL,
    id=lambda operation: f"models.unknown.{operation}",
    sentence=lambda operation: f"For an id that no model has, {operation} answers 404 and creates nothing.",
    operation=str,
    evidence="client",
    rests_on=lambda operation: f"{POINTERS[operation]}/responses/404",
)
def unknown(bench: Bench, operation: str) -> None:
    """Address unknown and malformed ids, other ids included."""
    scene = Scene(bench)
    how = scene.request(operation)
    strange = [unknown_id(bench), "00000000-0000-0000-0000-000000000000", bench.project_id]
    for model_id in strange:
        answer = bench.call(operation, **{**how, "model_id": model_id})
        bench.note(answer.status == 404, f"404 for the unknown id {model_id}", answer.summary(160))
        after = bench.call("get_model", model_id=model_id)
        bench.note(after.status == 404, f"nothing at {model_id} after {operation}", after.summary(160))
    for model_id in MALFORMED_IDS:
        answer = bench.call(operation, **{**how, "model_id": model_id})
        bench.note(answer.status in {400, 404}, f"400 or 404 for the id {model_id!r}", answer.summary(160))
    scene.untouched(f"{operation} of ids that are not its own")
    bench.note(
        present(bench, [scene.model["name"]]) == [scene.model["name"]], "one model", "another number of them"
    )
