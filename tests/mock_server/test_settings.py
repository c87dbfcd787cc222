"""Settings: option values."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mock_server.server import make_settings
from mock_server.settings import ConfigurationError, Settings, instant


def test_instant_is_brought_to_utc() -> None:
    """An instant with any offset is read."""
    assert instant("2026-01-31T11:30:00+02:00") == datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "2026-01-31",
        "2026-01-31T09:30:00",
        "0001-01-01T00:00:00+14:00",
        "2026-W05-6T09:30:00Z",
        "20260131T093000+0100",
        "2026-02-30T09:30:00Z",
    ],
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


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("spec", 5),
        ("world", None),
        ("auth", False),
        ("strict", 1),
        ("check_responses", "yes"),
        ("seed", "abc"),
        ("seed", True),
        ("freeze", 5),
        ("jobs", None),
        ("max_body", "1000"),
        ("allow_host", 5),
    ],
)
def test_types(member: str, value: Any) -> None:
    """A setting of another type is refused in one sentence that says what it must be."""
    option = f"--{member.replace('_', '-')}"
    with pytest.raises(ConfigurationError, match=rf"^{option} {value!r} cannot be used: it must be .+\.$"):
        make_settings(**{member: value})


def test_paths_are_files(tmp_path: Path) -> None:
    """A path is read as a file, though a text of the same letters is a word; a text stays as it is."""
    made = make_settings(spec="a.yaml", world=tmp_path / "demo", auth=Path("off"))
    assert (made.spec, made.world, made.auth) == (Path("a.yaml"), tmp_path / "demo", Path("off"))
    assert (make_settings(world="demo").world, make_settings(auth="off").auth) == ("demo", "off")
