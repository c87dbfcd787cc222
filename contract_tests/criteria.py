"""Filters, and the models that each must, must not or may match: the oracle of the filter clauses."""

from __future__ import annotations

import operator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from contract_tests.instants import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from contract_tests.document import Json

INSTANTS = frozenset({"deployment_date", "deleted_at", "created_at", "updated_at"})
STAMPS = frozenset({"created_at", "updated_at"})
"""Set by the target's clock, and possibly shown less finely than they are kept."""

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "equal": operator.eq,
    "less": operator.lt,
    "less_or_equal": operator.le,
    "greater": operator.gt,
    "greater_or_equal": operator.ge,
    "in": lambda value, operand: value in operand,
    "any": lambda value, operand: value in operand,
    "between": lambda value, operand: bool(operand[0] <= value <= operand[1]),
    "begins_with": lambda value, operand: bool(value.startswith(operand)),
    "contains": lambda value, operand: operand in value,
    "ends_with": lambda value, operand: bool(value.endswith(operand)),
}
NEGATIONS = {
    f"not_{name}": COMPARISONS[name]
    for name in ("equal", "in", "between", "begins_with", "contains", "ends_with")
}
VALUELESS = ("is_null", "is_not_null", "is_empty", "is_not_empty")
OPERATORS = (*COMPARISONS, *NEGATIONS, *VALUELESS)


def rule(field: str, operator_name: str, *value: Any) -> Json:
    """One comparison; without `value` where the operator takes none."""
    made: Json = {"field": field, "operator": operator_name}
    return {**made, "value": value[0]} if value else made


def same_as(field: str, value: Any) -> Json:
    """The field equals the value."""
    return rule(field, "equal", value)


def among(field: str, values: Iterable[Any]) -> Json:
    """The field is one of the values."""
    return rule(field, "in", list(values))


def both(*members: Json) -> Json:
    """All members hold."""
    return {"condition": "AND", "rules": list(members)}


def either(*members: Json) -> Json:
    """Any member holds."""
    return {"condition": "OR", "rules": list(members)}


def verdict(condition: Json, model: Json) -> bool | None:
    """Whether a model matches a rule or a condition; None where the contract's sources leave it open.

    Left open are how a null fares under negations and the emptiness operators, and instants set by the
    target's clock that are too close to tell.
    """
    if "rules" not in condition:
        return _rule(condition, model)
    verdicts = [verdict(member, model) for member in condition["rules"]]
    decisive: bool = condition["condition"] == "OR"
    if decisive in verdicts:
        return decisive
    return None if None in verdicts else not decisive


def value_of(field: str, model: Json) -> Any:
    """The value of a field of a list item: a scalar, a reference's id, or a path into a reference."""
    if field in model:
        return model[field]
    reference, _, member = field.partition(".") if "." in field else field.rpartition("_")
    inner = model[reference]
    return None if inner is None else inner[member]


def _rule(rule_: Json, model: Json) -> bool | None:
    field, name = rule_["field"], rule_["operator"]
    value = value_of(field, model)
    if name in VALUELESS:
        return _valueless(name, value)
    if value is None:
        return None if name in NEGATIONS else False
    operand = rule_["value"]
    if field in INSTANTS:
        value, operand = moment(value), _moments(operand)
        if field in STAMPS and _close(value, operand):
            return None
    return not NEGATIONS[name](value, operand) if name in NEGATIONS else COMPARISONS[name](value, operand)


def _valueless(name: str, value: Any) -> bool | None:
    if name.endswith("null"):
        return (value is None) is (name == "is_null")
    return None if value is None else (value == "") is (name == "is_empty")


def _moments(operand: Any) -> Any:
    return [moment(text) for text in operand] if isinstance(operand, list) else moment(operand)


def _close(value: datetime, operand: Any) -> bool:
    margin = timedelta(milliseconds=2 if value.microsecond else 1001)
    return any(abs(value - other) < margin for other in (operand if isinstance(operand, list) else [operand]))
