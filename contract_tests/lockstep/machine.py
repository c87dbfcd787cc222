"""The state machine: which steps Hypothesis may choose next, and with which arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from contract_tests.lockstep import listing, values
from contract_tests.lockstep.player import MOST, READS, STATUSES, WRITES, Call

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from contract_tests.document import Json
    from contract_tests.lockstep.session import Session

LISTS = 4
"""How many lists follow on each other; they cost least and have the most cases."""
# Hypothesis draws only the seeds of arguments: drawn one by one, they would be too much alike to collide.
ARGUMENTS = st.randoms(use_true_random=True)


def _possible(step: str) -> Callable[[Any], bool]:
    return lambda self: bool(self.player.possible(step))


class Lockstep(RuleBasedStateMachine):
    """Plays each chosen step on the target and the reference; the player compares them after every one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.player = session.player()

    def teardown(self) -> None:
        """Delete what the sequence made."""
        self.player.bench.clean()

    @initialize(random=ARGUMENTS)
    def populate(self, random: Random) -> None:
        """Begin with some models."""
        for _ in range(random.choice((1, 2, 3))):
            self._play("create", **_model(random))

    @precondition(_possible("create"))
    @rule(random=ARGUMENTS)
    def create(self, random: Random) -> None:
        """Create a model."""
        self._play("create", **_model(random))

    @precondition(_possible("create_version"))
    @rule(random=ARGUMENTS)
    def create_version(self, random: Random) -> None:
        """Create a further version of a model, or one that is taken, and change the model."""
        which = random.randrange(len(self.player.reference.models))
        self._play("create_version", which=which, version=random.choice(values.VERSIONS))
        change = values.change(random, decided=self.session.decided, version=False)
        self._play("update", which=which, change=change)

    @precondition(_possible("update"))
    @rule(random=ARGUMENTS)
    def update(self, random: Random) -> None:
        """Change a model."""
        change = values.change(random, decided=self.session.decided, version=True)
        self._play("update", which=_which(random), change=change)

    @precondition(_possible("update"))
    @rule(random=ARGUMENTS)
    def update_often(self, random: Random) -> None:
        """Replace one nested member several times."""
        which, member = _which(random), random.choice(sorted(values.NESTED))
        for name in random.sample(sorted(values.NESTED[member]), 3):
            self._play("update", which=which, change={member: name})

    @precondition(_possible("create_version"))
    @rule(random=ARGUMENTS)
    def contend(self, random: Random) -> None:
        """Create a further version of a model, then try to give the model that version, and more."""
        which, version = random.randrange(len(self.player.reference.models)), random.choice(values.VERSIONS)
        self._play("create_version", which=which, version=version)
        change = values.change(random, decided=self.session.decided, version=False)
        self._play("update", which=which, change={**change, "version": version})

    @precondition(_possible("delete"))
    @rule(random=ARGUMENTS)
    def delete(self, random: Random) -> None:
        """Delete a model, address it and list what is left."""
        self._play("delete", which=_which(random))
        self._play("knock", which=0, operation=random.choice((*READS, *WRITES)))
        for _ in range(2):
            self._play("find", asked=listing.criteria(random, decided=self.session.decided))

    @precondition(_possible("update"))
    @rule(random=ARGUMENTS)
    def deploy(self, random: Random) -> None:
        """Deploy or update an artifact or a surrogate."""
        operation = random.choice(("deploy", "update"))
        self._play(random.choice(tuple(STATUSES)), which=_which(random), operation=operation)

    @precondition(_possible("read_column"))
    @rule(random=ARGUMENTS)
    def read_column(self, random: Random) -> None:
        """Read one column."""
        self._play("read_column", which=_which(random), column=random.randrange(4))

    @precondition(_possible("find"))
    @rule(random=ARGUMENTS)
    def find(self, random: Random) -> None:
        """List by several criteria."""
        for _ in range(LISTS):
            self._play("find", asked=listing.criteria(random, decided=self.session.decided))

    def _play(self, step: str, **arguments: Any) -> None:
        self.session.play(self.player, Call(step, arguments))


def _which(random: Random) -> int:
    return random.randrange(MOST)


def _model(random: Random) -> Json:
    return {
        "name": random.choice(values.NAMES),
        "version": random.choice((None, *values.VERSIONS)),
        "place": random.choice(("home", "home", "home", "other")),
        "change": values.change(random, decided=False, version=False) if random.random() < 0.6 else {},
    }
