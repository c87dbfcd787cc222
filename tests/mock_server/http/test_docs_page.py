"""Tests of the documentation page in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

    from mock_server import MockServer

OPERATIONS = (
    "list_models",
    "create_model",
    "get_model",
    "delete_model",
    "update_model",
    "generate_model",
    "update_artifact",
    "deploy_artifact",
    "update_surrogate",
    "deploy_surrogate",
    "list_columns",
    "get_column",
)


@pytest.fixture
def docs(page: Page, mock: MockServer) -> Page:
    """The documentation, shown completely."""
    page.goto(f"{mock.url}/docs")
    expect(page.locator(".opblock").first).to_be_visible(timeout=20_000)
    return page


def test_shows_the_operations(docs: Page) -> None:
    """Every operation of the contract has its place on the page."""
    for operation in OPERATIONS:
        expect(docs.locator(f".opblock[id$='-{operation}']")).to_be_visible()


def test_a_request_can_be_tried(docs: Page, mock: MockServer) -> None:
    """With the token given once, a request from the page is answered by the mock."""
    docs.get_by_role("button", name="Authorize").first.click()
    docs.locator(".auth-container input").first.fill(mock.token)
    docs.locator(".auth-btn-wrapper").get_by_role("button", name="Apply credentials").click()
    docs.locator(".auth-btn-wrapper").get_by_role("button", name="Close").click()
    operation = docs.locator(".opblock[id$='-list_models']")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table")
    expect(answer.locator(".response-col_status").last).to_contain_text("200", timeout=20_000)
    expect(answer).to_contain_text("loan-default")


def test_loads_nothing_from_elsewhere(page: Page, mock: MockServer) -> None:
    """The page works without a network: all that it asks for comes from the mock itself."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto(f"{mock.url}/docs", wait_until="networkidle")
    expect(page).to_have_title(re.compile("API documentation"))
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {
        urlsplit(mock.url).netloc
    }
