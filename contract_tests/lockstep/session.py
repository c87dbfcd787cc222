"""One clause's exploration: its budget, and the shortest sequence that shows a divergence."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contract_tests.bench import Bench
from contract_tests.chain import LONGEST, minimal_chain
from contract_tests.clauses import NotVerified, Violated
from contract_tests.lockstep.abilities import Abilities
from contract_tests.lockstep.player import Player
from contract_tests.lockstep.reduction import reduced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.clauses import Profile
    from contract_tests.exchange import Exchange
    from contract_tests.lockstep.player import Call

REPLAYS = 120
"""How many replays may be spent on making a sequence shorter."""
HURRY = 0.5
"""Seconds that an effect is waited for in replays, if it was never seen to take longer."""


@dataclass(frozen=True)
class Budget:
    """How much to explore.

    Attributes:
        rounds: how often to try some fresh sequences.
        steps: the most steps in a sequence.
        seconds: time after which no further sequence is begun, for slow targets.
        shrinking: seconds to spend on making a sequence that fails shorter.
    """

    rounds: int
    steps: int
    seconds: float
    shrinking: float


BUDGETS: dict[Profile, Budget] = {
    "quick": Budget(rounds=1, steps=8, seconds=20, shrinking=10),
    "full": Budget(rounds=8, steps=14, seconds=90, shrinking=20),
    "soak": Budget(rounds=80, steps=25, seconds=600, shrinking=60),
}


class Enough(BaseException):
    """Ends the exploration; Hypothesis lets it through because it is no Exception."""


@dataclass(frozen=True)
class Witness:
    """A sequence after which target and reference differ.

    Attributes:
        calls: the steps, to be played again.
        story: the steps in words.
        expected: what the reference says.
        actual: what came.
        chain: the requests.
        late: whether it is an effect that has not shown in time.
    """

    calls: tuple[Call, ...]
    story: tuple[str, ...]
    expected: str
    actual: str
    chain: tuple[Exchange, ...]
    late: bool

    @classmethod
    def of(cls, player: Player, violated: Violated) -> Witness:
        """What a player has come to."""
        return cls(
            tuple(player.calls),
            tuple(player.story),
            violated.expected,
            violated.actual,
            _chain(player.bench.exchanges),
            player.late,
        )

    def violation(self) -> Violated:
        """The violation as a report shows it."""
        listed = "; ".join(f"{number}. {step}" for number, step in enumerate(self.story, start=1))
        return Violated(f"after {listed}: {self.expected}", self.actual, self.chain)


class Session:
    """What all sequences of one clause share.

    Attributes:
        budget: how much to explore.
        decided: whether the kit's own decisions count.
        witness: the shortest sequence so far that shows a divergence.
        obstacle: why exploring had to end, other than by a witness or the budget.
    """

    def __init__(self, bench: Bench, budget: Budget, *, decided: bool) -> None:
        self.budget = budget
        self.decided = decided
        self.witness: Witness | None = None
        self.obstacle: NotVerified | None = None
        self._bench = bench
        self._can = Abilities.of(bench)
        self._longest = 0.0
        self._until = time.monotonic() + budget.seconds
        self._replays = 0

    def player(self) -> Player:
        """A player for one more sequence.

        Raises:
            Enough: the time is up.
        """
        if time.monotonic() > self._until:
            raise Enough
        bench, wait = self._bench, self._bench.client.target.wait
        own = Bench(bench.client, bench.provision, label=bench.name(), clause="", run=bench.run)
        patience = wait if self.witness is None else min(wait, max(HURRY, 4 * self._longest))
        return Player(own, self._can, decided=self.decided, patience=patience)

    def play(self, player: Player, call: Call) -> None:
        """Play one step.

        Raises:
            Enough: target and reference differ, which is remembered, or the target cannot go on.
        """
        try:
            player.play(call)
        except Violated as violated:
            found = Witness.of(player, violated)
            # A replay waits less than the target is given, so it cannot be the first to tell of lateness.
            if self.witness is None or self.witness.late or not found.late:
                self.witness = found
            raise Enough from None
        except NotVerified as obstacle:
            self.obstacle = obstacle
            raise Enough from None
        finally:
            self._longest = max(self._longest, player.longest)

    def shorten(self) -> None:
        """Replay parts of the witness until no shorter one is found or the budget is used up."""
        if self.witness is None or self._bench.run.stop_early:
            return
        self._until = time.monotonic() + self.budget.shrinking
        reduced(self.witness.calls, self._replayed)

    def _replayed(self, calls: tuple[Call, ...]) -> tuple[Call, ...] | None:
        """What was played when a sequence fails; None when it does not, or when the budget is used up."""
        before, self._replays = self.witness, self._replays + 1
        player: Player | None = None
        try:
            if self._replays <= REPLAYS:
                player = self.player()
                for call in calls:
                    self.play(player, call)
        except Enough:
            if self.witness is not before and self.witness is not None:
                return self.witness.calls
        finally:
            if player is not None:
                player.bench.clean()
        return None


def _chain(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """All requests, reads included, since a read may have effects; of polls the last.

    Where that is more than a reader can take in, those that lead to the last.
    """
    kept: list[Exchange] = []
    later: set[str] = set()
    for exchange in reversed(exchanges):
        if exchange.method != "GET":
            later.clear()
        elif exchange.target in later:
            continue
        else:
            later.add(exchange.target)
        kept.append(exchange)
    return tuple(reversed(kept)) if len(kept) <= LONGEST else minimal_chain(exchanges)
