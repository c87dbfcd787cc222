"""GitHub Actions: an annotation for each violation, and a summary of the run in Markdown."""

from __future__ import annotations

import html
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from contract_tests.events import RunFinished
from contract_tests.report.curl import script
from contract_tests.report.log import STANDINGS, Log, operation_name
from contract_tests.report.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.events import ClauseInfo, Event, Failure
    from contract_tests.report.log import Standing

LEVELS: dict[Standing, str] = {"violated": "error", "reported": "warning", "accepted": "notice"}
MOST_DETAILS = 40  # the summary of a step may hold 1 MiB


class GitHub:
    """Prints workflow commands, and adds to the file that GITHUB_STEP_SUMMARY names, if it is set.

    Args:
        out: where workflow commands go; standard output by default.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self.log = Log()
        self._out = out or sys.stdout

    def handle(self, event: Event) -> None:
        """Take one event of the log; the last one makes the report."""
        self.log.handle(event)
        if isinstance(event, RunFinished):
            for command in commands(self.log):
                print(command, file=self._out)
            if name := os.environ.get("GITHUB_STEP_SUMMARY"):
                with Path(name).open("a", encoding="utf-8", newline="\n") as file:
                    file.write(summary(self.log))


def commands(log: Log) -> Iterator[str]:
    """The workflow commands of a run; those that fail it first, as GitHub shows only ten of a step."""
    for standing, level in LEVELS.items():
        for operation, entries in log.by_operation(standing).items():
            for clause, failures in entries:
                place = {
                    "file": log.document,
                    "line": str(clause.line),
                    "title": f"{clause.id} ({operation})",
                }
                yield command(level, _message(clause, failures), **place)
    for notice in log.end.notices:
        yield command("notice", notice, title="contract-tests")


def command(name: str, message: str, **properties: str) -> str:
    """A workflow command, escaped."""
    pairs = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {pairs}::{_data(message)}"


def summary(log: Log) -> str:
    """The run in Markdown."""
    counts, run, end = log.counts(), log.run, log.end
    mark = "✅" if end.exit_code == 0 else "❌"
    lines = [f"## {mark} {_md(log.verdict())}", ""]
    lines += [f"| {' | '.join(STANDINGS.values())} |", "| " + " | ".join("---:" for _ in counts) + " |"]
    lines += ["| " + " | ".join(str(count) for count in counts.values()) + " |", ""]
    lines.append(
        f"`{run.url}`, profile {run.profile}, seed {run.seed}: {end.requests} requests"
        f" in {end.seconds:.1f} s."
    )
    lines += ["", *(f"- {_md(notice)}" for notice in end.notices), ""]
    lines += _violations(log, "violated", "Violated")
    lines += _violations(log, "reported", "Violated, but not gating")
    lines += _unverified(log)
    return "\n".join(lines) + "\n"


def _violations(log: Log, standing: Standing, title: str) -> Iterator[str]:
    found = log.by_operation(standing)
    if not found:
        return
    yield from (f"### {title}", "")
    shown = 0
    for operation, entries in found.items():
        yield from (f"#### {_md(operation_name(operation))}", "")
        for clause, failures in entries:
            shown += 1
            yield from (
                _violation(log, clause, failures) if shown <= MOST_DETAILS else [f"- `{clause.id}`", ""]
            )


def _violation(log: Log, clause: ClauseInfo, failures: list[Failure]) -> Iterator[str]:
    yield f"<details><summary><code>{clause.id}</code> {_md(clause.sentence)}</summary>\n"
    yield f"Evidence: {clause.evidence}, `{log.document}` line {clause.line}.\n"
    for failure in failures[:5]:
        yield f"- expected {_md(one_line(failure.expected))}<br>got {_md(one_line(failure.actual))}"
    if len(failures) > 5:
        yield f"- and {len(failures) - 5} more"
    yield from ("", _fenced(f"{failures[0].rerun}\n\n{script(failures[0])}"), "", "</details>\n")


def _unverified(log: Log) -> Iterator[str]:
    reasons = log.by_reason()
    if reasons:
        yield from ("### Not verified", "")
        for reason, infos in reasons.items():
            names = ", ".join(f"`{info.id}`" for info in infos[:20])
            more = f" and {len(infos) - 20} more" if len(infos) > 20 else ""
            yield f"- {_md(reason)}: {names}{more}"


def _message(clause: ClauseInfo, failures: list[Failure]) -> str:
    first = failures[0]
    text = f"{clause.sentence}\nexpected {one_line(first.expected)}\ngot {one_line(first.actual)}"
    if len(failures) > 1:
        text += f"\n(and {len(failures) - 1} more)"
    return f"{text}\nevidence: {clause.evidence}\nrerun: {first.rerun}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _md(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]|~#@])", r"\\\1", html.escape(one_line(text), quote=False))


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sh\n{text}\n{fence}"
