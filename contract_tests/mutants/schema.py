"""Mutants of group A: answers that do not have the documented shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.mutants.mutant import mutant, rule
from contract_tests.mutants.rewriting import DETAILS, Reply, on_columns, on_json, on_models, on_reply

if TYPE_CHECKING:
    from datetime import datetime

    Json = dict[str, Any]


def _drop(*names: str) -> Any:
    def change(part: Json) -> None:
        for name in names:
            part.pop(name, None)

    return change


def _data(change: Any) -> Any:
    return lambda envelope: change(envelope["data"])


def _error(change: Any) -> Any:
    return lambda envelope: change(envelope["error"])


def _space_for_t(_: Any) -> Any:
    def text(instant: datetime) -> str:
        return instant.strftime("%Y-%m-%d %H:%M:%S")

    return text


def _numbered(envelope: Json) -> None:
    for number, item in enumerate(envelope["data"]["items"], start=1):
        item["id"] = number


def _bare_project(reply: Reply) -> None:
    if "project_id" not in reply.request.query:
        return
    envelope = reply.json
    for item in envelope["data"]["items"]:
        item["project"] = item["project"]["id"]
    reply.json = envelope


def _uploaded(model: Json) -> None:
    if model["artifact_status"] == "user_uploaded":
        model["artifact_status"] = "uploaded"


def _epoch(model: Json) -> None:
    if model["deployment_date"] is not None:
        model["deployment_date"] = 1_735_689_600


def _texts_for_sizes(model: Json) -> None:
    for file in model["artifact_files"]:
        file["size"] = f"{file['size']} B"


def _lower(model: Json) -> None:
    model["status"] = model["status"].lower()


def _undashed(model: Json) -> None:
    model["id"] = model["id"].replace("-", "")


def _null_when_not_set(model: Json) -> None:
    model["task"] = None if model["task"] == "not_set" else model["task"]


def _no_date(model: Json) -> None:
    model["updated_at"] = model["updated_at"][:10]


def _text_bounds(column: Json) -> None:
    for name in ("min", "max"):
        if column.get(name) is not None:
            column[name] = str(column[name])


def _detail(envelope: Json) -> Json:
    return {"detail": envelope["error"]["message"]}


def _texts(envelope: Json) -> None:
    envelope["error"]["errors"] = [item["message"] for item in envelope["error"]["errors"]]


MUTANTS = (
    mutant(
        "A01",
        "GET of a model omits the required `organization`.",
        on_models(_drop("organization"), "get_model"),
    ),
    mutant(
        "A01b",
        "The answer to a create omits the required `organization`.",
        on_models(_drop("organization"), "create_model"),
    ),
    mutant(
        "A02", "List items omit the required `updated_at`.", on_models(_drop("updated_at"), "list_models")
    ),
    mutant(
        "A03",
        "A model with an uploaded artifact has the undocumented artifact_status `uploaded`.",
        on_models(_uploaded, "get_model"),
    ),
    mutant("A04", "Timestamps have a blank for T and no offset.", rule("timestamp", _space_for_t)),
    mutant("A05", "List items carry integer ids.", on_json(_numbered, "list_models")),
    mutant(
        "A06",
        "The list's envelope has kind NORMAL.",
        on_json(lambda envelope: envelope.update(kind="NORMAL"), "list_models"),
    ),
    mutant("A07", "The ids of models are UUIDs without dashes.", on_models(_undashed, "create_model")),
    mutant("A08", "GET of a model omits `api_version`.", on_json(_drop("api_version"), "get_model")),
    mutant(
        "A09",
        "`api_version` is a number.",
        on_json(lambda envelope: envelope.update(api_version=3.0), "list_columns", "get_column"),
    ),
    mutant("A10", "The list's page has no `page_index`.", on_json(_data(_drop("page_index")), "list_models")),
    mutant(
        "A11", "Listing by project_id shows `project` as a bare id.", on_reply(_bare_project, "list_models")
    ),
    mutant("A12", "The sizes of artifact files are texts.", on_models(_texts_for_sizes, *DETAILS)),
    mutant(
        "A13", "The answer to a PATCH omits `updated_by`.", on_models(_drop("updated_by"), "update_model")
    ),
    mutant("A14", "`created_by` has no `email`.", on_models(lambda model: model["created_by"].pop("email"))),
    mutant(
        "A15",
        "The first generated column has no `name`.",
        on_json(
            lambda envelope: envelope["data"]["schema"]["columns"][0].pop("name") and None, "generate_model"
        ),
    ),
    mutant(
        "A16",
        "deploy-artifact answers `job` as a bare id.",
        on_json(_data(lambda data: data.update(job=data["job"]["id"])), "deploy_artifact"),
    ),
    mutant(
        "A17",
        "`is_binary_ranking_model` is a text.",
        on_models(lambda model: model.update(is_binary_ranking_model="false"), *DETAILS),
    ),
    mutant(
        "A18",
        "GET of a column answers an array of one.",
        on_json(lambda envelope: envelope.update(data=[envelope["data"]]), "get_column"),
    ),
    mutant("A19", 'The body of a 404 is `{"detail": ...}`.', on_json(_detail, status=(404,))),
    mutant("A20", "The list of columns omits their ids.", on_columns(_drop("id"), "list_columns")),
    mutant("A21", "The items of `errors` are plain texts in a 400.", on_json(_texts, status=(400,))),
    mutant(
        "A22",
        "deploy-surrogate omits the job's name.",
        on_json(lambda envelope: envelope["data"]["job"].pop("name") and None, "deploy_surrogate"),
    ),
    mutant(
        "A23",
        "`total` is a text.",
        on_json(_data(lambda data: data.update(total=str(data["total"]))), "list_models"),
    ),
    mutant("A24", "The envelope of a 409 has no `kind`.", on_json(_drop("kind"), status=(409,))),
    mutant("A25", "Lists show the status in lower case.", on_models(_lower, "list_models")),
    mutant("A26", "GET shows deployment_date as seconds since 1970.", on_models(_epoch, "get_model")),
    mutant("A27", "A task of `not_set` is shown as null.", on_models(_null_when_not_set)),
    mutant(
        "A28",
        "The page_count of an empty page is null.",
        on_json(_data(lambda data: data.update(page_count=data["page_count"] or None)), "list_models"),
    ),
    mutant(
        "A29",
        "`error.code` is a text.",
        on_json(_error(lambda error: error.update(code=str(error["code"]))), status=range(400, 500)),
    ),
    mutant(
        "A30",
        "The list of columns is a bare array without paging.",
        on_json(
            _data(lambda data: [data.pop(name) for name in set(data) - {"items"}] and None), "list_columns"
        ),
    ),
    mutant(
        "A31",
        "The answer to a create nests the model one level deeper.",
        on_json(lambda envelope: envelope.update(data={"model": envelope["data"]}), "create_model"),
    ),
    mutant(
        "A32",
        "The generated schema has no schema_version.",
        on_json(lambda envelope: envelope["data"]["schema"].pop("schema_version") and None, "generate_model"),
    ),
    mutant("A33", "GET of a column shows its bounds as texts.", on_columns(_text_bounds, "get_column")),
    mutant("A34", "Lists shorten updated_at to a date.", on_models(_no_date, "list_models")),
    mutant(
        "A35",
        "The spec of a read model lacks custom_features.",
        on_models(lambda model: model["spec"].pop("custom_features"), "get_model"),
    ),
    mutant(
        "A36",
        "PUT deploy-surrogate answers the job without the `job` member around it.",
        on_json(lambda envelope: envelope.update(data=envelope["data"]["job"]), "update_surrogate"),
    ),
)
