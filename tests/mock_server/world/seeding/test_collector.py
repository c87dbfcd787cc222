"""The pause of the garbage collector."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from mock_server.world.seeding import collector

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the collector as every other test expects it."""
    yield
    gc.unfreeze()
    gc.enable()


def test_it_ends() -> None:
    """The collector goes on after the outermost of several blocks, also when one raises."""
    with collector.paused():
        with pytest.raises(ZeroDivisionError), collector.paused():
            raise ZeroDivisionError
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off() -> None:
    """Who has switched it off switches it on again."""
    gc.disable()
    with collector.paused():
        pass
    assert not gc.isenabled()


def test_what_was_made_counts_as_old() -> None:
    """The next small collection does not walk the new objects; a whole one still finds their cycles."""
    with collector.paused():
        made: list[list[object]] = [[] for _ in range(1000)]
    assert (gc.get_freeze_count(), any(made is young for young in gc.get_objects(generation=0))) == (0, False)
    assert any(made is old for old in gc.get_objects(generation=2))


def test_what_was_frozen_stays_so() -> None:
    """A server that keeps objects from the collector keeps them so when it reads another world."""
    gc.freeze()
    with collector.paused():
        pass
    assert gc.get_freeze_count() > 0
