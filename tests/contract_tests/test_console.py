"""Tests of the report on the terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console as Terminal

from contract_tests.events import ClauseFinished, ClauseStarted, RunFinished
from contract_tests.report.console import MOST_SCRIPT_LINES, Console
from tests.contract_tests.events_for_tests import HOSTILE, events, failure, feed, info, passed, violated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.events import Event


def printed(log: Sequence[Event] | None = None, *, interactive: bool = False) -> str:
    """What the console prints for a log."""
    out = io.StringIO()
    terminal = Terminal(
        file=out, force_terminal=interactive, force_interactive=interactive, width=80, highlight=False
    )
    feed(Console(terminal), log)
    return out.getvalue()


def test_a_failure_shows_all_that_is_needed() -> None:
    """Clause, sentence, evidence, line, operation, expected, actual, rerun and script stand together."""
    _, _, text = printed().partition("\nViolated\n")
    block = text.partition("oracle.schema")[0]
    for part in (
        "\nlist_models\n",
        "✗ models.list.ordering.ties",
        "The clause models.list.ordering.ties holds.",
        "guide, openapi.yaml line 120",
        "the names ['a', 'b'] in this order",
        "['b', 'a']",
        "a gap",
        "contract-tests run http://127.0.0.1:8080 --seed 7 --only models.list.ordering.ties",
        "#!/usr/bin/env bash",
        'curl -sS -i "$URL/v3/models?project_id=$PROJECT_ID&limit=2"',
    ):
        assert part in block


def test_the_end_tells_how_it_went() -> None:
    """Notices, requests, time, seed, exit code and the verdict end the report."""
    assert printed().endswith(
        "\nBaseline b.yaml, line 9: was not needed.\n"
        "321 requests in 12.5 s, seed 7, exit code 1\n"
        "The implementation violates the contract: 2 of 8 clauses broken, in 2 operations.\n"
    )


def test_what_does_not_fail_the_run_stands_apart() -> None:
    """Violations that do not gate, accepted ones and clauses not verified have their own headings."""
    text = printed()
    _, _, rest = text.partition("Violated, but of an evidence level that may not fail this run")
    assert "models.update.empty" in rest
    _, _, rest = rest.partition("Violated, but accepted by the baseline")
    assert "models.delete.second (delete_model): known since March (backend, until 2026-03-31)" in rest
    _, _, rest = rest.partition("Not verified\n")
    assert "no second token was given:\n    tenancy.list.isolated, tenancy.get.isolated" in rest


def test_a_run_without_violations_is_short() -> None:
    """Where all is well, there are no headings of violations."""
    text = printed(events([passed(info("a.b"))], exit_code=0, notices=()))
    assert "Violated" not in text
    assert "The implementation conforms: 1 of 1 clauses hold.\n" in text


def test_plain_output_has_progress_and_no_escapes() -> None:
    """In CI, progress is a line now and then, and nothing drives a terminal, whatever the target answered."""
    text = printed()
    assert "4 of 8 clauses checked, 1 violated\n" in text
    assert "\x1b" not in text
    assert HOSTILE.partition("\x1b")[0] in text


def test_a_terminal_shows_the_clause_at_work() -> None:
    """An interactive terminal shows which clause is being checked, and how far the run is."""
    out = io.StringIO()
    console = Console(Terminal(file=out, force_terminal=True, force_interactive=True, width=80))
    log = events()
    for event in log:
        if isinstance(event, ClauseStarted | ClauseFinished | RunFinished):
            break
        console.handle(event)
    started = next(event for event in log if isinstance(event, ClauseStarted))
    console.handle(started)
    status = console._status  # noqa: SLF001 - what is drawn depends on the moment, what is to be drawn does not
    assert status is not None
    assert str(status.status) == "1/8 models.list.paging.total"
    console.handle(log[-1])


def test_many_failures_do_not_flood_the_terminal() -> None:
    """Beyond a number of lines, the last request stands for the script, and says where the script is."""
    clauses = [info(f"a.b{number}") for number in range(60)]
    text = printed(events([violated(clause) for clause in clauses]))
    scripts = text.count("#!/usr/bin/env bash")
    assert 1 < scripts < 60
    assert text.count("the rerun shows the script") == 60 - scripts
    assert len(text.splitlines()) < MOST_SCRIPT_LINES + 60 * 12


def test_many_violations_of_one_clause_are_counted() -> None:
    """Of many violations of one clause only the first are shown."""
    clause = info("a.b")
    text = printed(events([violated(clause, *(failure(clause) for _ in range(9)))]))
    assert "and 4 more like these" in text
