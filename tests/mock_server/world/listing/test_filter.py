"""The filter: what it matches and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_server.world import BadRequest, World
from mock_server.world.listing import filter as filters
from mock_server.world.listing.fields import ENVIRONMENT_FIELDS, MODEL_FIELDS
from mock_server.world.listing.operators import OPERATORS
from mock_server.world.rules import Rules
from tests.mock_server.world import build

ITEM = {
    "id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be031",
    "name": "Loan default",
    "version": "v10",
    "description": None,
    "algorithm": "",
    "owner": None,
    "project": {"id": "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be021", "name": "consumer-lending"},
    "created_at": "2025-07-01T12:00:00.000000Z",
    "deployment_date": "2016-12-31T23:59:60Z",
    "deleted_at": None,
}


def matches(field: str, operator: str, value: Any = None) -> bool:
    """Tell whether a filter of one rule matches the item."""
    text = json.dumps({"condition": "AND", "rules": [{"field": field, "operator": operator, "value": value}]})
    return filters.parse(Rules(), text, MODEL_FIELDS).matches(ITEM)


def violations(filter_: Any, **kwargs: Any) -> list[tuple[str, str]]:
    """Return place and message of everything wrong with a filter."""
    text = filter_ if isinstance(filter_, str) else json.dumps(filter_)
    with pytest.raises(BadRequest) as caught:
        filters.parse(Rules(), text, kwargs.get("known_fields", MODEL_FIELDS))
    return [(violation.place, violation.message) for violation in caught.value.violations]


def places(filter_: Any) -> list[str]:
    """Return only the places."""
    return [place for place, _ in violations(filter_)]


CASES = [
    ("name", "equal", "Loan default", True),
    ("name", "equal", "loan default", False),
    ("name", "not_equal", "Loan default", False),
    ("name", "not_equal", "loan default", True),
    ("name", "any", ["x", "Loan default"], True),
    ("name", "any", ["x"], False),
    ("name", "in", ["x", "Loan default"], True),
    ("name", "in", [], False),
    ("name", "not_in", ["x", "y"], True),
    ("name", "not_in", ["x", "Loan default"], False),
    ("name", "not_in", [], True),
    ("version", "less", "v2", True),
    ("version", "less", "v10", False),
    ("version", "less_or_equal", "v10", True),
    ("version", "less_or_equal", "v1", False),
    ("version", "greater", "v1", True),
    ("version", "greater", "v10", False),
    ("version", "greater_or_equal", "v10", True),
    ("version", "greater_or_equal", "v2", False),
    ("version", "between", ["v1", "v10"], True),
    ("version", "between", ["v10", "v2"], True),
    ("version", "between", ["v2", "v10"], False),
    ("version", "not_between", ["v10", "v10"], False),
    ("version", "not_between", ["v2", "v3"], True),
    ("name", "begins_with", "Loan", True),
    ("name", "begins_with", "loan", False),
    ("name", "not_begins_with", "loan", True),
    ("name", "not_begins_with", "Loan", False),
    ("name", "contains", "n d", True),
    ("name", "contains", "N D", False),
    ("name", "not_contains", "N D", True),
    ("name", "not_contains", "n d", False),
    ("name", "ends_with", "default", True),
    ("name", "ends_with", "Default", False),
    ("name", "not_ends_with", "Default", True),
    ("name", "not_ends_with", "default", False),
    ("name", "is_empty", None, False),
    ("algorithm", "is_empty", None, True),
    ("description", "is_empty", "ignored", True),
    ("name", "is_not_empty", None, True),
    ("algorithm", "is_not_empty", None, False),
    ("description", "is_not_empty", None, False),
    ("algorithm", "is_null", None, False),
    ("description", "is_null", None, True),
    ("algorithm", "is_not_null", None, True),
    ("description", "is_not_null", None, False),
    ("deleted_at", "is_null", None, True),
    ("owner.full_name", "is_null", None, True),
    ("owner_id", "is_null", None, True),
    ("project.name", "equal", "consumer-lending", True),
    ("project_id", "equal", "0D6C1F0E-2F5B-4F0A-9F43-6F0F1A7BE021", True),
    ("project.id", "equal", "0d6c1f0e-2f5b-4f0a-9f43-6f0f1a7be022", False),
    ("id", "begins_with", "0d6c", True),
    ("created_at", "equal", "2025-07-01T14:00:00+02:00", True),
    ("created_at", "less", "2025-07-01T14:00:00.001+02:00", True),
    ("created_at", "less", "2025-07-01T13:59:59+02:00", False),
    ("created_at", "between", ["2025-07-01", "2025-07-02"], True),
    ("created_at", "in", ["2025-07-01 12:00"], True),
    ("created_at", "contains", "2025-07", True),
    ("deployment_date", "less", "2017-01-01T00:00:01Z", True),
]


@pytest.mark.parametrize(("field", "operator", "value", "expected"), CASES)
def test_rule(field: str, operator: str, value: Any, expected: bool) -> None:  # noqa: FBT001 -- a table's column
    """Each operator decides as the table says."""
    assert matches(field, operator, value) is expected


def test_every_operator_has_a_case_that_matches_and_one_that_does_not() -> None:
    """The table above leaves no operator half tested."""
    assert {(operator, expected) for _, operator, _, expected in CASES} == {
        (operator, expected) for operator in OPERATORS for expected in (True, False)
    }


VALUES = {"in": ["x"], "not_in": ["x"], "any": ["x"], "between": ["", "zz"], "not_between": ["", "zz"]}
COMPARISONS = sorted(set(OPERATORS) - {"is_null", "is_not_null", "is_empty", "is_not_empty"})


@pytest.mark.parametrize("operator", COMPARISONS)
def test_null_matches_only_negations(operator: str) -> None:
    """A null value satisfies no comparison, and every negated one."""
    assert matches("description", operator, VALUES.get(operator, "x")) is operator.startswith("not_")


def rule(name: str) -> dict[str, Any]:
    """Return a rule on the item's name."""
    return {"field": "name", "operator": "equal", "value": name}


TRUE, FALSE = rule("Loan default"), rule("x")


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ({"condition": "AND", "rules": [TRUE, TRUE]}, True),
        ({"condition": "AND", "rules": [TRUE, FALSE]}, False),
        ({"condition": "OR", "rules": [FALSE, TRUE]}, True),
        ({"condition": "OR", "rules": [FALSE, FALSE]}, False),
        ({"rules": [TRUE, FALSE]}, False),
        ({"condition": "AND", "rules": []}, True),
        ({"condition": "OR", "rules": []}, True),
        ({"condition": "AND", "rules": [TRUE, {"condition": "OR", "rules": [FALSE, TRUE]}]}, True),
        ({"condition": "OR", "rules": [FALSE, {"condition": "AND", "rules": [TRUE, FALSE]}]}, False),
        ({"condition": "AND", "rules": [{"rules": [{"rules": [TRUE]}]}], "unknown": 1}, True),
    ],
)
def test_groups(filter_: Any, expected: bool) -> None:  # noqa: FBT001 -- a table's column
    """All or any of the rules, nested, AND by default, everything without rules."""
    assert filters.parse(Rules(), json.dumps(filter_), MODEL_FIELDS).matches(ITEM) is expected


def test_no_filter_matches_everything() -> None:
    """None is no restriction."""
    assert filters.parse(Rules(), None, MODEL_FIELDS).matches(ITEM)


def group(*rules: Any) -> dict[str, Any]:
    """Return an AND group."""
    return {"condition": "AND", "rules": list(rules)}


@pytest.mark.parametrize(
    ("filter_", "place"),
    [
        ("", "filter"),
        ("{", "filter"),
        ("name=x", "filter"),
        ("[]", "filter"),
        ("null", "filter"),
        ('"x"', "filter"),
        ("[" * 100_000, "filter"),
        ('{"rules": [NaN]}', "filter"),
        (f'{{"rules": [{"9" * 5000}]}}', "filter"),
        ({}, "filter/rules"),
        ({"condition": "AND", "rules": {}}, "filter/rules"),
        ({"field": "name", "operator": "equal", "value": "x"}, "filter/rules"),
        ({"condition": "and", "rules": []}, "filter/condition"),
        ({"condition": None, "rules": []}, "filter/condition"),
        ({"condition": ["AND"], "rules": []}, "filter/condition"),
        (group("x"), "filter/rules/0"),
        (group(TRUE, None), "filter/rules/1"),
        (group({"operator": "equal", "value": "x"}), "filter/rules/0/field"),
        (group({"field": "nope", "operator": "equal", "value": "x"}), "filter/rules/0/field"),
        (group({"field": ["name"], "operator": "equal", "value": "x"}), "filter/rules/0/field"),
        (group({"field": "name", "value": "x"}), "filter/rules/0/operator"),
        (group({"field": "name", "operator": "EQUAL", "value": "x"}), "filter/rules/0/operator"),
        (group({"field": "name", "operator": "equal"}), "filter/rules/0/value"),
        (group({"field": "name", "operator": "equal", "value": None}), "filter/rules/0/value"),
        (group({"field": "name", "operator": "equal", "value": 1}), "filter/rules/0/value"),
        (group({"field": "name", "operator": "equal", "value": ["x"]}), "filter/rules/0/value"),
        (group({"field": "name", "operator": "in", "value": "x"}), "filter/rules/0/value"),
        (group({"field": "name", "operator": "in", "value": ["x", 1]}), "filter/rules/0/value/1"),
        (group({"field": "name", "operator": "between", "value": ["x"]}), "filter/rules/0/value"),
        (group({"field": "name", "operator": "between", "value": ["x", None]}), "filter/rules/0/value/1"),
        (group({"field": "name", "operator": "contains", "value": 5}), "filter/rules/0/value"),
        (group({"field": "id", "operator": "equal", "value": "x"}), "filter/rules/0/value"),
        (group({"field": "created_at", "operator": "less", "value": "x"}), "filter/rules/0/value"),
        (group({"field": "created_at", "operator": "less", "value": 1_751_371_200}), "filter/rules/0/value"),
        (group(TRUE, group(TRUE, {"field": "name", "operator": "x"})), "filter/rules/1/rules/1/operator"),
        (group({"condition": "AND"}), "filter/rules/0/rules"),
    ],
)
def test_malformed(filter_: Any, place: str) -> None:
    """What is wrong is refused at exactly that place."""
    assert places(filter_) == [place]


def test_all_violations_are_reported_together() -> None:
    """One error names every broken rule."""
    bad = group({"field": "x", "operator": "y"}, {"field": "name", "operator": "equal", "value": 3}, 7)
    assert places(bad) == [
        "filter/rules/0/field",
        "filter/rules/0/operator",
        "filter/rules/1/value",
        "filter/rules/2",
    ]


def test_depth_is_bounded() -> None:
    """Twenty levels are read, one more is refused."""

    def nested(levels: int) -> dict[str, Any]:
        return group(nested(levels - 1)) if levels > 1 else group(TRUE)

    assert filters.parse(Rules(), json.dumps(nested(20)), MODEL_FIELDS).matches(ITEM)
    assert places(nested(21)) == ["filter" + "/rules/0" * 20]


class TestBounds:
    """How much of a filter is read."""

    @pytest.mark.parametrize(
        ("most", "more"),
        [
            (group(*[TRUE] * 1000), group(*[TRUE] * 1001)),
            (group(*[group(TRUE)] * 500), group(*[group(TRUE)] * 500, TRUE)),
            (group(*[TRUE] * 999, group()), group(*[TRUE] * 999, group(FALSE))),
        ],
        ids=["in one group", "in many groups", "in the last group"],
    )
    def test_rules(self, most: Any, more: Any) -> None:
        """A thousand rules and groups are read, one more is refused as a whole."""
        assert filters.MOST_RULES == 1000
        assert filters.parse(Rules(), json.dumps(most), MODEL_FIELDS).matches(ITEM)
        assert set(places(more)) == {"filter"}

    def test_violations(self) -> None:
        """Of many broken rules the first hundred are reported."""
        found = places(group(*[{"field": "x", "operator": "y"}] * 400))
        assert len(found) == filters.MOST_VIOLATIONS == 100
        assert found[-1] == "filter/rules/49/operator"

    def test_refusing_takes_no_time(self) -> None:
        """A filter of a million rules is refused before any of them is looked at."""
        assert places(group(*[7] * 1_000_000)) == ["filter"]


def test_messages_name_the_choices_and_stay_short() -> None:
    """A message lists what is known, and shows a caller's value escaped and cut."""
    ((_, message),) = violations(group({"field": "\ud800" * 500, "operator": "equal", "value": ""}))
    assert message.isascii()
    assert "created_at" in message
    assert message.count("ud800") < 20


def test_numbers_compare_as_numbers() -> None:
    """Environments can be filtered by their row count, but only with numbers."""
    item = {"row_count": 9}

    def by_count(operator: str, value: Any) -> Any:
        return json.dumps(group({"field": "row_count", "operator": operator, "value": value}))

    assert filters.parse(Rules(), by_count("less", 10), ENVIRONMENT_FIELDS).matches(item)
    assert not filters.parse(Rules(), by_count("greater", 9.5), ENVIRONMENT_FIELDS).matches(item)
    for operator, value in (("less", "10"), ("less", True), ("contains", "9")):
        found = violations(by_count(operator, value), known_fields=ENVIRONMENT_FIELDS)
        assert [place for place, _ in found] == ["filter/rules/0/value"]


def test_the_filters_of_the_official_client(world: World, project_id: str) -> None:
    """Name, project and version, in compact and in spaced JSON, find one model."""
    for version in ("v1", "v2"):
        build.model(world, project_id, version=version)
    rules = [
        {"field": "name", "operator": "equal", "value": "loan-default"},
        {"field": "project_id", "operator": "equal", "value": project_id},
        {"field": "version", "operator": "equal", "value": "v2"},
    ]
    for separators in ((",", ":"), (", ", ": ")):
        text = json.dumps(group(*rules), separators=separators)
        assert build.names(world, filter=text) == ["loan-default v2"]
