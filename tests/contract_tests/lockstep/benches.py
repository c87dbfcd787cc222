"""Benches on running servers, for the tests of this package."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from contract_tests.bench import Bench, RunState
from contract_tests.client import Client
from contract_tests.document import Document
from contract_tests.lockstep.session import Budget
from contract_tests.oracle import Oracle
from contract_tests.provision import Provision
from contract_tests.target import Target
from mock_server import MockServer
from tests.other_implementation.server import OtherImplementation

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = Budget(rounds=1, steps=8, seconds=300, shrinking=300)
LONG = Budget(rounds=12, steps=10, seconds=300, shrinking=300)


@contextmanager
def bench_on(target: Target, *, seed: int = 1, stop_early: bool = False) -> Iterator[Bench]:
    """A bench whose findings of the oracle fail the test."""
    document = Document.load()
    client = Client(target, document, Oracle(document))
    findings: list[Any] = []
    client.on_finding = findings.append
    provision = Provision(client, "ct")
    state = RunState(seed, "quick", stop_early)
    bench = Bench(client, provision, label="ct-1", clause="lockstep", run=state)
    try:
        yield bench
    finally:
        bench.clean()
        provision.clean()
        client.close()
    assert findings == []


@contextmanager
def mock_bench(**how: Any) -> Iterator[Bench]:
    """A bench on a mock of its own."""
    with MockServer(world="empty") as mock, bench_on(Target(mock.url, mock.token, wait=0.2), **how) as bench:
        yield bench


@contextmanager
def other_bench(fault: str | None = None, delay: float = 0.0, **how: Any) -> Iterator[Bench]:
    """A bench on the other implementation, which has the 12 operations only."""
    with OtherImplementation(delay, fault) as other:
        target = Target(
            other.url,
            other.token,
            project_id=other.project_id,
            other_project_id=other.further_project_id,
            file_id=other.file_id,
            env_id=other.env_id,
        )
        with bench_on(target, **how) as bench:
            yield bench
