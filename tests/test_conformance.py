"""The suite on servers that share no code with the mock: a correct one, faulty ones, one without state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server import MockServer
from tests.commands import run
from tests.example_server import without_code
from tests.guide import ROOT
from tests.other_implementation import FAULTS, OtherImplementation

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

Json = dict[str, Any]
STATE = ("models.create", "models.unique", "models.fidelity.null", "columns", "isolation.get_model")
KEPT = (
    *("operations.create_model", "operations.get_model", "operations.list_columns", "authorisation.wrong"),
    *("oracle.schema", "oracle.status", "oracle.headers", "oracle.media-type", "oracle.error"),
)


def check(server: OtherImplementation, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the suite on the other implementation, which has the 12 operations only."""
    return run(
        "contract-tests",
        *("run", server.url, "--token", server.token, "--second-token", server.second_token),
        *("--project-id", server.project_id, "--other-project-id", server.further_project_id),
        *("--file-id", server.file_id, "--env-id", server.env_id, "--profile", "quick", *words),
    )


def report(file: Path) -> dict[str, Json]:
    """The clauses of a JSON report by id."""
    return {clause["id"]: clause for clause in json.loads(file.read_text(encoding="utf-8"))["clauses"]}


def test_a_correct_implementation_conforms(tmp_path: Path) -> None:
    """Nothing is violated, and what cannot be verified is what only support operations could show."""
    with OtherImplementation() as server:
        result = check(server, "--report", f"json={tmp_path / 'report.json'}")
    assert result.returncode == 0, result.stdout
    standings = [clause["standing"] for clause in report(tmp_path / "report.json").values()]
    assert standings.count("passed") + standings.count("not verified") == len(standings)
    assert standings.count("not verified") < 40


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str) -> None:
    """A fault that no mutant of the mock has fails the run."""
    with OtherImplementation(delay=0, fault=fault) as server:
        result = check(server, "--exitfirst")
    assert result.returncode == 1, result.stdout
    assert "expected" in result.stdout


def test_a_stateless_mock_is_told_apart(tmp_path: Path) -> None:
    """A server that answers with the document's examples keeps the schemas, and breaks what needs state."""
    file = tmp_path / "report.json"
    only = ",".join((*STATE, *(name for name in KEPT if not name.startswith("oracle"))))
    with MockServer(spec=without_code(ROOT / "openapi.yaml", tmp_path)) as mock:
        tokens = ("--token", mock.token, "--second-token", "mock-token-other")
        words = ("--profile", "quick", "--only", only, "--wait", "0.5", "--report", f"json={file}")
        result = run("contract-tests", "run", mock.url, *tokens, *words)
    assert result.returncode == 1, result.stdout
    clauses = report(file)
    for family in STATE:
        assert "violated" in {c["standing"] for name, c in clauses.items() if name.startswith(family)}, family
    for family in KEPT:
        assert {c["standing"] for name, c in clauses.items() if name.startswith(family)} == {"passed"}, family
