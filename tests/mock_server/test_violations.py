"""Violations: the words."""

from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from mock_server.violations import did_you_mean, find_violations, pointer


@pytest.mark.parametrize(
    ("schema", "value", "place", "message"),
    [
        ({"required": ["a"]}, {}, "/a", "is required"),
        ({"type": ["string", "null"]}, 1, "body", "must be null or string, not integer"),
        ({"type": "integer"}, True, "body", "must be integer, not boolean"),
        ({"enum": ["a", "b"]}, "c", "body", 'must be one of "a", "b", not "c"'),
        ({"minimum": 1}, 0, "body", "must be at least 1, not 0"),
        ({"exclusiveMaximum": 1}, 1, "body", "must be less than 1, not 1"),
        ({"minLength": 1}, "", "body", "must have at least 1 character, not 0"),
        ({"maxItems": 1}, [1, 2], "body", "must have at most 1 item, not 2"),
        ({"pattern": "^a$"}, "b", "body", 'must match the pattern ^a$, not "b"'),
        (
            {"properties": {"xs": {}}, "additionalProperties": False},
            {"x": 1},
            "/x",
            "is not a known field; did you mean 'xs'?",
        ),
    ],
)
def test_words(schema: dict[str, Any], value: Any, place: str, message: str) -> None:
    """Each kind of violation says what is wanted and what was found."""
    (violation,) = find_violations(Draft202012Validator(schema), value, known_names=frozenset({"xs", "y"}))
    assert (violation.place, violation.message) == (place, message)


def test_union_names_the_nearest_branch() -> None:
    """Of a union without discriminator the branch of the right type with the fewest violations speaks."""
    rule = {"type": "object", "required": ["field"], "properties": {"operator": {"enum": ["equal"]}}}
    group = {"type": "object", "required": ["condition", "rules"]}
    validator = Draft202012Validator({"items": {"anyOf": [rule, group, {"type": "null"}]}})
    (violation,) = find_violations(validator, [{"field": "x", "operator": "like"}], "filter")
    assert violation.place == "filter/0/operator"


def test_pointer_is_escaped() -> None:
    """Slash and tilde in a name are escaped as in RFC 6901."""
    assert pointer(["a/b", "c~d", 0]) == "/a~1b/c~0d/0"


def test_violations_are_bounded_and_distinct() -> None:
    """A request that is wrong everywhere gives a bounded list."""
    assert len(find_violations(Draft202012Validator({"items": {"type": "string"}}), [1] * 1000)) == 100


def test_did_you_mean_nothing() -> None:
    """Without a near name there is no proposal."""
    assert did_you_mean("xyz", {"description"}) == ""
