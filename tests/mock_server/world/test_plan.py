"""How long jobs take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mock_server.world import JobPlan, instants, plan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("immediate", JobPlan()),
        ("manual:1", JobPlan("manual", polls=1)),
        ("manual:12", JobPlan("manual", polls=12)),
        ("time:0", JobPlan("time", seconds=0.0)),
        ("time:2.5", JobPlan("time", seconds=2.5)),
    ],
)
def test_parse(text: str, expected: JobPlan) -> None:
    """The three forms are read."""
    assert JobPlan.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "later",
        "immediate:1",
        "manual",
        "manual:",
        "manual:0",
        "manual:-1",
        "manual:1.5",
        "manual:٣",
        "manual:" + "9" * 5000,
        "time",
        "time:",
        "time:-1",
        "time:nan",
        "time:inf",
        "time:1e9",
    ],
)
def test_parse_refuses(text: str) -> None:
    """Everything else is refused with the forms there are."""
    with pytest.raises(ValueError, match="time:SECONDS"):
        JobPlan.parse(text)


@pytest.mark.parametrize(("seconds", "expected"), [(0, 100), (5, 0)])
def test_progress_before_the_start(seconds: float, expected: int) -> None:
    """A job that starts after a frozen clock's instant has made no progress, unless it takes no time."""
    now = datetime(2025, 7, 1, tzinfo=UTC)
    running = JobPlan("time", seconds=seconds).running(now + timedelta(days=400))
    assert plan.progress(running, now) == expected


@pytest.mark.parametrize(
    ("mode", "seen", "seconds", "due"),
    [
        ("manual", 0, 0, None),
        ("manual", 1, 0, None),
        ("manual", 2, 0, ""),
        ("immediate", 0, 0, ""),
        ("time", 0, 0, "2025-07-01T00:00:00Z"),
        ("time", 0, 0.25, "2025-07-01T00:00:00.25Z"),
        ("time", 0, 86_400, "2025-07-02T00:00:00Z"),
    ],
)
def test_due(mode: plan.Mode, seen: int, seconds: float, due: str | None) -> None:
    """At its end, or at any time; not before it has been looked at as often as needed."""
    running = JobPlan(mode, polls=2, seconds=seconds).running(datetime(2025, 7, 1, tzinfo=UTC))
    expected = instants.sortable(due) if due else due
    assert plan.due({**running, "polls_seen": seen}) == expected


def test_a_job_that_ends_after_all_years() -> None:
    """A world file may bring one in: it is due after every other one."""
    last = JobPlan("time", seconds=plan.LONGEST).running(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    early = JobPlan("time", seconds=plan.LONGEST).running(datetime(9999, 12, 30, tzinfo=UTC))
    assert (plan.due(last) or "") > (plan.due(early) or "")
