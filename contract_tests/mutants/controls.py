"""Group Z: variants that speak HTTP, write JSON and take their time otherwise; none may be flagged."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contract_tests.mutants.mutant import Patch, Wrap, mutant, rule
from contract_tests.mutants.rewriting import (
    Reply,
    Request,
    around,
    on_json,
    on_models,
    on_reply,
    on_request,
    refusal,
    reply_of,
)

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

Json = dict[str, Any]
Next = Callable[[Request], Awaitable[Reply]]
ALL = range(200, 600)
ERRORS = range(400, 600)
LATENESS = 0.3
"""Seconds after which an accepted job has its effect."""

_ID = "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0"
GIVEN = {
    "project_id": f"{_ID}21",
    "other_project_id": f"{_ID}22",
    "file_id": f"{_ID}41",
    "env_id": f"{_ID}51",
}
"""What the demo world has."""

SUPPORT = ("/v3/projects", "/v3/files", "/v3/jobs", "/v3/environments", "/v3/events", "/v3/server-info")


def jobs(plan: str) -> Patch:
    """Return the variant whose jobs advance by a plan such as `time:0.5`."""

    def make(_: Any) -> Any:
        from mock_server.world import JobPlan  # noqa: PLC0415 - only when served

        return lambda _plan: JobPlan.parse(plan)

    return rule("job_plan", make)


def late(kind: str) -> Patch:
    """Return the variant in which jobs of one kind take their time."""

    def make(original: Any) -> Any:
        def start(unit: Any, name: str, info: Json, effect: Json) -> Json:
            from mock_server.world import JobPlan  # noqa: PLC0415 - only when served

            slow = JobPlan("time", seconds=LATENESS)
            started: Json = original(
                replace(unit, plan=slow) if effect["kind"] == kind else unit, name, info, effect
            )
            return started

        return start

    return rule("start_job", make)


def _extra(model: Json) -> None:
    model.update(x_revision=7, x_links={"self": f"/v3/models/{model['id']}"})


def _offset(original: Any) -> Any:
    return lambda instant: original(instant).replace("Z", "+00:00")


def _milliseconds(original: Any) -> Any:
    def text(instant: Any) -> str:
        written: str = original(instant)
        return f"{written[:-4]}Z"

    return text


def _malformed_is_unknown(reply: Reply) -> None:
    if "model_id: must be" in reply.json["error"]["message"] and len(reply.json["error"]["errors"]) == 1:
        missing = refusal(reply.request, 404, "ObjectNotFound", "there is no such model")
        reply.status, reply.body = 404, missing.body


async def _slow(request: Request, answer: Next) -> Reply:
    await asyncio.sleep(random.random() * 0.03)  # noqa: S311 - not for secrets
    return await answer(request)


def _first_wins(app: ASGIApp) -> ASGIApp:
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        pairs = scope["query_string"].split(b"&")
        first = {pair.partition(b"=")[0]: pair for pair in reversed(pairs)}
        await app({**scope, "query_string": b"&".join(first.values())}, receive, send)

    return serve


def _dump(**how: Any) -> Callable[[Reply], None]:
    def change(reply: Reply) -> None:
        if reply.body:
            reply.body = json.dumps(reply.json, **how).encode()

    return change


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(member) for key, member in reversed(value.items())}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def _without_nulls(part: Json) -> Json:
    return {key: value for key, value in part.items() if value is not None}


def _null_members_omitted(model: Json) -> None:
    if "schema" not in model:
        return
    model["task_params"] = _without_nulls(model["task_params"])
    model["schema"]["columns"] = [_without_nulls(column) for column in model["schema"]["columns"]]
    model["spec"]["custom_features"] = [
        _without_nulls(feature) for feature in model["spec"]["custom_features"]
    ]


def _null_columns_omitted(envelope: Json) -> None:
    data = envelope["data"]
    envelope["data"] = (
        {**data, "items": [_without_nulls(item) for item in data["items"]]}
        if "items" in data
        else _without_nulls(data)
    )


async def _foreign_is_forbidden(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if reply.status != 404 or "/v3/models/" not in request.path:
        return reply
    for token in ("mock-token", "mock-token-other"):
        headers = {**request.headers, "authorization": f"Bearer {token}"}
        seen = await answer(Request("GET", "/".join(request.path.split("/")[:4]), {}, headers, b""))
        if seen.status == 200 and request.headers.get("authorization") != f"Bearer {token}":
            return refusal(request, 403, "Forbidden", "this is not yours")
    return reply


async def _rate_limited(request: Request, answer: Next) -> Reply:
    count = request.memory["count"] = request.memory.get("count", 0) + 1
    if count % 101 == 0:
        reply = refusal(request, 429, "TooManyRequests", "too many requests")
        reply.headers["retry-after"] = "0" if count % 707 else "1"
        return reply
    return await answer(request)


def _twelve_only(request: Request) -> Reply | None:
    if request.path.startswith(SUPPORT):
        return refusal(request, 404, "ObjectNotFound", "there is nothing here")
    return None


def _no_head(request: Request) -> Reply | None:
    if request.method != "HEAD":
        return None
    reply = refusal(request, 405, "MethodNotAllowed", "HEAD is not allowed")
    reply.headers["allow"] = "GET"
    return reply


def _header(**headers: str) -> Callable[[Reply], None]:
    return lambda reply: reply.headers.update(
        {name.replace("_", "-"): value for name, value in headers.items()}
    )


def _tagged(reply: Reply) -> None:
    reply.headers.update({"etag": f'"{hash(reply.body):x}"', "cache-control": "no-store"})


def _reworded(envelope: Json) -> None:
    error = envelope["error"]
    error["message"] = "Sorry, that did not work."
    for item in error["errors"]:
        item.update(message="Sorry, that did not work.", help="See the manual, chapter 4.")


def _only_first(envelope: Json) -> None:
    del envelope["error"]["errors"][1:]


def _no_items(envelope: Json) -> None:
    envelope["error"]["errors"] = []


async def _compressed(request: Request, answer: Next) -> Reply:
    reply = await answer(request)
    if "gzip" in request.headers.get("accept-encoding", "") and reply.body and request.method != "HEAD":
        reply.body = gzip.compress(reply.body)
        reply.headers.update({"content-encoding": "gzip", "vary": "Accept-Encoding"})
    return reply


def _options(request: Request) -> Reply | None:
    if request.method != "OPTIONS":
        return None
    reply = reply_of(request, 200, {})
    reply.headers["allow"] = "GET, HEAD, OPTIONS"
    return reply


def _one_scheme(request: Request) -> None:
    if request.headers.get("authorization", "").startswith("bearer "):
        request.headers["authorization"] = ""


MUTANTS = (
    mutant("Z01", "Models carry further properties.", on_models(_extra)),
    mutant("Z02", "Timestamps end in +00:00.", rule("timestamp", _offset)),
    mutant("Z03", "A malformed model id is answered 404.", on_reply(_malformed_is_unknown, status=(400,))),
    mutant(
        "Z05",
        "Content-Type carries a charset.",
        on_reply(_header(content_type="application/json; charset=utf-8"), status=ALL),
    ),
    mutant("Z06", "Answers take up to 30 ms more.", around(_slow)),
    mutant(
        "Z08",
        "Answers are chunked, without Content-Length.",
        on_reply(_header(content_length=""), status=ALL),
    ),
    mutant("Z10", "A deletion takes effect 300 ms after the 202.", late("delete_model")),
    mutant("Z11", "A surrogate's status changes 300 ms after the 202.", late("deploy_surrogate")),
    mutant(
        "Z12",
        "Of a query parameter that is sent twice, the first counts.",
        Wrap(_first_wins),
    ),
    mutant(
        "Z16",
        "Answers carry further headers.",
        on_reply(_header(x_served_by="node-7", x_ratelimit_remaining="9"), status=ALL),
    ),
    mutant("Z17", "Bodies are laid out over lines.", on_reply(_dump(indent=2), status=ALL)),
    mutant("Z18", "Members come in another order.", on_json(_reversed, status=ALL)),
    mutant("Z19", "Other organizations' models are answered 403.", around(_foreign_is_forbidden)),
    mutant("Z20", "HEAD is answered 405.", on_request(_no_head)),
    mutant(
        "Z21",
        "Members of columns, parameters and features that are null are left out.",
        on_models(_null_members_omitted),
        on_json(_null_columns_omitted, "list_columns", "get_column"),
    ),
    mutant("Z22", "Timestamps have milliseconds.", rule("timestamp", _milliseconds)),
    mutant("Z23", "Now and then a request is answered 429 with Retry-After.", around(_rate_limited)),
    mutant("Z24", "Jobs take three looks.", jobs("manual:3")),
    mutant("Z25", "Jobs take half a second.", jobs("time:0.5")),
    mutant("Z26", "There are only the 12 operations.", on_request(_twelve_only), **GIVEN),
    mutant(
        "Z27",
        "Answers carry no X-Request-Id.",
        on_reply(lambda reply: reply.headers.pop("x-request-id", None), status=ALL),
    ),
    mutant("Z28", "Answers carry an ETag and Cache-Control.", on_reply(_tagged, status=ALL)),
    mutant("Z29", "Errors are worded otherwise and give help.", on_json(_reworded, status=ERRORS)),
    mutant("Z30", "The list of errors is empty.", on_json(_no_items, status=ERRORS)),
    mutant("Z31", "Only the first violation is reported.", on_json(_only_first, status=ERRORS)),
    mutant("Z37", "Bodies are compressed for who accepts it.", around(_compressed)),
    mutant(
        "Z38",
        "Characters beyond ASCII are escaped in bodies.",
        on_reply(_dump(ensure_ascii=True), status=ALL),
    ),
    mutant(
        "Z39",
        "The connection is closed after each answer.",
        on_reply(_header(connection="close"), status=ALL),
    ),
    mutant("Z40", "OPTIONS is answered 200.", on_request(_options)),
    mutant(
        "Z41",
        "The challenge of 401 names a realm.",
        on_reply(_header(www_authenticate='Bearer realm="models"'), status=(401,)),
    ),
    mutant(
        "Z42",
        "Envelopes say api_version 2.0.",
        on_json(lambda envelope: envelope.update(api_version="2.0"), status=ALL),
    ),
    mutant("Z50", "The scheme `bearer` in lower case is refused.", on_request(_one_scheme)),
)
