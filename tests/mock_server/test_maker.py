"""The maker: values that keep to their schemas, over real HTTP from documents without examples."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.mock_server.second import answering, served

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
    with caplog.at_level(logging.WARNING, "mock_server.fallback"), served(tmp_path, paths):
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
