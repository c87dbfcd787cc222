"""Event logs made by hand, for the tests of the reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract_tests.events import (
    ClauseFinished,
    ClauseInfo,
    ClauseStarted,
    Event,
    Failure,
    RunFinished,
    RunStarted,
)
from contract_tests.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.clauses import Evidence
    from contract_tests.report import Reporter

OPERATIONS = ("list_models", "create_model", "get_model", "delete_model", "update_model", "list_columns")
PROJECT = "6b1f6f0e-2f5b-4f0a-9f43-000000000001"
MODEL = "6b1f6f0e-2f5b-4f0a-9f43-000000000002"
URL = "http://127.0.0.1:8080"
HEADERS = (("Accept", "application/json"), ("Authorization", "Bearer $TOKEN"))
JSON_HEADERS = (*HEADERS, ("Content-Type", "application/json"))
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"alert()\">\x1b[31m]]>"


def exchange(
    number: int,
    method: str,
    path: str,
    *,
    body: Any = None,
    answer: Any = None,
    status: int = 200,
    operation: str | None = None,
    **more: Any,
) -> Exchange:
    """An exchange whose bodies are given as JSON values."""
    sent = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    given: dict[str, Any] = {
        "request_headers": HEADERS if body is None else JSON_HEADERS,
        "request_body": sent,
        "headers": {"content-type": "application/json"},
        "body": b"" if answer is None else json.dumps(answer).encode(),
    }
    return Exchange(number, operation, method, URL, path, status=status, **{**given, **more})


def enveloped(**data: Any) -> dict[str, Any]:
    """A NORMAL envelope."""
    return {"api_version": "3.0", "kind": "NORMAL", "data": data}


def chain() -> tuple[Exchange, ...]:
    """A project is made, a model in it, and the list does not show it."""
    model = {"name": "ct-1-002-001", "project_id": PROJECT, "description": "costs $5 `now`"}
    return (
        exchange(3, "POST", "/v3/projects", body={"name": "ct-1-2"}, answer=enveloped(id=PROJECT)),
        exchange(
            4,
            "POST",
            "/v3/models",
            body=model,
            answer=enveloped(**{**model, "id": MODEL}),
            operation="create_model",
        ),
        exchange(
            5,
            "GET",
            "/v3/models",
            query=(("project_id", PROJECT), ("limit", "2")),
            answer=enveloped(items=[], total=0),
            operation="list_models",
        ),
    )


def info(
    clause_id: str,
    operation: str = "list_models",
    evidence: Evidence = "guide",
    line: int = 42,
    sentence: str = "",
) -> ClauseInfo:
    """A clause."""
    sentence = sentence or f"The clause {clause_id} holds."
    return ClauseInfo(clause_id, sentence, operation, evidence, line)


def failure(clause: ClauseInfo, **fields: Any) -> Failure:
    """A violation of the clause."""
    given: dict[str, Any] = {
        "operation": clause.operation,
        "expected": "the names ['a', 'b'] in this order",
        "actual": "['b', 'a']",
        "chain": chain(),
        "rerun": f"contract-tests run {URL} --seed 7 --only {clause.id}",
    }
    return Failure(clause, **{**given, **fields})


def passed(clause: ClauseInfo) -> ClauseFinished:
    """The clause held."""
    return ClauseFinished(clause, "passed", seconds=0.25, requests=4)


def violated(clause: ClauseInfo, *failures: Failure) -> ClauseFinished:
    """The clause was broken, once unless other failures are given."""
    return ClauseFinished(clause, "violated", failures or (failure(clause),), seconds=0.5, requests=3)


def unverified(clause: ClauseInfo, reason: str = "no second token was given") -> ClauseFinished:
    """The clause could not be checked."""
    return ClauseFinished(clause, "not verified", reason=reason)


def finished_clauses() -> list[ClauseFinished]:
    """A clause of every standing, and one that judges every answer."""
    ties, columns = (
        info("models.list.ordering.ties", line=120),
        info("columns.list.order", "list_columns", "vendor"),
    )
    decided, known = (
        info("models.update.empty", "update_model", "decided"),
        info("models.delete.second", "delete_model"),
    )
    schema = info("oracle.schema", "*")
    broken = failure(
        schema, operation="get_model", expected="a body that conforms", actual=f"/data/name: {HOSTILE}"
    )
    accepted = failure(known, accepted="known since March (backend, until 2026-03-31)")
    return [
        passed(info("models.list.paging.total")),
        violated(ties, failure(ties), failure(ties, expected="no gaps", actual="a gap")),
        passed(columns),
        violated(decided, failure(decided, gating=False)),
        ClauseFinished(known, "accepted", (accepted,), seconds=0.1, requests=2),
        unverified(info("tenancy.list.isolated")),
        unverified(info("tenancy.get.isolated", "get_model")),
        ClauseFinished(schema, "violated", (broken,), answers={"list_models": 9, "get_model": 4}),
    ]


def events(
    finished: Sequence[ClauseFinished] | None = None, *, exit_code: int = 1, **end: Any
) -> list[Event]:
    """A whole log; by default of `finished_clauses`."""
    done = finished_clauses() if finished is None else finished
    document = str(Path.cwd() / "openapi.yaml")
    log: list[Event] = [RunStarted(URL, 7, "full", document, len(done), OPERATIONS)]
    for event in done:
        log += [ClauseStarted(event.clause), event]
    given = {
        "reached": dict.fromkeys(OPERATIONS, 3),
        "notices": ("Baseline b.yaml, line 9: was not needed.",),
    }
    log.append(RunFinished(exit_code, 12.5, 321, **{**given, **end}))
    return log


def feed(reporter: Reporter, log: Sequence[Event] | None = None) -> None:
    """Hand a log to a reporter."""
    for event in events() if log is None else log:
        reporter.handle(event)
