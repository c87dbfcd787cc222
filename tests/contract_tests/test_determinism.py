"""The same seed twice sends the same requests."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from contract_tests.clauses import REGISTRY
from contract_tests.document import Document
from contract_tests.planning import load_clauses
from contract_tests.runner import Plan, Run
from contract_tests.selftest.pool import spread, workers
from contract_tests.target import Target
from mock_server import MockServer

if TYPE_CHECKING:
    from contract_tests.exchange import Exchange

Sent = tuple[str, str, tuple[tuple[str, str], ...], bytes | None]
# Clauses whose requests race on purpose: what they send is the same, its order is not.
RACING = ("concurrency.",)
ONLY = {
    "behaviour": ("models.create", "models.unique", "jobs", "deployments", "columns"),
    "generated": ("operations.update_model",),
    "lockstep": ("lockstep",),
    "races": ("concurrency",),
}


def sent(exchange: Exchange) -> Sent:
    """What makes a request."""
    return exchange.method, exchange.path, exchange.query, exchange.request_body


def whole(seed: int) -> list[tuple[str, object]]:
    """What the whole quick profile sends."""
    return log((), seed)


def log(words: tuple[str, ...], seed: int) -> list[tuple[str, object]]:
    """What one run sends to a fresh mock, clause by clause."""
    document = Document.load()
    load_clauses(document)
    with MockServer(seed=11, freeze="2026-01-01T00:00:00Z") as mock:
        target = Target(mock.url, token=mock.token, second_token="mock-token-other")
        run = Run(Plan(target, document, REGISTRY.select("quick", words), seed, "quick"), lambda _: None)
        assert run.execute() in {0, 5}
    told: list[tuple[str, object]] = []
    for clause, exchanges in groupby(run.client.log, key=lambda exchange: exchange.clause):
        requests = [sent(exchange) for exchange in exchanges]
        # Ids that the mock gives in a race depend on who comes first.
        racing = clause.startswith(RACING)
        told.append((clause, Counter((m, "", (), None) for m, *_ in requests) if racing else requests))
    return told


@pytest.mark.parametrize("layer", ONLY)
def test_the_same_seed_sends_the_same_requests(layer: str) -> None:
    """Two runs with one seed send the same requests in the same order; races send as many of each method."""
    first, second = log(ONLY[layer], 7), log(ONLY[layer], 7)
    assert [clause for clause, _ in first] == [clause for clause, _ in second]
    for (clause, before), (_, after) in zip(first, second, strict=True):
        assert before == after, clause


def test_the_same_seed_sends_the_same_requests_in_a_whole_run() -> None:
    """So it is for a whole profile, each run in a process of its own, as the command runs."""
    # In one process the second would differ: Hypothesis draws on the constants of what is imported by then.
    with workers(2) as pool:
        first, second = spread(pool, whole, [7, 7])
    assert [clause for clause, _ in first] == [clause for clause, _ in second]
    for (clause, before), (_, after) in zip(first, second, strict=True):
        assert before == after, clause


def test_another_seed_sends_other_requests() -> None:
    """The seed matters."""
    assert log(ONLY["lockstep"], 7) != log(ONLY["lockstep"], 8)
