"""The indexes of a world."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mock_server.stores import MemoryStore
from mock_server.world import instants
from mock_server.world.indexes import ALL, INDEXES, created
from mock_server.world.rendering import TEXTS
from mock_server.world.seeding.tables import TABLES
from tests.mock_server.world.build import START


def test_every_table_is_declared() -> None:
    """What a world writes can be looked up; contents are kept apart from rows."""
    assert set(INDEXES) - {"finished", "usage"} == set(TABLES) - {"contents"}
    assert set(TEXTS) <= set(INDEXES)


@pytest.mark.parametrize("table", sorted(INDEXES))
def test_names_are_unique(table: str) -> None:
    """No index hides another."""
    names = [index.name for index in INDEXES[table]]
    assert len(names) == len(set(names))


def test_creation_sorts_by_the_instant() -> None:
    """However it is written: with any number of digits, the same instant sorts the same."""
    ascending = [
        ["2025-06-30T23:59:59.999999Z"],
        ["2025-07-01T00:00:00Z", "2025-07-01T00:00:00.0Z", "2025-07-01T00:00:00.000000Z"],
        ["2025-07-01T00:00:00.000001Z"],
        ["2025-07-01T00:00:00.05Z", "2025-07-01T00:00:00.050000Z"],
        ["2025-07-01T00:00:00.4Z"],
        ["2025-07-01T00:00:01Z"],
    ]
    sorts = [{created({"created_at": written}) for written in same} for same in ascending]
    assert [len(of) for of in sorts] == [1] * len(ascending)
    assert [key for of in sorts for key in of] == sorted(key for of in sorts for key in of)


def listed(table: str, index: str, rows: list[dict[str, Any]]) -> list[str]:
    """Return the ids of the rows that an index lists under its only key."""
    store = MemoryStore(INDEXES)
    with store.transaction() as transaction:
        for row in rows:
            transaction.put(table, row)
        return [entry.id for entry in transaction.listing(table, index, ALL)[:]]


def running(row_id: str, mode: str, after: float, *, seconds: float = 0, seen: int = 0) -> dict[str, Any]:
    """Return a running job that started some seconds after the start."""
    return {
        "id": row_id,
        "mode": mode,
        "polls_seen": seen,
        "polls_needed": 2,
        "started_at": instants.text(START + timedelta(seconds=after)),
        "seconds": seconds,
        "effect": {"model_id": "m"},
    }


def test_due_jobs() -> None:
    """Those that end at any time come first, then those with an end, by it; others wait for polls."""
    rows = [
        running("late", "time", 0, seconds=60),
        running("waits", "manual", 0, seen=1),
        running("early", "time", 10, seconds=0.5),
        running("now", "immediate", 30),
        running("middle", "time", 0, seconds=10.75),
        running("seen", "manual", 5, seen=2),
    ]
    due = listed("running", "due", rows)
    assert set(due[:2]) == {"now", "seen"}
    assert due[2:] == ["early", "middle", "late"]


def test_jobs_due_at_one_moment() -> None:
    """They come in the order in which they were started, whatever their ids."""
    ids = ["c", "a", "d", "b"]
    assert listed("running", "due", [running(row_id, "time", 0, seconds=1) for row_id in ids]) == ids
    assert listed("running", "due", [running(row_id, "immediate", 0) for row_id in ids]) == ids
