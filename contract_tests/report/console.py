"""The report on the terminal."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Console as Terminal
from rich.text import Text

from contract_tests.events import ClauseFinished, ClauseStarted, RunStarted
from contract_tests.report.curl import script
from contract_tests.report.log import STANDINGS, Log, operation_name, standing
from contract_tests.report.text import one_line, printable

if TYPE_CHECKING:
    from rich.status import Status

    from contract_tests.events import ClauseInfo, Event, Failure
    from contract_tests.report.log import Standing

MOST_SCRIPT_LINES = 400  # in all; the first script is always shown
MOST_LINES = 5
STEPS = 10  # how many lines of progress a run gets where nobody watches it
STYLES: dict[Standing, str] = {
    "violated": "bold red",
    "reported": "yellow",
    "accepted": "yellow",
    "not verified": "cyan",
    "passed": "green",
}


class Console:
    """Shows the progress of a run, and at the end what it found, topic by topic and violation by violation.

    An interactive terminal shows the clause at work; any other gets a line now and then.

    Args:
        terminal: where to print; standard output by default.
    """

    def __init__(self, terminal: Terminal | None = None) -> None:
        if terminal is None and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="backslashreplace")  # an old code page must not end the run
        self._terminal = terminal or Terminal(highlight=False)
        self._log = Log()
        self._status: Status | None = None
        self._script_lines = 0

    def handle(self, event: Event) -> None:
        """Take one event of the log."""
        self._log.handle(event)
        if isinstance(event, RunStarted):
            self._begin(event)
        elif isinstance(event, ClauseStarted):
            self._work(event.clause)
        elif isinstance(event, ClauseFinished):
            self._progress(event)
        else:
            self._end()

    def _begin(self, run: RunStarted) -> None:
        self._line(f"Checking {run.url} against {self._log.document}", style="bold")
        self._line(f"{run.clauses} clauses, profile {run.profile}, seed {run.seed}\n")
        if self._terminal.is_interactive:
            self._status = self._terminal.status("")
            self._status.start()

    def _work(self, clause: ClauseInfo) -> None:
        if self._status:
            place = f"{len(self._log.clauses) + 1}/{self._log.run.clauses}"
            self._status.update(Text(f"{place} {clause.id}", no_wrap=True, overflow="ellipsis"))

    def _progress(self, event: ClauseFinished) -> None:
        if standing(event) == "violated":
            self._print(Text.assemble(("✗ ", STYLES["violated"]), event.clause.id))
        done, whole = len(self._log.clauses), self._log.run.clauses
        if not self._status and done <= whole and done * STEPS // whole > (done - 1) * STEPS // whole:
            broken = self._log.counts()["violated"]
            self._line(f"{done} of {whole} clauses checked, {broken} violated", style="dim")

    def _end(self) -> None:
        if self._status:
            self._status.stop()
        self._topics()
        self._violations("violated", "Violated")
        self._violations("reported", "Violated, but of an evidence level that may not fail this run")
        self._accepted()
        self._unverified()
        self._verdict()

    def _topics(self) -> None:
        topics: dict[str, list[ClauseFinished]] = {}
        for event in self._log.clauses:
            topics.setdefault(self._log.topic(event.clause), []).append(event)
        self._line("")
        for topic, events in topics.items():
            counts = Counter(standing(event) for event in events)
            text = Text(f"  {topic:<16}")
            text.append(
                f" {counts['passed']:>4} passed", style=STYLES["passed"] if counts["passed"] else "dim"
            )
            for name in reversed(STANDINGS):
                if counts[name] and name != "passed":
                    text.append(f"  {counts[name]:>3} {STANDINGS[name]}", style=STYLES[name])
            self._print(text)

    def _violations(self, name: Standing, title: str) -> None:
        found = self._log.by_operation(name)
        if found:
            self._title(title, STYLES[name])
        for operation, entries in found.items():
            self._line(f"\n{operation_name(operation)}", style="bold")
            for clause, failures in entries:
                self._violation(clause, failures, STYLES[name])

    def _violation(self, clause: ClauseInfo, failures: list[Failure], style: str) -> None:
        self._print(Text.assemble("\n  ", ("✗ ", style), (clause.id, style)))
        self._line(f"    {printable(clause.sentence)}")
        self._pair("evidence", f"{clause.evidence}, {self._log.document} line {clause.line}")
        for failure in failures[:MOST_LINES]:
            self._pair("expected", one_line(failure.expected))
            self._pair("got", one_line(failure.actual))
        if len(failures) > MOST_LINES:
            self._pair("", f"and {len(failures) - MOST_LINES} more like these")
        self._pair("rerun", failures[0].rerun)
        self._script(failures[0])

    def _script(self, failure: Failure) -> None:
        if not failure.chain:
            return
        lines = script(failure).rstrip("\n").split("\n")
        if self._script_lines and self._script_lines + len(lines) > MOST_SCRIPT_LINES:
            last = failure.chain[-1]
            self._pair(
                "request", f"{one_line(last.label)} (the rerun shows the script, and so does --report html)"
            )
            return
        self._script_lines += len(lines)
        self._pair("script", "")
        for line in lines:
            self._line(f"      {line}", style="dim")

    def _accepted(self) -> None:
        found = self._log.by_operation("accepted")
        if found:
            self._title("Violated, but accepted by the baseline", "yellow")
        for operation, entries in found.items():
            for clause, failures in entries:
                self._line(
                    f"  {clause.id} ({operation_name(operation)}): {printable(failures[0].accepted or '')}"
                )

    def _unverified(self) -> None:
        reasons = self._log.by_reason()
        if reasons:
            self._title("Not verified", "cyan")
        for reason, clauses in reasons.items():
            self._line(f"  {one_line(reason)}:")
            names = ", ".join(clause.id for clause in clauses[:MOST_LINES])
            more = f" and {len(clauses) - MOST_LINES} more" if len(clauses) > MOST_LINES else ""
            self._line(f"    {names}{more}", style="dim")

    def _verdict(self) -> None:
        end, run = self._log.end, self._log.run
        self._line("")
        for notice in end.notices:
            self._line(printable(notice), style="yellow")
        self._line(
            f"{end.requests} requests in {end.seconds:.1f} s, seed {run.seed}, exit code {end.exit_code}"
        )
        self._line(self._log.verdict(), style="bold green" if end.exit_code == 0 else "bold red")

    def _title(self, title: str, style: str) -> None:
        self._line(f"\n{title}", style=style)

    def _pair(self, name: str, value: str) -> None:
        self._print(Text.assemble((f"    {name:<9} ", "dim"), printable(value)))

    def _line(self, text: str, style: str = "") -> None:
        self._print(Text(text, style=style))

    def _print(self, text: Text) -> None:
        # What is printed can be copied: long lines are left to the terminal to wrap.
        self._terminal.print(text, soft_wrap=True)
