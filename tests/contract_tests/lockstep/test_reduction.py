"""Failing sequences become as short and simple as they can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.lockstep.listing import Criteria
from contract_tests.lockstep.player import Call
from contract_tests.lockstep.reduction import Calls, reduced, simplified

if TYPE_CHECKING:
    from contract_tests.document import Json

CALLS = (
    Call("create", {"change": {"task": "llm", "status": "DRAFT"}, "place": "other"}),
    Call("read_column", {"which": 3}),
    Call("update", {"which": 4, "change": {"description": None, "status": "LIVE", "task": "llm"}}),
    Call("find", {"asked": Criteria()}),
    Call("delete", {"which": 2}),
)


def test_only_what_fails_is_left() -> None:
    """Steps, members and values that the failure does not need go."""

    def fails(calls: Calls) -> Calls | None:
        steps = [call.step for call in calls]
        nulled = any("description" in call.arguments.get("change", {}) for call in calls)
        return calls if nulled and "create" in steps and steps[-1] == "delete" else None

    assert reduced(CALLS, fails) == (
        Call("create", {"change": {}, "place": "home"}),
        Call("update", {"which": 0, "change": {"description": None}}),
        Call("delete", {"which": 0}),
    )


def test_what_was_played_counts() -> None:
    """A candidate that fails earlier is cut off there."""
    assert len(reduced(CALLS, lambda calls: calls[:1] if len(calls) > 1 else None)) == 1


def test_irreducible() -> None:
    """What does not fail without any of its parts stays."""
    assert reduced(CALLS, lambda _: None) == CALLS


def test_criteria_are_simplified() -> None:
    """Criteria lose one member, one key or one rule at a time."""
    rules: list[Json] = [
        {"field": "name", "operator": "equal", "value": "a"},
        {"condition": "OR", "rules": []},
    ]
    asked = Criteria(condition={"condition": "OR", "rules": rules}, ordering=("name", "version"), limit=1)
    simpler = list(simplified(asked))
    assert Criteria(condition=asked.condition, ordering=("name",), limit=1) in simpler
    assert Criteria(condition=rules[1], ordering=asked.ordering, limit=1) in simpler
    assert Criteria(condition=None, ordering=asked.ordering, limit=1) in simpler
    assert asked not in simpler
