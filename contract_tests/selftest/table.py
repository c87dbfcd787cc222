"""The score of a self-test as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from contract_tests.mutants import GROUPS, MUTANTS
from contract_tests.selftest.trial import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.selftest.score import Score, Tally


def table(score: Score) -> Table:
    """Return killed of all by group, with the survivors' ids."""
    shown = Table(title="Mutants", title_justify="left")
    for heading in (
        "group",
        "killed",
        "per cent",
        *(["bare Schemathesis"] if score.bare else []),
    ):
        shown.add_column(heading, justify="left" if heading == "group" else "right", no_wrap=True)
    shown.add_column("survived", overflow="fold")
    for tally in score.groups:
        shown.add_row(f"{tally.name}  {GROUPS[tally.name]}", *_cells(tally, score))
    shown.add_section()
    shown.add_row("all", *_cells(score.tally(), score))
    return shown


def lines(score: Score) -> Iterator[str]:
    """Yield what the table does not show."""
    for tally in score.groups:
        for mutant_id in tally.survived:
            yield f"survived: {mutant_id}: {MUTANTS[mutant_id].sentence}"
    for alarm in score.alarms:
        what = MUTANTS[alarm.mutant].sentence if alarm.mutant in MUTANTS else "the mock as it is"
        broken = " ".join(alarm.clauses[:1]) or "(not served)"
        yield f"false alarm: {alarm.mutant} (seed {alarm.seed}): {what} {broken}: {alarm.reason}"
    flagged = len({alarm.mutant for alarm in score.alarms})
    mock = " and the mock" if any(trial.mutant == PLAIN for trial in score.controls) else ""
    tried = f"{len(score.variants)} correct variants{mock}, {len(score.controls)} runs"
    yield f"False alarms: {flagged} of {tried}."
    yield f"{len(score.killers)} clauses were the first to kill a mutant. {score.seconds:.0f} s."
    yield "Passed: every threshold holds." if score.passed else "Failed: a threshold does not hold."


def _cells(tally: Tally, score: Score) -> list[str]:
    bare = [f"{sum(tally.bare.values())}/{len(tally.bare)}"] if score.bare else []
    return [
        f"{len(tally.killed)}/{tally.total}",
        f"{100 * tally.share:.1f}",
        *bare,
        " ".join(tally.survived),
    ]
