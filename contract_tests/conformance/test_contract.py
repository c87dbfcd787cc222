"""Every clause of the contract as a test; what the oracle finds meanwhile fails the clause that asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.pytest_plugin import PLAN, REACHED
from contract_tests.report.failure import failure_text
from contract_tests.report.log import failure_standing
from contract_tests.runner import Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.clauses import Clause
    from contract_tests.events import Failure


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each clause; without a target there is none."""
    plan = metafunc.config.stash.get(PLAN, None)
    cases = [
        pytest.param(clause, id=clause.id, marks=pytest.mark.xdist_group(clause.group))
        for clause in (plan.clauses if plan else ())
    ]
    metafunc.parametrize("clause", cases)


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config) -> Iterator[Run]:
    """One run for all clauses of this process."""
    run = Run(pytestconfig.stash[PLAN], lambda _: None)
    yield run
    pytestconfig.stash[REACHED].update(run.reached())
    run.close()


def test_clause(clause: Clause, run: Run) -> None:
    """The clause holds; it is skipped where it cannot be verified and xfailed where it may be violated."""
    known = len(run.findings())
    event = run.check(clause)
    failures = [*event.failures, *run.findings()[known:]]
    if fatal := [failure for failure in failures if failure_standing(failure) == "violated"]:
        document = run.document.name
        pytest.fail("\n\n".join(failure_text(failure, document) for failure in fatal), pytrace=False)
    if failures:
        pytest.xfail(_excuse(failures[0]))
    if event.reason:
        pytest.skip(f"not verified: {event.reason}")


def _excuse(failure: Failure) -> str:
    if failure.accepted is not None:
        return f"accepted by the baseline: {failure.accepted}"
    return f"evidence `{failure.clause.evidence}` may not fail this run: {failure.actual}"
