"""Fixtures: stores of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mock_server.stores.kinds import KINDS, SHARED, Kind


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kind]:
    """Each kind of store."""
    made = Kind(request, tmp_path, request.param)
    yield made
    made.close()


@pytest.fixture(params=SHARED)
def shared_kind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kind]:
    """Each kind of store that several processes share."""
    made = Kind(request, tmp_path, request.param)
    yield made
    made.close()
