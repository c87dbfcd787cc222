"""One HTML file that needs nothing else: verdict, numbers, a matrix of operations and topics, clauses."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from contract_tests.report.curl import script
from contract_tests.report.log import STANDINGS, FileReport, failure_standing, operation_name, standing
from contract_tests.report.text import one_line, printable, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.events import ClauseFinished, ClauseInfo, Failure
    from contract_tests.report.log import Log, Standing

MARKS: dict[Standing, str] = {
    "violated": "✗",
    "reported": "!",
    "accepted": "~",
    "not verified": "?",
    "passed": "✓",
}


@dataclass(frozen=True)
class Row:
    """A clause as far as it is about one operation.

    Attributes:
        clause: the clause.
        operation: operationId, or `*`.
        topic: what it is about, whichever the operation.
        standing: how it stands there.
        failures: its violations there.
        reason: why it was not verified, else empty.
        seconds: how long the clause took.
        requests: how many requests it sent, or how many answers it judged.
    """

    clause: ClauseInfo
    operation: str
    topic: str
    standing: Standing
    failures: Sequence[Failure]
    reason: str
    seconds: float
    requests: int

    @cached_property
    def scripts(self) -> list[tuple[Failure, str]]:
        """Each violation with its script; the script only where it differs from the one before."""
        found: list[tuple[Failure, str]] = []
        for number, failure in enumerate(self.failures):
            same = number > 0 and failure.chain == self.failures[number - 1].chain
            found.append((failure, "" if same else script(failure)))
        return found

    @property
    def words(self) -> str:
        """What the text filter searches."""
        texts = [self.clause.id, self.clause.sentence, self.reason]
        texts += [text for failure in self.failures for text in (failure.expected, failure.actual)]
        return one_line(" ".join(texts), 2000).lower()


@dataclass(frozen=True)
class Cell:
    """How many clauses of a topic stand how for an operation."""

    counts: dict[Standing, int]

    @property
    def standing(self) -> Standing:
        """The worst standing."""
        return next(name for name in STANDINGS if self.counts[name])

    @property
    def words(self) -> str:
        """The counts, for a reader."""
        return ", ".join(f"{count} {STANDINGS[name]}" for name, count in self.counts.items() if count)


class Html(FileReport):
    """Writes the report for people.

    Everything that came from the target is escaped, and a content security policy forbids every script but
    the report's own, and every access to the network.
    """

    def render(self) -> str:
        """The text of the file."""
        rows = [row for event in self.log.clauses for row in rows_of(event, self.log)]
        operations = self.log.ordered([*self.log.run.operations, *(row.operation for row in rows)])
        code = _package_file("report.js")
        return _template().render(
            log=self.log,
            verdict=self.log.verdict(),
            rows=sorted(
                rows, key=lambda row: (operations.index(row.operation), list(STANDINGS).index(row.standing))
            ),
            operations=operations,
            topics=topics(rows, operations),
            cells=cells(rows),
            counts=self.log.counts(),
            standings=STANDINGS,
            marks=MARKS,
            levels=list(dict.fromkeys(event.clause.evidence for event in self.log.clauses)),
            style=Markup(_package_file("report.css")),  # noqa: S704 - the package's own file
            code=Markup(code),  # noqa: S704 - the package's own file
            code_hash=base64.b64encode(hashlib.sha256(code.encode()).digest()).decode(),
        )


def rows_of(event: ClauseFinished, log: Log) -> list[Row]:
    """A row for each operation that the clause is about."""
    clause, about = event.clause, log.topic(event.clause)
    if not event.answers and all(failure.operation == clause.operation for failure in event.failures):
        failures, state = event.failures, standing(event)
        own = (failures, event.reason, event.seconds, event.requests)
        return [Row(clause, clause.operation, about, state, *own)]
    rows = []
    for operation in log.ordered([*event.answers, *(failure.operation for failure in event.failures)]):
        failures = tuple(failure for failure in event.failures if failure.operation == operation)
        worst = {failure_standing(failure) for failure in failures} or {"passed"}
        state = next(name for name in STANDINGS if name in worst)
        rows.append(Row(clause, operation, about, state, failures, "", 0.0, event.answers.get(operation, 0)))
    return rows


def topics(rows: Sequence[Row], operations: Sequence[str]) -> list[str]:
    """The matrix's columns: first what concerns the most operations, then in the order of the operations."""
    spread: dict[str, set[int]] = {}
    for row in rows:
        spread.setdefault(row.topic, set()).add(operations.index(row.operation))
    return sorted(spread, key=lambda name: (-len(spread[name]), sorted(spread[name])))


def cells(rows: Sequence[Row]) -> dict[tuple[str, str], Cell]:
    """The matrix: operation and topic to a cell."""
    found: dict[tuple[str, str], Counter[Standing]] = {}
    for row in rows:
        found.setdefault((row.operation, row.topic), Counter())[row.standing] += 1
    return {place: Cell({name: counts[name] for name in STANDINGS}) for place, counts in found.items()}


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "printable": printable,
        "one_line": one_line,
        "readable": lambda body: readable(body or b""),
        "operation": operation_name,
    }
    return environment.from_string(_package_file("report.html.j2"))


def _package_file(name: str) -> str:
    return resources.files("contract_tests.report").joinpath(name).read_text(encoding="utf-8")
