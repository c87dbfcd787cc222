"""Fixtures: a mock over real HTTP, shared by a process and brought back to its start before each test."""

from collections.abc import Iterator

import httpx
import pytest

from mock_server import MockServer


@pytest.fixture(scope="session")
def running_mock() -> Iterator[MockServer]:
    """A demo mock that checks its own answers."""
    with MockServer(check_responses=True) as mock:
        yield mock


@pytest.fixture
def mock(running_mock: MockServer) -> MockServer:
    """The mock in its starting state."""
    running_mock.reset()
    return running_mock


@pytest.fixture
def client(mock: MockServer) -> Iterator[httpx.Client]:
    """A client with a token that may read and write."""
    with client_of(mock) as session:
        yield session


def client_of(mock: MockServer, token: str | None = None) -> httpx.Client:
    """Return a client of a mock."""
    headers = {"Authorization": f"Bearer {token or mock.token}"}
    return httpx.Client(base_url=mock.url, headers=headers, timeout=30)
