"""The runner: what a clause's end means for the run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contract_tests.clauses import Clause, NotVerified, Violated
from contract_tests.document import Document
from contract_tests.events import ClauseFinished, RunFinished
from contract_tests.runner import CONFORMS, VACUOUS, VIOLATED, Plan, Run
from contract_tests.target import Target, Unreachable
from mock_server import MockServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.bench import Bench
    from contract_tests.events import Event

DOCUMENT = Document.load()


@pytest.fixture(scope="module")
def mock() -> Iterator[MockServer]:
    """A mock to run on."""
    with MockServer() as running:
        yield running


def clause(name: str, check: Callable[[Bench], None], *, writes: bool = True) -> Clause:
    """A clause of the test's own."""
    return Clause(f"test.{name}", "It holds.", "get_model", "vendor", "/paths", check, writes=writes)


def holds(bench: Bench) -> None:
    """Read the list, which is answered."""
    bench.data(bench.call("list_models", query={"limit": 1}))


def fails(_: Bench) -> None:
    """Find a violation."""
    raise Violated("this", "that")


def cannot(_: Bench) -> None:
    """Find out nothing."""
    raise NotVerified("the weather")


def stumbles(_: Bench) -> None:
    """Read what is not there."""
    raise KeyError("missing")


def run(mock: MockServer, *clauses: Clause, **how: object) -> tuple[int, list[Event]]:
    """Run clauses and give the exit code and the events."""
    events: list[Event] = []
    plan = Plan(Target(mock.url, mock.token), DOCUMENT, clauses, seed=1, profile="quick", whole=False)
    return Run(replace(plan, **how), events.append).execute(), events  # type: ignore[arg-type]


def finished(events: list[Event]) -> list[ClauseFinished]:
    """The ends of the test's own clauses."""
    ends = [event for event in events if isinstance(event, ClauseFinished)]
    return [end for end in ends if end.clause.id.startswith("test.")]


def outcomes(events: list[Event]) -> dict[str, str]:
    """The outcome of each clause of the test's own."""
    return {event.clause.id: event.outcome for event in finished(events)}


def notices(events: list[Event]) -> str:
    """What the run says of itself."""
    (end,) = [event for event in events if isinstance(event, RunFinished)]
    return "\n".join(end.notices)


def test_each_end_of_a_clause(mock: MockServer) -> None:
    """It passes, is violated, or is not verified; one that cannot read an answer is violated."""
    clauses = [clause(check.__name__, check) for check in (holds, fails, cannot, stumbles)]
    code, events = run(mock, *clauses)
    assert code == VIOLATED
    assert outcomes(events) == {
        "test.holds": "passed",
        "test.fails": "violated",
        "test.cannot": "not verified",
        "test.stumbles": "violated",
    }


def test_a_violation_of_another_level_does_not_fail_the_run(mock: MockServer) -> None:
    """With --evidence guide a vendor clause is reported only."""
    code, events = run(mock, clause("fails", fails), evidence=frozenset({"guide"}))
    assert (code, outcomes(events)) == (CONFORMS, {"test.fails": "violated"})


def test_a_run_that_verified_nothing_is_vacuous(mock: MockServer) -> None:
    """Nothing passed and nothing failed: that is not conformance."""
    code, events = run(mock, clause("cannot", cannot))
    assert code == VACUOUS
    assert "no clause could be verified" in notices(events)


def test_a_whole_run_that_misses_an_operation_is_vacuous(mock: MockServer) -> None:
    """Each operation that never succeeded is named."""
    code, events = run(mock, clause("holds", holds), whole=True)
    assert code == VACUOUS
    assert "create_model never answered with success" in notices(events)
    assert "list_models" not in notices(events)


def test_the_first_violation_may_end_the_run(mock: MockServer) -> None:
    """What comes after it is not checked."""
    code, events = run(mock, clause("fails", fails), clause("holds", holds), stop_early=True)
    assert (code, list(outcomes(events))) == (VIOLATED, ["test.fails"])


def test_a_read_only_run_checks_what_only_reads(mock: MockServer) -> None:
    """Clauses that write are not verified."""
    target = Target(mock.url, mock.token, read_only=True)
    clauses = (clause("writes", holds), clause("reads", holds, writes=False))
    _, events = run(mock, *clauses, target=target)
    assert outcomes(events) == {"test.writes": "not verified", "test.reads": "passed"}


def test_an_operation_that_the_document_lacks_is_not_verified(mock: MockServer) -> None:
    """A clause about it says so, instead of blaming the target."""
    raw = {**DOCUMENT.raw, "paths": {"/v3/models": DOCUMENT.raw["paths"]["/v3/models"]}}

    def factory(bench: Bench) -> None:
        bench.call("generate_model")

    _, events = run(mock, clause("factory", factory), document=Document(raw, {}, DOCUMENT.path))
    assert outcomes(events) == {"test.factory": "not verified"}


def test_a_dead_target_is_unreachable() -> None:
    """Nothing is checked where nothing answers."""
    plan = Plan(Target("http://127.0.0.1:9", timeout=0.1), DOCUMENT, [], seed=1)
    with pytest.raises(Unreachable, match="does not answer"):
        Run(plan, lambda _: None).execute()


def test_no_part_of_an_exchange_shows_a_token(mock: MockServer) -> None:
    """Neither what is sent, wherever it stands, nor what is echoed, in whatever case."""

    def sends(bench: Bench) -> None:
        bench.client.send("POST", f"/v3/models/{mock.token}", json={"name": mock.token.upper()})
        bench.client.send("GET", "/v3/models", query={"search": mock.token})
        raise Violated(f"not {mock.token}", mock.token, tuple(bench.exchanges))

    _, events = run(mock, clause("sends", sends))
    (end,) = finished(events)
    assert end.failures
    assert mock.token not in repr(end.failures).lower()
