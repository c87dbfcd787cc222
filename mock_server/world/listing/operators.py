"""The operators of a filter: small predicates, registered by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

Test = Callable[[Any, Any], bool]


class Operand(Enum):
    """What an operator expects as its `value`."""

    NOTHING = "nothing"
    ONE = "one value"
    TEXT = "one string"
    MANY = "an array of values"
    RANGE = "an array [low, high]"


@dataclass(frozen=True)
class Operator:
    """One way to compare.

    Attributes:
        name: As written in a filter.
        operand: What `value` must be; with NOTHING it is ignored.
        test: Called with the item's value and the operand.
        matches_null: The answer for an item whose value is null (decided: true for the negations only).
    """

    name: str
    operand: Operand
    test: Test
    matches_null: bool = False

    def matches(self, actual: Any, expected: Any) -> bool:
        """Tell whether an item's value, null or not, satisfies the operator."""
        if self.operand is Operand.NOTHING:
            return self.test(actual, expected)
        return self.matches_null if actual is None else self.test(actual, expected)


def equal(actual: Any, expected: Any) -> bool:
    """Same value; text is compared case and all."""
    return bool(actual == expected)


def is_in(actual: Any, expected: Any) -> bool:
    """One of the values."""
    return actual in expected


def less(actual: Any, expected: Any) -> bool:
    """Strictly before."""
    return bool(actual < expected)


def less_or_equal(actual: Any, expected: Any) -> bool:
    """Before or the same."""
    return bool(actual <= expected)


def greater(actual: Any, expected: Any) -> bool:
    """Strictly after."""
    return bool(actual > expected)


def greater_or_equal(actual: Any, expected: Any) -> bool:
    """After or the same."""
    return bool(actual >= expected)


def between(actual: Any, expected: Any) -> bool:
    """From low to high, both included (decided)."""
    low, high = expected
    return bool(low <= actual <= high)


def begins_with(actual: str, expected: str) -> bool:
    """Text that starts so."""
    return actual.startswith(expected)


def contains(actual: str, expected: str) -> bool:
    """Text with this somewhere in it."""
    return expected in actual


def ends_with(actual: str, expected: str) -> bool:
    """Text that ends so."""
    return actual.endswith(expected)


def is_null(actual: Any, _: Any) -> bool:
    """No value."""
    return actual is None


def is_empty(actual: Any, _: Any) -> bool:
    """No value, or text of no characters (decided)."""
    return actual is None or actual == ""


def negation(test: Test) -> Test:
    """Return the opposite of a predicate."""

    def opposite(actual: Any, expected: Any) -> bool:
        return not test(actual, expected)

    return opposite


def _with_negation(name: str, operand: Operand, test: Test) -> tuple[Operator, Operator]:
    return Operator(name, operand, test), Operator(f"not_{name}", operand, negation(test), matches_null=True)


OPERATORS: Mapping[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("any", Operand.MANY, is_in),
        *_with_negation("equal", Operand.ONE, equal),
        *_with_negation("in", Operand.MANY, is_in),
        Operator("less", Operand.ONE, less),
        Operator("less_or_equal", Operand.ONE, less_or_equal),
        Operator("greater", Operand.ONE, greater),
        Operator("greater_or_equal", Operand.ONE, greater_or_equal),
        *_with_negation("between", Operand.RANGE, between),
        *_with_negation("begins_with", Operand.TEXT, begins_with),
        *_with_negation("contains", Operand.TEXT, contains),
        *_with_negation("ends_with", Operand.TEXT, ends_with),
        Operator("is_empty", Operand.NOTHING, is_empty),
        Operator("is_not_empty", Operand.NOTHING, negation(is_empty)),
        Operator("is_null", Operand.NOTHING, is_null),
        Operator("is_not_null", Operand.NOTHING, negation(is_null)),
    )
}
"""Every operator there is (client)."""
