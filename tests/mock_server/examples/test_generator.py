"""The maker: values that keep to their schemas, over real HTTP from documents without examples."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mock_server.examples.fallback import MANY_OPERATIONS, fallback
from mock_server.examples.generator import DEEPEST, MOST_VALUES, Maker
from mock_server.openapi.contract import Contract
from mock_server.openapi.document import Document
from mock_server.openapi.violations import find_violations
from tests.mock_server.second import answering, document_of, served

_CAT = {"$ref": "#/components/schemas/Cat"}
_DOG = {"$ref": "#/components/schemas/Dog"}
_A = {"type": "object", "properties": {"a": {"type": "integer"}}}
_SCHEMAS: dict[str, Any] = {
    "Cat": {
        "type": "object",
        "required": ["kind", "lives"],
        "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}},
    },
    "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
    "Base": {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"type": "string"}},
        "discriminator": {"propertyName": "type", "mapping": {"s": "Sub"}},
    },
    "Sub": {"allOf": [{"$ref": "#/components/schemas/Base"}, _A]},
    "Circle": {"allOf": [{"$ref": "#/components/schemas/Circle"}, {"type": "object"}]},
    "Chain": {
        "type": "object",
        "required": ["next"],
        "properties": {"next": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Chain"}]}},
    },
}
_VALUES: dict[str, tuple[Any, Any]] = {
    "union-beside-properties": ({**_A, "anyOf": [{"required": ["a"]}]}, {"a": 1}),
    "union-of-required": (
        {**_A, "oneOf": [{"required": ["b"], "properties": {"b": {"type": "boolean"}}}]},
        {"a": 1, "b": True},
    ),
    "second-branch": (
        {"type": "integer", "minimum": 5, "oneOf": [{"maximum": 3}, {"minimum": 7}]},
        7,
    ),
    "discriminator": (
        {
            "oneOf": [_DOG, _CAT],
            "discriminator": {"propertyName": "kind", "mapping": {"woof": _DOG["$ref"], "meow": "Cat"}},
        },
        {"kind": "woof"},
    ),
    "discriminator-by-name": (
        {"oneOf": [_CAT, _DOG], "discriminator": {"propertyName": "kind"}},
        {"kind": "Cat", "lives": 1},
    ),
    "inherited-discriminator": ({"$ref": "#/components/schemas/Sub"}, {"type": "s", "a": 1}),
    "all-of-text": ({"allOf": [{"type": "string"}, {"minLength": 6}]}, "textxx"),
    "all-of-number": ({"allOf": [{"type": "number", "minimum": 3}, {"minimum": 2, "maximum": 9}]}, 3),
    "all-of-example": (
        {"allOf": [{**_A, "example": {"a": 7}}, {"properties": {"b": {"enum": [2]}}}]},
        {"a": 7, "b": 2},
    ),
    "circle": ({"$ref": "#/components/schemas/Circle"}, {}),
    "exclusive-maximum": ({"type": "integer", "maximum": 1, "exclusiveMaximum": True}, 0),
    "between": (
        {"type": "number", "minimum": 0, "maximum": 1, "exclusiveMinimum": True, "exclusiveMaximum": True},
        0.5,
    ),
    "broken-minimum": ({"type": "integer", "minimum": 1.5}, 2),
    "tenths": ({"type": "number", "multipleOf": 0.1, "minimum": 1.25}, 1.3),
    "whole-halves": ({"type": "integer", "multipleOf": 1.5}, 3),
    "unique": (
        {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "integer"}},
        [1, 2, 3],
    ),
    "unique-objects": (
        {"type": "array", "minItems": 2, "uniqueItems": True, "items": _A},
        [{"a": 1}, {"a": 2}],
    ),
    "least-properties": (
        {"type": "object", "minProperties": 2, "additionalProperties": {"type": "boolean"}},
        {"key1": True, "key2": True},
    ),
    "unlisted-required": ({"type": "object", "required": ["x"]}, {"x": "text"}),
    "duration": ({"type": "string", "format": "duration"}, "P1D"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a mock whose every operation has a schema and no example."""
    paths = {f"/{name}": {"get": {"responses": answering(schema)}} for name, (schema, _) in _VALUES.items()}
    paths["/chain"] = {"get": {"responses": answering({"$ref": "#/components/schemas/Chain"})}}
    with served(tmp_path_factory.mktemp("made"), paths, _SCHEMAS) as client:
        yield client


@pytest.mark.parametrize("name", _VALUES)
def test_made_value(made: httpx.Client, name: str) -> None:
    """What is made is what the schema allows; the mock itself checks that, too."""
    answer = made.get(f"/{name}")
    assert (answer.status_code, answer.json()) == (200, _VALUES[name][1])


def test_endless_chain_ends_in_null(made: httpx.Client) -> None:
    """A chain that every link must continue ends where it may be null."""
    assert made.get("/chain").status_code == 200


def test_what_cannot_be_made_is_told_at_the_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A schema beyond the maker's means, or a wrong example, is a warning with file and line."""
    paths = {
        "/made": {"get": {"responses": answering(_A)}},
        "/pattern": {"get": {"responses": answering({"type": "string", "pattern": "^(?!text)"})}},
        "/wrong": {"get": {"responses": answering(_A, example={"a": "x"})}},
    }
    with caplog.at_level(logging.WARNING, "mock_server.examples.fallback"), served(tmp_path, paths):
        pass
    texts = [record.getMessage() for record in caplog.records]
    assert [text.partition(":")[0] for text in texts] == [str(tmp_path / "second.yaml")] * 2
    assert "GET /pattern cannot be made" in texts[0]
    assert "/a must be integer" in texts[1]


def test_required_headers(tmp_path: Path) -> None:
    """An answer has the headers that its document requires, from examples or schemas."""
    headers = {
        "Location": {"required": True, "schema": {"type": "string"}, "example": "/things/1"},
        "X-Rate": {"required": True, "schema": {"type": "integer", "minimum": 5}},
        "X-Tags": {"required": True, "schema": {"type": "array", "items": {"type": "boolean"}}},
        "X-Other": {"schema": {"type": "string"}},
    }
    responses = {"201": {"description": "made", "headers": headers}}
    with served(tmp_path, {"/things": {"post": {"responses": responses}}}) as client:
        answer = client.post("/things")
        assert answer.status_code == 201
        found = [answer.headers.get(name) for name in headers]
        assert found == ["/things/1", "5", "true", None]


def test_no_content_has_none(tmp_path: Path) -> None:
    """A 204 is sent without a body, even where the document declares one."""
    responses = {"204": {**answering({"type": "object"})["200"]}}
    with served(tmp_path, {"/a": {"delete": {"responses": responses}}}) as client:
        answers = [client.delete("/a") for _ in range(2)]
        assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2


def _contract(schemas: Any) -> Contract:
    return Contract(Document(Path("made.json"), document_of({}, schemas), b""), "made")


def _made(schemas: Any, name: str = "S") -> tuple[Any, list[str]]:
    """Return what is made for a schema, and where it is not what the schema wants."""
    contract, schema = _contract(schemas), {"$ref": f"#/components/schemas/{name}"}
    judge = contract.compile_answer(schema)
    value = Maker(contract).make(schema, judge)
    assert value == Maker(contract).make(schema, judge)
    return value, [violation.place for violation in find_violations(judge, value)]


def _size(value: Any) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_size, children))


_S = {"$ref": "#/components/schemas/S"}
_LIST = {"type": "array", "items": _S}


def _object(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


@pytest.mark.parametrize("count", [1, 3, 4, 50])
@pytest.mark.parametrize("inner", [_S, _LIST, {"anyOf": [_S, {"type": "string"}]}])
def test_a_schema_with_itself_as_properties(count: int, inner: Any) -> None:
    """However often a schema stands in itself, an answer is small, legal and the same each time."""
    value, wrong = _made({"S": _object(**{f"p{number}": inner for number in range(count)})})
    assert wrong == []
    assert set(value) == {f"p{number}" for number in range(count)}
    assert _size(value) <= MOST_VALUES


def test_a_recursive_schema_is_shown_twice() -> None:
    """A recursive answer has two levels in full, and below them what must be there."""
    value, _ = _made({"S": _object("id", id={"type": "integer"}, name={"type": "string"}, child=_S)})
    shown = {"id": 1, "name": "text"}
    assert value == {**shown, "child": {**shown, "child": {"id": 1}}}


def test_levels_that_are_no_recursion_are_all_made() -> None:
    """Schemas that follow one another are made to a depth of twelve."""
    schemas = {f"S{at}": _object(next={"$ref": f"#/components/schemas/S{at + 1}"}) for at in range(20)}
    value, wrong = _made({**schemas, "S20": {"type": "string"}}, "S0")
    levels = 0
    while value:
        value, levels = value["next"], levels + 1
    assert (levels, wrong) == (DEEPEST[0], [])


def test_a_web_of_schemas() -> None:
    """Where everything refers to everything, answers are made of fewer levels rather than of more values."""
    names = [f"S{number}" for number in range(30)]
    web = _object(**{name.lower(): {"$ref": f"#/components/schemas/{name}"} for name in names})
    value, wrong = _made(dict.fromkeys(names, web), "S0")
    assert wrong == []
    assert len(names) < _size(value) <= MOST_VALUES


_END = {"type": "object", "required": ["end"], "properties": {"end": {"type": "boolean"}}}


@pytest.mark.parametrize(
    "schema",
    [
        _object("a", a=_LIST),
        _object("a", a={"nullable": True, "allOf": [_S]}),
        _object("a", "b", a={"oneOf": [_S, {"type": "string"}]}, b={"oneOf": [_S, {"type": "string"}]}),
        {"oneOf": [_object("left", "right", left=_S, right=_S), _object("inner", inner=_S), _END]},
        {"anyOf": [{**_object("a", a=_S), "nullable": True}, _END]},
        _object("a", a={**_LIST, "maxItems": 3}),
    ],
)
def test_recursion_that_can_end(schema: Any) -> None:
    """What must be there ends in an empty list, in null or in a branch that leads not back."""
    value, wrong = _made({"S": schema})
    assert wrong == []
    assert _size(value) <= MOST_VALUES


@pytest.mark.parametrize(
    "schema",
    [
        _object("a", a=_S),
        _object(*"abcd", **dict.fromkeys("abcd", _S)),
        _object("a", a={**_LIST, "minItems": 5}),
        {"anyOf": [_S]},
        {"type": "array", "minItems": 10**9, "items": {"type": "string"}},
        {"type": "string", "minLength": 10**9},
    ],
)
def test_what_cannot_end(schema: Any) -> None:
    """Of what has no legal end, or is too large, something small is made all the same."""
    value, _ = _made({"S": schema})
    assert _size(value) <= 2 * MOST_VALUES
    assert len(json.dumps(value)) < 1_000_000


def test_branches_that_must_be_found() -> None:
    """Of unions inside unions, and beside one another, the branches are found that fit together."""
    never = {"type": "integer", "minimum": 5, "maximum": 3}
    first = _object("a", a=never)
    second = _object(
        "a", "c", a={"oneOf": [never, {"type": "string", "maxLength": 2}]}, c={"anyOf": [never, _END]}
    )
    value, wrong = _made({"S": _object("x", "y", x={"oneOf": [first, second]}, y={"anyOf": [first, _END]})})
    assert wrong == []
    assert value == {"x": {"a": "te", "c": {"end": True}}, "y": {"end": True}}


def test_answers_of_a_large_document_are_made_on_demand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of many operations each answer is made when it is first asked for, of few at the start; each once."""
    made: list[str] = []
    monkeypatch.setattr(
        "mock_server.examples.fallback.fallback_answer", lambda _, operation: made.append(operation.id)
    )
    for count, expected in ((MANY_OPERATIONS, MANY_OPERATIONS), (MANY_OPERATIONS + 1, 0)):
        made.clear()
        paths = {f"/{number}": {"get": {"responses": answering(_A)}} for number in range(count)}
        contract = Contract(Document(tmp_path, document_of(paths), b""), "large")
        answers = [fallback(contract, operation) for operation in contract.operations]
        assert len(made) == expected
        for _ in range(2):
            answers[0]()
        assert len(made) == max(expected, 1)
