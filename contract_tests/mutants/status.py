"""Mutants of group B: wrong status codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.mutants.mutant import mutant
from contract_tests.mutants.rewriting import (
    DEPLOYS,
    Reply,
    Request,
    around,
    on_reply,
    on_request,
    refusal,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Json = dict[str, Any]
    Next = Callable[[Request], Awaitable[Reply]]

REASONS = {422: "UnprocessableEntity", 500: "InternalServerError"}


def answered(status: int, *operations: str, instead_of: int) -> Any:
    """Return the fault that swaps one status for another, in the error envelope too."""

    def change(reply: Reply) -> None:
        reply.status = status
        value = reply.json
        if status >= 400 and "error" in value:
            value["error"]["code"] = status
            for item in value["error"]["errors"]:
                item["reason"] = REASONS.get(status, item["reason"])
            reply.json = value

    return on_reply(change, *operations, status=(instead_of,))


async def _upsert(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if request.operation != "update_model" or reply.status != 404:
        return reply
    listed = await answer(Request("GET", "/v3/projects", {}, request.headers, b"", request.memory))
    sent = request.json
    body = {
        "name": f"model-{request.path[-12:]}", "project_id": listed.json["data"]["items"][0]["id"],
        "input_type": "structured", "task": "not_set", "schema": {"columns": []}, "spec": {}, **sent,
    }  # fmt: skip
    create = Request("POST", "/v3/models", {}, request.headers, b"", request.memory)
    create.json = body
    return await answer(create)


async def _idempotent_create(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if request.operation != "create_model":
        return reply
    key = str([request.json.get(name) for name in ("project_id", "name", "version")])
    if reply.status == 409 and key in request.memory:
        reply.status, reply.body = 200, request.memory[key]
    elif reply.status == 200:
        request.memory[key] = reply.body
    return reply


def _no_content(reply: Reply) -> None:
    reply.status, reply.body = 204, b""


def _empty_page(reply: Reply) -> None:
    page = {
        "page_size": 1,
        "total": 0,
        "item_count": 0,
        "page_count": 0,
        "page_index": 1,
        "offset": 0,
        "items": [],
    }
    reply.status, reply.json = 200, {"api_version": "3.0", "kind": "PAGINATED", "data": page}


def _welcome(reply: Reply) -> None:
    reply.status = 200
    reply.json = {"api_version": "3.0", "kind": "NORMAL", "data": {}}


def _empty_is_404(reply: Reply) -> None:
    if not reply.json["data"]["items"]:
        message = "there are no models"
        missing = refusal(reply.request, 404, "ObjectNotFound", message)
        reply.status, reply.body = 404, missing.body


def _past_the_end_is_400(reply: Reply) -> None:
    data = reply.json["data"]
    if data["offset"] and data["offset"] >= data["total"]:
        wrong = refusal(reply.request, 400, "BadRequest", "offset: lies past the end")
        reply.status, reply.body = 400, wrong.body


def _job(request: Request, reply: Reply, name: str) -> None:
    job = {"id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be061", "name": f"{name} {request.path.split('/')[3]}"}
    reply.json = {"api_version": "3.0", "kind": "NORMAL", "data": {"job": job}}


def _accepted_anyway(status: int, name: str) -> Callable[[Reply], None]:
    def change(reply: Reply) -> None:
        reply.status = status
        _job(reply.request, reply, name)

    return change


def _gone(request: Request) -> Reply | None:
    gone = request.memory.setdefault("gone", set())
    if request.operation == "delete_model":
        gone.add(request.path)
    if request.operation == "get_model" and request.path in gone:
        return refusal(request, 410, "Gone", "the model was deleted")
    return None


def _null_column(reply: Reply) -> None:
    reply.status, reply.json = 200, {"api_version": "3.0", "kind": "NORMAL", "data": None}


MUTANTS = (
    mutant("B01", "A create answers 201.", answered(201, "create_model", instead_of=200)),
    mutant("B02", "A duplicate is answered 400.", answered(400, "create_model", instead_of=409)),
    mutant("B03", "DELETE answers 200.", answered(200, "delete_model", instead_of=202)),
    mutant("B04", "GET of an unknown model is answered 500.", answered(500, "get_model", instead_of=404)),
    mutant("B05", "POST deploy-surrogate answers 200.", answered(200, "deploy_surrogate", instead_of=202)),
    mutant("B06", "POST deploy-artifact answers 202.", answered(202, "deploy_artifact", instead_of=200)),
    mutant(
        "B07",
        "An unknown column is answered 200 with null.",
        on_reply(_null_column, "get_column", status=(404,)),
    ),
    mutant("B08", "PATCH answers 204 without a body.", on_reply(_no_content, "update_model")),
    mutant("B09", "Methods that are not documented are answered 200.", on_reply(_welcome, status=(405,))),
    mutant(
        "B10",
        "An unknown page of columns is answered 200 and empty.",
        on_reply(_empty_page, "list_columns", status=(404,)),
    ),
    mutant("B11", "Methods that are not documented are answered 404.", answered(404, instead_of=405)),
    mutant(
        "B12", "An unknown project on create is answered 500.", answered(500, "create_model", instead_of=404)
    ),
    mutant(
        "B13",
        "DELETE of an unknown id answers 202 with a job.",
        on_reply(_accepted_anyway(202, "Delete model"), "delete_model", status=(404,)),
    ),
    mutant("B14", "PATCH of an unknown id creates a model.", around(_upsert)),
    mutant("B15", "A body of another media type is answered 400.", answered(400, instead_of=415)),
    mutant(
        "B16",
        "Validation errors of a create are answered 422.",
        answered(422, "create_model", instead_of=400),
    ),
    mutant(
        "B17",
        "Validation errors of query parameters are answered 422.",
        answered(422, "list_models", instead_of=400),
    ),
    mutant("B18", "PUT deploy-artifact answers 202.", answered(202, "update_artifact", instead_of=200)),
    mutant("B19", "PUT deploy-surrogate answers 200.", answered(200, "update_surrogate", instead_of=202)),
    mutant("B20", "A duplicate create answers 200 with the model that is there.", around(_idempotent_create)),
    mutant(
        "B21",
        "PATCH to a version that is taken is answered 400.",
        answered(400, "update_model", instead_of=409),
    ),
    mutant("B22", "GET of a deleted model is answered 410.", on_request(_gone)),
    mutant("B23", "An empty list is answered 404.", on_reply(_empty_is_404, "list_models")),
    mutant("B24", "An offset past the end is answered 400.", on_reply(_past_the_end_is_400, "list_models")),
    mutant(
        "B25",
        "An unknown file in the factory is answered 500.",
        answered(500, "generate_model", instead_of=404),
    ),
    mutant("B26", "A missing token is answered 403.", answered(403, instead_of=401)),
    mutant(
        "B27",
        "A second POST deploy-artifact is answered 409.",
        answered(409, "deploy_artifact", instead_of=400),
    ),
    mutant(
        "B28",
        "deploy-surrogate for an unknown model answers 202 with a job.",
        on_reply(_accepted_anyway(202, "Deploy surrogate"), "deploy_surrogate", status=(404,)),
    ),
    mutant(
        "B29",
        "deploy-artifact for an unknown model answers 200 with a job.",
        on_reply(
            _accepted_anyway(200, "Deploy artifact"), "deploy_artifact", "update_artifact", status=(404,)
        ),
    ),
    mutant("B30", "PATCH of an unknown id is answered 400.", answered(400, "update_model", instead_of=404)),
    mutant("B31", "A read model is answered 203.", answered(203, "get_model", instead_of=200)),
    mutant(
        "B32",
        "A path that does not exist is answered 200.",
        on_reply(lambda reply: None if reply.request.operation else _welcome(reply), status=(404,)),
    ),
    mutant(
        "B33", "Validation errors of deployments are answered 409.", answered(409, *DEPLOYS, instead_of=400)
    ),
    mutant(
        "B34", "Validation errors of a PATCH are answered 500.", answered(500, "update_model", instead_of=400)
    ),
)
