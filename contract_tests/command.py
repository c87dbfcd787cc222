"""What `contract-tests run` does once its options are read."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from contract_tests import oracle
from contract_tests.baseline import Baseline, load_entries
from contract_tests.clauses import EVIDENCE, REGISTRY, Clause, Evidence, Profile
from contract_tests.document import Document, DocumentError
from contract_tests.report import open_reports
from contract_tests.report.console import Console
from contract_tests.report.log import ReportError
from contract_tests.runner import UNREACHABLE, UNUSABLE, Plan, Run
from contract_tests.target import Target, TargetError, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from contract_tests.events import Event

INTERRUPTED = 130
"""As a shell says of a command that Ctrl-C ended."""


def run_command(**options: Any) -> int:
    """Check a target as the command line asks, and return the exit code."""
    try:
        plan = _plan(options)
        reporters = [Console(), *open_reports(options["report"])]
    except (DocumentError, TargetError, LookupError, ValueError) as error:
        click.echo(f"contract-tests: {error}", err=True)
        return UNUSABLE

    def emit(event: Event) -> None:
        for reporter in reporters:
            reporter.handle(event)

    try:
        return Run(plan, emit).execute()
    except Unreachable as error:
        click.echo(f"contract-tests: {error}", err=True)
        return UNREACHABLE
    except ReportError as error:
        click.echo(f"contract-tests: {error}", err=True)
        return UNUSABLE
    except KeyboardInterrupt:
        click.echo("contract-tests: interrupted; what was made is deleted, nothing is proved", err=True)
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - whatever it is, it must not read like a violation (exit code 1)
        click.echo(f"contract-tests: an error of the suite itself\n{traceback.format_exc()}", err=True)
        return UNUSABLE


def load_clauses(document: Document) -> None:
    """Register every clause; the second time does nothing."""
    import contract_tests.behaviour  # noqa: PLC0415 - registers the clauses
    import contract_tests.lockstep.clauses  # noqa: F401, PLC0415 - same
    from contract_tests.operations import clauses  # noqa: PLC0415 - same

    if "operations.links" not in {clause.id for clause in REGISTRY}:
        clauses.register(document)


def chosen(profile: Profile, only: Iterable[str]) -> list[Clause]:
    """The clauses to check."""
    return REGISTRY.select(profile, only)


def _plan(options: dict[str, Any]) -> Plan:
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
    clauses = chosen(options["profile"], options["only"])
    return Plan(
        target=target,
        document=document,
        clauses=clauses,
        seed=options["seed"],
        profile=options["profile"],
        evidence=_evidence(options["evidence"]),
        whole=not options["only"] and not target.read_only and not options["exitfirst"],
        stop_early=options["exitfirst"],
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
