"""The load: wrk, or what stands in for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks import flood, wrk

if TYPE_CHECKING:
    from benchmarks.cases import Case
    from benchmarks.outcome import Outcome
    from benchmarks.process import Server

CONNECTIONS = 16
_WARMING = 1.0
"""Seconds that every case is sent before it is measured: Node compiles what runs often."""


def measured(case: Case, server: Server, seconds: float) -> Outcome:
    """Send a case's requests to a server: to warm it up, then to measure. WrongAnswer for a wrong status."""
    run = wrk.run if wrk.available() else flood.run
    run(case, server.port, connections=CONNECTIONS, seconds=min(seconds, _WARMING), label="warm")
    before = server.cpu_seconds()
    outcome = run(case, server.port, connections=CONNECTIONS, seconds=seconds, label="real")
    return replace(outcome, cpu_us=(server.cpu_seconds() - before) / outcome.answers * 1e6)


def tool() -> str:
    """The name of what sends the load."""
    return "wrk" if wrk.available() else "the benchmarks' own client"
