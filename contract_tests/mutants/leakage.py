"""Mutants of group N: answers that tell too much, and doors that should not be there."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from contract_tests.mutants.mutant import mutant, rule
from contract_tests.mutants.rewriting import (
    DETAILS,
    Reply,
    Request,
    around,
    crash,
    on_json,
    on_models,
    on_reply,
    on_request,
)

Json = dict[str, Any]
Next = Callable[[Request], Awaitable[Reply]]
TRACE = (
    'Traceback (most recent call last):\n  File "/srv/app/models.py", line 88, in get\n'
    "    row = rows[model_id]\nKeyError"
)
SQL = "SELECT id, name FROM models WHERE organization_id = $1 AND name LIKE $2: SQLSTATE[42601]: Syntax error"


def _says(message: str) -> Callable[[Json], None]:
    def change(envelope: Json) -> None:
        error = envelope["error"]
        error["message"] = message
        error["errors"] = [{"reason": "BadRequest", "message": message, "help": ""}]

    return change


def _failed_with_trace(reply: Reply) -> None:
    failed = crash(reply.request)
    value = failed.json
    _says(TRACE)(value)
    reply.status, reply.json = 500, value


def _override(request: Request) -> None:
    wanted = request.headers.get("x-http-method-override") or request.headers.get("x-http-method") or ""
    if request.method in {"GET", "POST"} and wanted:
        request.method = wanted.upper()


def _query_method(request: Request) -> None:
    if request.method in {"GET", "POST"} and "_method" in request.query:
        request.method = request.query["_method"].upper()


def _original_url(request: Request) -> None:
    other = request.headers.get("x-original-url") or request.headers.get("x-rewrite-url")
    if other and other.startswith("/v3/"):
        request.path = other


def _echo_token(reply: Reply) -> None:
    token = reply.request.headers.get("authorization", "")
    value = reply.json
    _says(f"this token is not known: {token}")(value)
    reply.json = value


def _debug_header(reply: Reply) -> None:
    reply.headers["x-debug-auth"] = reply.request.headers.get("authorization", "")


def _chosen_id(original: Any) -> Any:
    def new(unit: Any, body: Json) -> Json:
        row = original(unit, body)
        wanted = str(body.get("id"))
        return {**row, "id": wanted.lower()} if re.fullmatch(r"[0-9a-fA-F-]{36}", wanted) else row

    return new


def _assigned(*names: str) -> Any:
    def make(original: Any) -> Any:
        return lambda unit, body: {
            **original(unit, body),
            **{name: body[name] for name in names if body.get(name)},
        }

    return make


async def _traced(request: Request, answer: Next) -> Reply:
    if request.method != "TRACE":
        return await answer(request)
    lines = [
        f"{request.method} {request.path}",
        *(f"{name}: {value}" for name, value in request.headers.items()),
    ]
    return Reply(request, 200, {"content-type": "message/http"}, "\r\n".join(lines).encode())


def _help(text: str) -> Callable[[Json], None]:
    def change(envelope: Json) -> None:
        for item in envelope["error"]["errors"]:
            item["help"] = text

    return change


def _who_forbids(reply: Reply) -> None:
    value = reply.json
    value["debug"] = {
        "exception": "KeyError",
        "stack": ["at app.models.get(models.java:88)", "at app.main(main.java:1)"],
    }
    reply.json = value


def _moved_away(original: Any) -> Any:
    def merged(unit: Any, row: Json, body: Json) -> Json:
        after: Json = original(unit, row, body)
        known = unit.rows.get("organizations", str(body.get("organization_id")))
        return {**after, "organization_id": body["organization_id"]} if known else after

    return merged


def _chosen_creator(original: Any) -> Any:
    def new(unit: Any, body: Json) -> Json:
        row: Json = original(unit, body)
        known = unit.rows.get("users", str(body.get("created_by_id")))
        return {**row, "created_by_id": body["created_by_id"]} if known else row

    return new


MUTANTS = (
    mutant(
        "N01",
        "An unknown model fails with a stack trace.",
        on_reply(_failed_with_trace, "get_model", status=(404,)),
    ),
    mutant(
        "N02", "A refused filter shows the SQL statement.", on_json(_says(SQL), "list_models", status=(400,))
    ),
    mutant("N03", "401 repeats the token.", on_reply(_echo_token, status=(401,))),
    mutant(
        "N04",
        "Models carry the owner's `owner_api_token`.",
        on_models(lambda model: model.update({"owner_api_token": "tk-5f2c9a"}), *DETAILS),
    ),
    mutant("N05", "Refused bodies show a stack trace in `help`.", on_json(_help(TRACE), status=(400,))),
    mutant(
        "N06",
        "People carry a `password_hash`.",
        on_models(lambda model: model["created_by"].update({"password_hash": "$2b$12$abcdef"})),
    ),
    mutant(
        "N07", "A header repeats the caller's credentials.", on_reply(_debug_header, status=range(200, 600))
    ),
    mutant("N08", "Errors carry a debug member with a stack.", on_reply(_who_forbids, status=(404, 409))),
    mutant("N09", "X-HTTP-Method-Override turns a GET into a DELETE.", on_request(_override)),
    mutant("N10", "`_method` in the query overrides the method.", on_request(_query_method)),
    mutant("N11", "X-Original-URL overrides the path.", on_request(_original_url)),
    mutant("N12", "A create can choose its id.", rule("new_model", _chosen_id)),
    mutant(
        "N13",
        "A create can set artifact_status and created_at.",
        rule("new_model", _assigned("artifact_status", "created_at")),
    ),
    mutant("N14", "TRACE repeats the request with its credentials.", around(_traced)),
    mutant(
        "N15",
        "Conflicts show a driver's message.",
        on_json(
            _says("psycopg2.errors.UniqueViolation: duplicate key value violates models_name_version_key"),
            status=(409,),
        ),
    ),
    mutant(
        "N16",
        "Jobs started by a deployment carry a `service_account_secret`.",
        on_json(
            lambda envelope: envelope["data"]["job"].update({"service_account_secret": "s3-9d"}),
            "deploy_artifact",
            "deploy_surrogate",
        ),
    ),
    mutant("N18", "A create can set deleted_at.", rule("new_model", _assigned("deleted_at"))),
    mutant("N21", "PATCH can move a model to another organization.", rule("merged_model", _moved_away)),
    mutant("N22", "A create can say who created the model.", rule("new_model", _chosen_creator)),
)
