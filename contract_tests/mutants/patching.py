"""Mutants of group G: what PATCH does to what is sent and to what is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import Reply, Request, on_request, refusal

Json = dict[str, Any]
Next = Callable[[Request], Awaitable[Reply]]
NULLABLE = ("description", "algorithm", "framework", "event_id_col", "event_ts_col", "event_ts_format")
MEMBERS = (*NULLABLE, "deployment_date")


def changing(change: Callable[[Json, Json], Json]) -> Patch:
    """Return the fault that applies another body than was sent: `change(row before, body)`."""
    return rule("changes", lambda original: lambda row, body: original(row, change(row, body)))


def resulting(change: Callable[[Json, Json, Json], Json]) -> Patch:
    """Return the fault that keeps another row: `change(row before, body, row after)`."""

    def make(original: Any) -> Any:
        return lambda unit, row, body: change(row, body, original(unit, row, body))

    return rule("merged_model", make)


def siblings(change: Callable[[Json, Json, Json], Json]) -> Patch:
    """Return the fault that changes the other versions too: `change(sibling, body, row before)`."""

    def make(original: Any) -> Any:
        def merged(unit: Any, row: Json, body: Json) -> Json:
            for other in unit.rows.scan("models"):
                same = (other["name"], other["project_id"]) == (row["name"], row["project_id"])
                if same and other["id"] != row["id"]:
                    unit.rows.put("models", change(other, body, row))
            return original(unit, row, body)  # type: ignore[no-any-return]

        return merged

    return rule("merged_model", make)


def _without_nulls(_: Json, body: Json) -> Json:
    return {key: value for key, value in body.items() if value is not None}


def _without(*names: str) -> Callable[[Json, Json], Json]:
    return lambda _, body: {key: value for key, value in body.items() if key not in names}


def _deep(old: Any, new: Any) -> Any:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: _deep(old.get(key), value) for key, value in new.items()}}
    return new


def _nested(*names: str) -> Callable[[Json, Json], Json]:
    return lambda row, body: {
        key: _deep(row[key], value) if key in names else value for key, value in body.items()
    }


def _added_columns(row: Json, body: Json) -> Json:
    if not isinstance(body.get("schema"), dict):
        return body
    sent = body["schema"]["columns"]
    names = {column["name"] for column in sent}
    kept = [column for column in row["schema"]["columns"] if column["name"] not in names]
    return {**body, "schema": {**body["schema"], "columns": [*kept, *sent]}}


def _added_features(row: Json, body: Json) -> Json:
    if not isinstance(body.get("spec"), dict) or "custom_features" not in body["spec"]:
        return body
    features = [*row["spec"]["custom_features"], *body["spec"]["custom_features"]]
    return {**body, "spec": {**body["spec"], "custom_features": features}}


def _also(*names: str) -> Callable[[Json, Json, Json], Json]:
    """Let a PATCH change members that cannot change."""
    return lambda _, body, after: {**after, **{name: body[name] for name in names if name in body}}


def _half_applied(original: Any) -> Any:
    def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
        try:
            return original(self, model_id, body, who)
        except Exception:
            with self.engine.writing(who) as unit:
                row = unit.rows.get("models", model_id.lower())
                if row is not None and "description" in body:
                    unit.rows.put("models", {**row, "description": body["description"]})
            raise

    return update


def _unchecked(original: Any) -> Any:
    return lambda unit, row: None if unit.rows.get("models", row["id"]) else original(unit, row)


def _own_version_taken(original: Any) -> Any:
    def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
        from mock_server.world import Conflict, Violation  # noqa: PLC0415 - only when served

        shown = self.get(model_id, who)
        if body.get("version") == shown["version"]:
            raise Conflict(Violation("/version", "exists already in this project"))
        return original(self, model_id, body, who)

    return update


def _empty_refused(request: Request) -> Reply | None:
    return refusal(request, 400, "BadRequest", "body: nothing to change") if request.json == {} else None


def _new_id(original: Any) -> Any:
    def update(self: Any, model_id: str, body: Json, who: Any) -> Any:
        shown = original(self, model_id, body, who)
        if "version" not in body:
            return shown
        with self.engine.writing(who) as unit:
            row = unit.rows.get("models", shown["id"])
            unit.rows.delete("models", row["id"])
            unit.rows.put("models", {**row, "id": unit.new_id("models")})
            return {**shown, "id": unit.rows.scan("models")[-1]["id"]}

    return update


def _unknown_owner(original: Any) -> Any:
    def check(unit: Any, body: Json, names: Any) -> None:
        original(unit, body, [name for name in names if name != "owner_id" or "name" in body])

    return check


def _nobody(row: Json, _: Json, after: Json) -> Json:
    known = row["owner_id"] or row["created_by_id"]
    return {
        **after,
        "owner_id": row["owner_id"] if after["owner_id"] not in {None, known} else after["owner_id"],
    }


def _old_bins(row: Json, body: Json) -> Json:
    if not isinstance(body.get("schema"), dict):
        return body
    bins = {column["name"]: column.get("bins") for column in row["schema"]["columns"]}
    columns = [
        {**column, "bins": bins.get(column["name"])} if column.get("bins") is None else column
        for column in body["schema"]["columns"]
    ]
    return {**body, "schema": {**body["schema"], "columns": columns}}


def _swapped(_: Json, body: Json) -> Json:
    one, other = "event_id_col", "event_ts_col"
    return {**body, one: body[other], other: body[one]} if one in body and other in body else body


MUTANTS = (
    mutant(
        "G01",
        "PATCH resets an unsent status and version to their defaults.",
        changing(lambda _, body: {"status": "LIVE", "version": "v1", **body}),
    ),
    mutant("G02", "PATCH ignores nulls.", changing(_without_nulls)),
    mutant(
        "G03",
        "PATCH turns null into an empty text.",
        changing(
            lambda _, body: {
                key: "" if value is None and key in NULLABLE else value for key, value in body.items()
            }
        ),
    ),
    mutant("G04", "PATCH ignores `framework`.", changing(_without("framework"))),
    mutant("G05", "PATCH merges task_params member by member.", changing(_nested("task_params"))),
    mutant(
        "G06",
        "A PATCH that is refused changes the description all the same.",
        rule("Models.update", _half_applied),
    ),
    mutant("G07", "An empty PATCH is refused.", on_request(_empty_refused, "update_model")),
    mutant("G08", "PATCH renames.", resulting(_also("name"))),
    mutant(
        "G09",
        "PATCH of a description clears the other free texts.",
        resulting(
            lambda _, body, after: (
                {**after, **{name: body.get(name) for name in NULLABLE}} if "description" in body else after
            )
        ),
    ),
    mutant(
        "G10",
        "PATCH changes the description of all versions.",
        siblings(
            lambda other, body, _: {
                **other,
                **({"description": body["description"]} if "description" in body else {}),
            }
        ),
    ),
    mutant("G11", "PATCH to a version that is taken succeeds.", rule("check_version_free", _unchecked)),
    mutant("G12", "PATCH keeps the roles of a spec that are not sent.", changing(_nested("spec"))),
    mutant("G13", "PATCH ignores `task`.", changing(_without("task"))),
    mutant("G14", "PATCH of a schema keeps the columns that are not sent.", changing(_added_columns)),
    mutant(
        "G15",
        "PATCH ignores a null owner.",
        changing(
            lambda _, body: {
                key: value for key, value in body.items() if key != "owner_id" or value is not None
            }
        ),
    ),
    mutant(
        "G16",
        "PATCH clears what is not sent.",
        resulting(lambda _, body, after: {**after, **{name: None for name in MEMBERS if name not in body}}),
    ),
    mutant("G17", "PATCH of the version gives the model a new id.", rule("Models.update", _new_id)),
    mutant(
        "G18",
        "PATCH with the version that the model has is a conflict.",
        rule("Models.update", _own_version_taken),
    ),
    mutant(
        "G19",
        "PATCH makes the caller the owner.",
        resulting(
            lambda _, body, after: (
                after if "owner_id" in body else {**after, "owner_id": after["updated_by_id"]}
            )
        ),
    ),
    mutant(
        "G20",
        "PATCH of a schema resets the spec.",
        resulting(
            lambda _, body, after: (
                {
                    **after,
                    "spec": {
                        key: [] if isinstance(value, list) else value for key, value in after["spec"].items()
                    },
                }
                if "schema" in body and "spec" not in body
                else after
            )
        ),
    ),
    mutant("G21", "PATCH merges xai_params member by member.", changing(_nested("xai_params"))),
    mutant(
        "G22",
        "PATCH with an unknown owner succeeds and changes no owner.",
        rule("check_references", _unknown_owner),
        resulting(_nobody),
    ),
    mutant(
        "G23",
        "PATCH to LIVE makes the other versions drafts.",
        siblings(
            lambda other, body, _: {**other, "status": "DRAFT"} if body.get("status") == "LIVE" else other
        ),
    ),
    mutant(
        "G24",
        "PATCH changes the task of all versions.",
        siblings(lambda other, body, _: {**other, "task": body.get("task", other["task"])}),
    ),
    mutant(
        "G25",
        "One null in a PATCH clears all free texts.",
        resulting(
            lambda _, body, after: {**after, **dict.fromkeys(NULLABLE)} if None in body.values() else after
        ),
    ),
    mutant(
        "G26",
        "PATCH can set artifact_status.",
        resulting(
            lambda _, body, after: (
                {**after, "artifact_status": body["artifact_status"]}
                if body.get("artifact_status") in {"no_model", "surrogate", "user_uploaded"}
                else after
            )
        ),
    ),
    mutant("G27", "PATCH adds custom features to those there are.", changing(_added_features)),
    mutant(
        "G28",
        "PATCH ignores a null deployment_date.",
        changing(
            lambda _, body: {
                key: value for key, value in body.items() if key != "deployment_date" or value is not None
            }
        ),
    ),
    mutant("G29", "PATCH can set created_at.", resulting(_also("created_at"))),
    mutant(
        "G30",
        "PATCH ignores an empty array in a spec.",
        changing(
            lambda row, body: (
                {
                    **body,
                    "spec": {
                        **row["spec"],
                        **{key: value for key, value in body["spec"].items() if value != []},
                    },
                }
                if isinstance(body.get("spec"), dict) and [] in body["spec"].values()
                else body
            )
        ),
    ),
    mutant(
        "G31",
        "PATCH ignores `xai_params: null`.",
        changing(
            lambda _, body: {
                key: value for key, value in body.items() if key != "xai_params" or value is not None
            }
        ),
    ),
    mutant(
        "G32",
        "PATCH of several fields changes only the first.",
        changing(lambda _, body: dict(list(body.items())[:1])),
    ),
    mutant(
        "G33",
        "PATCH ignores an empty text.",
        changing(lambda _, body: {key: value for key, value in body.items() if value != ""}),
    ),
    mutant("G34", "PATCH keeps the bins of a column whose bounds it changes.", changing(_old_bins)),
    mutant("G55", "PATCH of event_id_col and event_ts_col together swaps them.", changing(_swapped)),
)
