"""Tests of the list of all clauses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from contract_tests.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def test_lists_every_clause_as_json() -> None:
    """Each clause has its id, sentence, operation, evidence, line and profile; the oracle's are there."""
    done = CliRunner().invoke(main, ["clauses", "--json"])
    assert done.exit_code == 0
    rows = json.loads(done.stdout)
    assert all(set(row) == {"id", "sentence", "operation", "evidence", "line", "profile"} for row in rows)
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert {"models.list.ordering.ties", "oracle.schema"} <= set(ids)
    assert all(row["line"] > 1 for row in rows)


def test_lists_every_clause_as_text() -> None:
    """A clause stands in a line, under a heading, with the sentence last."""
    lines = CliRunner().invoke(main, ["clauses"]).stdout.splitlines()
    assert lines[0].split() == ["id", "evidence", "operation", "line", "sentence"]
    (ties,) = [line for line in lines if line.startswith("models.list.ordering.ties ")]
    assert "list_models" in ties
    assert ties.endswith(".")


def test_a_wrong_contract_is_a_usage_error(tmp_path: Path) -> None:
    """A file that is no contract is named."""
    done = CliRunner().invoke(main, ["clauses", "--spec", str(tmp_path / "no.yaml")])
    assert done.exit_code == 2
    assert "no.yaml: cannot be read" in done.stderr
