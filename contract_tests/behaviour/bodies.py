"""Bodies that break the contract: each constraint, at every depth, one violation at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract_tests.clauses import Evidence, clauses
from contract_tests.defects import defects
from contract_tests.subjects import SCHEMAS, SUBJECTS, ArtifactDeploymentParams, Subject

if TYPE_CHECKING:
    from contract_tests.bench import Bench

Case = tuple[str, str]

_MODEL_KINDS = ("required", "type", "null", "enum", "length", "items", "format", "discriminator")
_SPEC_KINDS = ("required", "type", "null", "enum", "range", "items", "format", "discriminator")
_KINDS: dict[str, tuple[str, ...]] = {
    "create_model": _MODEL_KINDS,
    "update_model": _MODEL_KINDS,
    "generate_model": _SPEC_KINDS,
    "deploy_artifact": ("type", "null", "enum", "range", "format"),
    "update_artifact": ("type", "null", "enum", "range", "format"),
    "deploy_artifact.params": ("type", "null", "enum", "range"),
    "update_artifact.params": ("type", "null", "enum", "range"),
    "deploy_surrogate": ("required", "type", "null", "enum", "range", "format"),
    "update_surrogate": ("required", "type", "null", "enum", "range", "format"),
}
CASES = [(subject, kind) for subject, kinds in _KINDS.items() for kind in kinds]
_WHAT = {
    "required": "without a required member",
    "type": "with a value of another JSON type",
    "null": "with a null where the contract allows none",
    "enum": "with a value that an enumeration does not list",
    "length": "with a text that is too short or too long",
    "range": "with a number outside its range",
    "items": "with an array that is too short",
    "format": "with a text that does not have its format",
    "discriminator": "with a custom feature that lacks what its type requires",
}
_EVIDENCE: dict[str, Evidence] = {
    "required": "guide",
    "type": "guide",
    "null": "guide",
    "enum": "client",
    "length": "guide",
    "range": "vendor",
    "items": "client",
    "format": "guide",
    "discriminator": "client",
}
BODIES = (
    "create_model",
    "update_model",
    "generate_model",
    "deploy_artifact",
    "update_artifact",
    "deploy_surrogate",
    "update_surrogate",
)
REQUIRED = ("create_model", "update_model", "generate_model")


def _sentence(case: Case) -> str:
    subject, _, part = case[0].partition(".")
    whole = "deployment_params in the query" if part else "a body"
    return f"{subject} refuses {whole} {_WHAT[case[1]]} with 400, at every depth, and changes nothing."


def _operation(subject: str) -> str:
    return subject.partition(".")[0]


def _refuse(bench: Bench, case: Case, *, every: bool) -> None:
    subject = SUBJECTS[case[0]](bench)
    subject.prove()
    for defect in defects(bench.document, subject.schema, subject.specimen, case[1], every=every):
        answer = subject.send(defect.body)
        # What has no id's format can just as well be called unknown.
        known = {400, 404} if case[1] == "format" and defect.what.endswith("no uuid") else {400}
        wanted = " or ".join(map(str, sorted(known)))
        bench.note(answer.status in known, f"{wanted} for {defect}", answer.summary(160))
    subject.require_no_effect()


@clauses(
    CASES,
    id=lambda case: f"{case[0]}.rejects.{case[1]}",
    sentence=_sentence,
    operation=lambda case: _operation(case[0]),
    evidence=lambda case: _EVIDENCE[case[1]],
    rests_on=lambda case: SCHEMAS[case[0]],
)
def refused(bench: Bench, case: Case) -> None:
    """Send every defect of a kind, the wrong types that a careless parser lets through among them."""
    _refuse(bench, case, every=False)


@clauses(
    list(_KINDS),
    id=lambda subject: f"{subject}.rejects.every-type",
    sentence=lambda subject: _sentence((subject, "type")).replace("another", "any other"),
    operation=_operation,
    evidence="guide",
    rests_on=lambda subject: SCHEMAS[subject],
    profile="full",
)
def refused_types(bench: Bench, subject: str) -> None:
    """Send a value of every wrong type at every place."""
    _refuse(bench, (subject, "type"), every=True)


NOT_JSON = (
    b"{",
    b'{"name": }',
    b"{'status': 'LIVE'}",
    b'{"status": "LIVE",}',
    b'{"status": "LIVE"} and more',
    b"{}{}",
    b"status=LIVE",
    b"\xff\xfe{}",
    b'{"description": "a\nb"}',
    b"\x00",
    b"{]",
)
# Within a text, some parsers put a replacement character in the place of what is no UTF-8.
NO_UTF_8 = (b'{"description": "\xff"}', b'{"description": "\xc3"}')
NO_OBJECT = (b"[]", b"[{}]", b'"text"', b"5", b"true")


@clauses(
    BODIES,
    id=lambda operation: f"{operation}.rejects.malformed",
    sentence=lambda operation: f"{operation} refuses a body that is no JSON in UTF-8 with 400.",
    operation=lambda operation: operation,
    evidence="vendor",
    rests_on="/components/responses/BadRequest",
)
def refused_malformed(bench: Bench, operation: str) -> None:
    """Send what is no JSON."""
    subject = SUBJECTS[operation](bench)
    subject.prove()
    text = json.dumps(subject.specimen, ensure_ascii=False).encode()
    cut = (text[:-1], text + b"}", text[1:])
    for content in (*NOT_JSON, *cut, *((b"",) if operation in REQUIRED else ())):
        answer = subject.send_bytes(content)
        shown = repr(content[:40]) + (f" ({len(content)} bytes)" if len(content) > 40 else "")
        bench.note(answer.status == 400, f"400 for the body {shown}", answer.summary(160))
    subject.require_no_effect()
    for content in NO_UTF_8:
        answer = subject.send_bytes(content)
        taken = answer.ok and operation not in {"create_model", "generate_model"}
        bench.note(answer.status == 400 or taken, f"400 for the body {content!r}", answer.summary(160))


@clauses(
    BODIES,
    id=lambda operation: f"{operation}.rejects.no-object",
    sentence=lambda operation: f"{operation} refuses a body that is JSON but no object with 400.",
    operation=lambda operation: operation,
    evidence="guide",
    rests_on=lambda operation: SCHEMAS[operation],
)
def refused_no_object(bench: Bench, operation: str) -> None:
    """Send JSON values that are no objects; null only where a body is required."""
    subject = SUBJECTS[operation](bench)
    subject.prove()
    for content in (*NO_OBJECT, *((b"null",) if operation in REQUIRED else ())):
        answer = subject.send_bytes(content)
        bench.note(answer.status == 400, f"400 for the body {content.decode()}", answer.summary(160))
    subject.require_no_effect()


@clauses(
    ("create_model", "update_model"),
    id=lambda operation: f"{operation}.rejects.no-number",
    sentence=lambda operation: f"{operation} refuses NaN and infinities, which JSON does not have, with 400.",
    operation=lambda operation: operation,
    evidence="guide",
    rests_on="/components/schemas/TaskParams/properties/binary_classification_threshold",
)
def refused_no_number(bench: Bench, operation: str) -> None:
    """Put NaN and infinities in the place of a number."""
    subject = SUBJECTS[operation](bench)
    subject.prove()
    text = json.dumps(subject.specimen)
    for literal in ("NaN", "Infinity", "-Infinity"):
        content = text.replace("0.123456789", literal).encode()
        answer = subject.send_bytes(content)
        bench.note(answer.status == 400, f"400 for the number {literal}", answer.summary(160))
    subject.require_no_effect()


@clauses(
    BODIES,
    id=lambda operation: f"{operation}.survives.nesting",
    sentence=lambda operation: f"{operation} answers a body nested thousands of levels deep, and refuses it.",
    operation=lambda operation: operation,
    evidence="vendor",
    rests_on="/components/responses/BadRequest",
)
def nested(bench: Bench, operation: str) -> None:
    """Send deep arrays and objects; one inside an unknown member may also be ignored."""
    subject = SUBJECTS[operation](bench)
    subject.prove()
    for depth in (2_000, 10_000):
        for content in (b"[" * depth + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth, b"[" * depth):
            answer = subject.send_bytes(content)
            fits = {400, 413} if content[:1] == b"[" or operation == "create_model" else {200, 202, 400, 413}
            bench.note(
                answer.status in fits,
                f"{' or '.join(map(str, sorted(fits)))} for {depth} levels of {content[:5]!r}",
                answer.summary(160),
            )


@clauses(
    ("create_model", "update_model"),
    id=lambda operation: f"{operation}.survives.odd-values",
    sentence=lambda operation: f"{operation} takes or refuses values at the edge of what JSON can say.",
    operation=lambda operation: operation,
    evidence="vendor",
    rests_on="/components/responses/InternalServerError",
)
def odd_values(bench: Bench, operation: str) -> None:
    """Send what a parser may choke on; both 200 and 400 will do."""
    subject = SUBJECTS[operation](bench)
    subject.prove()
    for member, literal in _ODD:
        name = bench.name()
        content = json.dumps({**subject.specimen, "name": name, member: "#"}).replace('"#"', literal)
        answer = subject.send_bytes(content.encode())
        shown = literal[:60]
        fits = {200, 400, 404} if member == "owner_id" else {200, 400}
        wanted = " or ".join(map(str, sorted(fits)))
        bench.note(answer.status in fits, f"{wanted} for {member} {shown}", answer.summary(160))
        if answer.ok:
            bench.read(answer.data["id"])
    marked = b"\xef\xbb\xbf" + json.dumps({**subject.specimen, "name": bench.name()}).encode()
    answer = subject.send_bytes(marked)
    bench.note(answer.status in {200, 400}, "200 or 400 for a byte order mark", answer.summary(160))


_ODD = (
    ("description", r'"\ud83d"'),
    ("description", r'"\u0000"'),
    ("description", r'"\uffff\u200b\u202e"'),
    ("algorithm", '"' + "x" * 200_000 + '"'),
    ("task_params", '{"binary_classification_threshold": 1e400}'),
    ("task_params", '{"binary_classification_threshold": -0.0}'),
    ("task_params", '{"top_k": 123456789012345678901234567890}'),
    ("task_params", '{"binary_classification_threshold": 5e-324}'),
    ("deployment_date", '"0000-01-01T00:00:00Z"'),
    ("deployment_date", '"0001-01-01T00:00:00+01:00"'),
    ("deployment_date", '"9999-12-31T23:59:59-01:00"'),
    ("deployment_date", '"2016-12-31T23:59:60Z"'),
    ("deployment_date", '"2025-01-01T00:00:00.123456789123456789Z"'),
    ("deployment_date", '"2025-01-01t00:00:00z"'),
    ("owner_id", '"' + "x" * 5000 + '"'),
    ("owner_id", '""'),
)


@clauses(
    ("deploy_artifact", "update_artifact"),
    id=lambda operation: f"{operation}.params.rejects.malformed",
    sentence=lambda operation: f"{operation} refuses deployment_params in the query that is no JSON object.",
    operation=lambda operation: operation,
    evidence="vendor",
    rests_on="/components/parameters/DeploymentParamsText",
)
def refused_params(bench: Bench, operation: str) -> None:
    """Send texts that are no JSON and JSON that is no object."""
    subject: Subject = SUBJECTS[f"{operation}.params"](bench)
    assert isinstance(subject, ArtifactDeploymentParams)  # noqa: S101 - narrows for the type checker
    for text in ("{", "replicas=2", "[]", '"text"', "5", "[{}]", '{"replicas": 2} more', "{'replicas': 2}"):
        answer = subject.send_text(text)
        bench.note(answer.status == 400, f"400 for deployment_params={text}", answer.summary(160))
    subject.require_no_effect()
