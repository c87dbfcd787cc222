"""The clauses: all that the suite claims about an implementation, each one sentence with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from contract_tests.bench import Bench
    from contract_tests.exchange import Exchange

Evidence = Literal["guide", "client", "vendor", "decided"]
Profile = Literal["quick", "full", "soak"]
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)
PROFILES: tuple[Profile, ...] = get_args(Profile)


@dataclass(frozen=True)
class Clause:
    """One sentence that holds of every conforming implementation.

    Attributes:
        id: dotted name, such as `models.list.ordering.ties`; stable across versions of the suite.
        sentence: what holds, in one sentence.
        operation: operationId it is about, or `*` where it is about all of them.
        evidence: how the rule is known.
        rests_on: JSON Pointer into openapi.yaml to the place that states it.
        check: raises Violated or NotVerified, or returns.
        profile: the smallest profile that runs it.
        writes: whether checking it sends more than safe methods.
    """

    id: str
    sentence: str
    operation: str
    evidence: Evidence
    rests_on: str
    check: Callable[[Bench], None]
    profile: Profile = "quick"
    writes: bool = True

    @property
    def group(self) -> str:
        """The first two words of the id, for tables."""
        return ".".join(self.id.split(".")[:2])


class Registry:
    """Every clause, by id, in the order of registration."""

    def __init__(self) -> None:
        self._clauses: dict[str, Clause] = {}

    def add(self, clause: Clause) -> None:
        """Add a clause; its id must be new."""
        if clause.id in self._clauses:
            raise ValueError(f"clause {clause.id} is registered twice")
        self._clauses[clause.id] = clause

    def __iter__(self) -> Iterator[Clause]:
        return iter(self._clauses.values())

    def __len__(self) -> int:
        return len(self._clauses)

    def __getitem__(self, clause_id: str) -> Clause:
        return self._clauses[clause_id]

    def select(self, profile: Profile, only: Iterable[str] = ()) -> list[Clause]:
        """The clauses of a profile; with `only`, the clauses that it names instead, of whatever profile.

        Each word of `only` is a clause id, the beginning of one up to a dot, or an operationId.

        Raises:
            LookupError: a word names nothing.
        """
        chosen = [c for c in self if PROFILES.index(c.profile) <= PROFILES.index(profile)]
        words = list(only)
        if not words:
            return chosen
        for word in words:
            if not any(_names(word, clause) for clause in self):
                raise LookupError(f"--only {word}: no clause or operation has this name")
        return [clause for clause in self if any(_names(word, clause) for word in words)]


def _names(word: str, clause: Clause) -> bool:
    return word in {clause.id, clause.operation} or clause.id.startswith(word.rstrip(".") + ".")


REGISTRY = Registry()


def clause(
    id: str,  # noqa: A002 - the field's name
    sentence: str,
    *,
    operation: str,
    evidence: Evidence,
    rests_on: str,
    profile: Profile = "quick",
    writes: bool = True,
) -> Callable[[Callable[[Bench], None]], Callable[[Bench], None]]:
    """Register the decorated function as the check of a clause; see Clause for the arguments."""

    def register(check: Callable[[Bench], None]) -> Callable[[Bench], None]:
        REGISTRY.add(Clause(id, sentence, operation, evidence, rests_on, check, profile, writes))
        return check

    return register


def clauses(
    cases: Iterable[Any],
    id: Callable[[Any], str],  # noqa: A002 - the field's name
    sentence: Callable[[Any], str],
    *,
    operation: str | Callable[[Any], str],
    evidence: Evidence | Callable[[Any], Evidence],
    rests_on: str | Callable[[Any], str],
    profile: Profile = "quick",
    writes: bool = True,
) -> Callable[[Callable[[Bench, Any], None]], Callable[[Bench, Any], None]]:
    """Register the decorated function as the check of one clause for each case."""

    def register(check: Callable[[Bench, Any], None]) -> Callable[[Bench, Any], None]:
        for case in cases:

            def check_case(bench: Bench, case: Any = case) -> None:
                check(bench, case)

            level = evidence(case) if callable(evidence) else evidence
            place = rests_on(case) if callable(rests_on) else rests_on
            about = operation(case) if callable(operation) else operation
            words = sentence(case)
            REGISTRY.add(Clause(id(case), words, about, level, place, check_case, profile, writes))
        return check

    return register


class NotVerified(Exception):
    """The clause could not be checked on this target; the message is the reason."""


class Violated(Exception):
    """The target broke the clause.

    Attributes:
        expected: what the clause demands, in words.
        actual: what came instead, in words.
        chain: the requests that show it; empty stands for those that the clause has sent.
    """

    def __init__(self, expected: str, actual: str, chain: tuple[Exchange, ...] = ()) -> None:
        super().__init__(f"expected {expected}; got {actual}")
        self.expected = expected
        self.actual = actual
        self.chain = chain
