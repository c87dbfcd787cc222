"""Runs clauses against a target and tells what happens as events."""

from __future__ import annotations

import secrets
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Protocol

from contract_tests import oracle as oracles
from contract_tests.bench import Bench, RunState
from contract_tests.chain import minimal_chain
from contract_tests.clauses import EVIDENCE, Clause, Evidence, NotVerified, Profile, Violated
from contract_tests.client import Client
from contract_tests.events import ClauseFinished, ClauseInfo, ClauseStarted, Failure, RunFinished, RunStarted
from contract_tests.provision import Provision
from contract_tests.rerun import rerun_command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from contract_tests.document import Document
    from contract_tests.events import Event, Outcome
    from contract_tests.exchange import Exchange
    from contract_tests.oracle import Finding
    from contract_tests.target import Target

CONFORMS, VIOLATED, UNUSABLE, UNREACHABLE, VACUOUS = 0, 1, 2, 3, 5
JSON_TYPES = (dict, list, str, int, float, bool, NoneType)
READY_WITHIN = 10.0
"""Seconds to wait for the target's first answer."""


class Baseline(Protocol):
    """Violations that are known and accepted."""

    def accepts(self, clause_id: str, operation: str) -> str | None:
        """The reason for which a violation is accepted; None when it is not."""

    def notices(self) -> Sequence[str]:
        """Sentences about entries that are expired or that nothing has used."""


@dataclass(frozen=True)
class Plan:
    """What to run.

    Attributes:
        target: the implementation under test.
        document: the contract.
        clauses: what to check, in this order.
        seed: determines every random choice.
        profile: recorded in the reports.
        evidence: levels that may fail the run.
        whole: whether nothing was left out, so that an unreached operation makes the run vacuous.
        stop_early: end at the first violation that may fail the run.
        shard: tells the names of this run from those of others that run at the same time.
        baseline: accepted violations.
    """

    target: Target
    document: Document
    clauses: Sequence[Clause]
    seed: int
    profile: Profile = "full"
    evidence: frozenset[Evidence] = frozenset(EVIDENCE)
    whole: bool = True
    stop_early: bool = False
    shard: str = ""
    baseline: Baseline | None = None


@dataclass
class _Found:
    """What the oracle found, each thing once."""

    by_key: dict[tuple[str, str, str], tuple[Finding, tuple[Exchange, ...]]] = field(default_factory=dict)


class Run:
    """One run of a plan."""

    def __init__(self, plan: Plan, emit: Callable[[Event], None]) -> None:
        self._plan = plan
        self._emit = emit
        tokens = tuple(token for token in (plan.target.token, plan.target.second_token) if token)
        self._oracle = oracles.Oracle(plan.document, tokens)
        self.client = Client(plan.target, plan.document, self._oracle)
        self.client.on_finding = self._remember
        self._found = _Found()
        self._state = RunState(plan.seed, plan.profile, plan.stop_early)
        self._numbers = {clause.id: number for number, clause in enumerate(plan.clauses, start=1)}
        self._begin = 0
        self._failing = False
        self._verified = False

    def execute(self) -> int:
        """Check every clause and return the exit code.

        Raises:
            Unreachable: the target does not answer.
        """
        plan, began = self._plan, time.monotonic()
        self.client.await_ready(READY_WITHIN)
        operations = tuple(plan.document.operations)
        document, clauses = str(plan.document.path), len(plan.clauses) + len(oracles.clauses())
        self._emit(RunStarted(plan.target.url, plan.seed, plan.profile, document, clauses, operations))
        try:
            for clause in plan.clauses:
                self.check(clause)
                if plan.stop_early and (self._failing or self._gating_findings()):
                    break
            self._report_findings()
        finally:
            self.close()
        code, notices = self._conclude()
        self._emit(RunFinished(code, time.monotonic() - began, len(self.client.log), self.reached(), notices))
        return code

    @property
    def document(self) -> Path:
        """The file of the contract."""
        return self._plan.document.path

    def check(self, clause: Clause) -> ClauseFinished:
        """Check one clause of the plan, tell of it, and return what was found.

        What the oracle found meanwhile counts against its own rules: see `findings`.
        """
        info = self.info(clause)
        self._emit(ClauseStarted(info))
        label = f"{self._label}-{self._numbers[clause.id]:03d}"
        self.client.clause = clause.id
        self._begin, began = len(self.client.log), time.monotonic()
        bench = Bench(self.client, self._provision, label=label, clause=clause.id, run=self._state)
        try:
            reason = self._judge(clause, bench)
            chain = minimal_chain(bench.exchanges)
            failures = tuple(
                self._failure(
                    info, clause.operation, violation.expected, violation.actual, violation.chain or chain
                )
                for violation in bench.violations
            )
        finally:
            bench.clean()
        outcome = _outcome(failures, reason)
        seconds, requests = time.monotonic() - began, len(self.client.log) - self._begin
        return self._finish(ClauseFinished(info, outcome, failures, reason, seconds, requests))

    def findings(self) -> list[Failure]:
        """What the oracle has found so far, the first finding first."""
        infos = {clause.id.removeprefix(oracles.PREFIX): self.info(clause) for clause in oracles.clauses()}
        return [
            self._failure(infos[finding.rule], finding.operation, finding.expected, finding.actual, chain)
            for finding, chain in self._found.by_key.values()
        ]

    def close(self) -> None:
        """Delete what the run has made, and close its connections."""
        self.client.clause = ""
        for finish in self._state.at_end:
            finish()
        if not self._plan.target.read_only:
            self._provision.clean()
        self.client.close()

    def info(self, clause: Clause) -> ClauseInfo:
        """What reports show of a clause."""
        line = self._plan.document.line(clause.rests_on)
        return ClauseInfo(clause.id, clause.sentence, clause.operation, clause.evidence, line)

    @cached_property
    def _provision(self) -> Provision:
        return Provision(self.client, self._label)

    @cached_property
    def _label(self) -> str:
        """The beginning of every name that the run gives; new even where an earlier run left things."""
        label = f"ct-{self._plan.seed:x}{self._plan.shard}"
        project = self._plan.target.project_id
        if project and not self._plan.target.read_only:
            page = self.client.call(
                "list_models", query={"project_id": project, "limit": 1}, judged=False
            ).data
            if isinstance(page, dict) and page.get("items"):
                label += f"-{secrets.token_hex(3)}"
        return label

    def _judge(self, clause: Clause, bench: Bench) -> str:
        """Run the check; violations go to the bench, the reason for not verifying comes back."""
        if clause.writes and self._plan.target.read_only:
            return "it would write, and the run is read-only"
        try:
            clause.check(bench)
        except Violated as violation:
            bench.violations.append(violation)
        except NotVerified as reason:
            return str(reason)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            if isinstance(error, AttributeError) and not isinstance(error.obj, JSON_TYPES):
                raise  # a mistake of the suite's own
            # The clause read an answer that is not what the contract promises.
            where = traceback.extract_tb(error.__traceback__)[-1]
            actual = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
            bench.violations.append(Violated("answers that the clause can read", actual))
        return ""

    def _remember(self, finding: Finding) -> None:
        if finding.key not in self._found.by_key:
            chain = minimal_chain(self.client.log[self._begin :], finding.exchange)
            self._found.by_key[finding.key] = (finding, chain)

    def _gating_findings(self) -> bool:
        return any(failure.gating and not failure.accepted for failure in self.findings())

    def _report_findings(self) -> None:
        found = self.findings()
        for clause in oracles.clauses():
            info, rule = self.info(clause), clause.id.removeprefix(oracles.PREFIX)
            self._emit(ClauseStarted(info))
            failures = tuple(failure for failure in found if failure.clause.id == clause.id)
            answers = {op: count for (name, op), count in self._oracle.checked.items() if name == rule}
            reason = "" if answers else "no answer was seen"
            outcome = _outcome(failures, reason)
            self._finish(ClauseFinished(info, outcome, failures, reason, answers=answers))

    def _failure(
        self, info: ClauseInfo, operation: str, expected: str, actual: str, chain: tuple[Exchange, ...]
    ) -> Failure:
        accepted = self._plan.baseline.accepts(info.id, operation) if self._plan.baseline else None
        sender = chain[-1].clause if info.id.startswith(oracles.PREFIX) and chain else info.id
        gating = info.evidence in self._plan.evidence
        redact = self.client.redact
        chain = tuple(self.client.redacted(exchange) for exchange in chain)
        return Failure(
            info,
            operation,
            redact(expected),
            redact(actual),
            chain,
            rerun_command(self._plan, sender),
            accepted,
            gating,
        )

    def _finish(self, event: ClauseFinished) -> ClauseFinished:
        if any(failure.gating and not failure.accepted for failure in event.failures):
            self._failing = True
        self._verified |= event.outcome != "not verified" and not event.clause.id.startswith(oracles.PREFIX)
        self._emit(event)
        return event

    def reached(self) -> dict[str, int]:
        """How many 2xx answers each operation has given."""
        reached = Counter(
            exchange.operation for exchange in self.client.log if exchange.ok and exchange.operation
        )
        return {operation: reached[operation] for operation in self._plan.document.operations}

    def _conclude(self) -> tuple[int, tuple[str, ...]]:
        notices = list(self._plan.baseline.notices()) if self._plan.baseline else []
        vacuous = [name for name, count in self.reached().items() if not count] if self._plan.whole else []
        notices += [
            f"Vacuous: {name} never answered with success, so nothing is proved about it." for name in vacuous
        ]
        if not self._verified:
            notices.append("Vacuous: no clause could be verified, so nothing is proved.")
        if self._failing:
            return VIOLATED, tuple(notices)
        return (CONFORMS if self._verified and not vacuous else VACUOUS), tuple(notices)


def _outcome(failures: tuple[Failure, ...], reason: str) -> Outcome:
    if failures:
        return "accepted" if all(failure.accepted for failure in failures) else "violated"
    return "not verified" if reason else "passed"
