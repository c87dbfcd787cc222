"""The event log of a run: values that the runner emits and every report is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from contract_tests.clauses import Evidence, Profile
    from contract_tests.exchange import Exchange

Outcome = Literal["passed", "violated", "accepted", "not verified"]


@dataclass(frozen=True)
class ClauseInfo:
    """What reports show of a clause.

    Attributes:
        id: the clause's id.
        sentence: what holds.
        operation: operationId, or `*`.
        evidence: how the rule is known.
        line: line of openapi.yaml that it rests on.
    """

    id: str
    sentence: str
    operation: str
    evidence: Evidence
    line: int

    @property
    def group(self) -> str:
        """The first words of the id, two at most and never the last one, for tables."""
        return ".".join(self.id.split(".")[:-1][:2]) or self.id


@dataclass(frozen=True)
class Failure:
    """One violation.

    Attributes:
        clause: the clause that was violated.
        operation: operationId at fault, which for clauses about all operations is the one that answered.
        expected: what the clause demands.
        actual: what came.
        chain: the requests that lead there, the last one being the one that shows it.
        rerun: command that checks just this again.
        accepted: the reason for which a baseline accepts it, else None.
        gating: whether its evidence level may fail the run.
    """

    clause: ClauseInfo
    operation: str
    expected: str
    actual: str
    chain: tuple[Exchange, ...]
    rerun: str
    accepted: str | None = None
    gating: bool = True


@dataclass(frozen=True)
class RunStarted:
    """The run begins.

    Attributes:
        url: base URL of the target.
        seed: the run's seed.
        profile: quick, full or soak.
        document: path of the contract.
        clauses: how many clauses will be checked.
        operations: operationIds of the contract, in its order.
    """

    url: str
    seed: int
    profile: Profile
    document: str
    clauses: int
    operations: tuple[str, ...]


@dataclass(frozen=True)
class ClauseStarted:
    """A clause is about to be checked."""

    clause: ClauseInfo


@dataclass(frozen=True)
class ClauseFinished:
    """A clause has been checked.

    Attributes:
        clause: which.
        outcome: passed, violated, accepted (violated, but in the baseline) or not verified.
        failures: its violations.
        reason: why it was not verified.
        seconds: how long it took.
        requests: how many requests it sent.
        answers: how many answers of each operation were judged, for a clause that every answer is judged by.
    """

    clause: ClauseInfo
    outcome: Outcome
    failures: tuple[Failure, ...] = ()
    reason: str = ""
    seconds: float = 0.0
    requests: int = 0
    answers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RunFinished:
    """The run is over.

    Attributes:
        exit_code: 0 conforms, 1 violated, 5 vacuous.
        seconds: how long it took.
        requests: how many requests were sent.
        reached: how many 2xx answers each operation gave.
        notices: sentences about the run itself, such as unused baseline entries or a vacuous operation.
    """

    exit_code: int
    seconds: float
    requests: int
    reached: dict[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


Event = RunStarted | ClauseStarted | ClauseFinished | RunFinished
