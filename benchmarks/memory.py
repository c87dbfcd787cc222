"""What the mock holds after many requests: `python -m benchmarks.memory`; see the README beside it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import uvloop

from benchmarks import machine, table
from benchmarks.clients import Client, WrongAnswer, checked
from benchmarks.cycle import Cycle
from benchmarks.load import CONNECTIONS
from benchmarks.options import parser, positive
from benchmarks.process import NotStarted, Server, mock_launch
from benchmarks.questions import MODELS
from benchmarks.wire import request
from benchmarks.worlds import model_id, write_world

if TYPE_CHECKING:
    from argparse import Namespace

SIZE = 100
"""Models in the world: few, so that lists over all of them leave time for the other requests."""
PARTS = 10
"""How often memory is read on the way; the first reading is what the last is compared with."""


@dataclass
class Tally:
    """The requests so far, and what the server held after each tenth of them.

    Attributes:
        server: The server.
        wanted: How many requests there are to be.
        sent: How many there were.
        readings: Its memory in MB, by percent of the requests.
    """

    server: Server
    wanted: int
    sent: int = 0
    readings: dict[int, float] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Tell whether all requests have been sent."""
        return self.sent >= self.wanted

    def count(self) -> None:
        """Count a request."""
        self.sent += 1
        part = len(self.readings) + 1
        if part <= PARTS and self.sent >= self.wanted * part // PARTS:
            percent = part * 100 // PARTS
            self.readings[percent] = self.server.resident_mb()
            table.progress(f"{percent:3} %: {self.sent:,} requests, {self.readings[percent]:.1f} MB")


def main() -> None:
    """Send the requests, and print."""
    options = _options()
    with machine.as_load() as core, tempfile.TemporaryDirectory() as folder:
        scratch, port = Path(folder), machine.free_port()
        launch = mock_launch(options.mock_path, port, write_world(scratch / "world.json", SIZE))
        try:
            with Server(launch, port, scratch / "mock.log", core, f"{MODELS}/{model_id(1)}") as server:
                tally, began = Tally(server, options.requests), time.perf_counter()
                idle = server.resident_mb()
                live = uvloop.run(_run(tally))
                took = time.perf_counter() - began
        except (NotStarted, WrongAnswer, OSError) as error:
            sys.exit(f"FAILED: {error}")
    _show(options, tally, idle, live, took)


def _options() -> Namespace:
    made = parser("benchmarks.memory", "What the mock holds after many mixed requests.")
    made.add_argument("--requests", type=positive, default=500_000, help="all together [500000]")
    return made.parse_args()


async def _run(tally: Tally) -> int:
    """Send all requests and return how many models there are afterwards."""
    clients = [await Client.connect(tally.server.port) for _ in range(CONNECTIONS)]
    await asyncio.gather(*(_cycle(client, seat, tally) for seat, client in enumerate(clients)))
    answer = checked(await clients[0].send(request("GET", f"{MODELS}?limit=1")), 200, "the last list")
    for client in clients:
        client.close()
    live: int = orjson.loads(answer.body)["data"]["total"]
    if live != SIZE:
        raise WrongAnswer(f"{live} models are left of {SIZE}: memory says nothing then")
    return live


async def _cycle(client: Client, seat: int, tally: Tally) -> None:
    async for complete in Cycle(client, seat, SIZE).answers():
        tally.count()
        # Only between cycles, so that every model that was made is deleted again.
        if complete and tally.finished:
            break


def _show(options: Namespace, tally: Tally, idle: float, live: int, took: float) -> None:
    first, last = min(tally.readings), max(tally.readings)
    ratio = tally.readings[last] / tally.readings[first]
    table.write(machine.description())
    table.write(
        f"{tally.sent:,} requests over {CONNECTIONS} connections in {took:.0f} s; {live:,} models live"
    )
    columns = ["idle", *(f"{percent} %" for percent in tally.readings)]
    row = {"idle": idle, **{f"{percent} %": value for percent, value in tally.readings.items()}}
    table.show("RSS in MB, after parts of the requests", columns, {"mock": row})
    table.write(f"\nRSS after {first} %: {tally.readings[first]:.1f} MB")
    table.write(f"RSS at the end: {tally.readings[last]:.1f} MB, {ratio:.2f} times that")
    result = {
        "requests": tally.sent,
        "idle_mb": idle,
        "rss_mb": {str(at): mb for at, mb in tally.readings.items()},
    }
    table.save(options.json, {"machine": machine.description(), **result, "ratio": ratio})


if __name__ == "__main__":
    main()
