"""Cost by the size of the world: `python -m benchmarks.scale`; see the README beside it."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from benchmarks import machine, questions, table
from benchmarks.clients import Caller, Client, WrongAnswer, checked
from benchmarks.options import parser, positive
from benchmarks.peers.peer import NotInstalled, Place
from benchmarks.peers.stores import STORES
from benchmarks.process import NotStarted, Server
from benchmarks.questions import CREATE, QUESTIONS, Question
from benchmarks.worlds import model_id, write_world

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, Sequence

SIZES = (100, 1_000, 10_000, 100_000)
LEAST = 5
"""Requests of a kind, however long they take."""
BESIDE = 4
"""Connections that keep asking for lists over everything while one reads by id."""
WAIT, START, MEMORY = "longest wait of a get beside lists, ms", "first answer, ms", "RSS, MB"
AGAIN = "first answer of a second start, ms"

Results = dict[str, dict[str, float]]
"""Numbers by what was measured and by size."""


def main() -> None:
    """Measure at each size, and print."""
    options = _options()
    results: Results = {}
    with machine.as_load() as core, tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            table.progress(f"{size:,} models")
            try:
                found = _measured(size, Path(folder), core, options)
            except (NotInstalled, NotStarted, WrongAnswer, OSError) as error:
                sys.exit(f"{size:,} models: FAILED: {error}")
            for name, value in found.items():
                results.setdefault(name, {})[str(size)] = value
    _show(options, results)
    table.save(options.json, {"machine": machine.description(), "results": results})


def _options() -> Namespace:
    made = parser("benchmarks.scale", "What a request to the mock costs in small and in large worlds.")
    made.add_argument("--sizes", type=_sizes, default=SIZES, help="numbers of models, with commas")
    made.add_argument("--store", choices=STORES, default="memory", help="where the world lives [memory]")
    made.add_argument("--seconds", type=positive, default=2, help="for each kind of request, at most [2]")
    return made.parse_args()


def _sizes(text: str) -> Sequence[int]:
    return sorted({positive(size) for size in text.split(",")})


def _measured(size: int, folder: Path, core: int, options: Namespace) -> Mapping[str, float]:
    world = write_world(folder / "world.json", size)
    port = machine.free_port()
    launch = STORES[options.store](Place(port, world, folder, options.mock_path))
    log, first = folder / "mock.log", f"/v3/models/{model_id(1)}"
    with Server(launch, port, log, core, first) as server:
        # Memory first: what the requests add is the business of `benchmarks.memory`.
        found = {START: server.first_answer_ms, MEMORY: server.resident_mb()}
        with Caller(port) as caller:
            for question in QUESTIONS:
                found[question.name] = _median_ms(caller, question, size, options.seconds)
            found[WAIT] = uvloop.run(_longest_wait(port, size, options.seconds))
            found[CREATE.name] = _median_ms(caller, CREATE, size, options.seconds)
    if options.store == "sqlite":
        with Server(launch, port, log, core, first) as server:
            found[AGAIN] = server.first_answer_ms
    return found


def _median_ms(caller: Caller, question: Question, size: int, seconds: float) -> float:
    """Return the median time of a kind of request over a bounded time, and a bounded number of them."""
    changes = Question("change", questions.patch).requests(size)
    times: list[float] = []
    until = time.perf_counter() + seconds
    for request in question.requests(size):
        if question.after_change:
            checked(caller.send(next(changes)), 200, "patch")
        began = time.perf_counter()
        answer = caller.send(request)
        ended = time.perf_counter()
        checked(answer, 200, question.name)
        times.append((ended - began) * 1000)
        if len(times) >= question.most or (ended > until and len(times) >= LEAST):
            break
    return statistics.median(times)


async def _longest_wait(port: int, size: int, seconds: float) -> float:
    """Return the longest that a read by id took while lists over everything ran beside it, in ms."""
    reader, *others = [await Client.connect(port) for _ in range(1 + BESIDE)]
    stop = asyncio.Event()
    beside = [asyncio.create_task(_list_on(client, stop, at)) for at, client in enumerate(others)]
    longest = 0.0
    until = time.perf_counter() + seconds
    for asked, request in enumerate(Question("get", questions.get).requests(size), 1):
        began = time.perf_counter()
        answer = await reader.send(request)
        ended = time.perf_counter()
        checked(answer, 200, "get beside lists")
        longest = max(longest, ended - began)
        if ended > until and asked >= LEAST:
            break
    stop.set()
    await asyncio.gather(*beside)
    with contextlib.suppress(OSError):
        for client in (reader, *others):
            client.close()
    return longest * 1000


async def _list_on(client: Client, stop: asyncio.Event, at: int) -> None:
    """Ask for one list after another: two connections search, two take the default page."""
    kind = questions.search if at % 2 else questions.page
    for request in Question("list", kind).requests(0):
        checked(await client.send(request), 200, "list beside gets")
        if stop.is_set():
            break


def _show(options: Namespace, results: Results) -> None:
    columns = [str(size) for size in options.sizes]
    table.write(f"{machine.description()}; the world in {options.store}")
    table.write(f"one connection; medians over {options.seconds} s or {QUESTIONS[0].most} requests at most")
    costs = [question.name for question in (*QUESTIONS, CREATE)]
    rest = [name for name in (START, AGAIN, MEMORY, WAIT) if name in results]
    for title, names in (("ms of a request", costs), ("start, memory and waiting", rest)):
        rows = {name: results[name] for name in names}
        table.show(f"{title}, by models in the world", columns, rows)
        multiples = {name: _multiples(row) for name, row in rows.items()}
        table.show(f"{title}, divided by those of the smallest world", columns, multiples)


def _multiples(row: Mapping[str, float]) -> dict[str, float]:
    least = next(iter(row.values()))
    return {column: value / least for column, value in row.items()}


if __name__ == "__main__":
    main()
