"""The command that checks one clause again says all that the run was told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from contract_tests.document import Document
from contract_tests.rerun import rerun_command
from contract_tests.runner import Plan
from contract_tests.target import Target

DOCUMENT = Document.load()


def plan(target: Target, **how: object) -> Plan:
    """A plan without clauses."""
    return replace(Plan(target, DOCUMENT, [], seed=7, profile="quick"), **how)  # type: ignore[arg-type]


def test_what_stands_at_its_default_is_left_out() -> None:
    """The shortest line names the target, the profile, the seed and the clause."""
    line = rerun_command(plan(Target("http://127.0.0.1:1")), "models.read.same")
    assert line == "contract-tests run http://127.0.0.1:1 --profile quick --seed 7 --only models.read.same"


def test_everything_else_is_repeated() -> None:
    """Ids, waits, the document, evidence and read-only are repeated; tokens are left to the environment."""
    target = Target(
        "http://127.0.0.1:1", "secret-1", "secret-2", "p", "q", "f", "e", timeout=2.5, wait=30, read_only=True
    )
    other = Document(DOCUMENT.raw, {}, Path("other file.yaml"))
    line = rerun_command(plan(target, document=other, evidence=frozenset({"vendor", "guide"})), "")
    for part in (
        *("--project-id p", "--other-project-id q", "--file-id f", "--env-id e"),
        *("--timeout 2.5", "--wait 30"),
        *("--spec 'other file.yaml'", "--evidence guide,vendor", "--read-only"),
        '--token "$TOKEN" --second-token "$SECOND_TOKEN"',
    ):
        assert part in line
    assert "secret" not in line
    assert "--only" not in line
