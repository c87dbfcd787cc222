"""The filter parameter: a tree of rules, checked and turned into a predicate over list items."""

from collections.abc import Callable
from typing import Any

from tests.other_implementation.fields import FILTERABLE, INSTANTS
from tests.other_implementation.instants import instant
from tests.other_implementation.problems import Problem
from tests.other_implementation.seed import Json
from tests.other_implementation.wire import parsed

Predicate = Callable[[Json], bool]
Test = Callable[[Any, Any], bool]

# Each takes a field's value, never null, and the rule's operand.
_COMPARISONS: dict[str, Test] = {
    "equal": lambda value, operand: bool(value == operand),
    "less": lambda value, operand: bool(value < operand),
    "less_or_equal": lambda value, operand: bool(value <= operand),
    "greater": lambda value, operand: bool(value > operand),
    "greater_or_equal": lambda value, operand: bool(value >= operand),
}
_MEMBERSHIPS: dict[str, Test] = {
    "any": lambda value, operand: value in operand,
    "in": lambda value, operand: value in operand,
    "between": lambda value, operand: bool(operand[0] <= value <= operand[1]),
}
_TEXTUAL: dict[str, Test] = {
    "begins_with": lambda value, operand: bool(value.startswith(operand)),
    "contains": lambda value, operand: operand in value,
    "ends_with": lambda value, operand: bool(value.endswith(operand)),
}
_TESTS = _COMPARISONS | _MEMBERSHIPS | _TEXTUAL
_VALUELESS: dict[str, Callable[[Any], bool]] = {
    "is_null": lambda value: value is None,
    "is_not_null": lambda value: value is not None,
    "is_empty": lambda value: value is None or value == "",
    "is_not_empty": lambda value: value is not None and value != "",
}
_NEGATABLE = frozenset({"equal", "in", "between", "begins_with", "contains", "ends_with"})


def predicate(text: str, fault: str | None = None) -> Predicate:
    """Read the parameter.

    Raises:
        Problem: 400, with the place of what does not fit.
    """
    return _condition(parsed(text, "filter"), "filter", fault)


def _condition(node: Any, place: str, fault: str | None) -> Predicate:
    if not isinstance(node, dict) or node.get("condition") not in ("AND", "OR"):
        raise Problem(400, f"{place}: a condition is an object with 'condition' AND or OR")
    if not isinstance(node.get("rules"), list):
        raise Problem(400, f"{place}: a condition has an array of 'rules'")
    parts = [_part(rule, f"{place}/rules/{n}", fault) for n, rule in enumerate(node["rules"])]
    if not parts:
        return lambda _: True
    joined = all if node["condition"] == "AND" else any
    return lambda item: joined(part(item) for part in parts)


def _part(node: Any, place: str, fault: str | None) -> Predicate:
    if isinstance(node, dict) and "condition" in node:
        return _condition(node, place, fault)
    return _rule(node, place, fault)


def _rule(node: Any, place: str, fault: str | None) -> Predicate:
    if not isinstance(node, dict) or not isinstance(node.get("field"), str):
        raise Problem(400, f"{place}: a rule is an object with a 'field'")
    field, operator = node["field"], node.get("operator")
    if field not in FILTERABLE:
        raise Problem(400, f"{place}/field: models cannot be filtered by {field[:80]!r}")
    read = FILTERABLE[field]
    if isinstance(operator, str) and operator in _VALUELESS:
        judge = _VALUELESS[operator]
        return lambda item: judge(read(item))
    negated, base = _operator(operator, place)
    if "value" not in node:
        raise Problem(400, f"{place}: the operator {operator!r} needs a 'value'")
    operand = _operand(node["value"], base, field in INSTANTS, f"{place}/value")
    test, negated = _broken(base, operand, fault, negated=negated)
    as_instant = field in INSTANTS and base not in _TEXTUAL
    return lambda item: _holds(read(item), test, operand, as_instant=as_instant) is not negated


def _operator(operator: Any, place: str) -> tuple[bool, str]:
    """Split an operator into its negation and its test."""
    if isinstance(operator, str):
        base = operator.removeprefix("not_")
        if base in _TESTS and (base == operator or base in _NEGATABLE):
            return base != operator, base
    raise Problem(400, f"{place}/operator: {str(operator)[:80]!r} is no operator")


def _broken(base: str, operand: Any, fault: str | None, *, negated: bool) -> tuple[Test, bool]:
    """Give the test and the negation, with the planted fault if it concerns them."""
    if fault == "between-excludes-bounds" and base == "between":
        return lambda value, bounds: bool(bounds[0] < value < bounds[1]), negated
    if fault == "not-in-single-value" and base == "in" and len(operand) == 1:
        return _TESTS[base], False
    return _TESTS[base], negated


def _holds(value: Any, test: Test, operand: Any, *, as_instant: bool) -> bool:
    if value is None:
        return False
    return test(instant(value) if as_instant else value, operand)


def _operand(value: Any, base: str, instants: bool, place: str) -> Any:  # noqa: FBT001 -- passed on by one caller
    if base not in _MEMBERSHIPS:
        return _scalar(value, place, instants=instants and base in _COMPARISONS)
    if not isinstance(value, list):
        raise Problem(400, f"{place}: must be an array")
    if base == "between" and len(value) != 2:
        raise Problem(400, f"{place}: must be [low, high]")
    return [_scalar(item, f"{place}/{n}", instants=instants) for n, item in enumerate(value)]


def _scalar(value: Any, place: str, *, instants: bool) -> Any:
    if not isinstance(value, str):
        raise Problem(400, f"{place}: must be text")
    if not instants:
        return value
    try:
        return instant(value)
    except ValueError as error:
        raise Problem(400, f"{place}: {error}") from error
