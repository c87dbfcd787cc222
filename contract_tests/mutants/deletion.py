"""Mutants of group H: what a deletion removes, and what it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import Reply, Request, around, on_request, reply_of

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
GRAVES = "graves"


def _buried(original: Any) -> Any:
    """Keep each deleted model in a table of its own."""

    def remove_model(rows: Any, model_id: str) -> None:
        row = rows.get("models", model_id)
        if row is not None:
            rows.put(GRAVES, row)
        original(rows, model_id)

    return remove_model


BURIED = rule("remove_model", _buried)


def _exhumed(unit: Any, model_id: str) -> Json | None:
    row = unit.rows.get(GRAVES, model_id.lower())
    if row is None or unit.rows.get("projects", row["project_id"]) is None:
        return None
    return row if row["organization_id"] == unit.organization_id else None


def _graves(unit: Any) -> list[Json]:
    return [row for row in unit.rows.scan(GRAVES) if _exhumed(unit, row["id"]) is not None]


def readable(target: str) -> Patch:
    """Return the fault that one kind of read still finds deleted models."""

    def make(original: Any) -> Any:
        def read(self: Any, model_id: str, *rest: Any) -> Any:
            with self.engine.reading(rest[-1]) as unit:
                row = _exhumed(unit, model_id)
                if row is not None:
                    unit.rows.put("models", row)
            try:
                return original(self, model_id, *rest)
            finally:
                if row is not None:
                    with self.engine.reading(rest[-1]) as unit:
                        unit.rows.delete("models", row["id"])

        return read

    return rule(target, make)


def _listed(when: Callable[[Any], bool]) -> Patch:
    def make(original: Any) -> Any:
        def candidates(unit: Any, wanted: Any) -> list[Json]:
            kept = [row for row in _graves(unit) if wanted.project_id in {None, row["project_id"]}]
            return [*original(unit, wanted), *(kept if when(wanted) else [])]

        return candidates

    return rule("candidates", make)


def _counted(original: Any) -> Any:
    def listed(self: Any, wanted: Any, who: Any) -> Any:
        page = original(self, wanted, who)
        with self.engine.reading(who) as unit:
            graves = [row for row in _graves(unit) if wanted.project_id in {None, row["project_id"]}]
        return type(page)(page.items, page.total + len(graves), page.limit, page.offset)

    return listed


def also(doomed: Callable[[Json, Json], bool]) -> Patch:
    """Return the fault that a deletion takes other models along: `doomed(other, deleted)`."""

    def make(original: Any) -> Any:
        def remove_model(rows: Any, model_id: str) -> None:
            row = rows.get("models", model_id)
            others = [] if row is None else [other for other in rows.scan("models") if doomed(other, row)]
            for other in others:
                original(rows, other["id"])
            original(rows, model_id)

        return remove_model

    return rule("remove_model", make)


def _same_name(one: Json, other: Json) -> bool:
    return bool(one["name"] == other["name"] and one["project_id"] == other["project_id"])


def _nothing(original: Any) -> Any:
    def start_deletion(unit: Any, row: Json) -> Json:
        job: Json = original(unit, row)
        unit.rows.put("models", row)
        return job

    return start_deletion


def _newest_instead(original: Any) -> Any:
    def start_deletion(unit: Any, row: Json) -> Json:
        versions = [other for other in unit.rows.scan("models") if _same_name(other, row)]
        return original(unit, max(versions, key=lambda version: version["created_at"]))  # type: ignore[no-any-return]

    return start_deletion


def spared(when: Callable[[Json], bool]) -> Patch:
    """Return the fault that some models survive their deletion."""

    def make(original: Any) -> Any:
        def start_deletion(unit: Any, row: Json) -> Json:
            job: Json = original(unit, row)
            if when(row):
                unit.rows.put("models", row)
            return job

        return start_deletion

    return rule("start_deletion", make)


async def _again(request: Request, answer: Any) -> Reply:
    if request.operation != "delete_model":
        return await answer(request)  # type: ignore[no-any-return]
    key = request.path.lower()
    if key in request.memory:
        return reply_of(request, 202, request.memory[key])
    reply: Reply = await answer(request)
    if reply.status == 202:
        request.memory[key] = reply.json
    return reply


def _name_gone(original: Any) -> Any:
    def check(unit: Any, row: Json) -> None:
        from mock_server.world import Conflict, Violation  # noqa: PLC0415 - only when served

        if any(_same_name(grave, row) and grave["version"] == row["version"] for grave in _graves(unit)):
            raise Conflict(Violation("/version", "existed already in this project"))
        original(unit, row)

    return check


def _resurrected(original: Any) -> Any:
    def create(self: Any, body: Json, who: Any) -> Any:
        shown = original(self, body, who)
        with self.engine.writing(who) as unit:
            made = unit.rows.get("models", shown["id"])
            old = [
                row for row in _graves(unit) if _same_name(row, made) and row["version"] == made["version"]
            ]
            if not old:
                return shown
            unit.rows.delete("models", made["id"])
            unit.rows.put("models", {**old[-1], "deleted_at": None, "deletion_job": None})
        return self.get(old[-1]["id"], who)

    return create


def _patch_revives(original: Any) -> Any:
    def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
        with self.engine.writing(who) as unit:
            row = _exhumed(unit, model_id)
            if row is not None:
                unit.rows.put("models", {**row, "deleted_at": None, "deletion_job": None})
                unit.rows.delete(GRAVES, row["id"])
        return original(self, model_id, body, who)

    return update


def _deployed_refused(original: Any) -> Any:
    def start_deletion(unit: Any, row: Json) -> Json:
        from mock_server.world import BadRequest, Violation  # noqa: PLC0415 - only when served

        if row["artifact_status"] != "no_model":
            raise BadRequest(Violation("model_id", "the model has an artifact; undeploy it first"))
        return original(unit, row)  # type: ignore[no-any-return]

    return start_deletion


def _last_version_refused(original: Any) -> Any:
    def start_deletion(unit: Any, row: Json) -> Json:
        from mock_server.world import Conflict, Violation  # noqa: PLC0415 - only when served

        if sum(_same_name(other, row) for other in unit.rows.scan("models")) > 1:
            raise Conflict(Violation("model_id", "the model has other versions"))
        return original(unit, row)  # type: ignore[no-any-return]

    return start_deletion


def _deploys_to_the_dead(request: Request) -> Reply | None:
    gone = request.memory.setdefault("gone", set())
    if request.operation == "delete_model":
        gone.add(request.path)
    if request.operation == "deploy_artifact" and request.path.removesuffix("/deploy-artifact") in gone:
        job = {"id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0aa", "name": "Deploy artifact"}
        return reply_of(request, 200, {"api_version": "3.0", "kind": "NORMAL", "data": {"job": job}})
    return None


MUTANTS = (
    mutant("H01", "DELETE deletes nothing.", rule("start_deletion", _nothing)),
    mutant("H02", "Deleted models are still in lists.", BURIED, _listed(lambda _: True)),
    mutant("H03", "A deleted model can still be read.", BURIED, readable("Models.get")),
    mutant("H04", "The columns of a deleted model can still be listed.", BURIED, readable("Columns.list")),
    mutant("H05", "Deleting one version deletes all.", also(_same_name)),
    mutant("H06", "A second DELETE answers 202 again.", around(_again)),
    mutant(
        "H07",
        "The name and version of a deleted model stay taken.",
        BURIED,
        rule("check_version_free", _name_gone),
    ),
    mutant(
        "H08",
        "A create after a deletion brings the old model back.",
        BURIED,
        rule("Models.create", _resurrected),
    ),
    mutant("H09", "`total` still counts deleted models.", BURIED, rule("Models.list", _counted)),
    mutant("H10", "PATCH brings a deleted model back.", BURIED, rule("Models.update", _patch_revives)),
    mutant(
        "H11",
        "Deleting a model deletes all whose names begin with its name.",
        also(
            lambda other, row: (
                other["name"].startswith(row["name"]) and other["project_id"] == row["project_id"]
            )
        ),
    ),
    mutant("H12", "A column of a deleted model can still be read.", BURIED, readable("Columns.get")),
    mutant("H13", "Artifacts can be deployed to a deleted model.", on_request(_deploys_to_the_dead)),
    mutant(
        "H14",
        "A model that has an artifact cannot be deleted.",
        rule("start_deletion", _deployed_refused),
    ),
    mutant(
        "H15",
        "A model that has other versions cannot be deleted.",
        rule("start_deletion", _last_version_refused),
    ),
    mutant(
        "H16",
        "DELETE deletes the newest version, not the one that is named.",
        rule("start_deletion", _newest_instead),
    ),
    mutant(
        "H17",
        "A deleted model stays for ever, with deleted_at set.",
        rule("effects", lambda _: lambda *_: None, "delete_model"),
    ),
    mutant(
        "H18",
        "Deleting a model deletes those of its name in other projects.",
        also(lambda other, row: other["name"] == row["name"] and other["version"] == row["version"]),
    ),
    mutant(
        "H19",
        "Deleted models are found by search.",
        BURIED,
        _listed(lambda wanted: wanted.search is not None),
    ),
    mutant(
        "H20",
        "Models with a surrogate survive their deletion.",
        spared(lambda row: row["artifact_status"] == "surrogate"),
    ),
    mutant(
        "H21",
        "Deleted models are found by a filter.",
        BURIED,
        _listed(lambda wanted: wanted.filter is not None),
    ),
    mutant(
        "H22",
        "Deleting a model deletes older versions too.",
        also(lambda other, row: _same_name(other, row) and other["created_at"] < row["created_at"]),
    ),
    mutant(
        "H23",
        "`latest_only` shows deleted models beside the latest ones.",
        BURIED,
        _listed(lambda wanted: wanted.latest_only),
    ),
)
