"""Requests to second documents: legal ones are accepted, of whatever media types and parts."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from mock_server.openapi.forms import MULTIPART, URLENCODED
from tests.mock_server.samples import messages
from tests.mock_server.second import OK, served, taking

_JSON = "application/json"
_OBJECT: dict[str, Any] = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
_BYTES = {"type": "string", "format": "binary"}
_NUMBERS = {"type": "array", "items": {"$ref": "#/components/schemas/Number"}}
_FORM: dict[str, Any] = {
    "allOf": [
        {"type": "object", "required": ["n"], "properties": {"n": _NUMBERS}},
        {
            "properties": {
                "b": {"type": "boolean"},
                "o": {"$ref": "#/components/schemas/Object"},
                "f": {"type": "array", "maxItems": 2, "items": _BYTES},
            }
        },
    ]
}
_SCHEMAS: dict[str, Any] = {"Number": {"type": "integer"}, "Object": _OBJECT}


@pytest.mark.parametrize(
    ("declared", "sent", "content", "status"),
    [
        ("*/*", "image/png", b"\xff", 200),
        ("*/*", None, b"\xff", 200),
        ("image/*", "image/png", b"\xff", 200),
        ("image/*", None, b"\xff", 200),
        ("image/*", "text/plain", b"x", 415),
        ("application/json; charset=utf-8", _JSON, b'{"a":1}', 200),
        ("application/json; charset=utf-8", "application/json;charset=utf-8", b'{"a":"x"}', 400),
        ("Application/JSON", _JSON, b'{"a":"x"}', 400),
        ("application/*", _JSON, b'{"a":"x"}', 400),
        ("application/*", "application/xml", b"<a/>", 200),
        ("application/x-ndjson", "application/x-ndjson", b'{"a":1}\n{"a":2}\n', 200),
        ("application/vnd.x+json", "application/vnd.x+json", b'{"a":"x"}', 400),
    ],
)
def test_media_types_of_bodies(
    tmp_path: Path, declared: str, sent: str | None, content: bytes, status: int
) -> None:
    """A body's media type may be declared by a range or with parameters; the nearest one's schema holds."""
    schema = _OBJECT if "json" in declared.lower() or declared == "application/*" else _BYTES
    with served(tmp_path, {"/a": {"post": taking(schema, declared)}}) as client:
        headers = {} if sent is None else {"Content-Type": sent}
        assert client.post("/a", content=content, headers=headers).status_code == status


def test_nearest_range(tmp_path: Path) -> None:
    """Of several that fit, the most specific media type's schema holds."""
    names = ("*/*", "application/*", _JSON)
    content = {name: {"schema": {"type": "object", "required": [name]}} for name in names}
    with served(tmp_path, {"/a": {"post": {"requestBody": {"content": content}, "responses": OK}}}) as client:
        assert messages(client.post("/a", json={}).json()) == ["/application~1json: is required"]
        answer = client.post("/a", content=b"{}", headers={"Content-Type": "application/x+json"})
        assert messages(answer.json()) == ["/application~1*: is required"]


@pytest.mark.parametrize(
    ("declared", "accepted", "given"),
    [
        ("application/json; charset=utf-8", _JSON, _JSON),
        ("image/*", "image/png", "image/png"),
        ("text/*", "text/plain", "text/plain"),
        ("*/*", _JSON, _JSON),
    ],
)
def test_media_types_of_answers(tmp_path: Path, declared: str, accepted: str, given: str) -> None:
    """An answer of a declared range is of a media type in it."""
    responses = {"200": {"description": "ok", "content": {declared: {"schema": {"type": "string"}}}}}
    with served(tmp_path, {"/a": {"get": {"responses": responses}}}) as client:
        answer = client.get("/a", headers={"Accept": accepted})
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, given)


def _file(text: str, media_type: str = "text/plain") -> tuple[str, bytes, str]:
    return "name", text.encode(), media_type


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ([("n", (None, b"1")), ("n", (None, b"2"))], []),
        ([("n", (None, b"1")), ("b", (None, b"true")), ("o", (None, b'{"a":1}'))], []),
        ([("n", (None, b"1")), ("o", _file('{"a":1}', _JSON))], []),
        ([("n", (None, b"1")), ("f", _file("1")), ("f", _file("2"))], []),
        ([("n", (None, b"x"))], ["/n/0"]),
        ([("n", (None, b"1")), ("o", (None, b'{"a":"x"}'))], ["/o/a"]),
        ([("n", (None, b"1")), ("o", (None, b"{"))], ["/o"]),
        ([("n", (None, b"1")), *[("f", _file("1"))] * 3], ["/f"]),
        ([("b", (None, b"maybe"))], ["/n", "/b"]),
    ],
)
def test_multipart_members(tmp_path: Path, parts: Any, wrong: list[str]) -> None:
    """An array has a part for each item, files too, and an object is JSON, in a text part or in a file."""
    with served(tmp_path, {"/a": {"post": taking(_FORM, MULTIPART)}}, _SCHEMAS) as client:
        answer = client.post("/a", files=parts)
        assert answer.status_code == (400 if wrong else 200)
        found = messages(answer.json()) if wrong else []
        assert sorted(text.partition(":")[0] for text in found) == sorted(wrong)


def test_urlencoded_array(tmp_path: Path) -> None:
    """A name that stands once or several times makes an array."""
    with served(tmp_path, {"/a": {"post": taking(_FORM, URLENCODED)}}, _SCHEMAS) as client:
        assert client.post("/a", data={"n": ["1", "2"]}).status_code == 200
        assert client.post("/a", data={"n": "1", "o": '{"a":1}'}).status_code == 200
        assert client.post("/a", data={"n": ["1", "x"]}).status_code == 400


@pytest.mark.parametrize(
    ("schema", "query", "status"),
    [
        ({"oneOf": [{"type": "integer", "minimum": 3}, {"enum": ["all"]}]}, "5", 200),
        ({"oneOf": [{"type": "integer", "minimum": 3}, {"enum": ["all"]}]}, "all", 200),
        ({"oneOf": [{"type": "integer", "minimum": 3}, {"enum": ["all"]}]}, "2", 400),
        ({"anyOf": [{"$ref": "#/components/schemas/Number"}, {"type": "boolean"}]}, "true", 200),
        ({"anyOf": [{"$ref": "#/components/schemas/Number"}, {"type": "boolean"}]}, "x", 400),
        ({"enum": [1, 2]}, "2", 200),
        ({"enum": [1, 2]}, "3", 400),
        ({"type": "number"}, "1e999", 400),
    ],
)
def test_query_values(tmp_path: Path, schema: Any, query: str, status: int) -> None:
    """A text is read as the type that an enumeration or a branch of a union gives it."""
    parameter = {"name": "q", "in": "query", "schema": schema}
    with served(tmp_path, {"/a": {"get": {"parameters": [parameter], "responses": OK}}}, _SCHEMAS) as client:
        answer = client.get("/a", params={"q": query})
        assert answer.status_code == status
        assert "null" not in answer.text


def test_header_list_with_spaces(tmp_path: Path) -> None:
    """The spaces between the items of a list in a header belong to none of them."""
    parameter = {"name": "X-Numbers", "in": "header", "schema": _NUMBERS}
    with served(tmp_path, {"/a": {"get": {"parameters": [parameter], "responses": OK}}}, _SCHEMAS) as client:
        assert client.get("/a", headers={"X-Numbers": "1, 2 ,3"}).status_code == 200
        assert client.get("/a", headers={"X-Numbers": "1, x"}).status_code == 400


def test_head_operation(tmp_path: Path) -> None:
    """A path with an operation for HEAD answers by it, without a body, though it has none for GET."""
    with served(tmp_path, {"/a": {"head": {"responses": {"200": {"description": "there"}}}}}) as client:
        assert client.head("/a").status_code == 200
        refused = client.get("/a")
        assert (refused.status_code, refused.headers["Allow"]) == (405, "HEAD, OPTIONS")


def test_paths_of_the_mocks_own_pages(tmp_path: Path) -> None:
    """An operation at a path where the mock has a page of its own takes its place; other pages remain."""
    paths = {path: {"get": {"responses": OK}} for path in ("/", "/docs")}
    with served(tmp_path, paths) as client:
        assert [client.get(path).json() for path in paths] == [{"ok": True}] * 2
        assert client.get("/openapi.json").json()["paths"].keys() == paths.keys()


def test_texts_as_bodies(tmp_path: Path) -> None:
    """A body of plain text has the type that its schema names."""
    with served(tmp_path, {"/a": {"post": taking({"type": "integer"}, "text/plain")}}) as client:
        post = _poster(client)
        assert [post(text) for text in ("5", "five")] == [200, 400]


def _poster(client: httpx.Client) -> Any:
    headers = {"Content-Type": "text/plain"}
    return lambda text: client.post("/a", content=text, headers=headers).status_code
