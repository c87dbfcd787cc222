"""More mutants of groups A to D: slips of the pen in shapes, statuses, bounds and rights."""

from __future__ import annotations

import re
from typing import Any

from contract_tests.mutants.auth import HEADER
from contract_tests.mutants.editing import lax, replaced, set_to
from contract_tests.mutants.mutant import Edit, mutant, rule
from contract_tests.mutants.rewriting import (
    Reply,
    Request,
    on_json,
    on_models,
    on_request,
    refusal,
)
from contract_tests.mutants.status import answered
from contract_tests.mutants.strictness import refused
from contract_tests.mutants.validation import coerced
from contract_tests.specimens import DATA_TYPES

Json = dict[str, Any]
WRITES = ("create_model", "update_model")


def _parameter(name: str, foul: Any, message: str) -> Any:
    """Return the fault that refuses legal values of a query parameter."""

    def judged(request: Request) -> Reply | None:
        if name in request.query and foul(request.query[name]):
            return refusal(request, 400, "BadRequest", f"{name}: {message}")
        return None

    return on_request(judged, "list_models")


def _cookie(request: Request) -> None:
    found = re.search(r"\b(?:token|session|access_token)=([^;]+)", request.headers.get("cookie", ""))
    if found and not request.headers.get(HEADER):
        request.headers[HEADER] = f"Bearer {found[1]}"


def _floats_as_whole(body: Json) -> None:
    params = body.get("task_params")
    if isinstance(params, dict) and isinstance(params.get("top_k"), float):
        params["top_k"] = int(params["top_k"])


def _default_when_null(*names: str) -> Any:
    def change(body: Json) -> None:
        for name in names:
            if name in body and body[name] is None:
                del body[name]

    return coerced(change, "create_model")


def _dates_over(limit: int) -> Any:
    return lambda body: str(body.get("deployment_date") or "")[:4] > str(limit)


def _lacks_rules(original: Any) -> Any:
    def group(self: Any, raw: Any, place: str, depth: int) -> Any:
        lenient = {"rules": [], **raw} if isinstance(raw, dict) and place == "filter" else raw
        return original(self, lenient, place, depth)

    return group


def _unrequired_rules(document: Json) -> None:
    del document["components"]["schemas"]["FilterCondition"]["required"]


def _upper(model: Json) -> None:
    model["id"] = model["id"].upper()


def _version_text(body: Json) -> bool:
    return re.fullmatch(r"[\w.\-]*", str(body.get("version", ""))) is None


def _foreign_files(original: Any) -> Any:
    def find(unit: Any, table: str, row_id: Any) -> Any:
        if table == "files" and isinstance(row_id, str):
            return unit.rows.get(table, row_id.lower())
        return original(unit, table, row_id)

    return find


def _columns(body: Json) -> list[Json]:
    schema = body.get("schema")
    columns = schema.get("columns") if isinstance(schema, dict) else None
    return (
        [column for column in columns or [] if isinstance(column, dict)] if isinstance(columns, list) else []
    )


def _later_types(body: Json) -> None:
    for column in _columns(body)[1:]:
        if isinstance(column.get("data_type"), str) and column["data_type"] not in DATA_TYPES:
            column["data_type"] = "str"


MUTANTS = (
    mutant(
        "A37",
        "`deleted_at` of a live model is its time of creation.",
        on_models(lambda model: model.update(deleted_at=model["deleted_at"] or model["created_at"])),
    ),
    mutant(
        "A38",
        "The list of columns has kind NORMAL.",
        on_json(lambda envelope: envelope.update(kind="NORMAL"), "list_columns"),
    ),
    mutant(
        "A39",
        "`errors` of a 404 is null.",
        on_json(lambda envelope: envelope["error"].update(errors=None), status=(404,)),
    ),
    mutant("A40", "Lists show ids in upper case.", on_models(_upper, "list_models")),
    mutant(
        "A41",
        "The factory's answer has no spec.",
        on_json(lambda envelope: envelope["data"].pop("spec") and None, "generate_model"),
    ),
    mutant(
        "A42",
        "DELETE answers with an empty data.",
        on_json(lambda envelope: envelope.update(data={}), "delete_model"),
    ),
    mutant(
        "A43",
        "`owner` is shown as a bare id.",
        on_models(lambda model: model.update(owner=model["owner"] and model["owner"]["id"]), "get_model"),
    ),
    mutant(
        "A44",
        "`columns` stands beside the schema, not in it.",
        on_models(lambda model: model.update(columns=model["schema"].pop("columns")), "update_model"),
    ),
    mutant(
        "B35", "An unknown project on create is answered 400.", answered(400, "create_model", instead_of=404)
    ),
    mutant("B37", "A second DELETE is answered 409.", answered(409, "delete_model", instead_of=404)),
    mutant("B38", "An unknown column is answered 400.", answered(400, "get_column", instead_of=404)),
    mutant(
        "B39",
        "A malformed model id is answered 422.",
        answered(422, "get_model", "delete_model", instead_of=400),
    ),
    mutant(
        "B40",
        "PUT deploy-surrogate of an unknown model is answered 400.",
        answered(400, "update_surrogate", instead_of=404),
    ),
    mutant(
        "C69",
        "Over-strict: an offset above 10000 is refused.",
        _parameter("offset", lambda text: text.isdigit() and int(text) > 10_000, "is too far"),
    ),
    mutant(
        "C70",
        "Over-strict: an ordering by two fields is refused.",
        _parameter("ordering", lambda text: "," in text, "names two fields"),
    ),
    mutant(
        "C71",
        "Over-strict: a search of one character is refused.",
        _parameter("search", lambda text: len(text) == 1, "is too short"),
    ),
    mutant(
        "C72",
        "Over-strict: an empty description is refused.",
        set_to("ModelUpdate.description", minLength=1),
        set_to("ModelCreate.description", minLength=1),
    ),
    mutant(
        "C73",
        "Over-strict: a version with other than letters, digits, dots and dashes is refused.",
        refused("version", _version_text, *WRITES),
    ),
    mutant(
        "C74",
        "Over-strict: truth values are refused as categories.",
        replaced("Scalar", oneOf=[{"type": "string"}, {"type": "number"}]),
    ),
    mutant(
        "C75",
        "Over-strict: `max_cardinality: 100000` is refused.",
        set_to("ModelGenerate.max_cardinality", maximum=99_999),
    ),
    mutant("C76", "Over-strict: `memory: 150` is refused.", set_to("DeploymentParams.memory", minimum=151)),
    mutant(
        "C77",
        "Over-strict: a deployment_date after 2038 is refused.",
        refused("deployment_date", _dates_over(2038), *WRITES),
    ),
    mutant("C78", "A top_k that is no whole number is cut to one.", coerced(_floats_as_whole, *WRITES)),
    mutant(
        "C79",
        "`version: null` and `status: null` in a create are taken as absent.",
        _default_when_null("version", "status"),
    ),
    mutant(
        "C81",
        "A filter without rules is accepted.",
        Edit(_unrequired_rules),
        rule("Reader.group", _lacks_rules),
    ),
    mutant("C82", "Texts are accepted as class weights.", replaced("TaskParams.class_weights")),
    mutant("C83", "A number is accepted as image_uri.", lax("DeploymentParams.image_uri", "type")),
    mutant("C84", "A fraction is accepted as replicas.", set_to("DeploymentParams.replicas", type="number")),
    mutant(
        "C85", "Numbers are accepted as names of columns in a spec role.", set_to("ColumnNames", items={})
    ),
    mutant(
        "C86",
        "A number is accepted as event_id_col.",
        lax("ModelCreate.event_id_col", "type", "nullable"),
        lax("ModelUpdate.event_id_col", "type", "nullable"),
    ),
    mutant("C87", "Texts are accepted as bins.", set_to("ColumnInput.bins", items={})),
    mutant("C88", "A sample_size above 100000 is accepted.", lax("ModelGenerate.sample_size", "maximum")),
    mutant(
        "C89",
        "Over-strict: a column without optional members is refused.",
        refused(
            "schema",
            lambda body: any(set(column) == {"name", "data_type"} for column in _columns(body)),
            *WRITES,
        ),
    ),
    mutant(
        "C95",
        "Over-strict: a filter of more than 10 rules is refused.",
        _parameter("filter", lambda text: text.count('"operator"') > 10, "has too many rules"),
    ),
    mutant(
        "C91",
        "The type of a column is checked for the first column only.",
        coerced(_later_types, *WRITES),
    ),
    mutant("D25", "A token in a cookie is let in.", on_request(_cookie)),
    mutant(
        "D26",
        "A file of another organization can be read by the factory.",
        rule("find", _foreign_files),
    ),
)
