"""Mutants of groups F and I: a version takes over what the version before it has."""

from __future__ import annotations

from typing import Any

from contract_tests.mutants.mutant import Patch, mutant, rule

Json = dict[str, Any]


def _inherited(name: str) -> Patch:
    """Return the fault that a create which says nothing of a member takes that of the newest version."""

    def make(original: Any) -> Any:
        def new(unit: Any, body: Json) -> Json:
            row: Json = original(unit, body)
            older = [other for other in unit.rows.scan("models") if _same_model(other, row)]
            if name in body or not older:
                return row
            return {**row, name: max(older, key=lambda other: str(other["created_at"]))[name]}

        return new

    return rule("new_model", make)


def _same_model(one: Json, other: Json) -> bool:
    return all(one[key] == other[key] for key in ("name", "project_id"))


MUTANTS = (
    mutant(
        "F88",
        "A new version without description has that of the version before it.",
        _inherited("description"),
    ),
    mutant(
        "I45",
        "A new version has the artifact_status of the version before it.",
        _inherited("artifact_status"),
    ),
)
