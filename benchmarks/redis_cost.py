"""What a request costs Redis: `python -m benchmarks.redis_cost`; see the README beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from benchmarks import machine, questions, table
from benchmarks.clients import Caller, checked
from benchmarks.options import parser, positive
from benchmarks.process import Server, mock_launch
from benchmarks.questions import Question
from benchmarks.worlds import model_id, write_world

if TYPE_CHECKING:
    from collections.abc import Mapping

MODELS = 1000
KINDS = (
    Question("get by id", questions.get),
    Question("default page", questions.page),
    Question("search, rare word", questions.search),
    Question("patch", questions.patch),
    Question("create", questions.create),
)
COLUMNS = ("commands", "round trips", "bytes in", "bytes out", "µs of Redis")


def main() -> None:
    """Measure each kind of request, and print what one of them costs."""
    made = parser("benchmarks.redis_cost", "What a request to the mock costs Redis.")
    made.add_argument("--requests", type=positive, default=2000, help="of each kind [2000]")
    options = made.parse_args()
    rows = {}
    with machine.as_load() as core, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = write_world(folder / "world.json", MODELS)
        with Redis(folder) as redis:
            port, store = machine.free_port(), ("--store", f"redis://127.0.0.1:{redis.port}/0")
            launch = mock_launch(options.mock_path, port, world, *store)
            with Server(launch, port, folder / "mock.log", core, f"/v3/models/{model_id(1)}"):
                rows = {kind.name: _cost(kind, port, redis, options.requests) for kind in KINDS}
    table.write(f"{machine.description()}; one worker, one connection, {options.requests} requests of a kind")
    table.show("a request to the mock costs Redis", COLUMNS, rows)
    table.save(options.json, {"machine": machine.description(), "results": rows})


class Redis:
    """A Redis of its own; its counters."""

    def __init__(self, folder: Path) -> None:
        self.port = machine.free_port()
        words = ("redis-server", "--port", str(self.port), "--dir", str(folder), "--save", "")
        self._process = subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603  the benchmark's own

    def __enter__(self) -> Self:
        while self._process.poll() is None and not self._asked("PING").startswith("PONG"):
            continue
        if self._process.poll() is not None:
            sys.exit("redis-server does not start")
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._process.pid, signal.SIGTERM)
        self._process.wait()

    def counters(self) -> Mapping[str, float]:
        """Return what Redis has counted since it started."""
        lines = (line.partition(":") for line in self._asked("INFO", "everything").splitlines())
        info = {name: value.strip() for name, _, value in lines}
        processor = (float(info[f"used_cpu_{kind}_main_thread"]) for kind in ("user", "sys"))
        values = (
            float(info["total_commands_processed"]),
            float(info["total_reads_processed"]),
            float(info["total_net_input_bytes"]),
            float(info["total_net_output_bytes"]),
            sum(processor) * 1e6,
        )
        return dict(zip(COLUMNS, values, strict=True))

    def _asked(self, *words: str) -> str:
        asked = subprocess.run(  # noqa: S603  the benchmark's own
            ("redis-cli", "-p", str(self.port), *words),  # noqa: S607  found by PATH
            capture_output=True,
            text=True,
            check=False,
        )
        return asked.stdout


def _cost(kind: Question, port: int, redis: Redis, count: int) -> Mapping[str, float]:
    """Return what one request costs, the requests that others make by themselves left out."""
    asked = kind.requests(MODELS)
    with Caller(port) as caller:
        checked(caller.send(next(asked)), 200, kind.name)
        before = redis.counters()
        for _ in range(count):
            checked(caller.send(next(asked)), 200, kind.name)
        after = redis.counters()
    return {column: (after[column] - before[column]) / count for column in COLUMNS}


if __name__ == "__main__":
    main()
