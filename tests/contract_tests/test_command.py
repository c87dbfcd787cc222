"""Tests of `contract-tests run`: its options, reports, baseline and exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from contract_tests.cli import main
from mock_server import MockServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLAUSE = "models.create.roundtrip"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def mock() -> Iterator[MockServer]:
    """A mock with a world of its own."""
    with MockServer() as running:
        yield running


def run(*words: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["run", *map(str, words)])


def check(mock: MockServer, *words: object, token: str | None = None) -> Result:
    """Check one clause of the mock."""
    return run(mock.url, "--token", token or mock.token, "--only", CLAUSE, *words)


def test_writes_the_reports(mock: MockServer, tmp_path: Path) -> None:
    """A conforming target gives exit code 0, and every report that was asked for."""
    kinds = ("html", "json", "junit", "sarif")
    done = check(mock, *(f"--report={kind}={tmp_path}/report.{kind}" for kind in kinds))
    assert done.exit_code == 0, done.output
    assert "The implementation conforms" in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"report.{kind}" for kind in kinds]
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [clause["standing"] for clause in report["clauses"] if clause["id"] == CLAUSE] == ["passed"]


def test_no_report_shows_the_token(mock: MockServer, tmp_path: Path) -> None:
    """Where every request is refused, the failures are told without the token that was sent."""
    token = "wrong-token-0123456789"
    files = {kind: tmp_path / kind for kind in ("html", "json", "junit", "sarif")}
    words = ["--report=github", *(f"--report={kind}={path}" for kind, path in files.items())]
    place = ("--project-id", "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021")
    done = run(mock.url, "--token", token, *place, "--only", "columns,create_model.rejects.required", *words)
    assert done.exit_code == 1
    assert "Violated" in done.output
    assert token not in done.output
    assert not [kind for kind, path in files.items() if token in path.read_text(encoding="utf-8")]


def test_an_unused_baseline_entry_is_a_notice(mock: MockServer, tmp_path: Path) -> None:
    """The baseline is read, and its unused entry pointed out, without changing the exit code."""
    file = tmp_path / "baseline.yaml"
    entry = f"{{clause: {CLAUSE}, operation: '*', reason: r, owner: o, expires: 2999-12-31}}"
    file.write_text(f"accepted:\n  - {entry}\n", encoding="utf-8")
    done = check(mock, "--baseline", file)
    assert done.exit_code == 0, done.output
    assert f"baseline.yaml, line 2: the entry for {CLAUSE}, operation *, was not needed" in done.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--report", "xml=r.xml"], "--report xml=r.xml: choose from junit=FILE"),
        (["--report", "html"], "--report html: say where to write it"),
        (["--baseline", "nowhere.yaml"], "--baseline nowhere.yaml: cannot be read"),
        (["--evidence", "rumour"], "--evidence rumour: choose from guide, client, vendor, decided"),
        (["--only", "models.nothing"], "--only models.nothing: no clause or operation has this name"),
        (["--spec", "nowhere.yaml"], "nowhere.yaml: cannot be read"),
    ],
)
def test_wrong_options_are_told_before_any_request(words: list[str], message: str) -> None:
    """A wrong option gives exit code 2 and a message that names it and the remedy."""
    done = run(NOWHERE, *words)
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_report_that_cannot_be_written(mock: MockServer, tmp_path: Path) -> None:
    """A directory in the place of the file is found before the run."""
    done = check(mock, f"--report=html={tmp_path}")
    assert done.exit_code == 2
    assert "is a directory" in done.stderr
