"""More mutants of groups A, H and I: kinds of models, files and versions that a rule overlooks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contract_tests.mutants.deletion import BURIED, GRAVES, spared
from contract_tests.mutants.jobs import effect
from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import Request, on_request

Json = dict[str, Any]


def _nameless_job(original: Any) -> Any:
    def start_deletion(unit: Any, row: Json) -> Json:
        job: Json = original(unit, row)
        return {"id": job["id"]} if row["owner_id"] is None else job

    return start_deletion


def _files_taken_along(original: Any) -> Any:
    def remove_model(rows: Any, model_id: str) -> None:
        row = rows.get("models", model_id)
        original(rows, model_id)
        for other in rows.scan("models"):
            if row is not None and row["artifact_files"] and other["artifact_files"] == row["artifact_files"]:
                rows.put("models", {**other, "artifact_files": []})

    return remove_model


def _old_job(original: Any) -> Any:
    jobs: dict[tuple[str, ...], Json] = {}

    def start_deletion(unit: Any, row: Json) -> Json:
        job: Json = original(unit, row)
        return jobs.setdefault((row["project_id"], row["name"], row["version"]), job)

    return start_deletion


def _old_columns(original: Any) -> Any:
    def listed(self: Any, model_id: str, who: Any) -> Any:
        page = original(self, model_id, who)
        with self.engine.reading(who) as unit:
            row = unit.rows.get("models", model_id.lower())
            graves = [
                grave
                for grave in unit.rows.scan(GRAVES)
                if (grave["name"], grave["project_id"]) == (row["name"], row["project_id"])
            ]
        ids = {column["id"] for column in page.items}
        old = [column for grave in graves for column in grave["schema"]["columns"] if column["id"] not in ids]
        items = [*page.items, *old]
        return replace(page, items=items, total=len(items), limit=max(len(items), 1))

    return listed


def _unread_body(request: Request) -> None:
    if "deployment_params" in request.query and "file_id" in (request.json or {}):
        request.body = b""


def _name_has_one(noun: str) -> Patch:
    """Return the fault that what one version has keeps POST from deploying for the others."""

    def make(original: Any) -> Any:
        def check_first(unit: Any, model: Json, refused: Any, what: str) -> None:
            original(unit, model, refused, what)
            for other in unit.rows.scan("models") if what == noun else ():
                if (other["name"], other["project_id"]) == (model["name"], model["project_id"]):
                    original(unit, other, refused, what)

        return check_first

    return rule("check_first", make)


def _refused(place: str, what: str) -> Exception:
    from mock_server.world import BadRequest, Violation  # noqa: PLC0415 - only when served

    return BadRequest(Violation(place, what))


def _twice_at_most(original: Any) -> Any:
    counts: dict[str, int] = {}

    def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
        counts[model_id] = counts.get(model_id, 0) + 1
        if counts[model_id] > 2:
            raise _refused("model_id", "too many updates")
        return original(self, model_id, body, who)

    return update


def _used_up(original: Any) -> Any:
    used: set[str] = set()

    def listing(unit: Any, file_id: str | None) -> Any:
        files = original(unit, file_id)
        if file_id in used:
            raise _refused("/file_id", "the file has been deployed")
        used.update({file_id} if file_id else ())
        return files

    return listing


def _unless(*tasks: str) -> Any:
    def make(original: Any) -> Any:
        def applied(rows: Any, change: Json) -> None:
            model = rows.get("models", change["model_id"])
            if model is None or model["task"] not in tasks:
                original(rows, change)

        return applied

    return make


MUTANTS = (
    mutant(
        "A45",
        "The job that deletes a model which nobody owns has no name.",
        rule("start_deletion", _nameless_job),
    ),
    mutant(
        "H27", "Models that nobody owns survive their deletion.", spared(lambda row: row["owner_id"] is None)
    ),
    mutant(
        "H28",
        "Models without columns survive their deletion.",
        spared(lambda row: not row["schema"]["columns"]),
    ),
    mutant(
        "H29",
        "Deleting a model takes its file from the other models that have it.",
        rule("remove_model", _files_taken_along),
    ),
    mutant(
        "H30",
        "Deleting a name and version that was deleted before answers the old job.",
        rule("start_deletion", _old_job),
    ),
    mutant(
        "H31",
        "The list of columns also has those of a deleted model of the name.",
        BURIED,
        rule("Columns.list", _old_columns),
    ),
    mutant(
        "I37",
        "The body of a deployment is not read when there are deployment_params in the query.",
        on_request(_unread_body, "deploy_artifact", "update_artifact"),
    ),
    mutant(
        "I38",
        "Of an archive only the first file is shown.",
        rule("archive_members", lambda original: lambda content: original(content)[:1]),
    ),
    mutant(
        "I39",
        "The surrogate of one version keeps POST from deploying for another.",
        _name_has_one("surrogate"),
    ),
    mutant(
        "I40",
        "The artifact of one version keeps POST from deploying for another.",
        _name_has_one("artifact"),
    ),
    mutant("I41", "A third PUT deploy-artifact is refused.", rule("Artifacts.update", _twice_at_most)),
    mutant(
        "I42",
        "A third PUT deploy-surrogate is refused.",
        rule("Surrogates.update", _twice_at_most),
    ),
    mutant("I43", "A file can be deployed only once.", rule("artifact_listing", _used_up)),
    mutant(
        "I44",
        "deploy-surrogate does nothing for ranking and for language models.",
        effect("deploy_surrogate", _unless("ranking", "llm")),
    ),
)
