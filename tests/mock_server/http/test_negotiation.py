"""Negotiation: Accept and Content-Type."""

import pytest

from mock_server.http.negotiation import admits
from mock_server.openapi.media_types import media_type

JSON = ["application/json"]


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        "application/*",
        "text/html, application/json;q=0.1",
        "Application/JSON",
        "*/*;q=0.5, text/html",
    ],
)
def test_admitted(accept: str | None) -> None:
    """Ranges in any case, with any weight above zero, admit JSON."""
    assert admits(accept, JSON)


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "application/json;q=0", "application/json;q=0, */*", "text/*"]
)
def test_not_admitted(accept: str) -> None:
    """Other types, and a weight of zero on the most specific range, do not."""
    assert not admits(accept, JSON)


def test_media_type() -> None:
    """Parameters and case do not count."""
    assert media_type("Application/JSON; charset=utf-8") == "application/json"
