"""Styles: parameters that are objects or stand behind a prefix, as OpenAPI 3.0 has them written."""

import json
from pathlib import Path
from typing import Any

import pytest

from mock_server.http.app import build_app
from mock_server.settings import ConfigurationError, Settings
from tests.mock_server.samples import messages
from tests.mock_server.second import OK, document_of, served

_OBJECT: dict[str, Any] = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "integer"}, "b": {"type": "array", "items": {"type": "integer"}}},
}
_LIST = {"type": "array", "items": {"type": "integer"}}
_WHOLE = {"type": "integer"}


@pytest.mark.parametrize(
    ("style", "schema", "good", "bad"),
    [
        ({"style": "deepObject", "explode": True}, _OBJECT, "p[a]=1&p[b]=2&p[b]=3", "p[a]=x"),
        ({"style": "deepObject", "explode": True}, _OBJECT, "p[a]=1&p[b][]=2", "p[b]=1"),
        ({"style": "deepObject", "explode": True}, _LIST, "p[]=1&p[]=2", "p[0]=x"),
        ({}, _OBJECT, "a=1&b=2&b=3", "a=x"),
        ({"explode": False}, _OBJECT, "p=a,1", "p=a,x"),
        ({"explode": False}, _OBJECT, "p=a,1", "p=a"),
        ({"style": "pipeDelimited", "explode": False}, _OBJECT, "p=a|1", "p=b|1"),
    ],
)
def test_query_styles(tmp_path: Path, style: Any, schema: Any, good: str, bad: str) -> None:
    """An object is read from a query in each style, and absence is noticed; strict mode knows its names."""
    parameter = {"name": "p", "in": "query", "required": True, "schema": schema, **style}
    paths = {"/a": {"get": {"parameters": [parameter], "responses": OK}}}
    with served(tmp_path, paths, strict=True) as client:
        assert client.get(f"/a?{good}").status_code == 200
        assert client.get(f"/a?{bad}").status_code == 400
        assert messages(client.get("/a").json()) == ["p: is required in the query"]


@pytest.mark.parametrize(
    ("style", "explode", "schema", "good", "bad"),
    [
        ("label", False, _WHOLE, ".5", "5"),
        ("label", False, _LIST, ".1,2", ".1,x"),
        ("label", False, _LIST, ".1.2", ".1.x"),
        ("label", True, _LIST, ".1.2", ".1,2"),
        ("label", True, _OBJECT, ".a=1", ".a=x"),
        ("matrix", False, _WHOLE, ";p=5", ";p=x"),
        ("matrix", False, _LIST, ";p=1,2", ";p=1,x"),
        ("matrix", True, _LIST, ";p=1;p=2", ";p=1;p=x"),
        ("matrix", False, _OBJECT, ";p=a,1", ";p=a,x"),
        ("matrix", True, _OBJECT, ";a=1", ";b=1"),
        ("simple", False, _OBJECT, "a,1", "a,x"),
        ("simple", True, _OBJECT, "a=1", "a"),
    ],
)
def test_path_styles(
    tmp_path: Path,
    style: str,
    explode: bool,  # noqa: FBT001  a parameter of the test
    schema: Any,
    good: str,
    bad: str,
) -> None:
    """Labels and matrices are read without their prefixes, objects by their names."""
    how = {"schema": schema, "style": style, "explode": explode}
    parameter = {"name": "p", "in": "path", "required": True, **how}
    with served(tmp_path, {"/{p}": {"get": {"parameters": [parameter], "responses": OK}}}) as client:
        assert client.get(f"/{good}").status_code == 200
        assert client.get(f"/{bad}").status_code == 400


def test_object_in_a_header(tmp_path: Path) -> None:
    """An object in a header is written as names and values by turns."""
    parameter = {"name": "X-P", "in": "header", "schema": _OBJECT}
    with served(tmp_path, {"/a": {"get": {"parameters": [parameter], "responses": OK}}}) as client:
        assert client.get("/a", headers={"X-P": "a,1"}).status_code == 200
        assert client.get("/a", headers={"X-P": "b,1"}).status_code == 400
        assert client.get("/a").status_code == 200


def test_objects_inside_objects_are_refused(tmp_path: Path) -> None:
    """What no style can write is refused at the start, with file and line."""
    schema = {"type": "object", "properties": {"inner": _OBJECT}}
    parameter = {"name": "p", "in": "query", "style": "deepObject", "schema": schema}
    path = tmp_path / "second.json"
    path.write_text(json.dumps(document_of({"/a": {"get": {"parameters": [parameter], "responses": OK}}})))
    with pytest.raises(ConfigurationError, match=r'second\.json:\d+: .*"p" is an object with objects inside'):
        build_app(Settings(spec=path, world="empty"))
