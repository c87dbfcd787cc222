"""Planning: the options of a run become a plan."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from contract_tests import oracle
from contract_tests.baseline import Baseline, load_entries
from contract_tests.clauses import EVIDENCE, REGISTRY, Clause, Evidence
from contract_tests.document import Document, DocumentError
from contract_tests.runner import Plan
from contract_tests.target import Target, TargetError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

WRONG_OPTIONS = (DocumentError, TargetError, LookupError, ValueError)
"""What an option that cannot be followed raises."""


def load_clauses(document: Document) -> None:
    """Register every clause; the second time does nothing."""
    import contract_tests.behaviour  # noqa: PLC0415 - registers the clauses
    import contract_tests.lockstep.clauses  # noqa: F401, PLC0415 - same
    from contract_tests.operations import clauses  # noqa: PLC0415 - same

    if "operations.links" not in {clause.id for clause in REGISTRY}:
        clauses.register(document)


def plan_from(options: Mapping[str, Any], shard: str = "") -> Plan:
    """Return the plan that the options of `contract-tests run` ask for.

    Args:
        options: by name, with underscores.
        shard: see Plan.

    Raises:
        WRONG_OPTIONS: any of them; the message names the option and the remedy.
    """
    document = Document.load(options["spec"])
    load_clauses(document)
    target = Target(
        url=options["url"],
        token=_token(options["token"], options["token_env"]),
        **{
            name: options[name]
            for name in (
                "second_token",
                "project_id",
                "other_project_id",
                "file_id",
                "env_id",
                "timeout",
                "wait",
                "read_only",
            )
        },
    )
    clauses = REGISTRY.select(options["profile"], options["only"])
    return Plan(
        target=target,
        document=document,
        clauses=clauses,
        seed=options["seed"],
        profile=options["profile"],
        evidence=_evidence(options["evidence"]),
        whole=not options["only"] and not target.read_only and not options["exitfirst"],
        stop_early=options["exitfirst"],
        shard=shard,
        baseline=_baseline(options["baseline"], clauses),
    )


def _baseline(path: Path | None, checked: Sequence[Clause]) -> Baseline | None:
    if path is None:
        return None
    return Baseline(
        load_entries(path),
        today=datetime.now(UTC).date(),
        checked=[clause.id for clause in (*checked, *oracle.clauses())],
        known=[clause.id for clause in (*REGISTRY, *oracle.clauses())],
    )


def _token(token: str | None, name: str | None) -> str | None:
    """The token of --token, or of the variable that --token-env names; TargetError where there is none."""
    if token and name:
        raise TargetError("give --token or --token-env, not both")
    if name and not os.environ.get(name):
        raise TargetError(f"--token-env {name}: the environment variable {name} is not set")
    return os.environ[name] if name else token


def _evidence(words: tuple[str, ...]) -> frozenset[Evidence]:
    unknown = [word for word in words if word not in EVIDENCE]
    if unknown:
        raise ValueError(f"--evidence {unknown[0]}: choose from {', '.join(EVIDENCE)}")
    return frozenset(level for level in EVIDENCE if level in words or not words)
