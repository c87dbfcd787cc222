"""Robustness against bodies: broken ones are refused, odd ones spoil nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from contract_tests.behaviour.oddities import BROKEN, DOUBTFUL, NOT_OBJECTS, ODD_FIELDS
from contract_tests.behaviour.requests import POINTERS, WITH_BODY, Scene
from contract_tests.behaviour.robustness import answered
from contract_tests.clauses import clause, clauses

if TYPE_CHECKING:
    from contract_tests.bench import Bench
    from contract_tests.document import Json


@clauses(
    WITH_BODY,
    id=lambda operation: f"robustness.body.{operation}",
    sentence=lambda operation: (
        f"{operation} refuses a body that is no JSON object in UTF-8, and does nothing."
    ),
    operation=str,
    evidence="vendor",
    rests_on=lambda operation: f"{POINTERS[operation]}/responses/400",
)
def bodies(bench: Bench, operation: str) -> None:
    """Broken JSON, other types, very deep nesting; last, what may be read or refused."""
    scene = Scene(bench)
    how = {name: value for name, value in scene.request(operation).items() if name != "json"}
    for content in (*BROKEN, *NOT_OBJECTS):
        answer = bench.call(operation, content=content, **how)
        known = {400, 413} if len(content) > 1000 else {400}
        bench.note(answer.status in known, f"400 for the body {content[:40]!r}", answer.summary(160))
    scene.untouched(f"{operation} with bodies that are no JSON object")
    for content in DOUBTFUL:
        answered(bench, bench.call(operation, content=content, **how), f"the body {content[:40]!r}")
    bench.expect(bench.call("get_model", model_id=scene.model_id), 200, why="after all that")


@clauses(
    ("create", "update"),
    id=lambda verb: f"robustness.values.{verb}",
    sentence=lambda verb: (
        f"A model that {verb} accepts with odd values can be read, listed and searched afterwards."
    ),
    operation="*",
    evidence="guide",
    rests_on=lambda verb: POINTERS[f"{verb}_model"],
)
def values(bench: Bench, verb: str) -> None:
    """Send one odd value at a time; read everything back after each that was accepted."""
    model_id = bench.create()["id"]
    for fields in ODD_FIELDS:
        if verb == "update" and "name" in fields:
            continue
        shown = ascii(fields)[:100]
        if verb == "create":
            body = {**bench.body(), **fields}
            answer = bench.call("create_model", content=_bytes(body))
        else:
            answer = bench.call("update_model", model_id=model_id, content=_bytes(fields))
        answered(bench, answer, shown)
        if answer.ok and isinstance(answer.data, dict):
            _readable(bench, str(answer.data["id"]), fields, shown)
        if bench.random.random() < 0.2:
            _listable(bench, shown)
    for query in ({"ordering": "deployment_date,name"}, {"search": "x"}, {"ordering": "-name,version"}):
        bench.expect(bench.page(**query), 200, why="with all of those models")


def _bytes(body: Json) -> bytes:
    """JSON in ASCII, so that lone surrogates can be written."""
    return json.dumps(body).encode()


def _readable(bench: Bench, model_id: str, fields: Json, shown: str) -> None:
    read = bench.call("get_model", model_id=model_id)
    bench.note(read.status == 200, f"the model readable after {shown}", read.summary(160))
    if not read.ok or "schema" not in fields:
        return
    columns = bench.data(bench.call("list_columns", model_id=model_id))["items"]
    names = [column["name"] for column in read.data["schema"]["columns"]]
    listed = [column["name"] for column in columns]
    bench.note(listed == names, f"its columns after {shown}", f"{listed}"[:200])
    for column in columns[:3]:
        one = bench.call("get_column", model_id=model_id, column_id=column["id"])
        same = one.ok and one.data["name"] == column["name"]
        bench.note(same, f"the column {quote(column['id'])[:40]!r} after {shown}", one.summary(160))
    _listable(bench, shown)


def _listable(bench: Bench, shown: str) -> None:
    page = bench.page(limit=5, ordering="-created_at")
    bench.note(page.status == 200, f"the list after {shown}", page.summary(160))


@clause(
    "robustness.large",
    "A body of several megabytes is stored whole or refused with 413 or 400.",
    operation="create_model",
    evidence="decided",
    rests_on=f"{POINTERS['create_model']}/responses/413",
    profile="full",
)
def large(bench: Bench) -> None:
    """Descriptions of 1, 3 and 30 million characters."""
    for length in (1_000_000, 3_000_000, 30_000_000):
        answer = bench.call("create_model", json=bench.body(description="d" * length), judged=False)
        if answer.failure:
            continue  # a server may close the connection on so much
        bench.note(answer.status in {200, 400, 413}, "200, 400 or 413", answer.summary(160))
        if answer.ok:
            kept = len(bench.read(answer.data["id"])["description"])
            bench.note(kept == length, f"a description of {length} characters", f"one of {kept}")
    bench.expect(bench.page(limit=1), 200, why="after all that")
