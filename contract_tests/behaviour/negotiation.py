"""Negotiation: media types and codings, of what is sent and of what is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract_tests.behaviour.requests import OPERATIONS, POINTERS, READS, WITH_BODY, Scene
from contract_tests.clauses import clause, clauses
from contract_tests.client import ABSENT
from contract_tests.subjects import supplies

if TYPE_CHECKING:
    from contract_tests.bench import Bench

UNACCEPTABLE = ("text/html", "application/xml", "text/plain, image/*;q=0.8", "application/jsonp")
ACCEPTABLE = (
    "*/*",
    "application/*",
    "application/json",
    "text/html, application/xml;q=0.9, */*;q=0.1",
    "text/html;q=0.9,application/json;q=0.1",
    "APPLICATION/JSON",
)
OTHER_TYPES = (
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "text/html; charset=utf-8",
)
JSON_TYPES = (
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "Application/JSON",
)


@clauses(
    OPERATIONS,
    id=lambda operation: f"http.accept.{operation}",
    sentence=lambda operation: f"{operation} answers 406 where Accept admits no JSON, and does nothing then.",
    operation=str,
    evidence="decided",
    rests_on=lambda operation: f"{POINTERS[operation]}/responses/406",
)
def accept(bench: Bench, operation: str) -> None:
    """Send valid requests that ask for other media types."""
    scene = Scene(bench)
    for value in UNACCEPTABLE:
        answer = bench.call(operation, headers={"Accept": value}, **scene.request(operation))
        bench.note(answer.status == 406, f"406 for Accept: {value}", answer.summary(160))
    scene.untouched(f"{operation} with an Accept header that admits no JSON")


@clause(
    "http.accept.ranges",
    "Whatever Accept admits JSON, by name, by range or by its absence, is answered with JSON.",
    operation="*",
    evidence="decided",
    rests_on="/components/responses/NotAcceptable",
)
def ranges(bench: Bench) -> None:
    """Read and write under every such header."""
    scene = Scene(bench)
    for value in (*ACCEPTABLE, ABSENT):
        headers = {"Accept": value}
        for operation in (*READS, "update_model", "create_model"):
            answer = bench.call(operation, headers=headers, **scene.request(operation))
            bench.note(answer.status == 200, f"200 for {operation} with Accept: {value}", answer.summary(160))


@clauses(
    WITH_BODY,
    id=lambda operation: f"http.content-type.{operation}",
    sentence=lambda operation: (
        f"{operation} answers 415 to a body that is not announced as JSON, and does nothing."
    ),
    operation=str,
    evidence="decided",
    rests_on=lambda operation: f"{POINTERS[operation]}/responses/415",
)
def content_type(bench: Bench, operation: str) -> None:
    """Send a legal JSON body under other media types."""
    scene = Scene(bench)
    for media_type in OTHER_TYPES:
        how = scene.request(operation)
        body = json.dumps(how.pop("json", {})).encode()
        answer = bench.call(operation, content=body, headers={"Content-Type": media_type}, **how)
        bench.note(answer.status == 415, f"415 for Content-Type: {media_type}", answer.summary(160))
    scene.untouched(f"{operation} with a body of another media type")


@clause(
    "http.content-type.json",
    "application/json is understood in any case and with a charset.",
    operation="*",
    evidence="guide",
    rests_on=f"{POINTERS['create_model']}/requestBody/content/application~1json",
)
def json_type(bench: Bench) -> None:
    """Create, change and deploy under every way to write it."""
    for media_type in JSON_TYPES:
        headers = {"Content-Type": media_type}
        made = bench.call("create_model", json=bench.body(description="Grüße"), headers=headers)
        if not bench.note(made.ok, f"success for Content-Type: {media_type}", made.summary(160)):
            continue
        model_id = made.data["id"]
        bench.note(made.data["description"] == "Grüße", "the description as sent", made.data["description"])
        patched = bench.call("update_model", model_id=model_id, json={"algorithm": "ä"}, headers=headers)
        bench.note(patched.ok, f"success for Content-Type: {media_type}", patched.summary(160))
        supply = supplies(bench, "update_artifact", model_id) or {"json": {"deployment_params": {}}}
        put = bench.call("update_artifact", model_id=model_id, headers=headers, **supply)
        bench.note(put.ok, f"success for Content-Type: {media_type}", put.summary(160))


@clause(
    "http.encoding",
    "A caller that takes no content coding gets none.",
    operation="*",
    evidence="decided",
    rests_on="/paths",
)
def encoding(bench: Bench) -> None:
    """Read large answers under Accept-Encoding: identity."""
    scene = Scene(bench)
    for operation in READS:
        answer = bench.call(operation, headers={"Accept-Encoding": "identity"}, **scene.request(operation))
        bench.expect(answer, 200)
        coding = answer.headers.get("content-encoding", "identity")
        bench.note(coding == "identity", f"no Content-Encoding of {operation}", coding)
