"""Bystanders: a PATCH is about one model, whatever others are like it and whatever its body names."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from contract_tests import specimens
from contract_tests.behaviour.deletion import BYSTANDERS
from contract_tests.behaviour.fields import PATCH, STAMPS
from contract_tests.behaviour.isolation import foreign_project, stranger
from contract_tests.behaviour.requests import differences, unknown_id
from contract_tests.clauses import NotVerified, clause, clauses
from contract_tests.specimens import column
from contract_tests.views import DETAIL, difference, shortened

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

CHANGES: tuple[Json, ...] = (
    {"description": "changed", "status": "DRAFT", "algorithm": "changed", "task": "ranking"},
    {"schema": {"columns": [column("other", "int")]}, "spec": {"inputs": ["other"]}, "owner_id": None},
    {"version": "moved"},
)
OWN = ("id", "name", "created_at", "updated_at")
"""In which two models differ that were made alike."""


@clauses(
    ("versions", "projects"),
    id=lambda kind: f"models.update.spares.{kind}",
    sentence=lambda kind: f"PATCH leaves {BYSTANDERS[kind][0]} as they were, updated_at included.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def spares(bench: Bench, kind: str) -> None:
    """Change one model in many members beside others that resemble it; one only has its version."""
    name = bench.name("a")
    fields = BYSTANDERS[kind][1](bench, name)[:2]
    fields += [{"version": "v2"}] if kind == "versions" else []
    around = [bench.create(**{"description": "same", **one}) for one in fields]
    changed = bench.create(name=name, version="v2", description="same")
    before = [bench.read(model["id"]) for model in around]
    for change in CHANGES:
        bench.prepared(bench.call("update_model", model_id=changed["id"], json=change))
    for model in before:
        differs = differences(model, bench.read(model["id"]))
        bench.note(not differs, f"{model['name']!r} {model['version']!r} as it was", differs)


@clause(
    "models.update.identity",
    "PATCH ignores id, name and project_id even where they are those of another model, and does the rest.",
    operation="update_model",
    evidence="decided",
    rests_on=PATCH,
)
def identity(bench: Bench) -> None:
    """Send what another model of the same version has, alone and beside a change."""
    other, mine = (bench.read(bench.create()["id"]) for _ in range(2))
    sent: Json = {"id": other["id"], "name": other["name"]}
    try:
        sent["project_id"] = bench.other_project()
        bench.create(name=mine["name"], project_id=sent["project_id"])
    except NotVerified:
        sent["project_id"] = other["project"]["id"]
    both = {**sent, "version": mine["version"], "description": "new"}
    for change in (*({name: value} for name, value in sent.items()), both):
        answer = bench.call("update_model", model_id=mine["id"], json=change)
        bench.note(answer.status == 200, f"200 for {shortened(change)}", answer.summary(160))
        differs = differences(mine, bench.read(mine["id"]), (*STAMPS, "description"))
        bench.note(not differs, f"nothing changed by {shortened(change)}", differs)
    bench.same(bench.read(mine["id"])["description"], "new", "the description that was sent beside them,")
    differs = differences(other, bench.read(other["id"]))
    bench.note(not differs, "the other model as it was", differs)


@clause(
    "isolation.members",
    "Neither a create nor a PATCH takes ids of organizations, people or statuses, which the server sets.",
    operation="*",
    evidence="vendor",
    rests_on=PATCH,
)
def members(bench: Bench) -> None:
    """Send members as a database names its columns: with unknown ids, then with those of the other token."""
    plain = bench.read(bench.create()["id"])
    with ExitStack() as stack:
        people = [(unknown_id(bench), unknown_id(bench)), *_strangers(bench, stack)]
        for organization_id, person_id in people:
            sent: Json = dict.fromkeys(("organization_id", "tenant_id", "organization"), organization_id)
            sent |= dict.fromkeys(("created_by_id", "updated_by_id", "created_by", "updated_by"), person_id)
            sent |= {"artifact_status_id": "surrogate", "status_id": 2, "deleted": True, "is_deleted": True}
            created = bench.data(bench.call("create_model", json=bench.body(**sent)))
            patched = bench.data(bench.call("update_model", model_id=plain["id"], json=sent))
            views = [("create", created), ("PATCH", patched)]
            views += [(f"GET after {what}", bench.read(model["id"])) for what, model in views]
            for view, model in views:
                differs = difference(bench.document, DETAIL, model, plain, but=OWN)
                bench.note(not differs, f"{', '.join(sent)} ignored", f"{view} against another, {differs}")


def _strangers(bench: Bench, stack: ExitStack) -> list[tuple[str, str]]:
    """The ids of the other token's organization and user; none where they are not to be had."""
    try:
        token = stranger(bench)
        project_id = stack.enter_context(foreign_project(bench, token))
    except NotVerified:
        return []
    body = specimens.minimal_model(bench.name(), project_id)
    theirs = bench.prepared(bench.client.call("create_model", json=body, token=token))
    return [(theirs["organization"]["id"], theirs["created_by"]["id"])]
