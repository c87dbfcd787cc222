"""Deliberately broken mocks, and correct but unusual ones, to measure the suite by.

`mock-server --mutant ID` serves one, through the entry point group `mock_server.mutants`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contract_tests.mutants import (
    auth,
    concurrency,
    controls,
    deletion,
    edges,
    fidelity,
    filters,
    headers,
    inheritance,
    jobs,
    joins,
    latest,
    leakage,
    lists,
    nesting,
    nulls,
    options,
    ordering,
    patching,
    redeployments,
    replacements,
    robustness,
    samples,
    schema,
    slips,
    status,
    strictness,
    truthiness,
    validation,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.mutants.mutant import Mutant

GROUPS: Mapping[str, str] = {
    "A": "response schema",
    "B": "status codes",
    "C": "validation",
    "D": "authentication and tenancy",
    "E": "paging, filter, order, search",
    "F": "stale, lost or altered data",
    "G": "PATCH",
    "H": "deletion",
    "I": "jobs and artifacts",
    "J": "headers and content types",
    "K": "null",
    "L": "concurrency",
    "M": "robustness",
    "N": "security and leakage",
    "Z": "correct variants",
}
"""What each letter stands for."""

_MODULES = (
    schema,
    status,
    validation,
    strictness,
    auth,
    lists,
    ordering,
    filters,
    latest,
    fidelity,
    nesting,
    patching,
    replacements,
    deletion,
    jobs,
    redeployments,
    headers,
    nulls,
    options,
    concurrency,
    robustness,
    leakage,
    slips,
    joins,
    truthiness,
    edges,
    samples,
    inheritance,
    controls,
)


def _place(mutant: Mutant) -> tuple[str, int, str]:
    """What sorts a mutant: E99 before E100, and I01b after I01."""
    return mutant.group, int(re.sub(r"\D", "", mutant.id)), mutant.id


MUTANTS: Mapping[str, Mutant] = {
    mutant.id: mutant for mutant in sorted((m for module in _MODULES for m in module.MUTANTS), key=_place)
}
"""Every mutant by id."""


def find(mutant_id: str) -> Mutant:
    """Return a mutant; UnknownMutantError when there is none of this id."""
    if mutant_id in MUTANTS:
        return MUTANTS[mutant_id]
    from mock_server.mutation import UnknownMutantError  # noqa: PLC0415 - listing mutants needs no framework

    raise UnknownMutantError(mutant_id, MUTANTS)
