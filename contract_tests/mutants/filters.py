"""Mutants of group E: filter and search."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from contract_tests.mutants.editing import lax
from contract_tests.mutants.lists import asked
from contract_tests.mutants.mutant import Patch, mutant, rule
from contract_tests.mutants.rewriting import Request, on_request

Json = dict[str, Any]


def _operator(name: str, **members: Any) -> Patch:
    """Return the fault that changes members of one filter operator."""
    return rule("operators", lambda operator: replace(operator, **members), name)


def _first_rule(original: Any) -> Any:
    def matches(self: Any, item: Json) -> bool:
        return bool(original(replace(self, rules=self.rules[:1]), item))

    return matches


def _flat(original: Any) -> Any:
    def matches(self: Any, item: Json) -> bool:
        rules = [member for member in self.rules if not hasattr(member, "rules")]
        return bool(original(replace(self, rules=tuple(rules)), item))

    return matches


def _one_condition(original: Any) -> Any:
    """Nested groups take over the condition of the outermost one."""

    def matches(self: Any, item: Json) -> bool:
        inner = [
            replace(member, condition=self.condition) if hasattr(member, "rules") else member
            for member in self.rules
        ]
        return bool(original(replace(self, rules=tuple(inner)), item))

    return matches


def _only_and(original: Any) -> Any:
    return lambda self, item: original(replace(self, condition="AND"), item)


def _searching(test: Any) -> Patch:
    """Return the fault that searches by another rule: `test(item, text)`."""
    return rule("search", lambda _: lambda item, wanted: not wanted or test(item, wanted))


def _texts(item: Json) -> list[str]:
    names = ("name", "version", "status", "input_type", "task", "description", "algorithm", "framework")
    return [item[name] for name in names if item[name] is not None]


def _whole_words(item: Json, wanted: str) -> bool:
    return any(wanted.casefold() in text.casefold().split() for text in _texts(item))


def _like(text: str, wanted: str) -> bool:
    parts = wanted.casefold().split("%")
    position = 0
    for part in parts:
        found = text.casefold().find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return True


def _or_search(request: Request) -> None:
    if "search" in request.query and "filter" in request.query:
        del request.query["filter"]


def _decoded_twice(request: Request) -> None:
    if "filter" in request.query:
        request.query = {**request.query, "filter": unquote(request.query["filter"])}


def _deep_unknown(original: Any) -> Any:
    def read(self: Any, raw: Json, place: str) -> Any:
        deep = place.count("/rules/") >= 3 and raw.get("field") not in self.known_fields
        return None if deep else original(self, raw, place)

    return read


def _any_condition(original: Any) -> Any:
    def read(self: Any, raw: Any, place: str) -> str:
        nested = place != "filter/condition" and raw not in {"AND", "OR"}
        return "AND" if nested else str(original(self, raw, place))

    return read


def _text_instants(original: Any) -> Any:
    return lambda kind, value: value if kind.name == "INSTANT" else original(kind, value)


MUTANTS = (
    mutant("E13", "`filter` is ignored.", asked(filter=None)),
    mutant("E14", "Nested conditions of a filter are ignored.", rule("Group.matches", _flat)),
    mutant("E15", "`OR` is evaluated as `AND`.", rule("Group.matches", _only_and)),
    mutant(
        "E16",
        "Search minds the case.",
        _searching(lambda item, wanted: any(wanted in text for text in _texts(item))),
    ),
    mutant(
        "E17",
        "Search looks at the name only.",
        _searching(lambda item, wanted: wanted.casefold() in item["name"].casefold()),
    ),
    mutant(
        "E18",
        "Search finds only texts that begin so.",
        _searching(
            lambda item, wanted: any(text.casefold().startswith(wanted.casefold()) for text in _texts(item))
        ),
    ),
    mutant(
        "E26",
        "`in` honours only its first value.",
        _operator("in", test=lambda actual, expected: actual in expected[:1]),
    ),
    mutant(
        "E27",
        "`less` behaves as less_or_equal.",
        _operator("less", test=lambda actual, expected: actual <= expected),
    ),
    mutant(
        "E28",
        "`not_begins_with` behaves as not_contains.",
        _operator("not_begins_with", test=lambda actual, expected: expected not in actual),
    ),
    mutant(
        "E29",
        "`contains` ignores the case.",
        _operator("contains", test=lambda actual, expected: expected.lower() in actual.lower()),
    ),
    mutant(
        "E31",
        "`between` leaves out its upper bound.",
        _operator("between", test=lambda actual, expected: expected[0] <= actual < expected[1]),
    ),
    mutant("E32", "`is_null` never matches.", _operator("is_null", test=lambda *_: False)),
    mutant("E52", "Only the first rule of a condition counts.", rule("Group.matches", _first_rule)),
    mutant(
        "E53",
        "Nested conditions take over the outermost AND or OR.",
        rule("Group.matches", _one_condition),
    ),
    mutant(
        "E54",
        "`greater_or_equal` behaves as greater.",
        _operator("greater_or_equal", test=lambda actual, expected: actual > expected),
    ),
    mutant(
        "E55",
        "`not_in` behaves as in.",
        _operator("not_in", test=lambda actual, expected: actual in expected, matches_null=False),
    ),
    mutant(
        "E56",
        "`begins_with` behaves as contains.",
        _operator("begins_with", test=lambda actual, expected: expected in actual),
    ),
    mutant(
        "E57",
        "`ends_with` behaves as contains.",
        _operator("ends_with", test=lambda actual, expected: expected in actual),
    ),
    mutant(
        "E58",
        "`any` honours only its last value.",
        _operator("any", test=lambda actual, expected: actual in expected[-1:]),
    ),
    mutant(
        "E59",
        "`not_between` behaves as greater than its upper bound.",
        _operator("not_between", test=lambda actual, expected: actual > expected[1]),
    ),
    mutant(
        "E60",
        "`is_empty` does not match an empty text.",
        _operator("is_empty", test=lambda actual, _: actual is None),
    ),
    mutant(
        "E61",
        "`equal` ignores the case.",
        _operator("equal", test=lambda actual, expected: str(actual).lower() == str(expected).lower()),
    ),
    mutant("E62", "`not_ends_with` matches every text.", _operator("not_ends_with", test=lambda *_: True)),
    mutant(
        "E63",
        "Filters compare date-times as texts.",
        rule("Rule.actual", lambda _: lambda self, item: self.field.value(item)),
        rule("literal", _text_instants),
    ),
    mutant(
        "E64",
        "A per cent sign in `search` stands for any text.",
        _searching(lambda item, wanted: any(_like(text, wanted) for text in _texts(item))),
    ),
    mutant("E65", "Search finds whole words only.", _searching(_whole_words)),
    mutant("E66", "A search drops the filter.", on_request(_or_search, "list_models")),
    mutant(
        "E67",
        "Search looks at the name and the description only.",
        _searching(
            lambda item, wanted: any(
                wanted.casefold() in (item[name] or "").casefold() for name in ("name", "description")
            )
        ),
    ),
    mutant(
        "E68",
        "`less_or_equal` behaves as less.",
        _operator("less_or_equal", test=lambda actual, expected: actual < expected),
    ),
    mutant(
        "E69",
        "A filter on owner_id looks at created_by.",
        rule("model_fields", lambda field: replace(field, path=("created_by", "id")), "owner_id"),
    ),
    mutant(
        "E70",
        "A filter on project.name never matches.",
        rule("model_fields", lambda field: replace(field, path=("description",)), "project.name"),
    ),
    mutant("E71", "`is_not_null` matches everything.", _operator("is_not_null", test=lambda *_: True)),
    mutant("E106", "`filter` is percent-decoded twice.", on_request(_decoded_twice, "list_models")),
    mutant(
        "C92",
        "An unknown field at the third level of a filter is ignored.",
        rule("Reader.rule", _deep_unknown),
    ),
    mutant(
        "C93",
        "An unknown condition of a nested group is taken for AND.",
        lax("FilterCondition.condition", "enum"),
        rule("Reader.condition", _any_condition),
    ),
)
