"""One model for each project, name and version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.clauses import clause
from contract_tests.views import DETAIL, difference

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json
    from contract_tests.exchange import Exchange

CONFLICT = "/paths/~1v3~1models/post/responses/409"
VERSION = "/components/schemas/ModelCreate/properties/version"


def note_conflict(bench: Bench, answer: Exchange, what: str) -> None:
    """Note a violation unless the answer is a 409 with the reason Conflict."""
    bench.note(answer.status == 409, f"409 for {what}", answer.summary())
    if answer.status == 409:
        reasons = [item["reason"] for item in answer.json["error"]["errors"]]
        bench.note("Conflict" in reasons or not reasons, "the reason Conflict", repr(reasons))


@clause(
    "models.unique.refused",
    "A second model of the same project, name and version is refused with 409, whatever else it says.",
    operation="create_model",
    evidence="client",
    rests_on=CONFLICT,
)
def refused(bench: Bench) -> None:
    """Create twins of several models."""
    for version in ("v1", "2025.1", "ü" * 64):
        body = bench.body(version=version)
        bench.prepared(bench.call("create_model", json=body))
        other = {**bench.full_body(), "name": body["name"], "version": version}
        note_conflict(bench, bench.call("create_model", json=body), "the same body again")
        note_conflict(bench, bench.call("create_model", json=other), "another body of this name and version")


@clause(
    "models.unique.default-version",
    "A model without a version is v1, and conflicts with a v1.",
    operation="create_model",
    evidence="guide",
    rests_on=VERSION,
)
def default_version(bench: Bench) -> None:
    """Create v1 by default and by name, both ways."""
    for first, second in (({}, {"version": "v1"}), ({"version": "v1"}, {}), ({}, {})):
        body = bench.body()
        bench.prepared(bench.call("create_model", json={**body, **first}))
        what = f"version {second.get('version')!r} after {first.get('version')!r}"
        note_conflict(bench, bench.call("create_model", json={**body, **second}), what)


@clause(
    "models.unique.no-effect",
    "A create refused for a conflict changes nothing: the model that was there stays as it is, and alone.",
    operation="create_model",
    evidence="client",
    rests_on=CONFLICT,
)
def no_effect(bench: Bench) -> None:
    """Refuse a twin that differs in everything, and look at the first model and at the list."""
    first = bench.create(description="the first")
    before = bench.read(first["id"])
    twin = bench.full_body(name=first["name"], version=first["version"], description="the second")
    bench.call("create_model", json=twin)
    differs = difference(bench.document, DETAIL, bench.read(first["id"]), before)
    bench.note(not differs, "the first model as it was", f"after against before, {differs}")
    found = [item["id"] for item in bench.everything() if item["name"] == first["name"]]
    bench.note(found == [first["id"]], f"only {first['id']} of this name in the list", repr(found))


@clause(
    "models.unique.versions",
    "A name may have any number of versions, which differ as texts do, and a new one changes no other.",
    operation="create_model",
    evidence="client",
    rests_on=VERSION,
)
def versions(bench: Bench) -> None:
    """Create versions that look alike; none is like another in letter case alone."""
    first = bench.prepared(bench.call("create_model", json=bench.full_body(status="LIVE")))
    name, made = first["name"], [first["version"]]
    for version in ("v1", "v2", "v10", "1", "1.0", "01", "1.0.0", "v1-rc", "v", "latest", "0", "null", "ü"):
        answer = bench.call("create_model", json=bench.body(name=name, version=version))
        made.append(version)
        bench.note(answer.status == 200, f"200 for version {version!r} of {name}", answer.summary())
    found = sorted(item["version"] for item in bench.items() if item["name"] == name)
    bench.note(found == sorted(made), f"the versions {sorted(made)}", repr(found))
    for model_id, version in zip(bench.mine, made, strict=False):
        bench.same(bench.read(model_id)["version"], version, f"version of {model_id}")
    differs = difference(bench.document, DETAIL, bench.read(first["id"]), first)
    bench.note(not differs, "the first version as it was", f"after against before, {differs}")


@clause(
    "models.unique.names",
    "Models of other names do not conflict, even when one name begins with the other.",
    operation="create_model",
    evidence="client",
    rests_on=VERSION,
)
def names(bench: Bench) -> None:
    """Create neighbours in name with one version."""
    name = bench.name()
    for suffix in ("", "-", "2", " x", "%", "_", "é", ".*"):
        answer = bench.call("create_model", json=bench.body(name=name + suffix))
        bench.note(answer.status == 200, f"200 for the name {name + suffix!r}", answer.summary())


@clause(
    "models.unique.projects",
    "Another project may hold the same name and version; each is a model of its own.",
    operation="create_model",
    evidence="client",
    rests_on=VERSION,
)
def projects(bench: Bench) -> None:
    """Create namesakes in two projects."""
    here: Json = bench.create()
    other = bench.other_project()
    answer = bench.call("create_model", json=bench.body(name=here["name"], project_id=other))
    bench.expect(answer, 200, why="for the same name and version in another project")
    there = bench.data(answer)
    bench.require(there["id"] != here["id"], "an id of its own", f"{there['id']} once more")
    for model, project in ((here, bench.project_id), (there, other)):
        bench.same(bench.read(model["id"])["project"]["id"], project, f"project of {model['id']}")


@clause(
    "models.unique.after-refusal",
    "A name and version whose first create was refused for another reason is still free.",
    operation="create_model",
    evidence="client",
    rests_on=CONFLICT,
)
def after_refusal(bench: Bench) -> None:
    """Refuse a create for its task, then repair it."""
    body = bench.body()
    refusal = bench.call("create_model", json={**body, "task": "guess"})
    bench.expect(refusal, 400, why="for an unknown task")
    bench.expect(bench.call("create_model", json=body), 200, why="for the repaired body")
    note_conflict(bench, bench.call("create_model", json={**body, "status": "DRAFT"}), "a further one")
