"""What `contract-tests run` does once its options are read."""

from __future__ import annotations

import gc
import traceback
from typing import TYPE_CHECKING, Any

import click

from contract_tests.planning import WRONG_OPTIONS, plan_from
from contract_tests.report import open_reports
from contract_tests.report.console import Console
from contract_tests.report.log import ReportError
from contract_tests.runner import UNREACHABLE, UNUSABLE, Run
from contract_tests.target import Unreachable

if TYPE_CHECKING:
    from contract_tests.events import Event

INTERRUPTED = 130
"""As a shell says of a command that Ctrl-C ended."""
GARBAGE = 50_000
"""How many objects may be new before Python looks for garbage cycles."""


def run_command(**options: Any) -> int:
    """Check a target as the command line asks, and return the exit code."""
    try:
        plan = plan_from(options)
        reporters = [Console(), *open_reports(options["report"])]
    except WRONG_OPTIONS as error:
        click.echo(f"contract-tests: {error}", err=True)
        return UNUSABLE

    def emit(event: Event) -> None:
        for reporter in reporters:
            reporter.handle(event)

    # The log of the run only grows; looking through it for cycles took a thirtieth of the time.
    gc.set_threshold(GARBAGE)
    try:
        return Run(plan, emit).execute()
    except Unreachable as error:
        click.echo(f"contract-tests: {error}", err=True)
        return UNREACHABLE
    except ReportError as error:
        click.echo(f"contract-tests: {error}", err=True)
        return UNUSABLE
    except KeyboardInterrupt:
        click.echo("contract-tests: interrupted; what was made is deleted, nothing is proved", err=True)
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - whatever it is, it must not read like a violation (exit code 1)
        click.echo(f"contract-tests: an error of the suite itself\n{traceback.format_exc()}", err=True)
        return UNUSABLE
