"""JUnit XML, as Jenkins, GitLab and GitHub's test viewers read it.

A clause is a testcase; a clause that judges every answer is one for each operation. Only what fails the run
is a failure: what is accepted, does not gate or was not verified is skipped, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from contract_tests.report.failure import failure_text
from contract_tests.report.log import FileReport, failure_standing
from contract_tests.report.text import one_line, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.events import ClauseFinished, ClauseInfo, Failure
    from contract_tests.report.log import Log


@dataclass(frozen=True)
class Case:
    """One testcase.

    Attributes:
        clause: what it is about.
        name: unique within the file.
        seconds: how long it took.
        failures: its violations, of any standing.
        reason: why it was not verified, else empty.
    """

    clause: ClauseInfo
    name: str
    seconds: float
    failures: Sequence[Failure]
    reason: str

    @property
    def fatal(self) -> list[Failure]:
        """The violations that fail the run."""
        return [failure for failure in self.failures if failure_standing(failure) == "violated"]

    @property
    def skipped(self) -> str:
        """Why it counts as skipped; empty when it does not."""
        if self.fatal:
            return ""
        if self.failures:
            (first, *_) = self.failures
            if first.accepted is not None:
                return f"violated, but accepted by the baseline: {first.accepted}"
            return f"violated, but evidence `{self.clause.evidence}` may not fail this run"
        return f"not verified: {self.reason}" if self.reason else ""


class JUnit(FileReport):
    """Writes the log as JUnit XML."""

    def render(self) -> str:
        """The text of the file."""
        groups: dict[str, list[Case]] = defaultdict(list)
        for event in self.log.clauses:
            groups[event.clause.group] += _cases(event, self.log)
        everything = [case for cases in groups.values() for case in cases]
        root = ET.Element(
            "testsuites", {"name": "contract-tests", **_numbers(everything, self.log.end.seconds)}
        )
        for group, cases in groups.items():
            seconds = sum(case.seconds for case in cases)
            suite = ET.SubElement(root, "testsuite", {"name": group, **_numbers(cases, seconds)})
            self._properties(suite)
            for case in cases:
                _append(suite, case, self.log.document)
        ET.indent(root)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"

    def _properties(self, suite: ET.Element) -> None:
        run = self.log.run
        properties = ET.SubElement(suite, "properties")
        for name, value in (("url", run.url), ("seed", run.seed), ("profile", run.profile)):
            ET.SubElement(properties, "property", {"name": name, "value": printable(str(value))})


def _cases(event: ClauseFinished, log: Log) -> Iterator[Case]:
    if not event.answers:
        yield Case(event.clause, event.clause.id, event.seconds, event.failures, event.reason)
        return
    at_fault = [failure.operation for failure in event.failures]
    for operation in log.ordered([*log.run.operations, *event.answers, *at_fault]):
        failures = [failure for failure in event.failures if failure.operation == operation]
        name = "outside the contract" if operation == "*" else operation
        reason = "" if event.answers.get(operation) else "no answer of this operation was seen"
        yield Case(event.clause, f"{event.clause.id} [{name}]", 0.0, failures, reason)


def _numbers(cases: Sequence[Case], seconds: float) -> dict[str, str]:
    return {
        "tests": str(len(cases)),
        "failures": str(sum(bool(case.fatal) for case in cases)),
        "errors": "0",
        "skipped": str(sum(bool(case.skipped) for case in cases)),
        "time": f"{seconds:.3f}",
    }


def _append(suite: ET.Element, case: Case, document: str) -> None:
    attributes = {
        "classname": case.clause.group,
        "name": case.name,
        "time": f"{case.seconds:.3f}",
        "file": document,
        "line": str(case.clause.line),
    }
    element = ET.SubElement(suite, "testcase", attributes)
    if case.fatal:
        first, *others = case.fatal
        more = f" (and {len(others)} more)" if others else ""
        message = one_line(f"expected {first.expected}; got {first.actual}") + more
        failure = ET.SubElement(element, "failure", {"type": case.clause.evidence, "message": message})
        failure.text = "\n".join(failure_text(failure, document) for failure in case.fatal)
    elif case.skipped:
        ET.SubElement(element, "skipped", {"message": printable(case.skipped)})
        if case.failures:
            output = ET.SubElement(element, "system-out")
            output.text = "\n".join(failure_text(failure, document) for failure in case.failures)
