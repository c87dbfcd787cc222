"""The score of a self-test: what was killed, what survived, what was flagged wrongly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contract_tests.mutants import GROUPS, MUTANTS
from contract_tests.runner import CONFORMS
from contract_tests.selftest.trial import PLAIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contract_tests.selftest.trial import Verdict

    Json = dict[str, Any]

OVERALL = 0.98
"""Share of the mutants that must be killed."""

EACH_GROUP = 0.90
"""Share of the mutants of every group that must be killed."""


@dataclass(frozen=True)
class Tally:
    """Killed of all, in one group or in all of them.

    Attributes:
        name: the group's letter, or `all`.
        killed: ids of the mutants that the suite killed.
        survived: ids of those it did not.
        bare: for each of those that bare Schemathesis was tried on, whether it killed it.
    """

    name: str
    killed: tuple[str, ...]
    survived: tuple[str, ...]
    bare: Mapping[str, bool] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many mutants there are."""
        return len(self.killed) + len(self.survived)

    @property
    def share(self) -> float:
        """The share that was killed; 1 for none of none."""
        return len(self.killed) / self.total if self.total else 1.0

    def as_json(self) -> Json:
        """Return it for a JSON report."""
        bare = {"bare_killed": sum(self.bare.values()), "bare_total": len(self.bare)} if self.bare else {}
        return {
            "killed": len(self.killed),
            "total": self.total,
            "share": round(self.share, 4),
            "survived": list(self.survived),
            **bare,
        }


@dataclass(frozen=True)
class Score:
    """All that a self-test found.

    Attributes:
        verdicts: the last trial of each mutant.
        controls: every trial of a correct variant and of the mock itself.
        bare: for each mutant that bare Schemathesis was tried on, the failures that it reports on it but not
            on the mock.
        seconds: how long it all took.
    """

    verdicts: Sequence[Verdict]
    controls: Sequence[Verdict]
    seconds: float
    bare: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def tally(self, group: str | None = None) -> Tally:
        """Return killed of all, in one group or overall."""
        of_group = [verdict for verdict in self.verdicts if group in {None, MUTANTS[verdict.mutant].group}]
        killed = tuple(verdict.mutant for verdict in of_group if verdict.flagged)
        survived = tuple(verdict.mutant for verdict in of_group if not verdict.flagged)
        tried = [verdict.mutant for verdict in of_group if verdict.mutant in self.bare]
        bare = {mutant: bool(self.bare[mutant]) for mutant in tried}
        return Tally(group or "all", killed, survived, bare)

    @property
    def groups(self) -> list[Tally]:
        """A tally for each group that was tried."""
        tried = {MUTANTS[verdict.mutant].group for verdict in self.verdicts}
        return [self.tally(group) for group in GROUPS if group in tried]

    @property
    def alarms(self) -> list[Verdict]:
        """Trials of correct variants that did not end as they should, those that could not be served too."""
        return [verdict for verdict in self.controls if verdict.exit_code != CONFORMS]

    @property
    def variants(self) -> list[str]:
        """The ids of the correct variants that were tried, the mock itself left out."""
        return sorted({verdict.mutant for verdict in self.controls} - {PLAIN})

    @property
    def killers(self) -> Counter[str]:
        """How many mutants each clause was the first to kill."""
        return Counter(verdict.clauses[0] for verdict in self.verdicts if verdict.clauses)

    @property
    def passed(self) -> bool:
        """Whether every threshold holds."""
        groups = all(tally.share >= EACH_GROUP for tally in self.groups)
        return self.tally().share >= OVERALL and groups and not self.alarms

    def as_json(self) -> Json:
        """Return everything for a JSON report."""
        return {
            "passed": self.passed,
            "seconds": round(self.seconds, 1),
            "all": self.tally().as_json(),
            "groups": {tally.name: tally.as_json() for tally in self.groups},
            "false_alarms": {
                "flagged": sorted({verdict.mutant for verdict in self.alarms}),
                "variants": len(self.variants),
                "trials": len(self.controls),
            },
            "killers": dict(self.killers.most_common()),
            "mutants": [self._row(verdict) for verdict in self.verdicts],
            "controls": [verdict.as_json() for verdict in self.controls],
        }

    def _row(self, verdict: Verdict) -> Json:
        bare = {"bare": list(self.bare[verdict.mutant])} if verdict.mutant in self.bare else {}
        return {**verdict.as_json(), "sentence": MUTANTS[verdict.mutant].sentence, **bare}
