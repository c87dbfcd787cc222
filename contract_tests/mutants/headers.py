"""Mutants of group J: headers, content types and what surrounds the data."""

from __future__ import annotations

import json
import uuid
from typing import Any

from contract_tests.mutants.mutant import mutant
from contract_tests.mutants.rewriting import (
    Reply,
    Request,
    crash_when,
    on_json,
    on_reply,
    on_request,
    refusal,
)

Json = dict[str, Any]
ERRORS = range(400, 600)
ALL = range(200, 600)
FOREIGN = ("text/plain", "text/json", "application/xml", "text/xml")


def header(name: str, value: str | None, *operations: str, status: Any = ALL) -> Any:
    """Return the fault that sets a header, or drops it."""

    def change(reply: Reply) -> None:
        if value is None:
            reply.headers.pop(name, None)
        else:
            reply.headers[name] = value

    return on_reply(change, *operations, status=status)


def _any_type(request: Request) -> None:
    if request.headers.get("content-type", "").partition(";")[0] in FOREIGN:
        request.headers["content-type"] = "application/json"


def _any_form(request: Request) -> None:
    if "form" in request.headers.get("content-type", ""):
        request.headers["content-type"], request.body = "application/json", b"{}"


def _latin(reply: Reply) -> None:
    text = reply.body.decode("utf-8")
    reply.body = text.encode("latin-1", "replace")


def _plain(reply: Reply) -> None:
    reply.headers["content-type"] = "text/plain"
    reply.body = b"Method Not Allowed"


def _html(reply: Reply) -> None:
    if not reply.request.operation:
        reply.headers["content-type"] = "text/html"
        reply.body = b"<html><body><h1>Not Found</h1></body></html>"


def _every_second(reply: Reply) -> None:
    count = reply.memory["count"] = reply.memory.get("count", 0) + 1
    if count % 2:
        reply.memory["id"] = str(uuid.uuid4())
    reply.headers["x-request-id"] = reply.memory["id"]


def _code(change: Any) -> Any:
    return on_json(
        lambda envelope: envelope["error"].update(code=change(envelope["error"]["code"])), status=ERRORS
    )


def _generic(envelope: Json) -> None:
    envelope["error"]["message"] = "The request failed."


def _reason(reason: str, status: int) -> Any:
    def change(envelope: Json) -> None:
        for item in envelope["error"]["errors"]:
            item["reason"] = reason

    return on_json(change, status=(status,))


def _kind(envelope: Json) -> None:
    envelope["kind"] = "NORMAL"


def _shorter_allow(reply: Reply) -> None:
    names = reply.headers.get("allow", "").split(", ")
    reply.headers["allow"] = ", ".join(name for name in names if name not in {"DELETE", "PUT", "POST"})


def _longer_allow(reply: Reply) -> None:
    reply.headers["allow"] = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"


def _get_twice(request: Request) -> Reply | None:
    return (
        refusal(request, 404, "ObjectNotFound", "there is no such path") if request.method == "HEAD" else None
    )


MUTANTS = (
    mutant("J01", "Lists are text/html.", header("content-type", "text/html", "list_models")),
    mutant("J02", "405 lacks Allow.", header("allow", None, status=(405,))),
    mutant("J03", "Single models are text/json.", header("content-type", "text/json", "get_model")),
    mutant(
        "J04", "X-Request-Id is constant.", header("x-request-id", "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be0ff")
    ),
    mutant(
        "J05",
        "Allow on 405 lists methods that the path does not have.",
        on_reply(_longer_allow, status=(405,)),
    ),
    mutant(
        "J06", "401 challenges with Basic.", header("www-authenticate", 'Basic realm="models"', status=(401,))
    ),
    mutant("J07", "HEAD fails with 500.", crash_when(lambda request: request.method == "HEAD")),
    mutant("J08", "X-Request-Id is empty.", header("x-request-id", "")),
    mutant("J09", "Bodies are encoded in Latin-1.", on_reply(_latin, status=ALL)),
    mutant(
        "J10",
        "Errors are application/problem+json.",
        header("content-type", "application/problem+json", status=ERRORS),
    ),
    mutant("J11", "`error.code` is always 0.", _code(lambda _: 0)),
    mutant(
        "J12",
        "`error.message` is generic while the items are specific.",
        on_json(_generic, status=(400, 404, 409)),
    ),
    mutant("J13", "A body of text/plain or XML type is read as JSON.", on_request(_any_type)),
    mutant(
        "J14",
        "A form is accepted as an empty object.",
        on_request(_any_form, "update_model", "deploy_artifact"),
    ),
    mutant("J15", "405 is plain text.", on_reply(_plain, status=(405,))),
    mutant(
        "J16", "Allow on 405 leaves out methods that the path has.", on_reply(_shorter_allow, status=(405,))
    ),
    mutant("J17", "401 is text/html.", header("content-type", "text/html", status=(401,))),
    mutant("J18", "Errors have kind NORMAL.", on_json(_kind, status=ERRORS)),
    mutant(
        "J19", "Every second answer repeats the X-Request-Id before it.", on_reply(_every_second, status=ALL)
    ),
    mutant(
        "J20",
        "Bodies begin with a byte order mark.",
        on_reply(lambda reply: setattr(reply, "body", b"\xef\xbb\xbf" + reply.body), "list_columns"),
    ),
    mutant(
        "J21",
        "`error.code` is 500 on a conflict.",
        on_json(lambda envelope: envelope["error"].update(code=500), status=(409,)),
    ),
    mutant("J22", "The list of columns has no Content-Type.", header("content-type", None, "list_columns")),
    mutant(
        "J23",
        "The factory's answer is JSON inside a JSON text.",
        on_reply(
            lambda reply: setattr(reply, "body", json.dumps(reply.body.decode()).encode()), "generate_model"
        ),
    ),
    mutant("J24", "An unknown path is answered with an HTML page.", on_reply(_html, status=(404,))),
    mutant("J25", "The reason of a 404 is `BadRequest`.", _reason("BadRequest", 404)),
    mutant("J26", "The reason of a conflict is `BadRequest`.", _reason("BadRequest", 409)),
    mutant("J27", "HEAD of a model is answered 404.", on_request(_get_twice)),
    mutant(
        "J28",
        "`error.code` is 404 on 401.",
        on_json(lambda envelope: envelope["error"].update(code=404), status=(401,)),
    ),
)
