"""Isolation: what one organization owns does not exist for another."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from contract_tests import specimens
from contract_tests.behaviour.race import race
from contract_tests.behaviour.requests import ABOUT_A_MODEL, POINTERS, Scene, differences, present
from contract_tests.clauses import NotVerified, clause, clauses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.bench import Bench
    from contract_tests.document import Json

HIDDEN = {403, 404}


def stranger(bench: Bench) -> str:
    """The token of another organization.

    Raises:
        NotVerified: there is none, or it is refused.
    """
    token = bench.client.target.second_token
    if token is None:
        raise NotVerified("no --second-token of another organization was given")
    answer = bench.call("list_models", query={"limit": 1}, token=token)
    if answer.status == 401:
        raise NotVerified("the second token is refused with 401")
    return token


@contextmanager
def foreign_project(bench: Bench, token: str) -> Iterator[str]:
    """The id of a new project of the other organization.

    Raises:
        NotVerified: it cannot be made.
    """
    answer = bench.client.send(
        "POST", "/v3/projects", json={"name": bench.name("foreign")}, token=token, judged=False
    )
    if not answer.ok or not isinstance(answer.data, dict):
        raise NotVerified("the other organization has no project: the target cannot make one")
    project_id = str(answer.data["id"])
    try:
        yield project_id
    finally:
        bench.client.send("DELETE", f"/v3/projects/{project_id}", token=token, judged=False)


@clauses(
    ABOUT_A_MODEL,
    id=lambda operation: f"isolation.{operation}",
    sentence=lambda operation: (
        f"{operation} of another organization's model answers 404 or 403 and does nothing."
    ),
    operation=str,
    evidence="decided",
    rests_on=lambda operation: f"{POINTERS[operation]}/responses/404",
)
def foreign_model(bench: Bench, operation: str) -> None:
    """Send a valid request with the token of another organization, twice, and with the id in upper case."""
    token, scene = stranger(bench), Scene(bench)
    for _ in range(2):
        answer = bench.call(operation, token=token, **scene.request(operation))
        bench.note(answer.status in HIDDEN, "404 or 403 for another organization", answer.summary(200))
    how = {**scene.request(operation), "model_id": scene.model_id.upper()}
    answer = bench.call(operation, token=token, **how)
    # Whether an id may be written so is not said.
    known = answer.status in HIDDEN | {400}
    bench.note(known, "404, 403 or 400 for another organization and an id in upper case", answer.summary(200))
    scene.untouched(f"{operation} by another organization")


@clause(
    "isolation.list_models",
    "No list shows or counts another organization's models, whatever the query.",
    operation="list_models",
    evidence="decided",
    rests_on=POINTERS["list_models"],
)
def foreign_lists(bench: Bench) -> None:
    """List with the other token by every criterion that finds the models with the own one."""
    token, tag = stranger(bench), bench.name("tag")
    models = [bench.create(description=tag, version=version) for version in ("v1", "v2")]
    ids = {model["id"] for model in models}
    for what, query in _queries(tag, models[0], bench.project_id).items():
        answer = bench.call("list_models", query={"limit": 200, **query}, token=token)
        if not answer.ok:
            bench.note(answer.status in HIDDEN, f"200, 403 or 404 by {what}", answer.summary(160))
            continue
        page = answer.data
        shown = sorted(ids & {item["id"] for item in page["items"]})
        bench.note(not shown, f"none of the other organization's models by {what}", f"{', '.join(shown)}")
        if "its" in what:
            bench.note(page["total"] == 0, f"total 0 by {what}", f"{page['total']}")


def _queries(tag: str, model: Json, project_id: str) -> dict[str, dict[str, Any]]:
    def rule(field: str, operator: str, value: Any) -> Json:
        return {"condition": "OR", "rules": [{"field": field, "operator": operator, "value": value}]}

    return {
        "no criterion": {},
        "descending creation": {"ordering": "-created_at"},
        "latest_only": {"latest_only": True, "ordering": "-created_at"},
        "its project": {"project_id": project_id},
        "its project and latest_only": {"project_id": project_id, "latest_only": True},
        "its description in search": {"search": tag},
        "its name in a filter": {"filter": rule("name", "equal", model["name"])},
        "its id in a filter": {"filter": rule("id", "in", [model["id"]])},
        "its organization in a filter": {
            "filter": rule("organization_id", "equal", model["organization"]["id"])
        },
        "its description in filter and search": {
            "filter": rule("description", "contains", tag),
            "search": tag,
        },
    }


@clause(
    "isolation.create_model",
    "Nobody can create a model in another organization's project.",
    operation="create_model",
    evidence="decided",
    rests_on=f"{POINTERS['create_model']}/responses/403",
)
def foreign_creation(bench: Bench) -> None:
    """Create with the other token in the own project, new names and taken ones."""
    token, mine = stranger(bench), bench.create()
    bodies = [bench.body(), bench.full_body(), bench.body(name=mine["name"], version="v2")]
    for body in bodies:
        answer = bench.client.call("create_model", json=body, token=token)
        bench.note(answer.status in HIDDEN, "404 or 403 for a foreign project", answer.summary(200))
    taken = bench.body(name=mine["name"], version=mine["version"])
    answer = bench.client.call("create_model", json=taken, token=token)
    bench.note(answer.status in HIDDEN, "404 or 403 for a name that is taken there", answer.summary(200))
    found = present(bench, [body["name"] for body in bodies])
    bench.note(found == [mine["name"]], "none of the refused models", f"{found}")


@clause(
    "isolation.generate_model",
    "Nobody can read another organization's file through the factory.",
    operation="generate_model",
    evidence="decided",
    rests_on=f"{POINTERS['generate_model']}/responses/404",
)
def foreign_file(bench: Bench) -> None:
    """Generate from the own file with the other token."""
    token, file_id = stranger(bench), bench.provision.any_file()
    bench.prepared(bench.call("generate_model", json={"file_id": file_id}))
    answer = bench.call("generate_model", json={"file_id": file_id}, token=token)
    bench.require(answer.status in HIDDEN, "404 or 403 for a foreign file", answer.summary(200))


@clause(
    "isolation.deploy.foreign-file",
    "Nobody can deploy another organization's file.",
    operation="deploy_artifact",
    evidence="decided",
    rests_on=f"{POINTERS['deploy_artifact']}/responses/404",
)
def foreign_artifact(bench: Bench) -> None:
    """Deploy the own file for a model of the other organization, with its token."""
    token, file_id = stranger(bench), bench.provision.any_package()
    with foreign_project(bench, token) as project_id:
        made = bench.client.call(
            "create_model", json=specimens.minimal_model(bench.name(), project_id), token=token
        )
        model_id = bench.prepared(made)["id"]
        for operation in ("deploy_artifact", "update_artifact"):
            answer = bench.call(operation, model_id=model_id, json={"file_id": file_id}, token=token)
            bench.note(answer.status in HIDDEN, "404 or 403 for a foreign file", answer.summary(200))


@clause(
    "isolation.namesakes",
    "Models of the same name and version in two organizations live side by side and apart.",
    operation="*",
    evidence="decided",
    rests_on=POINTERS["create_model"],
)
def namesakes(bench: Bench) -> None:
    """Create, list, change and delete one of two namesakes."""
    token, mine = stranger(bench), bench.read(bench.create(description="mine")["id"])
    with foreign_project(bench, token) as project_id:
        body = specimens.minimal_model(mine["name"], project_id, description="theirs")
        theirs = bench.data(bench.client.call("create_model", json=body, token=token))
        where = (theirs["organization"]["id"], theirs["project"]["id"])
        bench.note(where[0] != mine["organization"]["id"], "another organization", "the same organization")
        bench.note(where[1] == project_id, f"project {project_id}", where[1])
        for who, own, other in ((None, mine, theirs), (token, theirs, mine)):
            _sees_only(bench, who, own, other)
        bench.call("update_model", model_id=theirs["id"], json={"description": "changed"}, token=token)
        bench.call("update_artifact", model_id=theirs["id"], token=token)
        changed = differences(mine, bench.read(mine["id"]))
        bench.note(not changed, "no effect on the namesake", changed)
        bench.call("delete_model", model_id=theirs["id"], token=token)
        gone = lambda: bench.call("get_model", model_id=theirs["id"], token=token).status == 404  # noqa: E731
        bench.eventually(gone, "their model to be gone")
        changed = differences(mine, bench.read(mine["id"]))
        bench.note(not changed, "the namesake to outlive the deletion", changed)


def _sees_only(bench: Bench, token: str | None, own: Json, other: Json) -> None:
    rule = {"field": "name", "operator": "equal", "value": own["name"]}
    how: dict[str, Any] = {"query": {"filter": {"condition": "AND", "rules": [rule]}}}
    if token is not None:
        how["token"] = token
    ids = [item["id"] for item in bench.data(bench.call("list_models", **how))["items"]]
    bench.note(own["id"] in ids, "the own model listed", f"{ids}")
    bench.note(other["id"] not in ids, "the namesake not listed", f"{ids}")


@clause(
    "concurrency.callers",
    "Of requests for two organizations at the same moment each is answered on behalf of its own caller.",
    operation="get_model",
    evidence="decided",
    rests_on=POINTERS["get_model"],
)
def racing(bench: Bench) -> None:
    """Read one model, and list by its name, with both tokens at once."""
    token, mine = stranger(bench), bench.create()
    read = partial(bench.call, "get_model", model_id=mine["id"], racing=True)
    found = partial(bench.call, "list_models", query={"search": mine["name"]}, racing=True)
    answers = race([read, partial(read, token=token), found, partial(found, token=token)] * 3)
    for own, foreign, listed, unlisted in zip(*(answers[place::4] for place in range(4)), strict=True):
        bench.note(own.status == 200, "200 for the own organization", own.summary(160))
        bench.note(foreign.status in HIDDEN, "404 or 403 for another organization", foreign.summary(160))
        for answer, expected in ((listed, [mine["id"]]), (unlisted, [])):
            ids = [item["id"] for item in bench.data(answer)["items"]]
            bench.note(ids == expected, f"the own organization's models, {expected}", f"{ids}")
