"""More mutants of group G: nested objects replaced by halves, and models that a PATCH is not about."""

from __future__ import annotations

from typing import Any

from contract_tests.mutants.deletion import BURIED, GRAVES
from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.patching import changing, resulting, siblings

Json = dict[str, Any]
ROLES = ("inputs", "outputs", "targets", "decisions", "metadata")


def _kept_when_empty(name: str) -> Patch:
    return changing(lambda _, body: {key: value for key, value in body.items() if key != name or value != {}})


def _pruned_spec(_: Json, body: Json, after: Json) -> Json:
    """Take what the schema no longer has out of the roles."""
    if "schema" not in body or "spec" in body:
        return after
    names = {column["name"] for column in after["schema"]["columns"]}
    roles = {role: [name for name in after["spec"][role] if name in names] for role in ROLES}
    return {**after, "spec": {**after["spec"], **roles}}


def _nulls_keep(row: Json, body: Json) -> Json:
    if not isinstance(body.get("task_params"), dict):
        return body
    old = row["task_params"]
    params = {key: old.get(key) if value is None else value for key, value in body["task_params"].items()}
    return {**body, "task_params": params}


def _members_keep(*names: str) -> Any:
    """Let a column that is sent again keep members that are not sent."""

    def change(row: Json, body: Json) -> Json:
        if not isinstance(body.get("schema"), dict):
            return body
        old = {column["name"]: column for column in row["schema"]["columns"]}
        columns = [
            {
                **{key: old[column["name"]][key] for key in names if key in old.get(column["name"], {})},
                **column,
            }
            for column in body["schema"]["columns"]
        ]
        return {**body, "schema": {**body["schema"], "columns": columns}}

    return changing(change)


def _refused_when(foul: Any, what: str) -> Patch:
    """Return the fault that refuses a PATCH: `foul(row before, body, every row)`."""

    def make(original: Any) -> Any:
        def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
            from mock_server.world import BadRequest, Violation  # noqa: PLC0415 - only when served

            with self.engine.reading(who) as unit:
                row = unit.rows.get("models", model_id.lower())
                rows = unit.rows.scan("models")
            if row is not None and foul(row, body, rows):
                raise BadRequest(Violation("model_id", what))
            return original(self, model_id, body, who)

        return update

    return rule("Models.update", make)


def _names_another(row: Json, body: Json, rows: list[Json]) -> bool:
    wanted = (body.get("name"), row["version"], row["project_id"])
    return any(
        other["id"] != row["id"] and (other["name"], other["version"], other["project_id"]) == wanted
        for other in rows
    )


def _dead_versions_taken(original: Any) -> Any:
    """A create does not mind them, a PATCH does."""

    def check(unit: Any, row: Json) -> None:
        from mock_server.world import Conflict, Violation  # noqa: PLC0415 - only when served

        original(unit, row)
        old = unit.rows.get("models", row["id"])
        names = ("project_id", "name", "version")
        taken = any(all(grave[key] == row[key] for key in names) for grave in unit.rows.scan(GRAVES))
        if old is not None and old["version"] != row["version"] and taken:
            raise Conflict(Violation("/version", "exists already in this project"))

    return check


def _next_tick(other: Json, _: Json, __: Json) -> Json:
    """Move updated_at by less than a millisecond."""
    digit = "8" if other["updated_at"].endswith("9Z") else "9"
    return {**other, "updated_at": f"{other['updated_at'][:-2]}{digit}Z"}


def _namesakes_too(original: Any) -> Any:
    def merged(unit: Any, row: Json, body: Json) -> Json:
        for other in unit.rows.scan("models"):
            same = (other["name"], other["version"]) == (row["name"], row["version"])
            if same and other["project_id"] != row["project_id"] and "description" in body:
                unit.rows.put("models", {**other, "description": body["description"]})
        return original(unit, row, body)  # type: ignore[no-any-return]

    return merged


MUTANTS = (
    mutant(
        "G43",
        "PATCH of a schema takes the columns that are gone out of the spec.",
        resulting(_pruned_spec),
    ),
    mutant("G44", "PATCH ignores empty task_params.", _kept_when_empty("task_params")),
    mutant("G45", "PATCH ignores empty xai_params.", _kept_when_empty("xai_params")),
    mutant("G46", "PATCH ignores nulls within task_params.", changing(_nulls_keep)),
    mutant("G47", "PATCH of a schema keeps the categories of a column.", _members_keep("categories")),
    mutant("G48", "PATCH of a schema keeps the dimensions of a vector.", _members_keep("n_dimensions")),
    mutant(
        "G49",
        "A model that has an artifact cannot become a draft.",
        _refused_when(
            lambda row, body, _: body.get("status") == "DRAFT" and row["artifact_status"] != "no_model",
            "the model is deployed",
        ),
    ),
    mutant(
        "G50",
        "The version of a model that has a surrogate cannot change.",
        _refused_when(
            lambda row, body, _: (
                row["artifact_status"] == "surrogate"
                and body.get("version", row["version"]) != row["version"]
            ),
            "the surrogate was trained for this version",
        ),
    ),
    mutant(
        "G51",
        "PATCH to the version of a deleted model is a conflict.",
        BURIED,
        rule("check_version_free", _dead_versions_taken),
    ),
    mutant("G52", "PATCH moves updated_at of all versions by a tick.", siblings(_next_tick)),
    mutant(
        "G53",
        "PATCH changes the description of namesakes in other projects.",
        rule("merged_model", _namesakes_too),
    ),
    mutant(
        "G54",
        "PATCH is refused when its ignored name is another model's.",
        _refused_when(_names_another, "the name is taken"),
    ),
)
