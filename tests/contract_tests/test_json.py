"""Tests of the JSON report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.report.json import FORMAT, JsonLog
from tests.contract_tests.events_for_tests import (
    OPERATIONS,
    PROJECT,
    URL,
    events,
    exchange,
    failure,
    feed,
    info,
    violated,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def report(tmp_path: Path) -> dict[str, Any]:
    """The parsed report of the sample log."""
    feed(JsonLog(tmp_path / "r.json"))
    value: dict[str, Any] = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    return value


def test_members(report: dict[str, Any]) -> None:
    """The members are those that the module documents."""
    assert report["format"] == FORMAT == "contract-tests/1"
    assert set(report) == {"format", "verdict", "run", "end", "counts", "clauses"}
    assert report["run"] == {
        "url": URL,
        "seed": 7,
        "profile": "full",
        "document": "openapi.yaml",
        "operations": list(OPERATIONS),
    }
    assert set(report["end"]) == {"exit_code", "seconds", "requests", "reached", "notices"}
    assert sum(report["counts"].values()) == len(report["clauses"]) == 8


def test_a_clause(report: dict[str, Any]) -> None:
    """A clause carries what the log knows of it."""
    clause = report["clauses"][1]
    failures = clause.pop("failures")
    assert clause == {
        "id": "models.list.ordering.ties",
        "group": "models.list",
        "sentence": "The clause models.list.ordering.ties holds.",
        "operation": "list_models",
        "evidence": "guide",
        "line": 120,
        "standing": "violated",
        "reason": "",
        "seconds": 0.5,
        "requests": 3,
        "answers": {},
    }
    assert [one["expected"] for one in failures] == ["the names ['a', 'b'] in this order", "no gaps"]
    last = failures[0]["chain"][-1]
    assert (last["method"], last["path"], last["status"]) == ("GET", "/v3/models", 200)
    assert last["query"] == [["project_id", PROJECT], ["limit", "2"]]
    assert json.loads(last["body"])["data"]["items"] == []
    assert failures[0]["script"].startswith("#!/usr/bin/env bash")


def test_bodies_of_every_kind(tmp_path: Path) -> None:
    """Bytes that are no text are base64, and no body is null."""
    clause = info("a.b")
    odd = exchange(1, "POST", "/v3/models", request_body=b"\xff\x00", answer=None)
    reporter = JsonLog(tmp_path / "r.json")
    feed(reporter, events([violated(clause, failure(clause, chain=(odd, exchange(2, "GET", "/x"))))]))
    first, second = reporter.value()["clauses"][0]["failures"][0]["chain"]
    assert first["request_body"] == {"base64": "/wA="}
    assert second["request_body"] is None
    assert second["body"] == ""
