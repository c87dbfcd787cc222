"""The filter of a list: read from JSON text into rules, groups of rules, and what they match."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from mock_server.world import fields, operators
from mock_server.world.errors import BadRequest, Violation, known, reject, shown
from mock_server.world.operators import Operand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.world.fields import Field, Json, Kind
    from mock_server.world.operators import Operator

DEEPEST = 20
"""Levels of nested groups that are accepted (decided)."""

CONDITIONS = {"AND": all, "OR": any}


@dataclass(frozen=True)
class Rule:
    """One field compared with one value."""

    field: Field
    operator: Operator
    expected: Any

    def matches(self, item: Json) -> bool:
        """Tell whether the item satisfies the rule."""
        return self.operator.matches(self._actual(item), self.expected)

    def _actual(self, item: Json) -> Any:
        # Operators on text look at what the item shows; the others compare values of the field's kind.
        as_shown = self.operator.operand in {Operand.TEXT, Operand.NOTHING}
        return self.field.value(item) if as_shown else self.field.comparable(item)


@dataclass(frozen=True)
class Group:
    """Rules and groups, of which all or any must match; one without rules matches everything (decided)."""

    condition: str
    rules: tuple[Rule | Group, ...]

    def matches(self, item: Json) -> bool:
        """Tell whether the item satisfies the group."""
        return not self.rules or CONDITIONS[self.condition](rule.matches(item) for rule in self.rules)


EVERYTHING = Group("AND", ())


def parse(text: str | None, known_fields: Mapping[str, Field]) -> Group:
    """Read a filter; None matches everything.

    Raises BadRequest with every violation there is, each placed by a JSON Pointer such as
    `filter/rules/0/operator`.
    """
    if text is None:
        return EVERYTHING
    reader = _Reader(known_fields)
    group = reader.group(_decoded(text), "filter", 1)
    reject(BadRequest, reader.violations)
    return group


def _decoded(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        message = "is nested too deeply to be read"
    except ValueError as error:
        message = f"must be JSON: {error}"
    raise BadRequest(Violation("filter", message))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


@dataclass
class _Reader:
    """Reads the decoded filter and notes what is wrong on the way."""

    known_fields: Mapping[str, Field]
    violations: list[Violation] = field(default_factory=list)

    def group(self, raw: Any, place: str, depth: int) -> Group:
        if not isinstance(raw, dict):
            return self._wrong(place, 'must be an object such as {"condition": "AND", "rules": []}')
        if depth > DEEPEST:
            return self._wrong(place, f"is nested deeper than {DEEPEST} levels; flatten the groups")
        condition = self._condition(raw.get("condition", "AND"), f"{place}/condition")
        rules = raw.get("rules")
        if not isinstance(rules, list):
            return self._wrong(f"{place}/rules", "must be an array of rules and is missing or something else")
        members = [self._member(rule, f"{place}/rules/{at}", depth) for at, rule in enumerate(rules)]
        return Group(condition, tuple(member for member in members if member is not None))

    def _condition(self, raw: Any, place: str) -> str:
        if isinstance(raw, str) and raw in CONDITIONS:
            return raw
        self._note(place, f"must be AND or OR, not {shown(raw)}")
        return "AND"

    def _member(self, raw: Any, place: str, depth: int) -> Rule | Group | None:
        if isinstance(raw, dict) and ("rules" in raw or "condition" in raw):
            return self.group(raw, place, depth + 1)
        if isinstance(raw, dict):
            return self._rule(raw, place)
        self._note(place, 'must be an object: a rule with "field" and "operator", or a group with "rules"')
        return None

    def _rule(self, raw: Json, place: str) -> Rule | None:
        compared = self._named(raw, "field", self.known_fields, place)
        operator = self._named(raw, "operator", operators.OPERATORS, place)
        if compared is None or operator is None:
            return None
        try:
            return Rule(
                compared, operator, self._operand(operator.operand, compared.kind, raw, f"{place}/value")
            )
        except _Misplaced as error:
            self._note(error.place, str(error))
            return None

    def _named(self, raw: Json, key: str, table: Mapping[str, Any], place: str) -> Any:
        name = raw.get(key)
        if isinstance(name, str) and name in table:
            return table[name]
        self._note(f"{place}/{key}", f"{shown(name)} is no {key}; use one of {known(table)}")
        return None

    def _operand(self, operand: Operand, kind: Kind, raw: Json, place: str) -> Any:
        if operand is Operand.NOTHING:
            return None
        value = raw.get("value")
        if operand is Operand.TEXT:
            return _text_literal(kind, value, place)
        if operand is Operand.ONE:
            return _literal(kind, value, place)
        if not isinstance(value, list) or (operand is Operand.RANGE and len(value) != 2):
            raise _Misplaced(place, f"must be {operand.value}, not {shown(value)}")
        return [_literal(kind, member, f"{place}/{at}") for at, member in enumerate(value)]

    def _note(self, place: str, message: str) -> None:
        self.violations.append(Violation(place, message))

    def _wrong(self, place: str, message: str) -> Group:
        self._note(place, message)
        return EVERYTHING


class _Misplaced(Exception):
    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


def _text_literal(kind: Kind, value: Any, place: str) -> Any:
    if kind is fields.Kind.NUMBER:
        raise _Misplaced(place, "cannot be looked for in a number; use an operator that compares")
    return _literal(fields.Kind.TEXT, value, place)


def _literal(kind: Kind, value: Any, place: str) -> Any:
    try:
        return fields.literal(kind, value)
    except ValueError as error:
        raise _Misplaced(place, f"{error}, not {shown(value)}") from None
