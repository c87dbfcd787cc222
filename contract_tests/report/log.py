"""The whole event log of a run, and the questions that reports ask of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from contract_tests.events import ClauseFinished, RunFinished, RunStarted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.events import ClauseInfo, Event, Failure

Standing = Literal["violated", "reported", "accepted", "not verified", "passed"]
STANDINGS: dict[Standing, str] = {
    "violated": "violated",
    "reported": "violated, not gating",
    "accepted": "accepted by the baseline",
    "not verified": "not verified",
    "passed": "passed",
}


class ReportError(Exception):
    """A report cannot be written; the message names its file."""


class Log:
    """What has happened so far.

    Attributes:
        started: the run's beginning; None before it.
        clauses: the clauses that have been checked, in order.
        finished: the run's end; None before it.
    """

    def __init__(self) -> None:
        self.started: RunStarted | None = None
        self.clauses: list[ClauseFinished] = []
        self.finished: RunFinished | None = None

    def handle(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, RunStarted):
            self.started = event
        elif isinstance(event, ClauseFinished):
            self.clauses.append(event)
        elif isinstance(event, RunFinished):
            self.finished = event

    @property
    def run(self) -> RunStarted:
        """The run's beginning.

        Raises:
            ValueError: there was none.
        """
        if self.started is None:
            raise ValueError("the log has no RunStarted")
        return self.started

    @property
    def end(self) -> RunFinished:
        """The run's end.

        Raises:
            ValueError: it has not come.
        """
        if self.finished is None:
            raise ValueError("the log has no RunFinished")
        return self.finished

    @property
    def document(self) -> str:
        """The contract's path as a repository knows it: relative to the working directory, else its name."""
        path = Path(self.run.document)
        here = Path.cwd()
        return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name

    def counts(self) -> dict[Standing, int]:
        """How many clauses stand how; every standing is a key."""
        found = Counter(standing(event) for event in self.clauses)
        return {name: found[name] for name in STANDINGS}

    def standing(self, name: Standing) -> list[ClauseFinished]:
        """The clauses that stand so."""
        return [event for event in self.clauses if standing(event) == name]

    def by_operation(self, name: Standing) -> dict[str, list[tuple[ClauseInfo, list[Failure]]]]:
        """The failures that stand so, by operation in the contract's order, then by clause."""
        found: dict[str, dict[ClauseInfo, list[Failure]]] = {}
        for event in self.clauses:
            for failure in event.failures:
                if failure_standing(failure) == name:
                    found.setdefault(failure.operation, {}).setdefault(event.clause, []).append(failure)
        return {operation: list(found[operation].items()) for operation in self.ordered(found)}

    def by_reason(self) -> dict[str, list[ClauseInfo]]:
        """The clauses that were not verified, by the reason, the most frequent first."""
        reasons: dict[str, list[ClauseInfo]] = {}
        for event in self.standing("not verified"):
            reasons.setdefault(event.reason, []).append(event.clause)
        return dict(sorted(reasons.items(), key=lambda item: -len(item[1])))

    def ordered(self, operations: Iterable[str]) -> list[str]:
        """Operations, each once, in the contract's order; `*` and unknown ones at the end."""
        places = {name: place for place, name in enumerate(self.run.operations)}
        return sorted(dict.fromkeys(operations), key=lambda name: (places.get(name, len(places)), name))

    def topic(self, clause: ClauseInfo) -> str:
        """What a clause is about, whichever the operation: `models.list.ordering.ties` is about ordering."""
        words = [word for word in clause.id.split(".")[:-1] if word not in self.run.operations]
        for resource in ("models", "list"):
            if len(words) > 1 and words[0] == resource:
                del words[0]
        return words[0] if words else clause.id

    def verdict(self) -> str:
        """How the run ended, in one sentence."""
        counts = self.counts()
        whole = len(self.clauses)
        if self.end.exit_code == 1:
            operations = len(self.by_operation("violated"))
            place = f"{operations} operation{'' if operations == 1 else 's'}"
            broken = f"{counts['violated']} of {whole} clauses broken, in {place}"
            return f"The implementation violates the contract: {broken}."
        if self.end.exit_code:
            prefix = "Vacuous: "
            why = [note.removeprefix(prefix) for note in self.end.notices if note.startswith(prefix)]
            return f"The run proves too little: {' '.join(why)}"
        beyond = [
            f"{count} {STANDINGS[name]}" for name, count in counts.items() if count and name != "passed"
        ]
        tail = f" ({'; '.join(beyond)})" if beyond else ""
        return f"The implementation conforms: {counts['passed']} of {whole} clauses hold{tail}."


class FileReport:
    """A report that is written to a file when the run is over.

    Attributes:
        path: the file.
        log: what has happened so far.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = Log()

    def handle(self, event: Event) -> None:
        """Take one event of the log; the last one writes the file.

        Raises:
            ReportError: it cannot be written.
        """
        self.log.handle(event)
        if isinstance(event, RunFinished):
            text = self.render()
            try:
                self.path.write_text(text, encoding="utf-8", newline="\n")
            except OSError as error:
                raise ReportError(f"{self.path}: the report cannot be written: {error.strerror}") from error

    def render(self) -> str:
        """The text of the file."""
        raise NotImplementedError


def failure_standing(failure: Failure) -> Standing:
    """How one violation stands: one whose evidence level may not fail the run is `reported`."""
    if failure.accepted is not None:
        return "accepted"
    return "violated" if failure.gating else "reported"


def standing(event: ClauseFinished) -> Standing:
    """How a clause stands: as the worst of its violations does."""
    if not event.failures:
        return "not verified" if event.outcome == "not verified" else "passed"
    worst = {failure_standing(failure) for failure in event.failures}
    return next(name for name in STANDINGS if name in worst)


def operation_name(operation: str) -> str:
    """The operation for a reader; `*` stands for several of them, or for a request outside the contract."""
    return "across operations" if operation == "*" else operation
