"""Media types and ranges: which belongs to which."""

import pytest

from mock_server.openapi.media_types import is_json, media_type, nearest, representative


@pytest.mark.parametrize(
    ("header", "name"),
    [("Application/JSON; charset=utf-8", "application/json"), (" text/plain ", "text/plain"), ("", "")],
)
def test_media_type(header: str, name: str) -> None:
    """A Content-Type without its parameters, in lower case."""
    assert media_type(header) == name


@pytest.mark.parametrize(
    ("name", "ranges", "found"),
    [
        ("image/png", ["*/*", "image/*", "image/png"], "image/png"),
        ("image/gif", ["*/*", "image/*", "image/png"], "image/*"),
        ("text/plain", ["*/*", "image/*"], "*/*"),
        ("text/plain", ["image/*"], None),
    ],
)
def test_nearest(name: str, ranges: list[str], found: str | None) -> None:
    """The most specific range that a media type belongs to."""
    assert nearest(name, ranges) == found


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("*/*", "application/json"),
        ("image/*", "image/png"),
        ("model/*", "application/octet-stream"),
        ("a/b", "a/b"),
    ],
)
def test_representative(name: str, stands: str) -> None:
    """A range is stood for by a media type in it."""
    assert representative(name) == stands


@pytest.mark.parametrize(
    ("name", "is_it"),
    [("application/json", True), ("application/problem+json", True), ("application/x-ndjson", False)],
)
def test_is_json(name: str, is_it: bool) -> None:  # noqa: FBT001  a parameter of the test
    """JSON and what is built on it, but not many JSON texts in one."""
    assert is_json(name) is is_it
