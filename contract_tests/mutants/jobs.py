"""Mutants of group I: jobs, artifacts and surrogates."""

from __future__ import annotations

from typing import Any

from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import (
    DEPLOYS,
    Reply,
    Request,
    around,
    on_json,
    on_models,
    on_reply,
    on_request,
    refusal,
)

Json = dict[str, Any]
ONE_ID = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0a1"


def effect(kind: str, make: Any) -> Patch:
    """Return the fault that replaces what a job of a kind does: `make(original)` of (rows, effect)."""
    return rule("effects", make, kind)


def _nothing(_: Any) -> Any:
    return lambda *_: None


def _then(change: Any) -> Any:
    """Let the effect happen, then change the model: `change(model after, model before, effect)`."""

    def make(original: Any) -> Any:
        def applied(rows: Any, effect: Json) -> None:
            before = rows.get("models", effect["model_id"])
            original(rows, effect)
            after = rows.get("models", effect["model_id"])
            if after is not None and before is not None:
                rows.put("models", {**after, **change(after, before, effect)})

        return applied

    return make


def _every_version(original: Any) -> Any:
    def applied(rows: Any, effect: Json) -> None:
        original(rows, effect)
        model = rows.get("models", effect["model_id"])
        for other in rows.scan("models") if model else ():
            if (other["name"], other["project_id"]) == (model["name"], model["project_id"]):
                original(rows, {**effect, "model_id": other["id"]})

    return applied


def _same_id(original: Any) -> Any:
    return lambda self, table: ONE_ID if table == "jobs" else original(self, table)


def _unguarded(noun: str) -> Any:
    def make(original: Any) -> Any:
        def check_first(unit: Any, model: Json, refused: Any, what: str) -> None:
            if what != noun:
                original(unit, model, refused, what)

        return check_first

    return make


def _unchecked(name: str) -> Any:
    def make(original: Any) -> Any:
        return lambda unit, body, names: original(unit, body, [item for item in names if item != name])

    return make


def _any_file(original: Any) -> Any:
    def listing(unit: Any, file_id: str | None) -> Any:
        known = file_id is None or unit.rows.get("files", file_id.lower()) is not None
        return original(unit, file_id if known else None)

    return listing


def _only_update(status: str) -> Any:
    """PUT is refused unless the model has something to update."""

    def make(original: Any) -> Any:
        def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
            from mock_server.world import BadRequest, Violation, references  # noqa: PLC0415 - only when served

            with self.engine.reading(who) as unit:
                if references.model(unit, model_id)["artifact_status"] != status:
                    raise BadRequest(
                        Violation("model_id", "there is nothing to update; deploy with POST first")
                    )
            return original(self, model_id, body, who)

        return update

    return make


def _undone(original: Any) -> Any:
    def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
        with self.engine.reading(who) as unit:
            before = unit.rows.get("models", model_id.lower())
        job = original(self, model_id, body, who)
        with self.engine.writing(who) as unit:
            unit.rows.put("models", before)
        return job

    return update


def _job(**members: Any) -> Any:
    return on_json(lambda envelope: envelope["data"].update(members), "get_job")


def _forgotten(request: Request) -> Reply | None:
    if request.path.rpartition("/")[2] in request.memory.get("deletions", ()):
        return refusal(request, 404, "ObjectNotFound", "there is no such job")
    return None


def _remember_deletion(reply: Reply) -> None:
    reply.memory.setdefault("deletions", set()).add(reply.json["data"]["job"]["id"])


def _one_memory() -> Any:
    """Both sides of a deletion share one memory, so they are one middleware."""

    async def serve(request: Request, answer: Any) -> Reply:
        refused = _forgotten(request) if request.operation == "get_job" else None
        reply = refused or await answer(request)
        if request.operation == "delete_model" and reply.status == 202:
            _remember_deletion(reply)
        return reply

    return around(serve)


def _read_once(reply: Reply) -> None:
    seen = reply.memory.setdefault("seen", set())
    job = reply.request.path
    if job in seen:
        reply.status = 404
        reply.body = refusal(reply.request, 404, "ObjectNotFound", "there is no such job").body
    seen.add(job)


def _merged(change: Any) -> Patch:
    def make(original: Any) -> Any:
        return lambda unit, row, body: {**original(unit, row, body), **change(row, body)}

    return rule("merged_model", make)


def _ignored_file(request: Request) -> None:
    body = request.json
    if isinstance(body, dict) and "file_id" in body:
        request.json = {key: value for key, value in body.items() if key != "file_id"}


def _job_of(envelope: Json) -> None:
    envelope["data"]["job"]["id"] = ONE_ID


MUTANTS = (
    mutant("I01", "deploy-surrogate never changes artifact_status.", effect("deploy_surrogate", _nothing)),
    mutant(
        "I01b",
        "deploy-artifact never changes artifact_status.",
        effect(
            "deploy_artifact", _then(lambda _, before, __: {"artifact_status": before["artifact_status"]})
        ),
    ),
    mutant(
        "I02",
        "deploy-surrogate sets user_uploaded.",
        effect("deploy_surrogate", _then(lambda *_: {"artifact_status": "user_uploaded"})),
    ),
    mutant("I03", "Every job has the same id.", rule("Unit.new_id", _same_id)),
    mutant("I04", "No job ever ends.", _job(status="STARTED", progress=50)),
    mutant("I05", "The job of a deletion cannot be read.", _one_memory()),
    mutant(
        "I06",
        "A second POST deploy-artifact is accepted.",
        rule("check_first", _unguarded("artifact")),
    ),
    mutant(
        "I07",
        "deploy-artifact leaves artifact_files empty.",
        effect("deploy_artifact", _then(lambda *_: {"artifact_files": []})),
    ),
    mutant(
        "I08",
        "PUT deploy-artifact adds its files to those there are.",
        effect(
            "deploy_artifact",
            _then(
                lambda after, before, _: {
                    "artifact_files": before["artifact_files"] + after["artifact_files"]
                }
            ),
        ),
    ),
    mutant(
        "I09",
        "Jobs have no name.",
        on_json(lambda envelope: envelope["data"]["job"].update(name=""), *DEPLOYS, "delete_model"),
    ),
    mutant(
        "I10",
        "PUT deploy-surrogate is refused when there is none.",
        rule("Surrogates.update", _only_update("surrogate")),
    ),
    mutant(
        "I11",
        "PUT deploy-artifact keeps the old files.",
        effect(
            "deploy_artifact",
            _then(
                lambda after, before, _: {
                    "artifact_files": before["artifact_files"] or after["artifact_files"]
                }
            ),
        ),
    ),
    mutant("I12", "PATCH resets artifact_status.", _merged(lambda *_: {"artifact_status": "no_model"})),
    mutant(
        "I13",
        "PUT deploy-surrogate answers a job and does nothing.",
        rule("Surrogates.update", _undone),
    ),
    mutant(
        "I14",
        "A second POST deploy-surrogate is accepted.",
        rule("check_first", _unguarded("surrogate")),
    ),
    mutant(
        "I15",
        "The started job has another id than the one that can be read.",
        on_json(_job_of, "update_surrogate"),
    ),
    mutant(
        "I16",
        "A finished job has a progress of 0.",
        on_json(lambda envelope: envelope["data"].update(progress=0), "get_job"),
    ),
    mutant("I18", "Deploying a surrogate changes all versions.", effect("deploy_surrogate", _every_version)),
    mutant(
        "I19",
        "deploy-artifact accepts an unknown file.",
        rule("check_references", _unchecked("file_id")),
        rule("artifact_listing", _any_file),
    ),
    mutant("I21", "Every job ends as a FAILURE, though it did its work.", _job(status="FAILURE")),
    mutant(
        "I22",
        "Lists show no_model after a deployment.",
        on_models(lambda model: model.update(artifact_status="no_model"), "list_models"),
    ),
    mutant("I23", "Deploying an artifact changes all versions.", effect("deploy_artifact", _every_version)),
    mutant(
        "I24",
        "Job statuses are in lower case.",
        on_json(
            lambda envelope: envelope["data"].update(status=envelope["data"]["status"].lower()), "get_job"
        ),
    ),
    mutant(
        "I25",
        "deploy-artifact ignores file_id.",
        on_request(_ignored_file, "deploy_artifact", "update_artifact"),
    ),
    mutant("I26", "PATCH drops the artifact's files.", _merged(lambda *_: {"artifact_files": []})),
    mutant(
        "I27",
        "PUT deploy-artifact is refused when there is none.",
        rule("Artifacts.update", _only_update("user_uploaded")),
    ),
    mutant("I28", "A job can be read only once.", on_reply(_read_once, "get_job")),
    mutant(
        "I29",
        "Deploying an artifact publishes a draft.",
        effect("deploy_artifact", _then(lambda *_: {"status": "LIVE"})),
    ),
    mutant(
        "I30",
        "Deploying a surrogate clears the description.",
        effect("deploy_surrogate", _then(lambda *_: {"description": None})),
    ),
    mutant(
        "I31",
        "A first POST deploy-artifact is refused.",
        rule("Artifacts.deploy", _only_update("user_uploaded")),
    ),
    mutant(
        "I32",
        "Artifact files have no bytes.",
        on_models(lambda model: [file.update(size=0) for file in model["artifact_files"]], "get_model"),
    ),
)
