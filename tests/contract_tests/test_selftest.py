"""Tests of the self-test: the suite against one mutant of each group, and the arithmetic of the score."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from rich.console import Console

from contract_tests.clauses import REGISTRY
from contract_tests.cli import main
from contract_tests.document import Document
from contract_tests.mutants import GROUPS
from contract_tests.planning import load_clauses
from contract_tests.selftest.bare import BareResult, kills, sample
from contract_tests.selftest.command import BARE, Options, choose
from contract_tests.selftest.pool import spread, workers
from contract_tests.selftest.score import Score
from contract_tests.selftest.table import lines, table
from contract_tests.selftest.trial import NEAREST, PLAIN, Trial, Verdict, conduct, nearest_first

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.clauses import Clause

ONE_EACH = (
    "A13", "B02", "C27", "D03", "E33", "F12", "G10", "H05", "I08", "J11", "K02", "L01", "M07", "N09",
)  # fmt: skip
"""A mutant of each group; the others are `make selftest`'s."""


@pytest.fixture(scope="module")
def registered() -> list[Clause]:
    """Every clause."""
    load_clauses(Document.load())
    return list(REGISTRY)


def verdict(
    mutant: str, exit_code: int = 1, clause: str = "models.create.roundtrip", seed: int = 1
) -> Verdict:
    """A verdict that nobody had to wait for."""
    clauses = (clause,) if exit_code else ()
    return Verdict(mutant, seed, "quick", exit_code, clauses, "expected that; got this", 10, 1.0)


@pytest.mark.parametrize("mutant_id", ONE_EACH)
def test_one_mutant_of_each_group_is_killed(mutant_id: str) -> None:
    """The whole way: the mutant is served, the suite runs, and says what is wrong."""
    result = conduct(Trial(mutant_id, seed=1))
    assert result.flagged
    assert result.clauses
    assert "expected" in result.reason


def test_a_trial_leaves_the_logs_of_its_process_alone() -> None:
    """Only the worker processes are silenced; whoever calls a trial keeps the mock's log."""
    before = logging.getLogger("mock_server").getEffectiveLevel()
    conduct(Trial("B02", seed=1))
    assert logging.getLogger("mock_server").getEffectiveLevel() == before


def test_every_group_has_its_mutant_here() -> None:
    """The sample above leaves no group out."""
    assert {mutant_id[0] for mutant_id in ONE_EACH} == set(GROUPS) - {"Z"}


def test_the_nearest_clauses_come_first_and_none_is_lost(registered: list[Clause]) -> None:
    """The order is all that changes."""
    ordered = nearest_first(registered, "L")
    assert ordered[0].id.startswith("concurrency.")
    assert sorted(clause.id for clause in ordered) == sorted(clause.id for clause in registered)
    assert nearest_first(registered, "Z") == registered


def test_every_hint_names_clauses_that_exist(registered: list[Clause]) -> None:
    """A clause that was renamed would only make the self-test slower, which nobody would notice."""
    words = {word for hints in NEAREST.values() for word in hints}
    assert {
        word for word in words if not any(clause.id.startswith(f"{word}.") for clause in registered)
    } == set()
    assert set(NEAREST) == set(GROUPS) - {"Z"}


def test_survivors_count_against_their_group() -> None:
    """Killed of all, by group and overall."""
    score = Score([verdict("A01"), verdict("A02", 0), verdict("B01", 5)], [], 3.0)
    assert [(tally.name, tally.killed, tally.survived) for tally in score.groups] == [
        ("A", ("A01",), ("A02",)),
        ("B", ("B01",), ()),
    ]
    assert score.tally().share == pytest.approx(2 / 3)
    assert not score.passed


@pytest.mark.parametrize(("exit_code", "flagged"), [(0, False), (1, True), (2, False), (3, False), (5, True)])
def test_only_what_the_suite_says_is_a_kill(exit_code: int, *, flagged: bool) -> None:
    """A mutant that cannot be served or reached proves nothing."""
    assert verdict("A01", exit_code).flagged is flagged


def test_a_false_alarm_fails_the_score() -> None:
    """One flagged run of a correct variant is enough."""
    calm = Score([verdict("A01")], [verdict("Z01", 0), verdict(PLAIN, 0)], 1.0)
    alarmed = Score([verdict("A01")], [verdict("Z01", 0), verdict("Z01", 1, seed=2)], 1.0)
    assert calm.passed
    assert calm.variants == ["Z01"]
    assert not alarmed.passed
    assert [alarm.seed for alarm in alarmed.alarms] == [2]


def test_a_group_under_ninety_per_cent_fails_the_score() -> None:
    """Though 98 % are killed overall."""
    many = [verdict(f"C{number:02d}") for number in range(1, 57)]
    assert Score([*many, verdict("L01"), verdict("L02")], [], 1.0).passed
    assert not Score([*many, verdict("L01"), verdict("L02", 0)], [], 1.0).passed


def test_bare_kills_are_what_the_healthy_mock_does_not_get() -> None:
    """A failure that any run on the mock itself reports is no kill."""
    healthy = [BareResult(PLAIN, ("ST202 GET /v3/models",), 1.0), BareResult(PLAIN, (), 1.0)]
    result = BareResult("A01", ("ST202 GET /v3/models", "ST105 POST /v3/models"), 1.0)
    assert kills(healthy, result) == ("ST105 POST /v3/models",)


def test_a_sample_for_bare_runs_is_spread_evenly() -> None:
    """Every stretch of the list has its share, and no mutant comes twice."""
    mutants = [f"A{number:02d}" for number in range(10)]
    assert sample(mutants, 3) == ["A00", "A03", "A06"]
    assert sample(mutants, 99) == mutants
    assert sample(mutants, 0) == sample([], 5) == []


def test_the_score_is_shown_with_its_survivors() -> None:
    """The table names the survivors by id, the lines below by sentence, with the false alarms."""
    found = {"A01": ("ST105 GET /v3/models",), "A02": ()}
    score = Score([verdict("A01"), verdict("A02", 0)], [verdict("Z01")], 2.0, found)
    out = io.StringIO()
    terminal = Console(file=out, width=120)
    terminal.print(table(score))
    for line in lines(score):
        terminal.print(line, markup=False, soft_wrap=True)
    text = out.getvalue()
    assert "1/2" in text
    assert "50.0" in text
    assert "survived: A02: List items omit" in text
    assert "false alarm: Z01 (seed 1)" in text
    assert "False alarms: 1 of 1 correct variants, 1 runs." in text
    whole = Score([], [verdict("Z01"), verdict(PLAIN, 0)], 2.0)
    assert "False alarms: 1 of 1 correct variants and the mock, 2 runs." in list(lines(whole))
    assert "Failed" in text


def test_the_json_holds_every_mutant() -> None:
    """With its sentence, what killed it and what bare Schemathesis said."""
    score = Score([verdict("A01")], [verdict("Z01", 0)], 2.0, {"A01": ("ST105 GET /v3/models",)})
    value = json.loads(json.dumps(score.as_json()))
    bare = {"bare_killed": 1, "bare_total": 1}
    assert value["all"] == {"killed": 1, "total": 1, "share": 1.0, "survived": [], **bare}
    assert value["mutants"][0]["clauses"] == ["models.create.roundtrip"]
    assert value["mutants"][0]["bare"] == ["ST105 GET /v3/models"]
    assert value["false_alarms"] == {"flagged": [], "variants": 1, "trials": 1}
    assert value["killers"] == {"models.create.roundtrip": 1}


def test_options_choose_mutants() -> None:
    """By group, by id, or all."""
    assert {mutant.group for mutant in choose(Options(groups=("L", "N")))} == {"L", "N"}
    assert [mutant.id for mutant in choose(Options(only=("E05",)))] == ["E05"]
    with pytest.raises(LookupError, match="E00"):
        choose(Options(only=("E00",)))
    with pytest.raises(LookupError, match="Q"):
        choose(Options(groups=("Q",)))


def test_schemathesis_alone_is_measured_in_a_whole_run() -> None:
    """It is tried on a sample where no mutant is left out, and elsewhere on as many as were asked for."""
    assert Options().sampled == BARE
    assert Options(only=("E05",)).sampled == 0
    assert Options(groups=("E",), bare=3).sampled == 3
    assert Options(bare=0).sampled == 0


def test_work_is_spread_over_processes() -> None:
    """Every task has its outcome."""
    with workers(1) as pool:
        assert sorted(spread(pool, abs, [-1, -2, 3])) == [1, 2, 3]


def test_the_command_reports_one_mutant(tmp_path: Path) -> None:
    """Exit code 0, a table, and a file of JSON."""
    file = tmp_path / "new" / "score.json"
    result = CliRunner().invoke(
        main, ["selftest", "--only", "A01b", "--jobs", "1", "--json", str(file)], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert "1/1" in result.output
    assert json.loads(file.read_text(encoding="utf-8"))["passed"] is True


def test_a_mutant_that_does_not_exist_is_wrong_usage() -> None:
    """Exit code 2 and the way to the list."""
    result = CliRunner().invoke(main, ["selftest", "--only", "X99"])
    assert result.exit_code == 2
    assert "contract-tests mutants" in result.output
