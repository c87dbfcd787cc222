"""Tests of what reports ask of an event log."""

from __future__ import annotations

import pytest

from contract_tests.report.log import Log, standing
from tests.contract_tests.events_for_tests import (
    events,
    failure,
    feed,
    finished_clauses,
    info,
    passed,
    unverified,
    violated,
)


def log_of(*args: object, **end: object) -> Log:
    """A log that has taken the events."""
    log = Log()
    feed(log, events(*args, **end))  # type: ignore[arg-type] # the arguments are those of `events`
    return log


def test_counts_every_standing() -> None:
    """A violation that does not gate and one that is accepted are told from one that fails the run."""
    assert log_of().counts() == {
        "violated": 2,
        "reported": 1,
        "accepted": 1,
        "not verified": 2,
        "passed": 2,
    }


def test_the_worst_violation_decides() -> None:
    """A clause with an accepted and another violation is violated."""
    clause = info("oracle.schema", "*")
    both = violated(clause, failure(clause, accepted="known"), failure(clause, operation="get_model"))
    assert standing(both) == "violated"
    log = log_of([both])
    assert list(log.by_operation("violated")) == ["get_model"]
    assert list(log.by_operation("accepted")) == ["*"]


def test_operations_keep_the_order_of_the_contract() -> None:
    """Unknown operations and `*` come last."""
    assert log_of().ordered(["*", "get_model", "zz", "list_models", "get_model"]) == [
        "list_models",
        "get_model",
        "*",
        "zz",
    ]


@pytest.mark.parametrize(
    ("clause_id", "topic"),
    [
        ("models.list.ordering.ties", "ordering"),
        ("models.list.latest", "list"),
        ("models.create.roundtrip", "create"),
        ("authorisation.missing.get_model", "authorisation"),
        ("create_model.rejects.type", "rejects"),
        ("operations.get_model.ignored_auth", "operations"),
        ("oracle.schema", "oracle"),
        ("alone", "alone"),
    ],
)
def test_topics(clause_id: str, topic: str) -> None:
    """A topic is the same for every operation."""
    assert log_of().topic(info(clause_id)) == topic


def test_reasons_are_grouped() -> None:
    """Clauses that were not verified stand by their reason, the most frequent first."""
    log = log_of(
        [unverified(info("a.a"), "rare"), unverified(info("a.b"), "often"), unverified(info("a.c"), "often")]
    )
    assert [(reason, len(clauses)) for reason, clauses in log.by_reason().items()] == [
        ("often", 2),
        ("rare", 1),
    ]


def test_verdicts() -> None:
    """The verdict is one sentence that never claims more than was checked."""
    held = [passed(info("a.a")), unverified(info("a.b"))]
    silent = ("Baseline b.yaml: an entry was not needed.", "Vacuous: get_model never answered with success.")
    assert log_of().verdict() == (
        "The implementation violates the contract: 2 of 8 clauses broken, in 2 operations."
    )
    assert log_of(held, exit_code=0).verdict() == (
        "The implementation conforms: 1 of 2 clauses hold (1 not verified)."
    )
    assert log_of(held, exit_code=5, notices=silent).verdict() == (
        "The run proves too little: get_model never answered with success."
    )


def test_an_unfinished_log_says_so() -> None:
    """Asking too early is an error, not a wrong answer."""
    with pytest.raises(ValueError, match="no RunStarted"):
        _ = Log().run
    with pytest.raises(ValueError, match="no RunFinished"):
        _ = Log().end


def test_every_standing_is_in_the_sample() -> None:
    """The sample log that other tests use has a clause of every standing."""
    assert {standing(event) for event in finished_clauses()} == set(log_of().counts())
