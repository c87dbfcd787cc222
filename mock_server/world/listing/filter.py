"""The filter of a list: read from JSON text into rules, groups of rules, and what they match."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from mock_server.world.errors import BadRequest, Violation, known, reject, shown
from mock_server.world.listing.fields import Kind
from mock_server.world.listing.operators import Operand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.world.listing.fields import Field, Json
    from mock_server.world.listing.operators import Operator
    from mock_server.world.rules import Rules

DEEPEST = 20
"""Levels of nested groups that are accepted (decided)."""
MOST_RULES = 1000
"""Rules of a filter that are accepted (decided): a list is compared with each of them."""
MOST_VIOLATIONS = 100
"""Violations that are collected (decided), as many as an answer reports."""

CONDITIONS = {"AND": all, "OR": any}


@dataclass(frozen=True)
class Rule:
    """One field compared with one value."""

    field: Field
    operator: Operator
    expected: Any

    def matches(self, item: Mapping[str, Any]) -> bool:
        """Tell whether the item satisfies the rule."""
        return self.operator.matches(self.actual(item), self.expected)

    def actual(self, item: Mapping[str, Any]) -> Any:
        """Return what the operator compares."""
        # Operators on text look at what the item shows; the others compare values of the field's kind.
        as_shown = self.operator.operand in {Operand.TEXT, Operand.NOTHING}
        return self.field.value(item) if as_shown else self.field.comparable(item)


@dataclass(frozen=True)
class Group:
    """Rules and groups, of which all or any must match; one without rules matches everything (decided)."""

    condition: str
    rules: tuple[Rule | Group, ...]

    def matches(self, item: Mapping[str, Any]) -> bool:
        """Tell whether the item satisfies the group."""
        return not self.rules or CONDITIONS[self.condition](rule.matches(item) for rule in self.rules)


def parse(rules: Rules, text: str | None, known_fields: Mapping[str, Field]) -> Group:
    """Read a filter; None matches everything.

    Raises BadRequest with every violation there is, each placed by a JSON Pointer such as
    `filter/rules/0/operator`.
    """
    if text is None:
        return rules.Group("AND", ())
    reader = rules.Reader(rules, known_fields)
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
class Reader:
    """Reads a decoded filter and notes what is wrong on the way."""

    rules: Rules
    known_fields: Mapping[str, Field]
    violations: list[Violation] = field(default_factory=list)
    count: int = 0

    def group(self, raw: Any, place: str, depth: int) -> Group:
        """Read a group of rules that lies `depth` levels deep."""
        if not isinstance(raw, dict):
            return self._wrong(place, 'must be an object such as {"condition": "AND", "rules": []}')
        if depth > self.rules.deepest_filter:
            return self._wrong(
                place, f"is nested deeper than {self.rules.deepest_filter} levels; flatten the groups"
            )
        condition = self.condition(raw.get("condition", "AND"), f"{place}/condition")
        rules = raw.get("rules")
        if not isinstance(rules, list):
            return self._wrong(f"{place}/rules", "must be an array of rules and is missing or something else")
        members = (
            self._member(rule, f"{place}/rules/{at}", depth) for at, rule in enumerate(self._some(rules))
        )
        return self.rules.Group(condition, tuple(member for member in members if member is not None))

    def _some(self, rules: list[Any]) -> list[Any]:
        """Return the rules that are to be read; none of more than are accepted in all."""
        self.count += len(rules)
        if self.count > MOST_RULES:
            if self.count - len(rules) <= MOST_RULES:
                self._note("filter", f"has more than {MOST_RULES} rules; ask in several requests")
            return []
        return rules

    def condition(self, raw: Any, place: str) -> str:
        """Read how a group joins its rules."""
        if isinstance(raw, str) and raw in CONDITIONS:
            return raw
        self._note(place, f"must be AND or OR, not {shown(raw)}")
        return "AND"

    def _member(self, raw: Any, place: str, depth: int) -> Rule | Group | None:
        if isinstance(raw, dict) and ("rules" in raw or "condition" in raw):
            return self.group(raw, place, depth + 1)
        if isinstance(raw, dict):
            return self.rule(raw, place)
        self._note(place, 'must be an object: a rule with "field" and "operator", or a group with "rules"')
        return None

    def rule(self, raw: Json, place: str) -> Rule | None:
        """Read one comparison; None if something is wrong with it."""
        compared = self.named(raw, "field", self.known_fields, place)
        operator = self.named(raw, "operator", self.rules.operators, place)
        if compared is None or operator is None:
            return None
        try:
            expected = self.operand(operator.operand, compared.kind, raw, f"{place}/value")
            return self.rules.Rule(compared, operator, expected)
        except Misplaced as error:
            self._note(error.place, str(error))
            return None

    def named(self, raw: Json, key: str, table: Mapping[str, Any], place: str) -> Any:
        """Return what a member of a rule names in a table; None if it names nothing there."""
        name = raw.get(key)
        if isinstance(name, str) and name in table:
            return table[name]
        self._note(f"{place}/{key}", f"{shown(name)} is no {key}; use one of {known(table)}")
        return None

    def operand(self, operand: Operand, kind: Kind, raw: Json, place: str) -> Any:
        """Read what a field is compared with. Raises Misplaced."""
        if operand is Operand.NOTHING:
            return None
        value = raw.get("value")
        if operand is Operand.TEXT:
            if kind is Kind.NUMBER:
                raise Misplaced(place, "cannot be looked for in a number; use an operator that compares")
            return self._literal(Kind.TEXT, value, place)
        if operand is Operand.ONE:
            return self._literal(kind, value, place)
        if not isinstance(value, list) or (operand is Operand.RANGE and len(value) != 2):
            raise Misplaced(place, f"must be {operand.value}, not {shown(value)}")
        values = [self._literal(kind, member, f"{place}/{at}") for at, member in enumerate(value)]
        return values if operand is Operand.RANGE else dict.fromkeys(values)

    def _literal(self, kind: Kind, value: Any, place: str) -> Any:
        try:
            return self.rules.literal(kind, value)
        except ValueError as error:
            raise Misplaced(place, f"{error}, not {shown(value)}") from None

    def _note(self, place: str, message: str) -> None:
        if len(self.violations) < MOST_VIOLATIONS:
            self.violations.append(Violation(place, message))

    def _wrong(self, place: str, message: str) -> Group:
        self._note(place, message)
        return self.rules.Group("AND", ())


class Misplaced(Exception):
    """A value of a rule that cannot be compared with; `place` says where it stands."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place
