"""The whole event log as JSON, for programs.

The file is one object. Members may be added within a format version; none is renamed, removed or retyped:

    format      "contract-tests/1"
    verdict     one sentence
    run         url, seed, profile, document (path of the contract), operations [operationId]
    end         exit_code, seconds, requests, reached {operationId: 2xx answers}, notices [sentence]
    counts      {standing: clauses}; standings: violated, reported (violated, but its evidence level may not
                fail the run), accepted (by the baseline), not verified, passed
    clauses     in the order checked: id, group, sentence, operation (operationId or "*"), evidence, line,
                standing, reason (why not verified, else ""), seconds, requests,
                answers {operationId: answers judged}, for clauses that judge every answer,
                failures: operation, standing, expected, actual, accepted (reason or null), gating, rerun
                (command), script (bash), chain: number, operation (or null), method, url, path,
                query [[name, value]], request_headers [[name, value]], request_body, status (0: no answer),
                headers {name: value}, body, failure (why no answer came, or null)

A body is a string where it is UTF-8, {"base64": string} where it is not, and null where there is none. Tokens
stand as $TOKEN and $SECOND_TOKEN.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from contract_tests.report.curl import script
from contract_tests.report.log import FileReport, failure_standing, standing

if TYPE_CHECKING:
    from contract_tests.events import ClauseFinished, Failure
    from contract_tests.exchange import Exchange

FORMAT = "contract-tests/1"


class JsonLog(FileReport):
    """Writes the log as JSON; see the module for its members."""

    def render(self) -> str:
        """The text of the file."""
        return json.dumps(self.value(), ensure_ascii=True, indent=1) + "\n"

    def value(self) -> dict[str, Any]:
        """The object that the file holds."""
        run, end = self.log.run, self.log.end
        return {
            "format": FORMAT,
            "verdict": self.log.verdict(),
            "run": {
                "url": run.url,
                "seed": run.seed,
                "profile": run.profile,
                "document": self.log.document,
                "operations": list(run.operations),
            },
            "end": {
                "exit_code": end.exit_code,
                "seconds": round(end.seconds, 3),
                "requests": end.requests,
                "reached": end.reached,
                "notices": list(end.notices),
            },
            "counts": self.log.counts(),
            "clauses": [_clause(event) for event in self.log.clauses],
        }


def _clause(event: ClauseFinished) -> dict[str, Any]:
    clause = event.clause
    return {
        "id": clause.id,
        "group": clause.group,
        "sentence": clause.sentence,
        "operation": clause.operation,
        "evidence": clause.evidence,
        "line": clause.line,
        "standing": standing(event),
        "reason": event.reason,
        "seconds": round(event.seconds, 3),
        "requests": event.requests,
        "answers": event.answers,
        "failures": [_failure(failure) for failure in event.failures],
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "operation": failure.operation,
        "standing": failure_standing(failure),
        "expected": failure.expected,
        "actual": failure.actual,
        "accepted": failure.accepted,
        "gating": failure.gating,
        "rerun": failure.rerun,
        "script": script(failure),
        "chain": [_exchange(exchange) for exchange in failure.chain],
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    return {
        "number": exchange.number,
        "operation": exchange.operation,
        "method": exchange.method,
        "url": exchange.url,
        "path": exchange.path,
        "query": [list(pair) for pair in exchange.query],
        "request_headers": [list(pair) for pair in exchange.request_headers],
        "request_body": _body(exchange.request_body),
        "status": exchange.status,
        "headers": exchange.headers,
        "body": _body(exchange.body),
        "failure": exchange.failure,
    }


def _body(body: bytes | None) -> str | dict[str, str] | None:
    if body is None:
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
