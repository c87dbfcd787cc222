"""Over-strictness: what the contract allows is accepted, up to its very edges."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract_tests.clauses import Evidence, clause, clauses
from contract_tests.legal import edges
from contract_tests.subjects import SCHEMAS, SUBJECTS

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json
    from contract_tests.exchange import Exchange
    from contract_tests.subjects import Subject

Case = tuple[str, str]

_MODEL_KINDS = ("enum", "length", "null", "absence", "empty", "unknown", "value")
_DEPLOYMENT_KINDS = ("enum", "bounds", "absence", "empty", "unknown", "value")
_KINDS: dict[str, tuple[str, ...]] = {
    "create_model": _MODEL_KINDS,
    "update_model": _MODEL_KINDS,
    "generate_model": ("bounds", "absence", "empty", "unknown"),
    "deploy_artifact": _DEPLOYMENT_KINDS,
    "update_artifact": _DEPLOYMENT_KINDS,
    "deploy_artifact.params": ("bounds", "absence"),
    "update_artifact.params": ("bounds", "absence"),
    "deploy_surrogate": _DEPLOYMENT_KINDS,
    "update_surrogate": _DEPLOYMENT_KINDS,
}
CASES = [(subject, kind) for subject, kinds in _KINDS.items() for kind in kinds]
_WHAT = {
    "enum": "every value that an enumeration lists",
    "bounds": "a number at the very end of its range",
    "length": "a text of the least and of the greatest length",
    "null": "a null wherever the contract allows one",
    "absence": "a body without any one of the optional members",
    "empty": "an empty array or object wherever the contract allows one",
    "unknown": "members that the contract does not name, at every depth, and ignores them",
    "value": "legal values of every kind: non-ASCII text, truth values, numbers, date-times",
}
_EVIDENCE: dict[str, Evidence] = {
    "enum": "client",
    "bounds": "vendor",
    "length": "guide",
    "null": "client",
    "absence": "guide",
    "empty": "client",
    "unknown": "vendor",
    "value": "guide",
}


def _sentence(case: Case) -> str:
    subject, _, part = case[0].partition(".")
    where = f"{subject}, in deployment_params of the query," if part else subject
    return f"{where} accepts {_WHAT[case[1]]}."


def _legal(bench: Bench, name: str) -> Subject:
    subject = SUBJECTS[name](bench)
    if name == "generate_model":
        # What columns the file has may be unknown, so the spec names none.
        roles = ("inputs", "outputs", "targets", "decisions", "metadata", "custom_features")
        subject.specimen["spec"] = {"schema_version": 1, **{role: [] for role in roles}}
    return subject


@clauses(
    CASES,
    id=lambda case: f"{case[0]}.accepts.{case[1]}",
    sentence=_sentence,
    operation=lambda case: case[0].partition(".")[0],
    evidence=lambda case: _EVIDENCE[case[1]],
    rests_on=lambda case: SCHEMAS[case[0]],
)
def accepted(bench: Bench, case: Case) -> None:
    """Send every edge of a kind."""
    subject = _legal(bench, case[0])
    for number, edge in enumerate(edges(bench.document, subject.schema, subject.specimen, case[1])):
        if number:
            subject.renew()
        _note_accepted(bench, subject.send(edge.body), str(edge))


def _note_accepted(bench: Bench, answer: Exchange, what: str) -> None:
    success = bench.document.operations[answer.operation or ""].success
    bench.note(answer.status == success, f"{success} for {what}", answer.summary(200))


@clauses(
    list(SCHEMAS),
    id=lambda subject: f"{subject}.accepts.minimum",
    sentence=lambda subject: f"{subject} accepts a body with only what is required.",
    operation=lambda subject: subject.partition(".")[0],
    evidence="guide",
    rests_on=lambda subject: SCHEMAS[subject],
)
def accepted_minimum(bench: Bench, name: str) -> None:
    """Send only the required members."""
    subject = _legal(bench, name)
    schema = bench.document.resolve(subject.schema)
    body: Json = {member: subject.specimen[member] for member in schema.get("required", [])}
    if name == "create_model":
        body = bench.body()
    if "artifact" in name and "file_id" in subject.specimen:
        body = {"file_id": subject.specimen["file_id"]}  # optional, but without it there is nothing to deploy
    _note_accepted(bench, subject.send(body), "only the required members")


@clauses(
    ("create_model", "update_model", "generate_model", "deploy_artifact", "deploy_surrogate"),
    id=lambda operation: f"{operation}.accepts.charset",
    sentence=lambda operation: f"{operation} accepts application/json with a charset and in any case.",
    operation=lambda operation: operation,
    evidence="decided",
    rests_on="/components/responses/UnsupportedMediaType",
)
def accepted_charset(bench: Bench, operation: str) -> None:
    """Send legal bodies under other spellings of their media type."""
    subject = _legal(bench, operation)
    for number, media_type in enumerate(
        ("application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON")
    ):
        if number:
            subject.renew()
        body = {**subject.specimen, "name": bench.name()} if operation == "create_model" else subject.specimen
        answer = bench.call(operation, json=body, headers={"Content-Type": media_type}, **subject.address)
        _note_accepted(bench, answer, f"Content-Type: {media_type}")


@clauses(
    ("deploy_surrogate", "update_surrogate"),
    id=lambda operation: f"{operation}.accepts.no-body",
    sentence=lambda operation: (
        f"{operation} accepts a request without a body, which the guide calls optional."
    ),
    operation=lambda operation: operation,
    evidence="guide",
    rests_on="/components/requestBodies/Surrogate",
)
def accepted_without_body(bench: Bench, operation: str) -> None:
    """Send no body at all, for a model that has a dataset where that can be arranged."""
    subject = SUBJECTS[operation](bench)
    _note_accepted(bench, bench.call(operation, **subject.address), "no body")


@clauses(
    ("deploy_artifact", "update_artifact"),
    id=lambda operation: f"{operation}.accepts.query-alone",
    sentence=lambda operation: f"{operation} accepts deployment_params in the query and no body.",
    operation=lambda operation: operation,
    evidence="vendor",
    rests_on="/components/parameters/DeploymentParamsText",
)
def accepted_query_alone(bench: Bench, operation: str) -> None:
    """Send the parameters in the query, as the guide has it."""
    subject = SUBJECTS[f"{operation}.params"](bench)
    query = {"deployment_params": subject.specimen}
    _note_accepted(bench, bench.call(operation, query=query, **subject.address), "deployment_params alone")


@clause(
    "create_model.accepts.any-order",
    "create_model takes the members of a body in any order and with any white space between them.",
    operation="create_model",
    evidence="guide",
    rests_on="/components/schemas/ModelCreate",
)
def accepted_any_order(bench: Bench) -> None:
    """Send a body back to front, and one with much white space."""
    body = bench.full_body()
    _note_accepted(bench, bench.call("create_model", json=dict(reversed(body.items()))), "reversed members")
    text = _spacious({**body, "name": bench.name()})
    _note_accepted(bench, bench.call("create_model", content=text), "white space between the members")


def _spacious(body: Json) -> bytes:
    return b"\r\n\t " + json.dumps(body, indent=4, ensure_ascii=True).encode() + b" \n"
