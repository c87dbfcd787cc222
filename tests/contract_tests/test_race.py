"""Requests at the same moment."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from contract_tests.behaviour.race import race


def test_results_come_in_the_order_of_the_calls() -> None:
    """Whichever call ends first, its result stands where it stood."""
    assert race([partial(int, str(n)) for n in range(12)]) == list(range(12))


def test_all_calls_are_under_way_at_once() -> None:
    """Each call waits for all the others, so one after the other they would never end."""
    meeting = threading.Barrier(6)
    places = race([partial(meeting.wait, 10)] * 6)
    assert sorted(places) == list(range(6))


def test_an_exception_of_a_call_is_raised() -> None:
    """A call that fails must not pass for one that returned nothing."""
    with pytest.raises(ValueError, match="invalid literal"):
        race([partial(int, "1"), partial(int, "x")])
