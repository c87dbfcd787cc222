"""A trial: the suite let loose on one mutant, in this process."""

from __future__ import annotations

import tempfile
import time
import uuid
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from contract_tests.clauses import REGISTRY
from contract_tests.document import Document
from contract_tests.events import ClauseFinished
from contract_tests.mutants import MUTANTS
from contract_tests.planning import load_clauses
from contract_tests.runner import CONFORMS, UNREACHABLE, UNUSABLE, VACUOUS, VIOLATED, Plan, Run
from contract_tests.target import Target, Unreachable
from mock_server.settings import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.clauses import Clause, Profile
    from contract_tests.events import Event, Failure

    Json = dict[str, Any]

PLAIN = "mock"
"""The id of the mock without any mutation; it is tried like a correct variant."""

TOKEN, SECOND_TOKEN = "mock-token", "mock-token-other"
WAIT = 2.0
"""Seconds to wait for asynchronous effects; the slowest correct variant takes half a second."""

TIMEOUT = 10.0
NOT_REACHED = "(no clause: an operation never succeeded)"

NEAREST = {
    "A": ("models.create", "models.read", "columns", "factory", "deployments", "jobs", "models.fidelity"),
    "B": (
        "models.unknown",
        "models.unique",
        "models.delete",
        "http",
        "deployments",
        "models.create",
        "factory",
    ),
    "C": (
        "create_model",
        "update_model",
        "generate_model",
        "deploy_artifact",
        "deploy_surrogate",
        "models.list.refuses",
        "models.list.filter.refuses",
        "models.list.ordering.refuses",
        "models.list",
    ),
    "D": ("authorisation", "isolation"),
    "E": (
        "models.list.paging",
        "models.list.ordering",
        "models.list.latest",
        "models.list.search",
        "models.list.project",
        "models.list",
    ),
    "F": (
        "models.fidelity",
        "columns",
        "models.update",
        "factory",
        "models.create",
        "models.read",
        "models.list",
    ),
    "G": ("models.update", "models.unique"),
    "H": ("models.delete", "columns", "models.unique"),
    "I": ("jobs", "deployments", "isolation", "models.update"),
    "J": ("http", "authorisation", "models.unique", "models.unknown", "columns", "factory"),
    "K": ("models.fidelity", "models.create", "models.update"),
    "L": ("concurrency",),
    "M": ("robustness", "factory", "models.unknown", "create_model", "update_model"),
    "N": ("models.unknown", "http", "models.create", "models.unique", "models.read", "deployments"),
}
"""The beginnings of the ids of the clauses to check first for each group; decides nothing but the time."""


@dataclass(frozen=True)
class Trial:
    """What to try.

    Attributes:
        mutant: id of the mutant, or PLAIN.
        seed: seed of the run.
        profile: profile of the run.
        to_the_end: go on after the first violation, as for variants that must pass.
        store: where the mock's world lives: `memory`, `sqlite` or the name of a Redis.
    """

    mutant: str
    seed: int
    profile: Profile = "quick"
    to_the_end: bool = False
    store: str = "memory"


@dataclass(frozen=True)
class Verdict:
    """How a trial ended.

    Attributes:
        mutant, seed, profile: of the trial.
        exit_code: of the run: 0 when the suite found nothing.
        clauses: ids of the clauses that were violated, the first one first.
        reason: what the first of them expected and got.
        requests: how many requests it took.
        seconds: how long it took, the mock's start included.
    """

    mutant: str
    seed: int
    profile: str
    exit_code: int
    clauses: tuple[str, ...]
    reason: str
    requests: int
    seconds: float

    @property
    def flagged(self) -> bool:
        """Whether the suite said that something is wrong."""
        return self.exit_code in {VIOLATED, VACUOUS}

    def as_json(self) -> Json:
        """Return it for a JSON report."""
        return {**asdict(self), "seconds": round(self.seconds, 2)}


class Watch:
    """Takes the events of a run and keeps the violations."""

    def __init__(self) -> None:
        self.failures: list[Failure] = []

    def handle(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, ClauseFinished):
            self.failures += [failure for failure in event.failures if failure.gating]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The violated clauses, each once."""
        return tuple(dict.fromkeys(failure.clause.id for failure in self.failures))

    @property
    def reason(self) -> str:
        """What the first violation was."""
        if not self.failures:
            return ""
        first = self.failures[0]
        return f"{first.operation}: expected {first.expected}; got {first.actual}"[:400]


def conduct(trial: Trial) -> Verdict:
    """Serve the mutant, run the suite on it, and tell what it found."""
    began = time.monotonic()
    watch = Watch()
    try:
        code, requests = _run(trial, watch)
    except Unreachable as error:
        return _unfit(trial, UNREACHABLE, str(error), began)
    except ConfigurationError as error:
        return _unfit(trial, UNUSABLE, str(error), began)
    clauses = watch.clauses or ((NOT_REACHED,) if code != CONFORMS else ())
    seconds = time.monotonic() - began
    return Verdict(trial.mutant, trial.seed, trial.profile, code, clauses, watch.reason, requests, seconds)


def _run(trial: Trial, watch: Watch) -> tuple[int, int]:
    """Return the run's exit code and how many requests it sent."""
    from mock_server import MockServer  # noqa: PLC0415 - slow to import, and listing needs none

    mutant = MUTANTS.get(trial.mutant)
    with _store(trial) as store, MockServer(mutant=mutant.id if mutant else None, store=store) as mock:
        extra: Json = dict(mutant.target) if mutant else {}
        target = replace(Target(mock.url, TOKEN, SECOND_TOKEN, timeout=TIMEOUT, wait=WAIT), **extra)
        run = Run(_plan(trial, target), watch.handle)
        return run.execute(), len(run.client.log)


@contextmanager
def _store(trial: Trial) -> Iterator[str]:
    """Give the name of a store that no other trial uses."""
    if trial.store == "memory":
        yield trial.store
    elif trial.store == "sqlite":
        with tempfile.TemporaryDirectory(prefix="selftest-") as folder:
            yield f"sqlite:{folder}/world.db"
    else:
        yield f"{trial.store}?prefix={uuid.uuid4().hex}"


def _unfit(trial: Trial, code: int, why: str, began: float) -> Verdict:
    """The verdict on a mutant that cannot be tried, which counts as a survivor."""
    seconds = time.monotonic() - began
    return Verdict(trial.mutant, trial.seed, trial.profile, code, (), why, 0, seconds)


def _plan(trial: Trial, target: Target) -> Plan:
    document = Document.load()
    load_clauses(document)
    chosen = REGISTRY.select(trial.profile)
    clauses = chosen if trial.to_the_end else nearest_first(chosen, trial.mutant[0])
    return Plan(
        target=target,
        document=document,
        clauses=clauses,
        seed=trial.seed,
        profile=trial.profile,
        stop_early=not trial.to_the_end,
    )


def nearest_first(clauses: Sequence[Clause], group: str) -> list[Clause]:
    """Return the clauses with those first that are likely to tell mutants of the group apart."""
    words = NEAREST.get(group, ())

    def distance(clause: Clause) -> int:
        near = (at for at, word in enumerate(words) if clause.id.startswith(f"{word}."))
        return next(near, len(words))

    return sorted(clauses, key=distance)
