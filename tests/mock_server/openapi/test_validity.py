"""Specification errors: one sentence with the place."""

import json
from pathlib import Path
from typing import Any

import pytest

from mock_server.http.framework import OPENAPI_SCHEMA
from mock_server.openapi.contract import Contract
from mock_server.openapi.document import read_document
from mock_server.openapi.validity import check_document
from mock_server.settings import ConfigurationError
from tests.mock_server.second import document_of

_HEAD = 'openapi: 3.0.3\ninfo: {title: t, version: "1"}\npaths:\n  /a:\n    get:\n'


def _with_parameter(schema: str) -> str:
    parameter = f"      parameters:\n      - {{name: q, in: query, schema: {schema}}}\n"
    return f"{_HEAD}{parameter}      responses: {{'200': {{description: ok}}}}\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("3\n", 1, "no OpenAPI document"),
        ("openapi: 3.1.0\npaths: {}\n", 1, "only 3.0"),
        ("info: {}\nopenapi: 3.0.3\n", 1, "has no paths"),
        (f"{_HEAD}      parameters:\n      - $ref: '#/components/parameters/No'\n", 7, "leads nowhere"),
        (f"{_HEAD}      requestBody: {{$ref: '#/paths/~1a/get/requestBody'}}\n", 6, "leads nowhere"),
        (f"{_HEAD}      requestBody: {{$ref: other.yaml}}\n", 6, "another file"),
        (f"{_HEAD}      responses:\n        '200': {{descriptio: x}}\n", 7, "breaks OpenAPI 3.0"),
        (_with_parameter("{type: strin}"), 7, '/schema/type breaks OpenAPI 3.0: "strin" is not one of'),
        (_with_parameter("{type: string, pattern: '('}"), 7, '/schema/pattern .* is not a "regex"'),
        (_with_parameter("{type: string, patern: a}"), 7, "'patern' was unexpected"),
        (_with_parameter("{items: {properties: {a: {type: no}}}}"), 7, '/items/properties/a/type .* "no"'),
        ("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a: 3\n", 4, "breaks OpenAPI 3.0"),
    ],
)
def test_broken_document(tmp_path: Path, text: str, line: int, reason: str) -> None:
    """Each kind of broken document is refused with file, line and reason, in one line."""
    path = tmp_path / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=reason) as caught:
        check_document(read_document(path), OPENAPI_SCHEMA)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert "\n" not in str(caught.value)


_NOWHERE = {"$ref": "#/components/schemas/Nowhere"}
_ANY = {"description": "ok"}


def _refusal(folder: Path, **members: Any) -> str:
    """Return why a document with these components, and perhaps other paths, is not served."""
    data = {**document_of({"/a": {"get": {"responses": {"200": _ANY}}}}), **members}
    path = folder / "spec.json"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        check_document(read_document(path), OPENAPI_SCHEMA)
    return str(caught.value).removeprefix(f"{path}:")


@pytest.mark.parametrize("name", ["default", "example", "value", "enum", "$ref"])
@pytest.mark.parametrize("section", ["schemas", "responses", "parameters", "examples", "headers", "links"])
def test_a_reference_under_a_name_like_a_keyword(tmp_path: Path, section: str, name: str) -> None:
    """What components are called makes no data of them."""
    reason = _refusal(tmp_path, components={section: {name: _NOWHERE}})
    assert reason.endswith(": #/components/schemas/Nowhere leads nowhere.")


@pytest.mark.parametrize("name", ["default", "example", "value", "enum", "$ref"])
def test_a_reference_under_a_property_like_a_keyword(tmp_path: Path, name: str) -> None:
    """Neither does what properties are called."""
    inner = {"type": "object", "properties": {name: _NOWHERE}}
    reason = _refusal(tmp_path, components={"schemas": {"default": {"properties": {name: inner}}}})
    assert reason.endswith(": #/components/schemas/Nowhere leads nowhere.")


def test_a_reference_under_the_default_response(tmp_path: Path) -> None:
    """The responses of an operation are found by status, and one status is called default."""
    reason = _refusal(tmp_path, paths={"/a": {"get": {"responses": {"default": _NOWHERE}}}})
    assert reason.endswith(": #/components/schemas/Nowhere leads nowhere.")


@pytest.mark.parametrize("mapped", ["Nowhere", "#/components/schemas/Nowhere", "a/b.json"])
def test_a_mapping_that_leads_nowhere(tmp_path: Path, mapped: str) -> None:
    """What a discriminator's mapping names must be there, and the line is that of the mapping."""
    mapping = {"d": "Dog", "n": mapped}
    discriminator = {"propertyName": "kind", "mapping": mapping}
    pet = {"oneOf": [{"$ref": "#/components/schemas/Dog"}], "discriminator": discriminator}
    reason = _refusal(tmp_path, components={"schemas": {"Dog": {"type": "object"}, "Pet": pet}})
    line = (tmp_path / "spec.json").read_text().splitlines()[int(reason.partition(":")[0]) - 1]
    assert line.strip().startswith('"n"')
    assert mapped in reason


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"x-odd": {"type": "strin"}}, '/x-odd/type breaks OpenAPI 3.0: "strin" is not one of'),
        ({"x-odd": {"pattern": "("}}, '/x-odd/pattern breaks OpenAPI 3.0: "(" is not a "regex"'),
        ({"x-odd": 3}, "/x-odd breaks OpenAPI 3.0"),
        ({"x-odd": {"items": _NOWHERE}}, "#/components/schemas/Nowhere leads nowhere"),
        ({"x-odd": {"items": {"$ref": "#/info/title"}}}, "/info/title breaks OpenAPI 3.0"),
    ],
)
def test_what_references_lead_to_outside_of_the_components(
    tmp_path: Path, members: dict[str, Any], reason: str
) -> None:
    """A schema in an extension is held against the rules where something refers to it."""
    schemas = {"S": {"properties": {"p": {"$ref": "#/x-odd"}}}}
    assert reason in _refusal(tmp_path, components={"schemas": schemas}, **members)


@pytest.mark.parametrize(
    "response",
    [
        {"content": {"text/plain\u2028": {}}},
        {"content": {"applicati\u00f6n/json": {}}},
        {"headers": {"X-\u00c4": {"schema": {"type": "string"}}}},
    ],
)
def test_names_that_no_header_can_have(tmp_path: Path, response: dict[str, Any]) -> None:
    """Media types and names of headers are sent as ASCII."""
    responses = {"200": {**_ANY, **response}}
    reason = _refusal(tmp_path, paths={"/a": {"get": {"responses": responses}}})
    assert "cannot be sent: a header has only printable ASCII characters" in reason


_REFERENCE = {"$ref": "nowhere"}


@pytest.mark.parametrize(
    "media",
    [
        {"schema": {"type": "object"}, "example": _REFERENCE},
        {"schema": {"type": "object", "example": _REFERENCE}},
        {"schema": {"type": "object", "default": _REFERENCE}},
        {"schema": {"enum": [_REFERENCE]}},
        {"schema": {"properties": {"a": {"example": {"properties": _REFERENCE}}}}},
        {"examples": {"one": {"value": _REFERENCE}}},
        {"x-note": _REFERENCE},
    ],
)
def test_data_that_looks_like_a_reference(tmp_path: Path, media: dict[str, Any]) -> None:
    """Examples, defaults, enumerations and extensions may contain what looks like a reference."""
    body = {"content": {"application/json": media}}
    operation = {"requestBody": body, "responses": {"200": {**_ANY, **body}}}
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(document_of({"/a": {"put": operation}})), encoding="utf-8")
    document = read_document(path)
    check_document(document, OPENAPI_SCHEMA)
    body_of = Contract(document, "contract", strict=True).operations[0].body
    assert body_of is not None
    assert "$ref" not in set(body_of.known_names)
