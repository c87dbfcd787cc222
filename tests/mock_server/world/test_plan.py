"""How long jobs take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mock_server.world import JobPlan, plan


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
