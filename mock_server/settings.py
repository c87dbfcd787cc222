"""Settings: what the command line and `MockServer` can choose, and how option values are read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mock_server.world.plan import JobPlan

MEBIBYTE = 1024 * 1024


class ConfigurationError(Exception):
    """A setting, or a file that one names, cannot be used; the message says where and what to do."""


@dataclass(frozen=True)
class Settings:
    """What a mock is to be; every member has the command's default.

    `freeze` stops the clock at an instant, `seed` makes ids repeatable, `max_body` is in bytes, `jobs` is
    read by `JobPlan.parse`. ConfigurationError when members contradict each other.
    """

    spec: Path | None = None
    world: str = "demo"
    auth: str = "builtin"
    strict: bool = False
    check_responses: bool = False
    seed: int | None = None
    freeze: datetime | None = None
    jobs: str = "immediate"
    max_body: int = 10 * MEBIBYTE

    def __post_init__(self) -> None:
        if self.max_body < 1:
            raise ConfigurationError(
                f"--max-body {self.max_body} leaves no room for a body: use at least 1 (byte)."
            )
        if self.freeze is not None and self.job_plan.mode == "time":
            raise ConfigurationError(
                "--freeze and --jobs time:S exclude each other: time stands still, so no job would finish. "
                "Use --jobs immediate or --jobs manual:N."
            )

    @property
    def job_plan(self) -> JobPlan:
        """Return how jobs advance."""
        try:
            return JobPlan.parse(self.jobs)
        except ValueError as error:
            raise ConfigurationError(f"--jobs {error}.") from error


def instant(text: str) -> datetime:
    """Read an RFC 3339 instant, such as 2026-01-31T09:30:00Z, as UTC; else ConfigurationError."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value = None
    if value is None or value.tzinfo is None:
        raise ConfigurationError(f"--freeze {text!r} is not an instant: write it like 2026-01-31T09:30:00Z.")
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ConfigurationError(f"--freeze {text!r} lies outside the years 1 to 9999.") from error
