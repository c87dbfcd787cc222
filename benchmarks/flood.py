"""The load where wrk is not to be had. It is slower than a fast server: then the rates are its own."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uvloop

from benchmarks.clients import Client, checked
from benchmarks.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.cases import Case


def run(case: Case, port: int, *, connections: int, seconds: float, label: str) -> Outcome:
    """Send a case's requests for some seconds. WrongAnswer when one answer was wrong."""
    return uvloop.run(_run(case, port, connections, seconds, label))


@dataclass
class _Tally:
    times: list[float] = field(default_factory=list)
    size: int = 0


async def _run(case: Case, port: int, connections: int, seconds: float, label: str) -> Outcome:
    requests, tally = case.requests(label), _Tally()
    clients = [await Client.connect(port) for _ in range(connections)]
    began = time.perf_counter()
    try:
        # Not a TaskGroup: the first wrong answer is to be reported as it is.
        await asyncio.gather(*(_ask(client, case, requests, began + seconds, tally) for client in clients))
    finally:
        for client in clients:
            client.close()
    took = time.perf_counter() - began
    cuts = statistics.quantiles(tally.times, n=100)
    answers = len(tally.times)
    return Outcome(answers / took, cuts[49] * 1000, cuts[98] * 1000, tally.size / answers, answers)


async def _ask(client: Client, case: Case, requests: Iterator[bytes], until: float, tally: _Tally) -> None:
    while (began := time.perf_counter()) < until:
        answer = checked(await client.send(next(requests)), case.expected, case.name)
        tally.times.append(time.perf_counter() - began)
        tally.size += answer.size
