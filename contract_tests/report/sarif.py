"""SARIF 2.1.0: each clause is a rule, each violation a result on its line of the contract."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from contract_tests.report.curl import script
from contract_tests.report.log import FileReport, failure_standing, operation_name
from contract_tests.report.text import printable

if TYPE_CHECKING:
    from contract_tests.events import ClauseInfo, Failure

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "clauseAndOperation/v1"


class Sarif(FileReport):
    """Writes the violations as SARIF.

    A violation that may not fail the run is a note; one that the baseline accepts is suppressed. Clauses that
    were not verified are no results: the counts stand in the run's properties.
    """

    def render(self) -> str:
        """The text of the file."""
        return json.dumps(self.value(), ensure_ascii=True, indent=1) + "\n"

    def value(self) -> dict[str, Any]:
        """The SARIF log."""
        rules = {event.clause.id: _rule(event.clause) for event in self.log.clauses}
        run = {
            "tool": {
                "driver": {
                    "name": "contract-tests",
                    "semanticVersion": _version(),
                    "rules": list(rules.values()),
                }
            },
            "invocations": [self._invocation()],
            "automationDetails": {"id": f"contract-tests/{self.log.run.profile}/"},
            "columnKind": "unicodeCodePoints",
            "results": self._results(list(rules)),
            "properties": {
                "url": self.log.run.url,
                "seed": self.log.run.seed,
                "verdict": self.log.verdict(),
                "counts": self.log.counts(),
            },
        }
        return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}

    def _invocation(self) -> dict[str, Any]:
        notices = [{"level": "note", "message": {"text": text}} for text in self.log.end.notices]
        return {
            "executionSuccessful": True,
            "exitCode": self.log.end.exit_code,
            "exitCodeDescription": self.log.verdict(),
            "toolExecutionNotifications": notices,
        }

    def _results(self, rules: list[str]) -> list[dict[str, Any]]:
        seen: Counter[str] = Counter()
        results = []
        for event in self.log.clauses:
            for failure in event.failures:
                key = f"{event.clause.id} {failure.operation}"
                seen[key] += 1
                result = _result(failure, rules.index(event.clause.id), self.log.document)
                digest = hashlib.sha256(key.encode()).hexdigest()[:32]
                result["partialFingerprints"] = {FINGERPRINT: f"{digest}:{seen[key]}"}
                results.append(result)
        return results


def _rule(clause: ClauseInfo) -> dict[str, Any]:
    text = printable(clause.sentence)
    return {
        "id": clause.id,
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {
            "text": f"{text} Evidence: {clause.evidence}. Operation: {operation_name(clause.operation)}."
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "evidence": clause.evidence,
            "operation": clause.operation,
            "tags": [clause.group, clause.evidence],
        },
    }


def _result(failure: Failure, index: int, document: str) -> dict[str, Any]:
    standing = failure_standing(failure)
    where = operation_name(failure.operation)
    text = f"{failure.clause.sentence} In {where}, expected {failure.expected}; got {failure.actual}"
    result: dict[str, Any] = {
        "ruleId": failure.clause.id,
        "ruleIndex": index,
        "level": "note" if standing == "reported" else "error",
        "message": {"text": printable(text)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(document)},
                    "region": {"startLine": failure.clause.line},
                },
                "logicalLocations": [{"name": failure.operation, "kind": "function"}],
            }
        ],
        "properties": {"rerun": failure.rerun, "script": script(failure)},
    }
    if failure.accepted is not None:
        result["suppressions"] = [{"kind": "external", "justification": failure.accepted}]
    return result


def _version() -> str:
    try:
        return version("model-registry-contract-kit")
    except PackageNotFoundError:
        return "0.0.0"
