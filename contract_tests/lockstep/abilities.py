"""What a target can be asked for, besides models in one project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contract_tests.clauses import NotVerified
from contract_tests.subjects import serves_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.bench import Bench


@dataclass(frozen=True)
class Abilities:
    """What the target can be asked for.

    Attributes:
        second_project: there is a second project.
        file_id: a file to deploy as an artifact, or None.
        surrogates: there are environments to train surrogates on.
    """

    second_project: bool
    file_id: str | None
    surrogates: bool

    @classmethod
    def of(cls, bench: Bench) -> Abilities:
        """Find out, with a model of the clause's own.

        Raises:
            NotVerified: not even that can be made.
        """
        model = bench.create()
        return cls(
            second_project=_can(bench.other_project) is not None,
            file_id=_can(lambda: _serving(bench, "file_id", bench.provision.any_package)),
            surrogates=_can(
                lambda: _serving(bench, "env_id", lambda: bench.provision.environment(model["id"]))
            )
            is not None,
        )


def _serving(bench: Bench, member: str, ask: Callable[[], str]) -> str:
    serves_all(bench, member)
    return ask()


def _can(ask: Callable[[], str]) -> str | None:
    try:
        return ask()
    except NotVerified:
        return None
