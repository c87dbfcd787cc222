"""Pages: documentation that works offline, and the document as given."""

import re

import httpx
import yaml

from mock_server import MockServer
from mock_server.openapi.document import bundled, read_document


def test_documentation_loads_nothing_from_elsewhere(mock: MockServer) -> None:
    """Every resource of /docs is served by the mock itself, to anybody."""
    page = httpx.get(f"{mock.url}/docs")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(sources) == 4
    for source in sources:
        assert source.startswith("/docs/")
        answer = httpx.get(f"{mock.url}{source}")
        assert (answer.status_code, bool(answer.content)) == (200, True)
    assert "SwaggerUIBundle" in httpx.get(f"{mock.url}/docs/swagger-ui-bundle.js").text


def test_the_document_is_served_as_given(mock: MockServer) -> None:
    """/openapi.yaml is the file byte for byte, /openapi.json its value."""
    path = bundled("openapi.yaml")
    assert httpx.get(f"{mock.url}/openapi.yaml").content == path.read_bytes()
    assert httpx.get(f"{mock.url}/openapi.json").json() == read_document(path).data
    assert yaml.safe_load(httpx.get(f"{mock.url}/openapi.yaml").text)["openapi"] == "3.0.3"


def test_front_page_points_to_the_documentation(mock: MockServer) -> None:
    """/ is a small page, not a redirect."""
    answer = httpx.get(f"{mock.url}/")
    assert answer.status_code == 200
    assert 'href="/docs"' in answer.text


def test_unknown_pages(mock: MockServer) -> None:
    """Nothing but the known files is served below /docs."""
    for path in ("/docs/", "/docs/nothing.js", "/docs/..%2f__init__.py", "/docs/index.css"):
        answer = httpx.get(f"{mock.url}{path}")
        assert (answer.status_code, answer.json()["kind"]) == (404, "ERROR")
