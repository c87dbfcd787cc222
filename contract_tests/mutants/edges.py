"""More mutants of groups J to N: negotiation, races of jobs, odd files and origins."""

from __future__ import annotations

import re
from typing import Any

from contract_tests.mutants.mutant import mutant, rule
from contract_tests.mutants.rewriting import (
    Reply,
    Request,
    crash,
    crash_when,
    on_models,
    on_reply,
    on_request,
    refusal,
)

Json = dict[str, Any]
WRITES = ("create_model", "update_model")
ALL = range(200, 600)


def _charset_refused(request: Request) -> Reply | None:
    if ";" in request.headers.get("content-type", ""):
        return refusal(request, 415, "UnsupportedMediaType", "the body must be application/json")
    return None


def _case_refused(request: Request) -> Reply | None:
    if request.headers.get("content-type", "") != request.headers.get("content-type", "").lower():
        return refusal(request, 415, "UnsupportedMediaType", "the body must be application/json")
    return None


def _only_json_accepted(request: Request) -> Reply | None:
    if request.headers.get("accept", "application/json") != "application/json":
        return refusal(request, 406, "NotAcceptable", "only application/json can be produced")
    return None


def _html_for_browsers(reply: Reply) -> None:
    if "text/html" in reply.request.headers.get("accept", ""):
        reply.headers["content-type"] = "text/html"
        reply.body = b"<html><body>" + reply.body + b"</body></html>"


def _not_modified(reply: Reply) -> None:
    if "if-none-match" in reply.request.headers and reply.request.method == "GET":
        reply.status, reply.body = 304, b""


def _reflected(reply: Reply) -> None:
    origin = reply.request.headers.get("origin")
    if origin:
        reply.headers.update(
            {"access-control-allow-origin": origin, "access-control-allow-credentials": "true"}
        )


def _debug(reply: Reply) -> None:
    if reply.request.query.get("debug"):
        value = crash(reply.request).json
        value["error"]["message"] = "Traceback (most recent call last):"
        reply.status, reply.json = 500, value


def _member(request: Request, name: str) -> Any:
    return request.json.get(name) if isinstance(request.json, dict) else None


def _columns(request: Request) -> list[Json]:
    schema = _member(request, "schema")
    columns = schema.get("columns") if isinstance(schema, dict) else None
    return [column for column in columns if isinstance(column, dict)] if isinstance(columns, list) else []


def _crossed(request: Request) -> bool:
    pairs = [(column.get("min"), column.get("max")) for column in _columns(request)]
    return any(
        isinstance(low, int | float) and isinstance(high, int | float) and low > high for low, high in pairs
    )


def _huge_top_k(request: Request) -> bool:
    params = _member(request, "task_params")
    value = params.get("top_k") if isinstance(params, dict) else None
    return isinstance(value, int) and abs(value) >= 2**31


def _weightless(request: Request) -> bool:
    params = _member(request, "task_params")
    weights = params.get("class_weights") if isinstance(params, dict) else None
    numbers = isinstance(weights, list) and all(isinstance(weight, int | float) for weight in weights)
    return bool(numbers and weights and sum(weights) == 0)


def _unreadable_file(reply: Reply) -> None:
    if (
        "cannot be read" in reply.json["error"]["message"]
        or "sample must be" in reply.json["error"]["message"]
    ):
        failed = crash(reply.request)
        reply.status, reply.body = 500, failed.body


def _no_rows(original: Any) -> Any:
    def inferred(sample: Any, most: int) -> Any:
        if not any(sample.columns):
            raise ZeroDivisionError
        return original(sample, most)

    return inferred


def _odd_path(request: Request) -> bool:
    return re.search(r"[^\x20-\x7e]|\.\.|;|'", request.path) is not None


def _duplicate_keys(request: Request) -> bool:
    return re.search(rb'"(\w+)":[^{}\[\]]*,"\1":', request.body) is not None


def _empty_name(request: Request) -> bool:
    return bool(_member(request, "name") == "")


def _spec_of_unknown_columns(request: Request) -> bool:
    spec, names = _member(request, "spec"), {column.get("name") for column in _columns(request)}
    roles = (
        [spec.get(role) for role in ("inputs", "outputs", "targets", "metadata")]
        if isinstance(spec, dict)
        else []
    )
    return any(
        isinstance(role, list) and any(name not in names for name in role if isinstance(name, str))
        for role in roles
    ) and bool(names)


def _namesakes(request: Request) -> bool:
    body = request.json
    spec = body.get("spec") if isinstance(body, dict) else None
    features = spec.get("custom_features") if isinstance(spec, dict) else None
    names = [feature.get("name") for feature in features or () if isinstance(feature, dict)]
    return len(set(map(str, names))) < len(names)


MUTANTS = (
    mutant("J29", "A charset after application/json is refused with 415.", on_request(_charset_refused)),
    mutant("J30", "A media type in other than lower case is refused with 415.", on_request(_case_refused)),
    mutant("J31", "Only the very Accept `application/json` is served.", on_request(_only_json_accepted)),
    mutant("J32", "Who also accepts HTML gets HTML.", on_reply(_html_for_browsers)),
    mutant("J33", "Every GET with If-None-Match is answered 304.", on_reply(_not_modified)),
    mutant(
        "K23",
        "`deleted_at` is left out of lists while it is null.",
        on_models(
            lambda model: model.pop("deleted_at") if model["deleted_at"] is None else None, "list_models"
        ),
    ),
    mutant("M36", "A path with odd characters fails with 500.", crash_when(_odd_path)),
    mutant("M37", "A key that stands twice in a body fails with 500.", crash_when(_duplicate_keys, *WRITES)),
    mutant("M38", "A top_k beyond 32 bits fails with 500.", crash_when(_huge_top_k, *WRITES)),
    mutant("M39", "An empty name fails with 500.", crash_when(_empty_name, "create_model")),
    mutant("M40", "A column whose min is above its max fails with 500.", crash_when(_crossed, *WRITES)),
    mutant(
        "M41",
        "A sample that is no CSV fails with 500.",
        on_reply(_unreadable_file, "generate_model", status=(400,)),
    ),
    mutant("M42", "A sample without rows fails with 500.", rule("infer_columns", _no_rows)),
    mutant(
        "M43",
        "A spec that names columns which the schema lacks fails with 500.",
        crash_when(_spec_of_unknown_columns, *WRITES),
    ),
    mutant(
        "M44",
        "An Accept-Language with a quality that is no number fails with 500.",
        crash_when(lambda request: re.search(r"q=[^0-9]", request.headers.get("accept-language", ""))),
    ),
    mutant("M45", "Class weights that add up to 0 fail with 500.", crash_when(_weightless, *WRITES)),
    mutant("M47", "Two custom features of one name fail with 500.", crash_when(_namesakes, *WRITES)),
    mutant("N19", "Any origin is allowed, with credentials.", on_reply(_reflected, status=ALL)),
    mutant("N20", "`debug` in the query shows a stack trace.", on_reply(_debug, status=ALL)),
)
