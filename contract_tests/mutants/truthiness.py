"""More mutants of groups F to I: falsy values taken for absent ones, defaults, the factory, wrong rows."""

from __future__ import annotations

from typing import Any

from contract_tests.mutants.deletion import also
from contract_tests.mutants.fidelity import stored, texts
from contract_tests.mutants.jobs import effect
from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.nesting import columns_stored, features_stored
from contract_tests.mutants.patching import changing, resulting
from contract_tests.mutants.rewriting import Reply, Request, on_json, on_models, on_request, refusal

Json = dict[str, Any]


def _falsy(value: Any) -> Any:
    return value or None


def _params(*names: str) -> Patch:
    """Return the fault that stores falsy task parameters as null."""

    def make(original: Any) -> Any:
        return lambda sent: {
            key: _falsy(value) if key in names else value for key, value in original(sent).items()
        }

    return rule("task_params", make)


def _created(**members: Any) -> Patch:
    """Return the fault that a create which says nothing of a member gets another default."""

    def make(original: Any) -> Any:
        return lambda unit, body: {
            **original(unit, body),
            **{key: value for key, value in members.items() if key not in body},
        }

    return rule("new_model", make)


def _without_empty(values: Any) -> Any:
    return [value for value in values if value or isinstance(value, bool)]


def _flat_config(feature: Json) -> Json:
    if not isinstance(feature.get("config"), dict):
        return feature
    return {
        **feature,
        "config": {key: value for key, value in feature["config"].items() if not isinstance(value, dict)},
    }


def _dropped(name: str) -> Any:
    return lambda feature: {key: value for key, value in feature.items() if key != name}


def _generated(change: Any) -> Any:
    return on_json(lambda envelope: change(envelope["data"]), "generate_model")


def _floats(data: Json) -> None:
    for column in data["schema"]["columns"]:
        column["data_type"] = "float" if column["data_type"] == "int" else column["data_type"]


def _texts_only(data: Json) -> None:
    for column in data["schema"]["columns"]:
        column["data_type"] = "str" if column["data_type"] == "bool" else column["data_type"]


def _sorted(data: Json) -> None:
    data["schema"]["columns"].sort(key=lambda column: column["name"])


def _no_roles(data: Json) -> None:
    for name in ("inputs", "outputs", "targets", "decisions", "metadata"):
        data["spec"][name] = []


def _fewer(original: Any) -> Any:
    return lambda values, most: original(values, most - 1)


def _first_rows(original: Any) -> Any:
    return lambda kind, content, size, *rest: original(kind, content, min(size, 10), *rest)


def _ignored_cardinality(request: Request) -> None:
    body = request.json
    if (
        isinstance(body, dict)
        and isinstance(body.get("max_cardinality"), int)
        and 0 < body["max_cardinality"] < 1000
    ):
        request.json = {**body, "max_cardinality": 1000}


def _newest_model(original: Any) -> Any:
    def applied(rows: Any, effect: Json) -> None:
        newest = max(rows.scan("models"), key=lambda row: row["created_at"])
        original(rows, {**effect, "model_id": newest["id"]})

    return applied


def _project_too(original: Any) -> Any:
    def remove_model(rows: Any, model_id: str) -> None:
        row = rows.get("models", model_id)
        original(rows, model_id)
        if row is not None and not any(
            other["project_id"] == row["project_id"] for other in rows.scan("models")
        ):
            rows.delete("projects", row["project_id"])

    return remove_model


def _project_refused(request: Request) -> Reply | None:
    if request.operation == "update_model" and "project_id" in (request.json or {}):
        return refusal(request, 400, "BadRequest", "/project_id: cannot change")
    return None


def _no_body(request: Request) -> Reply | None:
    return (
        None
        if "file_id" in (request.json or {})
        else refusal(request, 400, "BadRequest", "/file_id: is required")
    )


def _reset_on_delete(original: Any) -> Any:
    def remove_model(rows: Any, model_id: str) -> None:
        row = rows.get("models", model_id)
        original(rows, model_id)
        for other in rows.scan("models") if row else ():
            if other["project_id"] == row["project_id"]:
                rows.put("models", {**other, "artifact_status": "no_model", "artifact_files": []})

    return remove_model


def _before_its_effect(original: Any) -> Any:
    """Jobs are SUCCESS at once; what they do shows only after three more reads of anything."""

    def applied(rows: Any, effect: Json) -> None:
        rows.put("debts", {"id": effect["model_id"], "effect": effect, "reads": 0})

    del original
    return applied


def _paid(original: Any) -> Any:
    def settle(unit: Any) -> None:
        from mock_server.world import effects  # noqa: PLC0415 - only when served

        original(unit)
        for debt in unit.rows.scan("debts"):
            if debt["reads"] >= 12:
                unit.rows.delete("debts", debt["id"])
                effects.deploy_artifact(unit.rows, debt["effect"])
            else:
                unit.rows.put("debts", {**debt, "reads": debt["reads"] + 1})

    return settle


def _truthy_only(row: Json, body: Json) -> Json:
    sent = body.get("task_params")
    if not isinstance(sent, dict):
        return body
    kept = {key: row["task_params"].get(key) if value in (0, False) else value for key, value in sent.items()}
    return {**body, "task_params": kept}


def _threshold_default(row: Json, body: Json, after: Json) -> Json:
    del row, body
    params = after["task_params"]
    if params["binary_classification_threshold"] is None and after["task"] == "binary_classification":
        return {**after, "task_params": {**params, "binary_classification_threshold": 0.5}}
    return after


MUTANTS = (
    mutant("F58", "A threshold of 0 becomes null.", _params("binary_classification_threshold")),
    mutant("F59", "A weighted_ref_histograms of false becomes null.", _params("weighted_ref_histograms")),
    mutant("F60", "Empty arrays of task_params become null.", _params("target_class_order", "class_weights")),
    mutant(
        "F61",
        "A column bound of 0 becomes null.",
        columns_stored(
            lambda column: {
                key: _falsy(value) if key in {"min", "max"} else value for key, value in column.items()
            }
        ),
    ),
    mutant(
        "F62",
        "An `n_clusters` of 0 becomes 5.",
        features_stored(
            lambda feature: (
                {**feature, "n_clusters": feature["n_clusters"] or 5} if "n_clusters" in feature else feature
            )
        ),
    ),
    mutant(
        "F63",
        "Empty texts are dropped from categories.",
        columns_stored(
            lambda column: (
                {**column, "categories": _without_empty(column["categories"])}
                if column.get("categories")
                else column
            )
        ),
    ),
    mutant("F65", "Names are cut after 100 characters.", *stored(name=lambda text: text[:100])),
    mutant("F66", "Versions are stripped of white space.", *stored(version=str.strip)),
    mutant("F67", "Nested objects of an enrichment's config are dropped.", features_stored(_flat_config)),
    mutant("F68", "`tf_idf` is not kept.", features_stored(_dropped("tf_idf"))),
    mutant(
        "F69",
        "Explanation methods are kept in alphabetical order.",
        *stored(
            xai_params=lambda params: {
                **params,
                "custom_explain_methods": sorted(params["custom_explain_methods"]),
            }
        ),
    ),
    mutant("F70", "A new model is a draft unless it says otherwise.", _created(status="DRAFT")),
    mutant("F71", "A new model without version is `1`.", _created(version="1")),
    mutant("F72", "A new model without owner is nobody's.", _created(owner_id=None)),
    mutant("F73", "Tabs in texts become blanks.", *texts(lambda text: text.replace("\t", " "))),
    mutant("F74", "The factory knows no whole numbers.", _generated(_floats)),
    mutant("F75", "The factory knows no truth values.", _generated(_texts_only)),
    mutant("F76", "The factory sorts columns by name.", _generated(_sorted)),
    mutant("F77", "The factory ignores the spec that was sent.", _generated(_no_roles)),
    mutant("F78", "The factory takes one distinct value less for a category.", rule("text_column", _fewer)),
    mutant("F79", "The factory reads ten rows only.", rule("read_sample", _first_rows)),
    mutant("F80", "The factory ignores max_cardinality.", on_request(_ignored_cardinality, "generate_model")),
    mutant(
        "F81",
        "Texts of more than 65535 bytes are cut.",
        *texts(lambda text: text.encode()[:65535].decode(errors="ignore")),
    ),
    mutant(
        "F82",
        "GET of a model shows the spec's roles in alphabetical order.",
        on_models(
            lambda model: [model["spec"][role].sort() for role in ("inputs", "outputs", "metadata")],
            "get_model",
        ),
    ),
    mutant(
        "G35",
        "PATCH ignores `owner_id`.",
        changing(lambda _, body: {key: value for key, value in body.items() if key != "owner_id"}),
    ),
    mutant("G36", "PATCH with a project_id is refused.", on_request(_project_refused)),
    mutant(
        "G37",
        "PATCH ignores `event_ts_format`.",
        changing(lambda _, body: {key: value for key, value in body.items() if key != "event_ts_format"}),
    ),
    mutant(
        "G38",
        "PATCH ignores `input_type`.",
        changing(lambda _, body: {key: value for key, value in body.items() if key != "input_type"}),
    ),
    mutant("G39", "PATCH ignores false and 0 in task_params.", changing(_truthy_only)),
    mutant("G40", "PATCH fills in a threshold of 0.5.", resulting(_threshold_default)),
    mutant(
        "G41",
        "PATCH of the version clears the description.",
        resulting(
            lambda row, body, after: (
                {**after, "description": None}
                if body.get("version", row["version"]) != row["version"] and "description" not in body
                else after
            )
        ),
    ),
    mutant(
        "G42",
        "PATCH of the status takes the owner away.",
        resulting(
            lambda _, body, after: (
                {**after, "owner_id": None} if "status" in body and "owner_id" not in body else after
            )
        ),
    ),
    mutant(
        "H24",
        "Deleting the last model of a project deletes the project.",
        rule("remove_model", _project_too),
    ),
    mutant(
        "H25",
        "Deleting a model resets the artifacts of the others in its project.",
        rule("remove_model", _reset_on_delete),
    ),
    mutant(
        "H26",
        "Deleting a model deletes newer versions too.",
        also(
            lambda other, row: (
                other["name"] == row["name"]
                and other["project_id"] == row["project_id"]
                and other["created_at"] > row["created_at"]
            )
        ),
    ),
    mutant(
        "I33", "Artifacts go to the model that was created last.", effect("deploy_artifact", _newest_model)
    ),
    mutant(
        "I34", "Surrogates go to the model that was created last.", effect("deploy_surrogate", _newest_model)
    ),
    mutant(
        "I35",
        "deploy-artifact without a file_id is refused.",
        on_request(_no_body, "deploy_artifact", "update_artifact"),
    ),
    mutant(
        "I36",
        "The job of an artifact is SUCCESS long before the artifact shows.",
        effect("deploy_artifact", _before_its_effect),
        rule("settle_jobs", _paid),
    ),
)
