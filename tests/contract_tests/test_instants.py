"""Date-times: the moments that they name."""

from datetime import UTC, datetime

import pytest

from contract_tests.instants import instant, moment, same_instant


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("2025-01-01T00:00:00Z", "2025-01-01T02:00:00+02:00", True),
        ("2025-01-01T00:00:00.123456Z", "2025-01-01T00:00:00.123Z", True),
        ("2025-01-01T00:00:00.5Z", "2025-01-01T00:00:00Z", False),
        ("2025-01-01T02:00:00+02:00", "2025-01-01T02:00:00Z", False),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00", True),
        (None, None, True),
        (None, "2025-01-01T00:00:00Z", False),
    ],
)
def test_moments_compare_whatever_their_offset(left: str | None, right: str | None, same: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    """Offsets and digits beyond milliseconds do not count, all else does."""
    assert same_instant(left, right) is same


@pytest.mark.parametrize("text", ["2025-02-30T00:00:00Z", "soon", "2025-01-01", 5, None])
def test_what_is_no_moment_has_none(text: object) -> None:
    """Anything but an RFC 3339 date-time gives None."""
    assert instant(text) is None


@pytest.mark.parametrize(
    "text",
    ["2025-01-01T00:30:00Z", "2025-01-01t00:30:00z", "2025-01-01T02:30:00+02:00", "2025-01-01T00:30:00"],
)
def test_one_moment_written_in_many_ways(text: str) -> None:
    """Letters may be small, the offset may be any; without one it is UTC."""
    assert moment(text) == datetime(2025, 1, 1, 0, 30, tzinfo=UTC)
