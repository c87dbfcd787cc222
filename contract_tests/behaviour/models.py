"""Creating and reading models: what is answered, what is filled in, what is ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from contract_tests import specimens
from contract_tests.behaviour.requests import unknown_id
from contract_tests.clauses import clause
from contract_tests.instants import TOLERANCE, instant, same_instant
from contract_tests.legal import CANARY, edges
from contract_tests.subjects import rich
from contract_tests.views import (
    DETAIL,
    difference,
    item_of,
    note_agreement,
    note_shown,
)

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

CREATE = "/paths/~1v3~1models/post"
SCHEMAS = "/components/schemas"
_REFERENCES = ("organization", "project", "created_by", "updated_by", "owner")


@clause(
    "models.create.roundtrip",
    "Every member of a created model is answered as it was sent, and every view shows the same.",
    operation="create_model",
    evidence="guide",
    rests_on=CREATE,
)
def roundtrip(bench: Bench) -> None:
    """Create a model with every member and read it everywhere."""
    for body in (bench.full_body(), rich(bench.full_body()), bench.body()):
        created = bench.data(bench.call("create_model", json=body))
        note_shown(bench, created["id"], body, answer=created)
        differs = difference(bench.document, DETAIL, created, note_agreement(bench, created["id"]))
        bench.note(not differs, "GET to tell what the create told", f"in the create against GET, {differs}")


@clause(
    "models.create.owner",
    "The owner is who owner_id names, and nobody when it is null.",
    operation="create_model",
    evidence="decided",
    rests_on=f"{SCHEMAS}/ModelCreate/properties/owner_id",
)
def owner(bench: Bench) -> None:
    """Create with owner_id left out, null and given; left out, it may mean nobody."""
    plain = bench.create()
    caller = plain["created_by"]
    shown = (plain["owner"] or caller)["id"]
    bench.note(shown == caller["id"], f"the owner {caller} or nobody", repr(plain["owner"]))
    nobody = bench.data(bench.call("create_model", json=bench.body(owner_id=None)))
    bench.note(nobody["owner"] is None, "owner null", repr(nobody["owner"]))
    given = bench.data(bench.call("create_model", json=bench.body(owner_id=caller["id"])))
    for view in (given, bench.read(given["id"]), item_of(bench, given["id"])):
        bench.note((view["owner"] or {}).get("id") == caller["id"], f"owner {caller}", repr(view["owner"]))


@clause(
    "models.create.unknown-reference",
    "A create for a project or an owner that does not exist is answered 404 and makes nothing.",
    operation="create_model",
    evidence="decided",
    rests_on=f"{CREATE}/responses/404",
)
def unknown_reference(bench: Bench) -> None:
    """Name a project and an owner that do not exist."""
    for member in ("project_id", "owner_id"):
        body = bench.body(**{member: unknown_id(bench)})
        answer = bench.call("create_model", json=body)
        bench.note(answer.status == 404, f"404 for an unknown {member}", answer.summary())
        name = body["name"]
        answer = bench.call("create_model", json=bench.body(name=name))
        bench.note(
            answer.status == 200, f"200 for {name!r}, whose first create was refused", answer.summary()
        )


@clause(
    "models.create.read-only",
    "Members that only the server sets are ignored in a create.",
    operation="create_model",
    evidence="vendor",
    rests_on=f"{SCHEMAS}/ModelCreate",
)
def read_only(bench: Bench) -> None:
    """Send every member of an answer that a create does not have."""
    intruder = {
        "id": unknown_id(bench),
        "name": "someone else",
        "full_name": "x",
        "email": "x@intruder.example",
    }
    sent: Json = dict.fromkeys(("organization", "project", "created_by", "updated_by", "owner"), intruder)
    past = "2001-02-03T04:05:06Z"
    sent |= {"id": intruder["id"], "artifact_status": "user_uploaded", "is_binary_ranking_model": True}
    sent |= {"created_at": past, "updated_at": past, "deleted_at": past}
    sent |= {"artifact_files": [{"name": "x", "size": 1, "modified": past}]}
    column = specimens.column("amount", "float", id="chosen-by-the-caller")
    plain = bench.create()
    answer = bench.call("create_model", json=bench.body(schema={"columns": [column]}, spec={}, **sent))
    created = bench.data(answer)
    same = (*_REFERENCES, "artifact_status", "deleted_at", "artifact_files", "is_binary_ranking_model")
    for model in (created, bench.read(created["id"])):
        for name in same:
            bench.note(model[name] == plain[name], f"{name} {plain[name]!r}", repr(model[name]))
        for name in ("id", "created_at", "updated_at"):
            bench.note(model[name] != sent[name], f"{name} by the server", f"{model[name]!r}, as sent")
        own = model["schema"]["columns"][0]["id"]
        bench.note(own != column["id"], "a column id by the server", f"{own!r}, as sent")
    missing = bench.call("get_model", model_id=intruder["id"])
    bench.note(missing.status == 404, "404 for the id that was sent", missing.summary())


@clause(
    "models.create.unknown-members",
    "Members that the contract does not name are ignored at every depth and never echoed.",
    operation="create_model",
    evidence="vendor",
    rests_on="/info/description",
)
def unknown_members(bench: Bench) -> None:
    """Put a canary into every object of a body and look for it in every view."""
    body = rich(bench.full_body())
    schema = bench.document.operations["create_model"].request_schema or {}
    for edge in list(edges(bench.document, schema, body, "unknown")):
        spoilt = edge.body
        around = spoilt
        for part in edge.path[:-1]:
            around = around[part]
        target: Any = body
        for part in edge.path[:-1]:
            target = target[part]
        target[edge.path[-1]] = around[edge.path[-1]]
    created = bench.call("create_model", json=body)
    model_id = bench.data(created)["id"]
    patched = bench.call("update_model", model_id=model_id, json={**body, "version": "v2"})
    bench.data(patched)
    for answer in (
        created,
        patched,
        bench.call("get_model", model_id=model_id),
        bench.page(),
        bench.call("list_columns", model_id=model_id),
    ):
        echoed = CANARY.encode() in answer.body
        bench.note(not echoed, f"no unknown member in {answer.label}", answer.summary(100))


@clause(
    "models.create.history",
    "A new model says who created it and when, in its project and in the organization of its caller.",
    operation="create_model",
    evidence="guide",
    rests_on=f"{SCHEMAS}/ModelSummary",
)
def history(bench: Bench) -> None:
    """Create models one after another and compare what they say of themselves."""
    models = [bench.create() for _ in range(4)]
    first = models[0]
    for model in models:
        by = {"created_by": model["created_by"], "updated_by": model["updated_by"]}
        bench.note(by["created_by"] == first["created_by"], f"created_by {first['created_by']}", repr(by))
        bench.note(by["updated_by"] == by["created_by"], "updated_by equal to created_by", repr(by))
        bench.note(
            model["organization"] == first["organization"], "one organization", repr(model["organization"])
        )
        bench.note(
            model["project"]["id"] == bench.project_id, f"project {bench.project_id}", repr(model["project"])
        )
        times = f"{model['created_at']} and {model['updated_at']}"
        begin, end = instant(model["created_at"]), instant(model["updated_at"])
        known = begin is not None and end is not None and begin <= end + TOLERANCE
        bench.note(known, "created_at <= updated_at", times)
    moments = [instant(model["created_at"]) or 0 for model in models]
    shown = repr([model["created_at"] for model in models])
    bench.note(moments == sorted(moments), "created_at in the order of creation", shown)


@clause(
    "models.create.ids",
    "Every model has an id of its own, a UUID by which it is read.",
    operation="create_model",
    evidence="guide",
    rests_on=f"{SCHEMAS}/ModelSummary/properties/id",
)
def ids(bench: Bench) -> None:
    """Create models and versions and read each by its id."""
    bodies = [bench.body() for _ in range(4)]
    bodies += [bench.body(name=bodies[0]["name"], version=f"v{number}") for number in range(2, 6)]
    found: dict[str, Json] = {}
    for body in bodies:
        created = bench.prepared(bench.call("create_model", json=body))
        UUID(created["id"])
        bench.note(created["id"] not in found, "an id that no other model has", repr(created["id"]))
        found[created["id"]] = body
    for model_id, body in found.items():
        model = bench.read(model_id)
        actual = (model["id"], model["name"], model["version"])
        bench.same(actual, (model_id, body["name"], body.get("version", "v1")), "the model of this id:")


@clause(
    "models.read.pure",
    "Reading a model, a list or a column changes nothing, updated_at included.",
    operation="get_model",
    evidence="guide",
    rests_on="/paths/~1v3~1models~1{model_id}/get",
)
def pure(bench: Bench) -> None:
    """Read everything three times."""
    created = bench.prepared(bench.call("create_model", json=bench.full_body()))
    model_id, column_id = created["id"], created["schema"]["columns"][0]["id"]
    for _ in range(3):
        differs = difference(bench.document, DETAIL, bench.read(model_id), created)
        bench.note(not differs, "the model as created", f"after reads against before, {differs}")
        stale = item_of(bench, model_id)["updated_at"]
        same = same_instant(stale, created["updated_at"])
        bench.note(same, f"updated_at {created['updated_at']} in the list", repr(stale))
        bench.call("list_columns", model_id=model_id)
        bench.call("get_column", model_id=model_id, column_id=column_id)
        bench.call("list_models", query={"project_id": bench.project_id, "latest_only": True})
