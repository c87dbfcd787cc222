"""Settings: option values."""

from datetime import UTC, datetime

import pytest

from mock_server.settings import ConfigurationError, Settings, instant


def test_instant_is_brought_to_utc() -> None:
    """An instant with any offset is read."""
    assert instant("2026-01-31T11:30:00+02:00") == datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["tomorrow", "2026-01-31", "2026-01-31T09:30:00", "0001-01-01T00:00:00+14:00"]
)
def test_no_instant(text: str) -> None:
    """A text without date, time and offset is refused."""
    with pytest.raises(ConfigurationError, match="--freeze"):
        instant(text)


def test_frozen_time_excludes_timed_jobs() -> None:
    """Jobs that wait for time never finish while it stands still: the reason is given."""
    with pytest.raises(ConfigurationError, match="time stands still"):
        Settings(freeze=instant("2026-01-31T09:30:00Z"), jobs="time:1")


@pytest.mark.parametrize("jobs", ["", "manual", "manual:0", "time:-1", "time:x", "soon"])
def test_no_job_plan(jobs: str) -> None:
    """Only the three forms of --jobs are understood."""
    with pytest.raises(ConfigurationError, match="--jobs"):
        _ = Settings(jobs=jobs).job_plan


def test_max_body_has_a_minimum() -> None:
    """A limit that admits nothing is refused."""
    with pytest.raises(ConfigurationError, match="--max-body 0"):
        Settings(max_body=0)
