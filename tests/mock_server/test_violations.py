"""Violations: the words."""

from typing import Any, cast

import pytest
from jsonschema_rs import Draft202012Validator

from mock_server.violations import MANY_VALUES, MOST, did_you_mean, find_violations, pointer


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


def _found(schema: Any, value: Any, *known: str) -> list[tuple[str, str]]:
    validator = Draft202012Validator(schema)
    return [(item.place, item.message) for item in find_violations(validator, value, "", frozenset(known))]


_INNER = {"type": "object", "properties": {"bins": {"type": "array"}}}


@pytest.mark.parametrize("closed", ["additionalProperties", "unevaluatedProperties"])
@pytest.mark.parametrize("broken", [False, True])
def test_a_field_in_the_wrong_place(closed: str, broken: bool) -> None:  # noqa: FBT001  a parameter of the test
    """A name that is known elsewhere only is refused, alone and beside other violations."""
    schema = {"type": "object", "properties": {"column": _INNER, "task": {"type": "integer"}}, closed: False}
    value = {"bins": 1, "task": "x" if broken else 1}
    found = _found(schema, value, "column", "bins", "task")
    assert ("/bins", "is not a known field") in found
    assert [place for place, _ in found if place != "/bins"] == ["/task"] * broken


_PART = {"properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}
_WHOLE = {"type": "object", "allOf": [_PART], "unevaluatedProperties": False}


@pytest.mark.parametrize("schema", [_WHOLE, {"anyOf": [_WHOLE, {"type": "string"}]}])
def test_a_known_field_beside_a_broken_one(schema: dict[str, Any]) -> None:
    """What a part of the schema names is not called unknown because something else in the part is wrong."""
    places = [place for place, _ in _found(schema, {"a": "x", "b": 1, "c": 1}, "a", "b")]
    assert places == ["/a", "/c"]


def test_a_field_of_another_item() -> None:
    """What is wrong in one item says nothing about the fields of another."""
    schema = {"items": {**_WHOLE, "allOf": [_PART]}, "type": "array"}
    found = _found(schema, [{"a": "x", "b": 1}, {"z": 1}], "a", "b", "z")
    assert [place for place, _ in found] == ["/0/a", "/1/z"]


def test_names_without_a_proposal() -> None:
    """A name that is right but in the wrong place needs no other, and one of any length costs no time."""
    assert did_you_mean("bins", {"bins", "bin"}) == ""
    assert did_you_mean("x" * 101, {"x" * 100}) == ""


def test_proposals_end_with_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that will not be reported are not compared with the known ones."""
    compared: list[str] = []

    def propose(name: str, _known: object) -> str:
        compared.append(name)
        return ""

    monkeypatch.setattr("mock_server.violations.did_you_mean", propose)
    schema = {"properties": {"a": {}}, "additionalProperties": False}
    assert len(_found(schema, {f"x{number}": 1 for number in range(8000)})) == MOST
    assert len(compared) == MOST


class _Counting:
    """A validator that tells which of its ways of finding errors was used."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._inner = Draft202012Validator(schema)
        self.eager = 0

    def is_valid(self, value: Any) -> bool:
        return self._inner.is_valid(value)

    def validate(self, value: Any) -> None:
        self._inner.validate(value)

    def iter_errors(self, value: Any) -> Any:
        self.eager += 1
        return self._inner.iter_errors(value)


@pytest.mark.parametrize(
    ("value", "count", "eager"),
    [
        ([{}] * 200, MOST, 1),
        ([{}] * (MANY_VALUES + 1), 1, 0),
        ([[{}] * 100] * 100, 1, 0),
        ([{str(number): 1 for number in range(MANY_VALUES)}], 1, 0),
        ([{"a": 1}] * MANY_VALUES, 0, 0),
    ],
)
def test_a_huge_value_gets_its_first_violation(value: Any, count: int, eager: int) -> None:
    """Not everything is looked for in a value so large that only harm could come of it."""
    validator = _Counting({"items": {"type": "object", "required": ["a"]}})
    found = find_violations(cast("Draft202012Validator", validator), value)
    assert (len(found), validator.eager) == (count, eager)
    assert not found or found[0].place.startswith("/0")
