"""One clause's exploration: its budget, what it can use, and the shortest sequence that shows a divergence."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contract_tests.bench import Bench
from contract_tests.chain import LONGEST, minimal_chain
from contract_tests.clauses import NotVerified, Violated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.clauses import Profile
    from contract_tests.exchange import Exchange

REPLAYS = 250
"""How many further failing or passing runs may be spent on making a sequence shorter."""


@dataclass(frozen=True)
class Budget:
    """How much to explore.

    Attributes:
        examples: sequences to try.
        steps: the most operations in a sequence.
        seconds: time after which no further sequence is begun, for slow targets.
        shrinking: seconds to spend on making a sequence that fails shorter.
    """

    examples: int
    steps: int
    seconds: float
    shrinking: float


BUDGETS: dict[Profile, Budget] = {
    "quick": Budget(examples=20, steps=8, seconds=30, shrinking=10),
    "full": Budget(examples=80, steps=14, seconds=120, shrinking=20),
    "soak": Budget(examples=400, steps=25, seconds=1200, shrinking=60),
}


class Enough(BaseException):
    """Ends the exploration; Hypothesis lets it through because it is no Exception."""


class Divergence(Exception):
    """The target and the reference have parted; the session knows how."""


@dataclass(frozen=True)
class Witness:
    """A sequence after which target and reference differ.

    Attributes:
        steps: the operations in words.
        expected: what the reference says.
        actual: what came.
        chain: the requests.
    """

    steps: tuple[str, ...]
    expected: str
    actual: str
    chain: tuple[Exchange, ...]

    @property
    def size(self) -> tuple[int, int]:
        """What to minimise."""
        return len(self.steps), len(" ".join(self.steps))

    def violation(self, note: str = "") -> Violated:
        """The violation as a report shows it."""
        listed = "; ".join(f"{number}. {step}" for number, step in enumerate(self.steps, start=1))
        return Violated(f"after {listed}: {self.expected}", self.actual + note, self.chain)


@dataclass(frozen=True)
class Abilities:
    """What the target can be asked for, besides models in one project.

    Attributes:
        second_project: there is a second project.
        file_id: a file to deploy as an artifact, or None.
        surrogates: there are environments to train surrogates on.
    """

    second_project: bool
    file_id: str | None
    surrogates: bool

    @classmethod
    def of(cls, bench: Bench) -> Abilities:
        """Find out, with a model of the clause's own."""
        model = bench.create()
        return cls(
            second_project=_can(bench.other_project) is not None,
            file_id=_can(bench.provision.any_file),
            surrogates=_can(lambda: bench.provision.environment(model["id"])) is not None,
        )


class Session:
    """What all examples of one clause share.

    Attributes:
        bench: the clause's.
        decided: whether the kit's own decisions count.
        can: what the target can be asked for.
        budget: how much to explore.
        best: the smallest witness so far.
        obstacle: why exploring had to end, other than by a witness or the budget.
    """

    def __init__(self, bench: Bench, budget: Budget, *, decided: bool) -> None:
        self.bench = bench
        self.decided = decided
        self.budget = budget
        self.can = Abilities.of(bench)
        self.best: Witness | None = None
        self.obstacle: NotVerified | None = None
        self._began = time.monotonic()
        self._failed_at: float | None = None
        self._replays = 0

    def example(self) -> Bench:
        """A bench for one more example.

        Raises:
            Enough: the budget is used up.
        """
        now = time.monotonic()
        if self._failed_at is None:
            spent = now - self._began > self.budget.seconds
        else:
            self._replays += 1
            spent = self._replays > REPLAYS or now - self._failed_at > self.budget.shrinking
        if spent:
            raise Enough
        bench = self.bench
        return Bench(bench.client, bench.provision, label=bench.name(), clause="", run=bench.run)

    def judge(self, bench: Bench, steps: Sequence[str], action: Callable[[], object]) -> None:
        """Do what an example does next.

        Raises:
            Divergence: it showed one, which is remembered.
            Enough: it cannot go on, or looking further is not wanted.
        """
        violated = self._attempt(action)
        if violated is None:
            return
        witness = Witness(tuple(steps), violated.expected, violated.actual, _chain(bench.exchanges))
        if self.best is None or witness.size <= self.best.size:
            self.best = witness
        if self._failed_at is None:
            self._failed_at = time.monotonic()
        if self.bench.run.stop_early:
            raise Enough
        raise Divergence

    def patience(self) -> float:
        """Seconds to wait for an effect: as long as the target is given, but less once one has failed to show."""
        wait = self.bench.client.target.wait
        return wait if self._failed_at is None else min(wait, 2.0)

    def _attempt(self, action: Callable[[], object]) -> Violated | None:
        try:
            action()
        except Violated as violated:
            return violated
        except NotVerified as obstacle:
            self.obstacle = obstacle
            raise Enough from None
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            return Violated("an answer that can be read", f"{type(error).__name__}: {error}")
        return None


def _can(ask: Callable[[], str]) -> str | None:
    try:
        return ask()
    except NotVerified:
        return None


def _chain(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """All requests, reads included, since a read may have effects; repeated ones once.

    Where that is more than a reader can take in, those that lead to the last.
    """
    kept: list[Exchange] = []
    for exchange in reversed(exchanges):
        repeated = exchange.method == "GET" and any(
            other.method == "GET" and other.target == exchange.target for other in _until_write(kept)
        )
        if not repeated:
            kept.append(exchange)
    return tuple(reversed(kept)) if len(kept) <= LONGEST else minimal_chain(exchanges)


def _until_write(kept: Sequence[Exchange]) -> list[Exchange]:
    """Of exchanges latest first, the reads before the next write in time."""
    reads: list[Exchange] = []
    for exchange in reversed(kept):
        if exchange.method != "GET":
            break
        reads.append(exchange)
    return reads
