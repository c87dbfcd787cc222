"""The oracle of the filters."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.criteria import OPERATORS, VALUELESS, both, either, rule, same_as, verdict

MODEL: dict[str, Any] = {
    "name": "delta",
    "description": None,
    "algorithm": "",
    "owner": None,
    "project": {"id": "p1", "name": "lending"},
    "deployment_date": "2025-05-01T10:00:00Z",
    "created_at": "2025-05-01T10:00:00.250000Z",
}
YES, NO = same_as("name", "delta"), same_as("name", "golf")
OPEN = rule("description", "not_equal", "golf")


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("name", "equal", "delta", True),
        ("name", "equal", "Delta", False),
        ("name", "not_in", ["golf", "delta"], False),
        ("name", "less", "delta", False),
        ("name", "less_or_equal", "delta", True),
        ("name", "between", ["delta", "golf"], True),
        ("name", "not_between", ["delta", "golf"], False),
        ("name", "begins_with", "el", False),
        ("name", "contains", "el", True),
        ("name", "not_ends_with", "lta", False),
        ("description", "equal", "delta", False),
        ("project_id", "equal", "p1", True),
        ("project.name", "ends_with", "ing", True),
        ("owner_id", "is_null", None, True),
        ("algorithm", "is_empty", None, True),
        ("algorithm", "is_null", None, False),
        ("deployment_date", "equal", "2025-05-01T12:00:00+02:00", True),
        ("deployment_date", "greater", "2025-05-01T10:30:00+02:00", True),
    ],
)
def test_a_rule_is_decided(field: str, operator: str, value: object, *, expected: bool) -> None:
    """What the contract's sources settle has one answer."""
    assert verdict(rule(field, operator, value), MODEL) is expected


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("description", "not_equal", "golf"),
        ("description", "not_contains", "golf"),
        ("description", "is_empty", None),
        ("description", "is_not_empty", None),
        ("created_at", "equal", "2025-05-01T10:00:00.250Z"),
        ("created_at", "less", "2025-05-01T10:00:00.251Z"),
    ],
)
def test_a_rule_is_left_open(field: str, operator: str, value: object) -> None:
    """Nulls under negations, and instants of the target's clock that are too close, accept either answer."""
    assert verdict(rule(field, operator, value), MODEL) is None


def test_an_open_member_decides_nothing_that_others_decide() -> None:
    """AND with a false member is false and OR with a true one is true, whatever else is open."""
    assert verdict(both(OPEN, NO), MODEL) is False
    assert verdict(either(OPEN, YES), MODEL) is True
    assert verdict(both(OPEN, YES), MODEL) is None
    assert verdict(either(OPEN, NO), MODEL) is None


def test_conditions_nest() -> None:
    """A condition within a condition is judged as one member."""
    assert verdict(both(YES, either(NO, both(YES, YES))), MODEL) is True
    assert verdict(either(NO, both(YES, either(NO))), MODEL) is False


def test_every_operator_of_the_contract_is_known() -> None:
    """The oracle and the contract name the same operators."""
    from contract_tests.document import Document  # noqa: PLC0415 - one test needs it

    schema = Document.load().raw["components"]["schemas"]["FilterRule"]
    assert sorted(OPERATORS) == sorted(schema["properties"]["operator"]["enum"])
    assert set(VALUELESS) < set(OPERATORS)
