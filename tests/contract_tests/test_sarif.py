"""Tests of the SARIF report against what SARIF 2.1.0 and its readers demand."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.report.sarif import FINGERPRINT, Sarif
from tests.contract_tests.events_for_tests import events, feed, finished_clauses

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def run(tmp_path: Path) -> dict[str, Any]:
    """The one run of the sample log's report."""
    feed(Sarif(tmp_path / "r.sarif"))
    value = json.loads((tmp_path / "r.sarif").read_text(encoding="utf-8"))
    assert set(value) == {"$schema", "version", "runs"}
    assert value["version"] == "2.1.0"
    assert value["$schema"].endswith("/sarif-schema-2.1.0.json")
    (only,) = value["runs"]
    assert isinstance(only, dict)
    return only


def test_the_driver_names_its_rules(run: dict[str, Any]) -> None:
    """Every clause is a rule with a unique id and the texts that readers show."""
    driver = run["tool"]["driver"]
    assert driver["name"] == "contract-tests"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids)) == 8
    for rule in driver["rules"]:
        for text in ("shortDescription", "fullDescription", "help"):
            assert rule[text]["text"]
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}


def test_results_point_to_their_rule_and_line(run: dict[str, Any]) -> None:
    """Index and id agree, the place is a relative URI and a line from 1."""
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == 5
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "openapi.yaml"
        assert place["region"]["startLine"] >= 1


def test_levels_and_suppressions(run: dict[str, Any]) -> None:
    """What cannot fail the run is a note, what the baseline accepts is suppressed with its reason."""
    by_rule = {result["ruleId"]: result for result in run["results"]}
    assert by_rule["models.list.ordering.ties"]["level"] == "error"
    assert by_rule["models.update.empty"]["level"] == "note"
    (suppression,) = by_rule["models.delete.second"]["suppressions"]
    assert suppression["kind"] in {"inSource", "external"}
    assert suppression["justification"].startswith("known since March")
    assert "suppressions" not in by_rule["oracle.schema"]


def test_fingerprints_are_unique_and_stable(run: dict[str, Any], tmp_path: Path) -> None:
    """Two results never share one, and another run, in which another seed gave other values, has the same."""
    prints = [result["partialFingerprints"][FINGERPRINT] for result in run["results"]]
    assert len(prints) == len(set(prints))
    again = Sarif(tmp_path / "again.sarif")
    feed(again, events(list(reversed(finished_clauses()))))
    assert {one["partialFingerprints"][FINGERPRINT] for one in again.value()["runs"][0]["results"]} == set(
        prints
    )


def test_the_invocation_tells_how_it_ended(run: dict[str, Any]) -> None:
    """The tool worked, whatever it found; notices of the run are notifications."""
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["exitCode"] == 1
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "Baseline b.yaml, line 9: was not needed."
