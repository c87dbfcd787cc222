"""PATCH: what is sent replaces, what is not sent stays, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests import specimens
from contract_tests.behaviour.fields import FIELDS, STAMPS, UPDATE, Family
from contract_tests.behaviour.requests import unknown_id
from contract_tests.behaviour.uniqueness import note_conflict
from contract_tests.bench import covers
from contract_tests.clauses import NotVerified, clause
from contract_tests.instants import TOLERANCE, instant, same_instant
from contract_tests.specimens import column
from contract_tests.views import (
    DETAIL,
    difference,
    known,
    note_agreement,
    note_shown,
    shortened,
)

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json

TASK_PARAMS: Json = {"$ref": "#/components/schemas/TaskParams"}
PATCH = "/paths/~1v3~1models~1{model_id}/patch"


@clause(
    "models.update.replaces",
    "A nested object that is sent replaces the old one whole: nothing of the old one is left.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def replaces(bench: Bench) -> None:
    """Replace every nested object by a smaller one."""
    model_id = Family(bench).model_id
    answer = bench.call(
        "update_model",
        model_id=model_id,
        json={
            "schema": {"columns": [column("Score", "int")]},
            "spec": {"inputs": ["Score"]},
            "task_params": {"top_k": 2},
            "event_id_col": None,
            "event_ts_col": None,
            "xai_params": {"default_explain_method": "lime"},
        },
    )
    for view, model in (("the answer", bench.data(answer)), ("GET", bench.read(model_id))):
        columns = model["schema"]["columns"]
        left = [one["name"] for one in columns]
        bench.note(left == ["Score"], "the one column that was sent", f"{view}: {left}")
        for name in ("min", "max", "bins", "categories", "replace_with_nulls"):
            bench.note(
                columns[0].get(name) is None, f"no {name} in Score", f"{view}: {columns[0].get(name)!r}"
            )
        roles = ("outputs", "targets", "decisions", "metadata", "custom_features")
        left = [role for role in roles if model["spec"][role] != []]
        bench.note(not left, "[] for every role that was left out", f"{view}: {left} are not")
        params = known(bench.document, TASK_PARAMS, model["task_params"], top=False)
        bench.note(params == {"top_k": 2}, "task_params with top_k alone", f"{view}: {params}")
        methods = (model["xai_params"] or {}).get("custom_explain_methods")
        bench.note(not methods, "no custom_explain_methods", f"{view}: {methods!r}")


def _refusals(bench: Bench, taken: str) -> list[tuple[Json, int]]:
    return [
        ({"status": "BROKEN"}, 400),
        ({"task": None}, 400),
        ({"version": ""}, 400),
        ({"deployment_date": "soon"}, 400),
        ({"framework": 5}, 400),
        ({"schema": {"columns": [{"name": "x"}]}}, 400),
        ({"spec": {"custom_features": [{"type": "FROM_COLUMNS", "name": "x", "columns": ["a"]}]}}, 400),
        ({"task_params": {"top_k": "7"}}, 400),
        ({"xai_params": {"custom_explain_methods": [5]}}, 400),
        ({"version": taken}, 409),
        ({"owner_id": unknown_id(bench)}, 404),
    ]


@clause(
    "models.update.atomic",
    "A PATCH that is refused for one member changes none of the others.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def atomic(bench: Bench) -> None:
    """Send good members with one bad among them, in front and at the end."""
    first = bench.prepared(bench.call("create_model", json=bench.full_body(version="taken")))
    mine = bench.full_body(name=first["name"], version="mine")
    model_id = bench.prepared(bench.call("create_model", json=mine))["id"]
    before = bench.read(model_id)
    good = {
        "description": "half done",
        "status": "LIVE",
        "algorithm": None,
        "task": "ranking",
        "schema": {"columns": [column("half", "int")]},
        "spec": {"inputs": ["half"]},
        "task_params": {"top_k": 1},
    }
    for bad, status in _refusals(bench, "taken"):
        rest = {name: value for name, value in good.items() if name not in bad}
        for body in ({**bad, **rest}, {**rest, **bad}):
            answer = bench.call("update_model", model_id=model_id, json=body)
            # Which refusal it is, is decided elsewhere for what is legal in itself.
            known = {400} if status == 400 else set(range(400, 500))
            bench.note(
                answer.status in known, f"{status} for {shortened(bad)} among others", answer.summary(160)
            )
            differs = difference(bench.document, DETAIL, bench.read(model_id), before)
            bench.note(
                not differs, f"nothing changed by {shortened(bad)}", f"after against before, {differs}"
            )
            if differs:
                before = bench.read(model_id)
    note_agreement(bench, model_id)


@clause(
    "models.update.empty",
    "An empty PATCH is accepted and changes nothing.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def empty(bench: Bench) -> None:
    """Send {} to models with every member and with few; a server may still renew updated_at."""
    for body in (bench.full_body(), bench.body()):
        created = bench.prepared(bench.call("create_model", json=body))
        answer = bench.call("update_model", model_id=created["id"], json={})
        bench.expect(answer, 200, why="for an empty PATCH")
        for view, model in (("the answer", bench.data(answer)), ("GET", bench.read(created["id"]))):
            differs = difference(bench.document, DETAIL, model, created, but=STAMPS)
            bench.note(not differs, "the model as it was", f"{view} against before, {differs}")


@clause(
    "models.update.no-defaults",
    "PATCH applies no default: status and version stay what they are when they are not sent.",
    operation="update_model",
    evidence="decided",
    rests_on=UPDATE,
)
def no_defaults(bench: Bench) -> None:
    """Change other members of a draft that is not v1."""
    created = bench.prepared(bench.call("create_model", json=bench.full_body(status="DRAFT", version="x9")))
    changes: tuple[Json, ...] = (
        {"description": "d"},
        {"task_params": {}},
        {"schema": specimens.full_schema()},
        {},
    )
    for change in changes:
        answer = bench.data(bench.call("update_model", model_id=created["id"], json=change))
        for view, model in (("the answer", answer), ("GET", bench.read(created["id"]))):
            actual = (model["status"], model["version"])
            bench.note(
                actual == ("DRAFT", "x9"), f"DRAFT and x9 after {shortened(change)}", f"{view}: {actual}"
            )


@clause(
    "models.update.read-only",
    "PATCH ignores id, name, project_id and all that only the server sets.",
    operation="update_model",
    evidence="decided",
    rests_on=PATCH,
)
def read_only(bench: Bench) -> None:
    """Send members that cannot change, one by one and together with one that can."""
    created = bench.prepared(bench.call("create_model", json=bench.full_body()))
    somebody = {"id": unknown_id(bench), "name": "x", "full_name": "x", "email": "x@intruder.example"}
    past = "2001-02-03T04:05:06Z"
    sent: Json = {"id": somebody["id"], "name": "renamed", "project_id": _another_project(bench)}
    sent |= dict.fromkeys(("organization", "project", "created_by", "owner"), somebody)
    sent |= {"created_at": past, "updated_at": past, "deleted_at": past, "artifact_status": "surrogate"}
    sent |= {"artifact_files": [{"name": "x", "size": 1, "modified": past}], "is_binary_ranking_model": True}
    for change in (*({name: value} for name, value in sent.items()), {**sent, "description": "new"}):
        answer = bench.call("update_model", model_id=created["id"], json=change)
        bench.note(answer.status == 200, f"200 for {shortened(change)}", answer.summary(160))
        model = bench.read(created["id"])
        differs = difference(bench.document, DETAIL, model, created, but=(*STAMPS, "description"))
        bench.note(not differs, f"nothing changed by {shortened(change)}", f"after against before, {differs}")
        bench.note(model["updated_at"] != past, "updated_at by the server", f"{past}, as sent")
    bench.note(model["description"] == "new", "the description 'new'", repr(model["description"]))
    missing = bench.call("get_model", model_id=somebody["id"])
    bench.note(missing.status == 404, "404 for the id that was sent", missing.summary(160))


def _another_project(bench: Bench) -> str:
    """A project that the model could be moved to; an unknown one where there is no second."""
    try:
        return bench.other_project()
    except NotVerified:
        return unknown_id(bench)


@clause(
    "models.update.stamps",
    "created_at and created_by never change; updated_at follows the changes and does not go back.",
    operation="update_model",
    evidence="guide",
    rests_on="/components/schemas/ModelSummary/properties/created_at",
)
def stamps(bench: Bench) -> None:
    """Change a model several times."""
    created = bench.create()
    latest = instant(created["updated_at"]) or 0
    for number in range(4):
        change = {"description": f"change {number}"}
        answer = bench.data(bench.call("update_model", model_id=created["id"], json=change))
        for view, model in (("the answer", answer), ("GET", note_agreement(bench, created["id"]))):
            begun = same_instant(model["created_at"], created["created_at"])
            bench.note(begun, f"created_at {created['created_at']}", f"{view}: {model['created_at']!r}")
            by = model["created_by"]["id"] == created["created_by"]["id"]
            bench.note(by, f"created_by {created['created_by']}", f"{view}: {model['created_by']!r}")
            bench.note(
                (instant(model["updated_at"]) or 0) >= latest - TOLERANCE,
                "a later updated_at",
                f"{view}: {model}",
            )
        latest = instant(answer["updated_at"]) or 0
    bench.require(
        bench.settled(lambda: _moved(bench, created), seconds=3),
        f"an updated_at after {created['updated_at']}",
        "no change of the model moves it",
    )


def _moved(bench: Bench, created: Json) -> bool:
    """Change the model once more; a clock that counts whole seconds may need several changes."""
    bench.prepared(bench.call("update_model", model_id=created["id"], json={"description": bench.name()}))
    now, before = instant(bench.read(created["id"])["updated_at"]), instant(created["updated_at"])
    return now is not None and before is not None and now > before


@clause(
    "models.update.version",
    "PATCH moves a model to a free version, refuses a taken one with 409 and accepts its own.",
    operation="update_model",
    evidence="decided",
    rests_on=f"{UPDATE}/properties/version",
)
def version(bench: Bench) -> None:
    """Move a model between versions, beside models of the same and of other names."""
    name = bench.name()
    one, two = (bench.create(name=name, version=version) for version in ("one", "two"))
    bench.create(version="free")
    note_conflict(
        bench, bench.call("update_model", model_id=one["id"], json={"version": "two"}), "version two"
    )
    bench.same(bench.read(one["id"])["version"], "one", "version after the refusal")
    bench.same(bench.read(two["id"])["version"], "two", "version of the other")
    for wanted, why in (
        ("one", "its own version"),
        ("free", "a version of another name alone"),
        ("three", ""),
    ):
        answer = bench.call("update_model", model_id=one["id"], json={"version": wanted})
        bench.expect(answer, 200, why=f"for {wanted!r}, {why or 'a free version'}")
        bench.same(note_agreement(bench, one["id"])["version"], wanted, "version")
    again = bench.call("create_model", json=bench.body(name=name, version="one"))
    bench.expect(again, 200, why="for the version that was given up")
    note_conflict(
        bench, bench.call("create_model", json=bench.body(name=name, version="three")), "version three"
    )
    answer = bench.call("update_model", model_id=two["id"], json={"version": "free"})
    bench.expect(answer, 200, why="for a version that was given up by a PATCH")


@clause(
    "models.update.projects",
    "PATCH of a model leaves its namesake in another project alone, and its version may be the same.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def projects(bench: Bench) -> None:
    """Change a model that has a namesake in another project."""
    here = bench.create(version="a")
    there = bench.prepared(
        bench.call(
            "create_model",
            json=bench.body(
                name=here["name"], version="b", project_id=bench.other_project(), description="there"
            ),
        )
    )
    change = {"version": "b", "description": "here", "status": "DRAFT"}
    bench.expect(bench.call("update_model", model_id=here["id"], json=change), 200)
    differs = difference(bench.document, DETAIL, bench.read(there["id"]), there)
    bench.note(not differs, "the namesake as it was", f"after against before, {differs}")
    place = covers(bench.read(here["id"]), change)
    bench.note(place is None, "the change", f"GET shows {place}")


@clause(
    "models.update.unknown",
    "PATCH of a model that does not exist is answered 404 and makes none.",
    operation="update_model",
    evidence="client",
    rests_on=f"{PATCH}/responses/404",
)
def unknown(bench: Bench) -> None:
    """Send changes, and a whole model, to ids that nothing has."""
    whole = bench.full_body()
    for body in ({"description": "x"}, {}, whole):
        model_id = unknown_id(bench)
        answer = bench.call("update_model", model_id=model_id, json=body)
        bench.note(answer.status == 404, "404 for an unknown id", answer.summary(160))
        answer = bench.call("get_model", model_id=model_id)
        bench.note(answer.status == 404, "404 for it afterwards too", answer.summary(160))
    answer = bench.call("create_model", json=whole)
    bench.note(answer.status == 200, "200 for the name that was sent to an unknown id", answer.summary(160))


@clause(
    "models.update.repeated",
    "The same PATCH sent again has the same result.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def repeated(bench: Bench) -> None:
    """Send a change of everything three times."""
    created = bench.create()
    whole = bench.full_body()
    change = {name: value for name, value in whole.items() if name not in {"name", "project_id"}}
    first = bench.data(bench.call("update_model", model_id=created["id"], json=change))
    for _ in range(2):
        again = bench.data(bench.call("update_model", model_id=created["id"], json=change))
        for view, model in (("the answer", again), ("GET", note_agreement(bench, created["id"]))):
            differs = difference(bench.document, DETAIL, model, first, but=STAMPS)
            bench.note(not differs, "the result of the first time", f"{view} against the first, {differs}")


@clause(
    "models.update.sequence",
    "Changes add up: each PATCH starts from what the one before has left.",
    operation="update_model",
    evidence="vendor",
    rests_on=PATCH,
)
def sequence(bench: Bench) -> None:
    """Change members one after another, reading everything in between, and compare with the sum."""
    created = bench.prepared(bench.call("create_model", json=bench.full_body()))
    state: Json = {}
    names = [field.name for field in FIELDS]
    bench.random.shuffle(names)
    for field in sorted(FIELDS, key=lambda one: names.index(one.name)):
        change = {field.name: field.values[0]}
        state |= change
        bench.prepared(bench.call("update_model", model_id=created["id"], json=change))
        note_shown(bench, created["id"], state, what="all changes so far")
        if bench.violations:
            return


@clause(
    "models.update.artifact",
    "PATCH leaves the artifact alone: artifact_status and artifact_files stay.",
    operation="update_model",
    evidence="vendor",
    rests_on="/components/schemas/ArtifactStatus",
)
def artifact(bench: Bench) -> None:
    """Change a model that has an artifact, in every member."""
    model_id = bench.create()["id"]
    file_id = bench.provision.any_package()
    bench.prepared(bench.call("update_artifact", model_id=model_id, json={"file_id": file_id}))
    if not bench.settled(lambda: bench.read(model_id)["artifact_status"] != "no_model", seconds=3):
        raise NotVerified("the model did not get an artifact")
    before = bench.read(model_id)
    for field in FIELDS:
        bench.prepared(bench.call("update_model", model_id=model_id, json={field.name: field.values[0]}))
        after = bench.read(model_id)
        for name in ("artifact_status", "artifact_files"):
            same = after[name] == before[name]
            bench.note(same, f"{name} {before[name]!r} after a PATCH of {field.name}", repr(after[name]))
