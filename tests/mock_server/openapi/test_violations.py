"""Violations: the words."""

from itertools import pairwise
from typing import Any, cast

import pytest
from jsonschema_rs import Draft202012Validator

from mock_server.openapi.compiler import Compiler, Schema
from mock_server.openapi.schemas import Converter
from mock_server.openapi.violations import (
    MANY_ERRORS,
    MOST,
    MOST_PROPOSALS,
    did_you_mean,
    find_violations,
    pointer,
)


def _compiled(schema: Any, schemas: Any = None, *, strict: bool = False) -> Schema:
    return Compiler(Converter({"components": {"schemas": schemas or {}}}, strict=strict)).add(schema)


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
        ({"multipleOf": 2}, 3, "body", "must be a multiple of 2, not 3"),
        ({"uniqueItems": True}, [1, 1], "body", "must not have equal items: [1, 1]"),
        ({"minProperties": 2}, {"a": 1}, "body", "must have at least 2 members, not 1"),
        ({"maxProperties": 1}, {"a": 1, "b": 2}, "body", "must have at most 1 member, not 2"),
        ({"not": {"type": "integer"}}, 3, "body", "is what the contract excludes here: 3"),
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
    validator = _compiled({"items": {"anyOf": [rule, group, {"type": "string"}]}})
    (violation,) = find_violations(validator, [{"field": "x", "operator": "like"}], "filter")
    assert violation.place == "filter/0/operator"


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        (
            {"oneOf": [{"type": "integer"}, {"minimum": 3}]},
            5,
            "fits none of the allowed forms, or several at",
        ),
        (
            {"anyOf": [{"type": "integer"}, {"type": "object", "required": ["a"]}]},
            "x",
            "fits none of the allow",
        ),
    ],
)
def test_union_without_a_nearest_branch(schema: dict[str, Any], value: Any, message: str) -> None:
    """Where it is not clear which branch was meant, or several fit where one may, the union is named."""
    (violation,) = find_violations(_compiled(schema), value)
    assert (violation.place, violation.message[: len(message)]) == ("body", message)


def _nested(depth: int, innermost: Any) -> Any:
    value = innermost
    for _ in range(depth):
        value = {"x": 1, "y": 1, "next": value}
    return value


@pytest.mark.parametrize("strict", [False, True])
def test_unions_inside_unions(strict: bool) -> None:  # noqa: FBT001  a parameter of the test
    """Where both branches of a union lead to the union again, not all 2^90 ways through it are tried."""
    either = {"$ref": "#/components/schemas/Either"}
    following = {"type": "object", "properties": {"x": {}, "y": {}, "next": either}}
    branches = [{**following, "required": [name]} for name in "xy"]
    judge = _compiled({"$ref": "#/components/schemas/Either"}, {"Either": {"anyOf": branches}}, strict=strict)
    assert find_violations(judge, _nested(90, {"x": 1})) == []
    found = find_violations(judge, _nested(90, {"z": 1}), "", frozenset({"next", "x", "y"}))
    assert [violation.place for violation in found] == [
        "/next" * 90 + name for name in (["/x", "/z"] if strict else ["/x"])
    ]


def test_a_union_that_is_its_own_branch() -> None:
    """A union that names itself among its branches is judged by the others."""
    union = {"anyOf": [{"$ref": "#/components/schemas/U"}, {"type": "object", "required": ["a"]}]}
    judge = _compiled(
        {"type": "object", "properties": {"u": {"$ref": "#/components/schemas/U"}}}, {"U": union}
    )
    assert find_violations(judge, {"u": {"a": 1}}) == []


def test_a_pattern_that_tries_too_much() -> None:
    """A pattern that would be tried for years is given up, and the value is refused."""
    judge = _compiled({"properties": {"a": {"pattern": r"^(a|aa)+\1b$"}, "b": {"type": "integer"}}})
    (violation,) = find_violations(judge, {"a": "a" * 60})
    assert (violation.place, violation.message[:39]) == ("/a", "takes too long to match against its pat")
    assert find_violations(judge, {"a": "a" * 60, "b": "x"})


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


@pytest.mark.parametrize(
    "schema", [{"allOf": [_PART]}, {"anyOf": [{**_PART, "type": "object"}, {"type": "string"}]}]
)
def test_a_known_field_beside_a_broken_one(schema: dict[str, Any]) -> None:
    """What a part of the schema names is not called unknown because something else in the part is wrong."""
    judge = _compiled(schema, strict=True)
    found = find_violations(judge, {"a": "x", "b": 1, "c": 1}, "", frozenset({"a", "b"}))
    assert [violation.place for violation in found] == ["/a", "/c"]


def test_a_field_of_another_item() -> None:
    """What is wrong in one item says nothing about the fields of another."""
    schema = {"items": {**_WHOLE, "allOf": [_PART]}, "type": "array"}
    found = _found(schema, [{"a": "x", "b": 1}, {"z": 1}], "a", "b", "z")
    assert [place for place, _ in found] == ["/0/a", "/1/z"]


def test_names_without_a_proposal() -> None:
    """A name that is right but in the wrong place needs no other, and one of any length costs no time."""
    assert did_you_mean("bins", {"bins", "bin"}) == ""
    assert did_you_mean("x" * 101, {"x" * 100}) == ""


def test_proposals_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many unknown names all are reported up to the limit, but only the first are compared with others."""
    compared: list[str] = []

    def propose(name: str, _known: object) -> str:
        compared.append(name)
        return ""

    monkeypatch.setattr("mock_server.openapi.violations.did_you_mean", propose)
    schema = {"properties": {"a": {}}, "additionalProperties": False}
    assert len(_found(schema, {f"x{number}": 1 for number in range(800)})) == MOST
    assert len(compared) == MOST_PROPOSALS


def test_a_name_among_thousands() -> None:
    """The nearest name is found among many, and none is looked for among too many."""
    names = {f"{first}{number}" for first in "abcd" for number in range(1000)}
    assert did_you_mean("descripton", {*names, "description"}) == "; did you mean 'description'?"
    assert did_you_mean("descripton", {*names, *(f"e{n}" for n in range(2000)), "description"}) == ""


class _Counting:
    """A validator that notes of how many values each was made of which all errors were listed."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._inner = Draft202012Validator(schema)
        self.listed: list[int] = []

    def is_valid(self, value: Any) -> bool:
        return self._inner.is_valid(value)

    def validate(self, value: Any) -> None:
        self._inner.validate(value)

    def iter_errors(self, value: Any) -> Any:
        self.listed.append(_size(value))
        return self._inner.iter_errors(value)


def _size(value: Any) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_size, children))


_RIGHT = {"a": 1}


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ([{}] * 200, MOST),
        ([{}] * 100_000, MOST),
        ([_RIGHT] * 50 + [{}] * 10, 10),
        ([_RIGHT] * 50 + [{}] * 100_000, MOST),
        ([_RIGHT] * 100_000 + [{}] * 2, 1),
        ([{str(number): 1 for number in range(2000)}], 1),
        ([{"b": [[1] * 100] * 100}] * 2, 2),
        ([{"b": [1] * 50_000}], 1),
        ([{**_RIGHT, "b": [1] * 50_000}], 0),
        ([_RIGHT] * 10_000, 0),
    ],
)
def test_a_large_value_is_looked_at_in_part(value: Any, count: int) -> None:
    """In a large value the first items of lists are looked at closely; what is wrong is refused anyway."""
    items = {"type": "object", "required": ["a"], "properties": {"b": {"minItems": 50}}}
    validator = _Counting({"items": items, "minItems": 1})
    found = find_violations(cast("Draft202012Validator", validator), value)
    assert len(found) == count
    assert all(violation.message == "is required" for violation in found)
    unseen = [size - before for before, size in pairwise([0, *validator.listed])]
    assert all(size <= MANY_ERRORS // 15 for size in unseen)


def test_schemas_that_find_much_wrong() -> None:
    """The more properties an object needs, the fewer objects are looked at closely at once."""
    names = [f"p{number}" for number in range(300)]
    judge = _compiled(
        {"type": "object", "properties": {"a": {"type": "array", "items": {"required": names}}}}
    )
    assert len(find_violations(judge, {"a": [{}] * 1000})) == MOST
    assert judge.width == 300
    assert len(find_violations(judge, {"a": [[1] * 9] * 9 + [{}] * 100})) == 1


def test_messages_do_not_grow_with_values() -> None:
    """Whatever is wrong with a large value, or by a large schema, the message is short."""
    value = [{"a": "x" * 1000}] * 1000
    schemas: list[Any] = [{"uniqueItems": True}, {"not": {}}, {"type": "object"}]
    for schema in [*schemas, {"enum": list(range(100_000))}]:
        (violation,) = find_violations(_compiled(schema), value)
        assert len(violation.message) < 400
