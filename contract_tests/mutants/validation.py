"""Mutants of group C: what must be refused is accepted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from contract_tests.mutants.editing import lax, not_required, replaced, set_to
from contract_tests.mutants.mutant import Edit, mutant, rule
from contract_tests.mutants.rewriting import Request, on_request

if TYPE_CHECKING:
    from collections.abc import Callable

    Json = dict[str, Any]

WRITES = ("create_model", "update_model")


def filled(operation: str, name: str, value: Any) -> Any:
    """Return the fault that supplies a required member which was not sent."""

    def change(request: Request) -> None:
        body = request.json
        if isinstance(body, dict) and name not in body:
            request.json = {**body, name: value}

    return on_request(change, operation)


def coerced(change: Callable[[Json], None], *operations: str) -> Any:
    """Return the fault that turns an illegal body into a legal one, in place, before it is judged."""

    def changing(request: Request) -> None:
        body = request.json
        if isinstance(body, dict) and body:
            before = json.dumps(body)
            change(body)
            if json.dumps(body) != before:
                request.json = body

    return on_request(changing, *operations)


def _query(name: str, illegal: Callable[[str], object], value: str | None) -> Any:
    """Return the fault that takes an illegal query parameter for a legal one, or for none."""

    def change(request: Request) -> None:
        if (
            illegal(request.query.get(name, "1" if name in {"limit", "offset"} else ""))
            and name in request.query
        ):
            request.query = {key: text for key, text in request.query.items() if key != name}
            if value is not None:
                request.query[name] = value

    return on_request(change, "list_models")


def _no_project(request: Request) -> None:
    body = request.json
    if isinstance(body, dict) and "project_id" in body:
        request.memory["project"] = body["project_id"]
    elif isinstance(body, dict) and "project" in request.memory:
        request.json = {**body, "project_id": request.memory["project"]}


def _not_json(text: str) -> bool:
    try:
        return not isinstance(json.loads(text), dict)
    except ValueError:
        return True


def _known_words(request: Request) -> None:
    words = request.query.get("ordering", "").split(",")
    known = [
        word for word in words if re.fullmatch(r"-?[a-z_]+", word) and word.removeprefix("-") in ORDERABLE
    ]
    if words not in ([""], known):
        request.query = {**request.query, "ordering": ",".join(known)}


ORDERABLE = frozenset(
    [
        "id",
        "name",
        "version",
        "status",
        "organization",
        "project",
        "input_type",
        "task",
        "description",
        "owner",
        "deployment_date",
        "artifact_status",
        "deleted_at",
        "algorithm",
        "framework",
        "created_by",
        "updated_by",
        "created_at",
        "updated_at",
    ]
)


def _columns(change: Callable[[Json], None]) -> Any:
    def changing(body: Json) -> None:
        schema = body.get("schema")
        for column in (schema.get("columns") or []) if isinstance(schema, dict) else []:
            if isinstance(column, dict):
                change(column)

    return coerced(changing, *WRITES)


def _number(text: Any) -> Any:
    try:
        return float(text) if isinstance(text, str) else text
    except ValueError:
        return None


def _numeric_bounds(column: Json) -> None:
    for name in ("min", "max"):
        if name in column:
            column[name] = _number(column[name])


def _whole(body: Json) -> None:
    value = body.get("max_cardinality")
    if isinstance(value, str) and not value.isdigit():
        body["max_cardinality"] = 1000
    elif isinstance(value, str | bool):
        body["max_cardinality"] = max(int(value), 1)


def _text_name(body: Json) -> None:
    if "name" in body and not isinstance(body["name"], str):
        body["name"] = json.dumps(body["name"])


def _ignore_unknown_operators(original: Any) -> Any:
    def named(self: Any, raw: Json, key: str, table: Any, place: str) -> Any:
        name = raw.get(key)
        return (
            table.get(name)
            if isinstance(name, str) and name not in table
            else original(self, raw, key, table, place)
        )

    return named


def _first_two(original: Any) -> Any:
    def operand(self: Any, kind: Any, field_kind: Any, raw: Json, place: str) -> Any:
        value = raw.get("value")
        if kind.name == "RANGE" and isinstance(value, list) and value:
            raw = {**raw, "value": [value[0], value[-1]]}
        return original(self, kind, field_kind, raw, place)

    return operand


def _drop_array(request: Request) -> None:
    if isinstance(request.json, list):
        request.json = {}


def _enumerated(name: str) -> Any:
    enum = {"ModelTask": "not_set", "InputType": "structured", "DataType": "str", "ModelStatus": "LIVE"}
    return lambda document: document["components"]["schemas"][name].pop("enum") and enum[name] and None


def _unpatterned(document: Json) -> None:
    del document["components"]["parameters"]["Ordering"]["schema"]["pattern"]


def _lenient_operators(document: Json) -> None:
    del document["components"]["schemas"]["FilterRule"]["properties"]["operator"]["enum"]


FREE_DATE = {"type": "string", "nullable": True}

MUTANTS = (
    mutant("C01", "A create without `name` is accepted.", filled("create_model", "name", "unnamed")),
    mutant(
        "C02",
        "A create without `project_id` goes into the project used last.",
        on_request(_no_project, "create_model"),
    ),
    mutant(
        "C03", "A `name` that is no text is accepted and written out.", coerced(_text_name, "create_model")
    ),
    mutant("C04", "An empty `version` is accepted.", lax("ModelCreate.version", "minLength")),
    mutant("C05", "An unknown `task` is accepted.", Edit(_enumerated("ModelTask"))),
    mutant("C06", "An unknown `input_type` is accepted.", Edit(_enumerated("InputType"))),
    mutant("C07", "`limit=0` is accepted as the default.", _query("limit", lambda text: text == "0", None)),
    mutant(
        "C08",
        "A negative `limit` is accepted as the default.",
        _query("limit", lambda text: text.startswith("-"), None),
    ),
    mutant(
        "C09",
        "A `limit` that is no number is accepted as the default.",
        _query("limit", lambda text: not text.lstrip("-").isdigit(), None),
    ),
    mutant(
        "C10",
        "An `offset` that is no number is accepted as 0.",
        _query("offset", lambda text: not text.lstrip("-").isdigit(), "0"),
    ),
    mutant(
        "C11",
        "A negative `offset` is accepted as 0.",
        _query("offset", lambda text: text.startswith("-"), "0"),
    ),
    mutant(
        "C12",
        "`latest_only=foo` is accepted as false.",
        _query("latest_only", lambda text: text.lower() not in {"true", "false"}, None),
    ),
    mutant(
        "C13",
        "A malformed `project_id` in the query is ignored.",
        _query("project_id", lambda text: not re.fullmatch(r"[0-9a-fA-F-]{36}", text), None),
    ),
    mutant("C14", "A filter that is no JSON object is ignored.", _query("filter", _not_json, None)),
    mutant(
        "C15",
        "Unknown fields in `ordering` are ignored.",
        on_request(_known_words, "list_models"),
        Edit(_unpatterned),
    ),
    mutant(
        "C16",
        "`name: null` is accepted.",
        coerced(lambda body: body.update(name=body.get("name") or ""), "create_model"),
    ),
    mutant("C17", "An unknown column data_type is accepted.", Edit(_enumerated("DataType"))),
    mutant(
        "C18",
        "A column without a name is accepted.",
        _columns(lambda column: column.setdefault("name", "unnamed") and None),
    ),
    mutant("C19", "`replicas: 0` is accepted.", lax("DeploymentParams.replicas", "minimum")),
    mutant("C20", "`memory` below 150 is accepted.", lax("DeploymentParams.memory", "minimum")),
    mutant("C21", "`cpu` above 4000 is accepted.", lax("DeploymentParams.cpu", "maximum")),
    mutant(
        "C22",
        "A `max_cardinality` that is a text or a truth value is accepted.",
        coerced(_whole, "generate_model"),
    ),
    mutant("C23", "`max_cardinality: 0` is accepted.", lax("ModelGenerate.max_cardinality", "minimum")),
    mutant("C24", "A `sample_size` below 10000 is accepted.", lax("ModelGenerate.sample_size", "minimum")),
    mutant("C27", "PATCH accepts any text as status.", replaced("ModelUpdate.status", type="string")),
    mutant("C28", "PATCH accepts an empty version.", lax("ModelUpdate.version", "minLength")),
    mutant(
        "C33",
        "A version of more than 64 characters is accepted.",
        lax("ModelCreate.version", "maxLength"),
        lax("ModelUpdate.version", "maxLength"),
    ),
    mutant(
        "C34",
        "An array as the body of a PATCH is accepted as an empty object.",
        on_request(_drop_array, "update_model"),
    ),
    mutant(
        "C35",
        "A FROM_COLUMNS feature with one column is accepted.",
        lax("FromColumnsFeature.columns", "minItems"),
    ),
    mutant(
        "C36",
        "A custom feature of an unknown type is accepted.",
        replaced("CustomFeature", type="object", required=["type"]),
    ),
    mutant(
        "C37",
        "Bounds of a column that are texts are accepted and read as numbers.",
        _columns(_numeric_bounds),
    ),
    mutant("C38", "Objects are accepted as categories.", replaced("Scalar")),
    mutant(
        "C39",
        "A deployment_date that is no date-time is accepted.",
        replaced("ModelCreate.deployment_date", **FREE_DATE),
        replaced("ModelUpdate.deployment_date", **FREE_DATE),
    ),
    mutant("C42", "A surrogate without env_id is accepted.", not_required("SurrogateDeploy", "env_id")),
    mutant(
        "C43",
        "Filter rules with an unknown field or operator are ignored.",
        Edit(_lenient_operators),
        rule("Reader.named", _ignore_unknown_operators),
    ),
    mutant(
        "C44",
        "`between` with one or three values is accepted.",
        rule("Reader.operand", _first_two),
    ),
    mutant(
        "C45",
        "deployment_params in the query are not looked at.",
        on_request(
            lambda request: request.query.pop("deployment_params", None),
            "deploy_artifact",
            "update_artifact",
        ),
    ),
    mutant("C46", "A spec role that is null is accepted as empty.", set_to("ColumnNames", nullable=True)),
    mutant("C47", "A create without `spec` is accepted.", filled("create_model", "spec", {})),
    mutant(
        "C48", "A create without `task` is accepted as not_set.", filled("create_model", "task", "not_set")
    ),
    mutant(
        "C49",
        "A threshold that is a text is accepted.",
        replaced("TaskParams.binary_classification_threshold"),
    ),
    mutant("C50", "A `n_clusters` that is a text is accepted.", replaced("ClusterCount")),
    mutant(
        "C51",
        "A status on create that is unknown is accepted.",
        replaced("ModelCreate.status", type="string"),
    ),
    mutant(
        "C52",
        "A malformed file_id of an artifact is ignored.",
        coerced(
            lambda body: (
                body.pop("file_id") and None
                if "file_id" in body and not re.fullmatch(r"[0-9a-fA-F-]{36}", str(body["file_id"]))
                else None
            ),
            "deploy_artifact",
            "update_artifact",
        ),
    ),
    mutant(
        "C53",
        "PATCH accepts a null version and ignores it.",
        coerced(
            lambda body: body.pop("version", None) and None if body.get("version", 0) is None else None,
            "update_model",
        ),
    ),
    mutant(
        "C54",
        "PATCH accepts a schema whose columns have no data_type.",
        replaced("ModelUpdate.schema", type="object"),
        _columns(lambda column: column.setdefault("data_type", "str") and None),
    ),
    mutant("C55", "A description that is no text is accepted.", replaced("ModelCreate.description")),
    mutant(
        "C56",
        "deployment_type and artifact_type may be any text.",
        lax("DeploymentParams.artifact_type", "enum"),
        lax("DeploymentParams.deployment_type", "enum"),
    ),
)
