"""The report on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console as Terminal

from contract_tests.events import ClauseFinished, RunFinished

if TYPE_CHECKING:
    from contract_tests.events import Event


class Console:
    """Shows the failures of a run on the terminal."""

    def __init__(self) -> None:
        self._terminal = Terminal(highlight=False, soft_wrap=True)

    def handle(self, event: Event) -> None:
        """Take one event of the log."""
        if isinstance(event, ClauseFinished) and event.outcome != "passed":
            self._terminal.print(
                f"{event.outcome}: {event.clause.id}: {event.clause.sentence} {event.reason}", markup=False
            )
            for failure in event.failures:
                self._terminal.print(
                    f"    {failure.operation}: expected {failure.expected}; got {failure.actual}",
                    markup=False,
                )
        if isinstance(event, RunFinished):
            for notice in event.notices:
                self._terminal.print(notice, markup=False)
            self._terminal.print(
                f"{event.requests} requests in {event.seconds:.1f} s, exit {event.exit_code}"
            )
