"""Servers side by side: `python -m benchmarks.servers`; see the README beside it."""

from __future__ import annotations

import statistics
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import load, machine, table
from benchmarks.cases import CASES, MODELS
from benchmarks.cases import chosen as chosen_cases
from benchmarks.clients import WrongAnswer
from benchmarks.options import parser, positive, reading
from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.catalogue import chosen as chosen_peers
from benchmarks.peers.peer import NotInstalled, Place
from benchmarks.process import NotStarted, Server
from benchmarks.worlds import model_id, write_world

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from benchmarks.outcome import Outcome
    from benchmarks.peers.peer import Peer

LIMIT = "bare"
"""The server that the others are divided by."""
START, IDLE, LOADED = "first answer ms", "RSS idle MB", "RSS loaded MB"


@dataclass
class Record:
    """What the rounds found out about one server: every number of every round."""

    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    ratios: dict[str, list[float]] = field(default_factory=dict)
    footprint: dict[str, list[float]] = field(default_factory=dict)
    trouble: str = ""
    installed: bool = True

    def medians(self, member: str) -> dict[str, float]:
        """Return the median of a member of the outcomes, by case."""
        return {
            case: statistics.median(getattr(outcome, member) for outcome in outcomes)
            for case, outcomes in self.outcomes.items()
        }

    def of_limit(self) -> dict[str, float]:
        """Return the median of the rate as a part of the limit's just before, by case."""
        return {case: statistics.median(ratios) for case, ratios in self.ratios.items()}

    def spreads(self) -> dict[str, float]:
        """Return how far the rates of the rounds lie apart, in % of their median, by case."""
        medians = self.medians("rate")
        rates = {case: [outcome.rate for outcome in outcomes] for case, outcomes in self.outcomes.items()}
        return {case: (max(of) - min(of)) / medians[case] * 100 for case, of in rates.items()}

    def footprints(self) -> dict[str, float]:
        """Return the medians of start and memory."""
        return {name: statistics.median(values) for name, values in self.footprint.items()}

    def note(self, name: str, value: float) -> None:
        """Keep a number of start or memory."""
        self.footprint.setdefault(name, []).append(value)


def main() -> None:
    """Measure, print, and end with 1 when a server did not do what it was asked."""
    options = _options()
    records = {peer.name: Record() for peer in options.only}
    with machine.as_load() as core, tempfile.TemporaryDirectory() as folder:
        world = write_world(Path(folder) / "world.json", MODELS)
        bench = Bench(core, world, Path(folder), options)
        for at in range(options.rounds):
            for peer in options.only:
                record = records[peer.name]
                if not record.trouble:
                    table.progress(f"round {at + 1} of {options.rounds}: {peer.name}")
                    bench.measure(peer, record)
    _show(options, records)
    table.save(options.json, _result(options, records))
    if any(record.trouble and record.installed for record in records.values()):
        sys.exit(1)


def _options() -> Namespace:
    made = parser("benchmarks.servers", "This mock and other servers under the same load.")
    made.add_argument("--seconds", type=positive, default=3, help="of load for each case [3]")
    made.add_argument("--rounds", type=positive, default=3, help="over all servers [3]")
    names = ", ".join(peer.name for peer in PEERS)
    made.add_argument("--only", type=reading(chosen_peers), default=PEERS, help=f"some of: {names}")
    cases = ", ".join(case.name for case in CASES)
    made.add_argument("--cases", type=reading(chosen_cases), default=CASES, help=f"some of: {cases}")
    return made.parse_args()


@dataclass
class Bench:
    """Where the servers run, and the limit that each of them is measured beside."""

    core: int
    world: Path
    scratch: Path
    options: Namespace

    def measure(self, peer: Peer, record: Record) -> None:
        """Start a server anew, so that every round finds the same world, and add what is found out."""
        try:
            with ExitStack() as stack:
                # Beside each server, as the machine may run faster in one minute than in the next.
                limit = None if peer.name == LIMIT else stack.enter_context(self._started(PEERS[0]))
                server = stack.enter_context(self._started(peer))
                record.note(START, server.first_answer_ms)
                record.note(IDLE, server.resident_mb())
                self._load(peer, record, server, limit)
                record.note(LOADED, server.resident_mb())
        except NotInstalled as error:
            record.trouble, record.installed = f"not installed: {error}", False
        except (NotStarted, WrongAnswer, OSError) as error:
            record.trouble = f"FAILED: {error}"
        if record.trouble:
            table.progress(f"{peer.name}: {record.trouble}")

    def _started(self, peer: Peer) -> Server:
        place = Place(machine.free_port(), self.world, self.scratch, self.options.mock_path)
        first = f"{peer.base}/models/{model_id(1)}"
        core = None if peer.spread else self.core
        return Server(peer.start(place), place.port, self.scratch / f"{peer.name}.log", core, first)

    def _load(self, peer: Peer, record: Record, server: Server, limit: Server | None) -> None:
        for case in self.options.cases:
            asked = peer.version_of(case)
            if asked is None:
                continue
            before = None if limit is None else load.measured(case, limit, self.options.seconds)
            outcome = load.measured(asked, server, self.options.seconds)
            record.outcomes.setdefault(case.name, []).append(outcome)
            record.ratios.setdefault(case.name, []).append(outcome.rate / before.rate if before else 1.0)


def _show(options: Namespace, records: Mapping[str, Record]) -> None:
    table.write(f"{machine.description()}; load by {load.tool()}, {load.CONNECTIONS} connections")
    table.write(f"rounds: {options.rounds}, of {options.seconds} s for each case; medians of the rounds")
    good = {name: record for name, record in records.items() if not record.trouble}
    cases = [case.name for case in options.cases]
    table.show("requests/s", cases, {name: record.medians("rate") for name, record in good.items()})
    percent = {name: _percent(record.of_limit()) for name, record in good.items()}
    table.show(f"requests/s, in % of those of {LIMIT} just before", cases, percent)
    cpu = {name: record.medians("cpu_us") for name, record in good.items()}
    table.show("processor time of an answer, in microseconds", cases, cpu)
    if options.rounds > 1:
        spreads = {name: record.spreads() for name, record in good.items()}
        table.show("spread of the rounds, in % of the median", cases, spreads)
    table.show("p99 ms", cases, {name: record.medians("p99_ms") for name, record in good.items()})
    table.show("bytes of an answer", cases, {name: record.medians("size") for name, record in good.items()})
    footprints = {name: record.footprints() for name, record in good.items()}
    table.show("start and memory", [START, IDLE, LOADED], footprints)
    for name, record in records.items():
        if record.trouble:
            table.write(f"\n{name}: {record.trouble}")


def _percent(parts: Mapping[str, float]) -> dict[str, float]:
    return {case: part * 100 for case, part in parts.items()}


def _result(options: Namespace, records: Mapping[str, Record]) -> dict[str, Any]:
    return {
        "machine": machine.description(),
        "load": load.tool(),
        "connections": load.CONNECTIONS,
        "seconds": options.seconds,
        "rounds": options.rounds,
        "models": MODELS,
        "servers": {
            name: {
                "trouble": record.trouble or None,
                "rate": record.medians("rate"),
                "of_bare": record.of_limit(),
                "cpu_us": record.medians("cpu_us"),
                "rounds": record.outcomes,
                "footprint": record.footprints(),
                "footprint_rounds": record.footprint,
            }
            for name, record in records.items()
        },
    }


if __name__ == "__main__":
    main()
