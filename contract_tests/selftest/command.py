"""What `contract-tests selftest` does once its options are read."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click
from rich.console import Console

from contract_tests.mutants import GROUPS, MUTANTS
from contract_tests.runner import CONFORMS, UNUSABLE, VIOLATED
from contract_tests.selftest import bare as bare_runs
from contract_tests.selftest.pool import spread, workers
from contract_tests.selftest.score import Score
from contract_tests.selftest.table import lines, table
from contract_tests.selftest.trial import PLAIN, Trial, conduct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.pool import Pool
    from pathlib import Path

    from contract_tests.clauses import Profile
    from contract_tests.mutants.mutant import Mutant
    from contract_tests.selftest.trial import Verdict

BARE = 24
"""Mutants of a whole self-test that Schemathesis alone is tried on; all would take hours."""


@dataclass(frozen=True)
class Options:
    """What a self-test is to do.

    Attributes:
        jobs: worker processes.
        seeds: how many seeds the correct variants are tried with; mutants are tried with the first.
        groups: letters of the groups; all by default.
        only: ids of mutants; all by default.
        profile: profile of the first trial; what survives is tried once more with `full`.
        store: where the world of each mock lives; see `Trial`.
        sample: how many mutants, spread over all, to try; all by default.
        bare: how many mutants to try Schemathesis alone on, too; None for BARE where all are tried, else 0.
    """

    jobs: int = 2
    seeds: int = 3
    groups: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    profile: Profile = "quick"
    store: str = "memory"
    sample: int | None = None
    bare: int | None = None

    @property
    def whole(self) -> bool:
        """Whether no mutant is left out."""
        return not self.only and not self.groups and self.sample is None

    @property
    def sampled(self) -> int:
        """How many mutants Schemathesis alone is tried on."""
        return BARE * self.whole if self.bare is None else self.bare


def run_selftest(options: Options, file: Path | None) -> int:
    """Run the self-test, print its score, and return the exit code: 0 when every threshold holds, 1, or 2."""
    try:
        chosen = choose(options)
    except LookupError as error:
        click.echo(f"contract-tests: {error.args[0]}", err=True)
        return UNUSABLE
    terminal = Console(highlight=False)
    score = measure(options, chosen, terminal)
    terminal.print(table(score))
    for line in lines(score):
        terminal.print(line, markup=False, soft_wrap=True)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(score.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return CONFORMS if score.passed else VIOLATED


def choose(options: Options) -> list[Mutant]:
    """Return the mutants that the options name; LookupError when one of them does not exist."""
    unknown = [word for word in options.only if word not in MUTANTS]
    if unknown:
        raise LookupError(
            f"--only {unknown[0]}: there is no such mutant; `contract-tests mutants` lists them"
        )
    if wrong := [letter for letter in options.groups if letter not in GROUPS]:
        raise LookupError(f"--group {wrong[0]}: choose from {', '.join(GROUPS)}")
    chosen = [
        mutant
        for mutant in MUTANTS.values()
        if (not options.groups or mutant.group in options.groups)
        and (not options.only or mutant.id in options.only)
    ]
    if options.sample is None:
        return chosen
    faulty = [mutant.id for mutant in chosen if not mutant.correct]
    sampled = set(bare_runs.sample(faulty, options.sample))
    return [mutant for mutant in chosen if mutant.id in sampled]


def measure(options: Options, chosen: Sequence[Mutant], terminal: Console) -> Score:
    """Try every chosen mutant and variant, and the mock itself when nothing was left out."""
    began = time.monotonic()
    ids = [mutant.id for mutant in chosen if not mutant.correct]
    faulty = [Trial(mutant_id, 1, options.profile, store=options.store) for mutant_id in ids]
    with workers(options.jobs) as pool:
        verdicts = sorted(_tried(pool, faulty, terminal), key=lambda verdict: verdict.mutant)
        controls = list(_shown(spread(pool, conduct, _controls(options, chosen)), terminal))
        sample = bare_runs.sample(ids, options.sampled)
        bare = _bare(pool, sample, terminal) if sample else {}
    return Score(verdicts, controls, time.monotonic() - began, bare)


def _controls(options: Options, chosen: Sequence[Mutant]) -> list[Trial]:
    ids = [mutant.id for mutant in chosen if mutant.correct]
    return [
        Trial(mutant_id, seed, options.profile, to_the_end=True, store=options.store)
        for seed in range(1, options.seeds + 1)
        for mutant_id in ([PLAIN, *ids] if options.whole else ids)
    ]


def _tried(pool: Pool, trials: Sequence[Trial], terminal: Console) -> Iterator[Verdict]:
    survivors = []
    for verdict in _shown(spread(pool, conduct, trials), terminal):
        if verdict.flagged:
            yield verdict
        else:
            survivors.append(verdict)
    again = [verdict.mutant for verdict in survivors if verdict.profile == "quick"]
    done = [verdict for verdict in survivors if verdict.profile != "quick"]
    yield from done
    later = [replace(trial, profile="full") for trial in trials if trial.mutant in again]
    yield from _shown(spread(pool, conduct, later), terminal)


def _shown(verdicts: Iterator[Verdict], terminal: Console) -> Iterator[Verdict]:
    for verdict in verdicts:
        word = verdict.clauses[0] if verdict.clauses else verdict.reason or "nothing found"
        terminal.print(
            f"{verdict.mutant:5} {verdict.seconds:6.1f} s  {verdict.profile:5} seed {verdict.seed}  {word}",
            markup=False,
            soft_wrap=True,
        )
        yield verdict


def _bare(pool: Pool, mutants: Sequence[str], terminal: Console) -> dict[str, tuple[str, ...]]:
    healthy = list(spread(pool, bare_runs.run_bare, [PLAIN] * bare_runs.HEALTHY_RUNS))
    usual = sorted({failure for result in healthy for failure in result.failures})
    terminal.print(
        f"Bare Schemathesis reports on the mock itself: {'; '.join(usual) or 'nothing'}", markup=False
    )
    found = {}
    for result in spread(pool, bare_runs.run_bare, mutants):
        found[result.mutant] = bare_runs.kills(healthy, result)
        word = "; ".join(found[result.mutant][:2]) or "nothing new"
        terminal.print(
            f"{result.mutant:5} {result.seconds:6.1f} s  bare   {word}", markup=False, soft_wrap=True
        )
    return found
