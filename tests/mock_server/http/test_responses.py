"""Answers: what is said about a body beside it, and how values become one."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from mock_server.http.responses import Answer, dump, normal, paginated
from mock_server.world import Page
from tests.mock_server.second import served


def test_headers() -> None:
    """Names are in lower case, and the length and the media type of the body are told."""
    answer = Answer(200, b"{}", {"X-Mark": "\xe4", "Allow": "GET"})
    assert sorted(answer.raw_headers()) == [
        (b"allow", b"GET"),
        (b"content-length", b"2"),
        (b"content-type", b"application/json"),
        (b"x-mark", b"\xe4"),
    ]


def test_no_content() -> None:
    """A 204 has no length, and without a media type there is none to tell."""
    assert Answer(204, b"", {"allow": "GET"}, media_type=None).raw_headers() == [(b"allow", b"GET")]


@pytest.mark.parametrize("status", [204, 304])
def test_statuses_without_a_body(tmp_path: Path, status: int) -> None:
    """An answer that never has a body does not claim that the resource is empty (RFC 9110, 15.4.5)."""
    responses = {str(status): {"description": "none"}}
    with served(tmp_path, {"/a": {"get": {"responses": responses}}}) as client:
        answer = client.get("/a")
        assert (answer.status_code, answer.content) == (status, b"")
        assert "Content-Length" not in answer.headers


@pytest.mark.parametrize(
    ("declared", "given"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
        ("text/plain; charset=latin-1", None),
        ("application/xml", "application/xml"),
    ],
)
def test_text_says_how_it_is_written(tmp_path: Path, declared: str, given: str | None) -> None:
    """Texts are in UTF-8, which not every client takes them for unless it is told."""
    responses = {"200": {"description": "ok", "content": {declared: {"example": "Übung"}}}}
    with served(tmp_path, {"/a": {"get": {"responses": responses}}}) as client:
        answer = client.get("/a")
        assert given is None or answer.headers["Content-Type"] == given
        assert answer.status_code == 200
        assert answer.content == "Übung".encode()


def test_one_resource() -> None:
    """The envelope of one resource."""
    answer = normal({"name": "Übung"}, 202)
    assert (answer.status, answer.media_type) == (202, "application/json")
    assert orjson.loads(answer.body) == {"api_version": "3.0", "kind": "NORMAL", "data": {"name": "Übung"}}


@pytest.mark.parametrize("items", [[], [{"n": 1}], [{"n": 1}, {"n": 2}]])
def test_a_page(items: list[dict[str, Any]]) -> None:
    """The envelope of a page, whatever it holds."""
    body = orjson.loads(paginated(Page(items, total=9, limit=2, offset=4)).body)
    assert (body["api_version"], body["kind"]) == ("3.0", "PAGINATED")
    assert body["data"] == {
        "page_size": 2,
        "total": 9,
        "item_count": len(items),
        "page_count": 5,
        "page_index": 3,
        "offset": 4,
        "items": items,
    }


def test_numbers_of_any_size() -> None:
    """What one library cannot write another does, in the same way."""
    assert dump({"a": 10**30, "b": ["é"]}) == '{"a":1000000000000000000000000000000,"b":["é"]}'.encode()
