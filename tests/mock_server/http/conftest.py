"""Fixtures: the protocol at work on each kind of event loop."""

from collections.abc import Iterator

import pytest

from tests.mock_server.http.serving import LOOPS, Served, echo_app, served


@pytest.fixture(params=LOOPS)
def loop(request: pytest.FixtureRequest) -> str:
    """Each kind of event loop that a mock may run on."""
    name: str = request.param
    return name


@pytest.fixture
def echo(loop: str) -> Iterator[Served]:
    """A server whose app answers with what it is sent."""
    with served(echo_app, loop=loop) as server:
        yield server
