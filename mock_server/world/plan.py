"""How long jobs take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from mock_server.world import instants

if TYPE_CHECKING:
    Json = dict[str, Any]

Mode = Literal["immediate", "manual", "time"]

FORMS = "immediate, manual:POLLS (such as manual:3) or time:SECONDS (such as time:0.5)"
LONGEST = 86_400.0
"""Seconds a job may take."""
_AFTER_ALL_YEARS = "~"
"""Sorts after every instant."""


@dataclass(frozen=True)
class JobPlan:
    """When jobs succeed.

    Attributes:
        mode: `immediate`: within the request that starts it; `manual`: at the poll with the number `polls`;
            `time`: `seconds` of the world's clock after the start.
        polls: For `manual`, at least 1.
        seconds: For `time`, 0 to 86,400.
    """

    mode: Mode = "immediate"
    polls: int = 1
    seconds: float = 0.0

    @classmethod
    def parse(cls, text: str) -> JobPlan:
        """Read `immediate`, `manual:N` or `time:S`. Raises ValueError saying what is accepted."""
        mode, _, amount = text.partition(":")
        if text == "immediate":
            return cls()
        if mode == "manual" and (polls := _polls(amount)) is not None:
            return cls("manual", polls=polls)
        if mode == "time" and (seconds := _seconds(amount)) is not None:
            return cls("time", seconds=seconds)
        raise ValueError(f"{text!r} is no plan for jobs; use {FORMS}")

    def running(self, now: datetime) -> Json:
        """Return what a running job must remember, so that it survives a change of plan."""
        return {
            "mode": self.mode,
            "polls_seen": 0,
            "polls_needed": self.polls,
            "started_at": instants.text(now),
            "seconds": self.seconds,
        }


def unchanged(plan: JobPlan) -> JobPlan:
    """Return how jobs advance where the settings say so."""
    return plan


def progress(running: Json, now: datetime) -> int:
    """Return how much of a running job is done, in percent: 0 to 100, where 100 means that it is due."""
    if running["mode"] == "manual":
        return _progress_of_polls(running["polls_seen"], running["polls_needed"])
    if running["mode"] == "time":
        return _progress_of_time(now - datetime.fromisoformat(running["started_at"]), running["seconds"])
    return 100


def due(running: Json) -> str | None:
    """Return what sorts the running jobs that finish without being looked at; None for one that waits.

    It is the instant at which they finish, or "" for those that are due at any time.
    """
    if running["mode"] == "manual":
        return "" if running["polls_seen"] >= running["polls_needed"] else None
    if running["mode"] == "time":
        try:
            end = datetime.fromisoformat(running["started_at"]) + timedelta(seconds=running["seconds"])
        except OverflowError:
            return _AFTER_ALL_YEARS
        return instants.sortable(instants.text(end))
    return ""


def status(percent: int) -> str:
    """Return the status of a running job: it has started once there is progress (decided)."""
    return "STARTED" if percent else "PENDING"


def _progress_of_polls(seen: int, needed: int) -> int:
    # The first poll sees 0, the last one needed sees 100.
    return 100 if seen >= needed else 100 * max(seen - 1, 0) // max(needed - 1, 1)


def _progress_of_time(elapsed: timedelta, seconds: float) -> int:
    # A job of a snapshot may start in the future of a frozen clock: nothing of it is done.
    done = max(elapsed.total_seconds(), 0)
    return 100 if done >= seconds else int(100 * done / seconds)


def _polls(amount: str) -> int | None:
    polls = int(amount) if re.fullmatch(r"[0-9]{1,9}", amount) else 0
    return polls or None


def _seconds(amount: str) -> float | None:
    try:
        seconds = float(amount)
    except ValueError:
        return None
    return seconds if 0 <= seconds <= LONGEST else None
