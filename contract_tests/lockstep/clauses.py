"""The clauses of this layer."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, cast

import hypothesis
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from contract_tests.clauses import clause
from contract_tests.lockstep.machine import Lockstep
from contract_tests.lockstep.session import BUDGETS, Budget, Enough, Session

if TYPE_CHECKING:
    from contract_tests.bench import Bench

ROUND = 8
"""Sequences at a time: from the eleventh on Hypothesis mostly varies sequences that it has tried already."""


@clause(
    "lockstep.sequence",
    "Whatever the sequence of operations, every answer, every model and every list is what a small reference "
    "model of the registry says.",
    operation="*",
    evidence="vendor",
    rests_on="/paths/~1v3~1models~1{model_id}/patch",
)
def sequence(bench: Bench) -> None:
    """Explore by the rules that the guide, the client and the vendor settle."""
    explore(bench, BUDGETS[bench.run.profile], decided=False)


@clause(
    "lockstep.decided",
    "So it is by the rules that the contract adds: owners, search, ignored members, the newest version.",
    operation="*",
    evidence="decided",
    rests_on="/paths/~1v3~1models/get",
)
def decided(bench: Bench) -> None:
    """Explore by all rules."""
    explore(bench, BUDGETS[bench.run.profile], decided=True)


def explore(bench: Bench, budget: Budget, *, decided: bool) -> None:
    """Play sequences on the target and the reference until they part or the budget is used up.

    Raises:
        Violated: they part; shows the shortest sequence found.
        NotVerified: there is no project to work in, or none any more.
    """
    session = Session(bench, budget, decided=decided)
    # Hypothesis takes an exploration that ends in the middle of a sequence for flaky.
    with contextlib.suppress(Enough, Flaky):
        for _ in range(budget.rounds):
            seeded = hypothesis.seed(bench.random.getrandbits(64))(lambda: Lockstep(session))
            run_state_machine_as_test(
                cast("type[Lockstep]", seeded),  # any factory serves
                settings=_settings(budget),
            )
    session.shorten()
    if session.witness:
        raise session.witness.violation()
    if session.obstacle:
        raise session.obstacle


def _settings(budget: Budget) -> hypothesis.settings:
    """Settings that leave nothing to chance, the clock or an earlier run."""
    return hypothesis.settings(
        max_examples=ROUND,
        stateful_step_count=budget.steps,
        phases=(hypothesis.Phase.generate,),
        database=None,
        deadline=None,
        derandomize=False,  # the seed is the run's
        print_blob=False,
        verbosity=hypothesis.Verbosity.quiet,
        # They judge the speed of generating data, which here is the target's speed.
        suppress_health_check=list(hypothesis.HealthCheck),
    )
