"""Rerun: the command that checks one clause again, as the run at hand did."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from contract_tests.clauses import EVIDENCE
from contract_tests.document import default_path
from contract_tests.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.runner import Plan

GIVEN = ("project_id", "other_project_id", "file_id", "env_id", "timeout", "wait")
DEFAULTS = Target("http://localhost")


def rerun_command(plan: Plan, clause_id: str) -> str:
    """Return a line for a shell; tokens stand as variables, and options at their defaults are left out."""
    target = plan.target
    words = ["contract-tests", "run", target.url, "--profile", plan.profile, "--seed", str(plan.seed)]
    words += ["--only", clause_id] if clause_id else []
    words += _options(plan)
    tokens = ' --token "$TOKEN"' if target.token else ""
    tokens += ' --second-token "$SECOND_TOKEN"' if target.second_token else ""
    return shlex.join(words) + tokens


def _options(plan: Plan) -> Iterator[str]:
    for name in GIVEN:
        value = getattr(plan.target, name)
        if value != getattr(DEFAULTS, name):
            yield from ("--" + name.replace("_", "-"), value if isinstance(value, str) else f"{value:g}")
    if plan.document.path != default_path():
        yield from ("--spec", str(plan.document.path))
    if plan.evidence != frozenset(EVIDENCE):
        yield from ("--evidence", ",".join(level for level in EVIDENCE if level in plan.evidence))
    if plan.target.read_only:
        yield "--read-only"
