"""Date-times: written, compared, brought to UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.world import instants


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2025-07-01T22:57:45.242Z", "2025-07-01T22:57:45.242Z"),
        ("2025-07-01T22:57:45+02:00", "2025-07-01T20:57:45Z"),
        ("2025-07-01T22:57:45.123456789-05:30", "2025-07-02T04:27:45.123456789Z"),
        ("2025-07-01t22:57:45z", "2025-07-01T22:57:45Z"),
        ("2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00Z"),
        ("0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00-00:00", "0001-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+00:01", "0000-12-31T23:59:00Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ("9999-12-31T23:59:59-00:00", "9999-12-31T23:59:59Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ("0000-02-29T23:30:00.5-01:00", "0000-03-01T00:30:00.5Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
        ("2016-12-31T15:59:60-08:00", "2016-12-31T23:59:60Z"),
        ("2017-01-01t05:29:60.25+05:30", "2016-12-31T23:59:60.25Z"),
        ("2025-02-30T00:00:00+01:00", "2025-02-30T00:00:00+01:00"),
        ("soon", "soon"),
        ("2025-07-01", "2025-07-01"),
    ],
)
def test_in_utc(sent: str, stored: str) -> None:
    """A date-time is stored in UTC, digits and leap seconds kept; what is none is kept as sent."""
    assert instants.in_utc(sent) == stored
    assert "Z" not in stored or instants.key(sent) == instants.key(stored)


@pytest.mark.parametrize("sent", ["9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01"])
def test_years_that_cannot_be_written(sent: str) -> None:
    """A moment that UTC puts before the year 0000 or after 9999 is refused."""
    with pytest.raises(ValueError, match="years 0000 to 9999 in UTC"):
        instants.in_utc(sent)


def test_text_pads_years_and_microseconds() -> None:
    """The written form always has 27 characters."""
    assert instants.text(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000000Z"


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(timezones=st.just(UTC)),
    st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_keys_sort_like_instants(one: datetime, other: datetime, offset: timezone) -> None:
    """Keys compare as the instants do, whatever the offset they are written with."""
    try:
        written = one.astimezone(offset).isoformat()
    except OverflowError:
        written = one.isoformat()
    assert (instants.key(written) < instants.key(instants.text(other))) == (one < other)
    assert (instants.key(written) == instants.key(instants.text(other))) == (one == other)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2025-07-01", "2025-07-01T00:00:00.000000001Z"),
        ("2025-07-01T10:00:00+02:00", "2025-07-01 09:00:00"),
        ("2016-12-31T23:59:59.9Z", "2016-12-31T23:59:60Z"),
        ("0000-12-31T23:59:59Z", "0001-01-01T00:00:00Z"),
        ("2025-07-01T10:00:00.45Z", "2025-07-01T10:00:00.5Z"),
    ],
)
def test_keys_of_unusual_forms(earlier: str, later: str) -> None:
    """Dates alone, missing offsets, leap seconds, year 0 and long fractions have their place."""
    assert instants.key(earlier) < instants.key(later)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2025-13-01",
        "2025-01-32",
        "2025-01-01T24:00:00Z",
        "2025-01-01T00:00:00+24:00",
        "٢٠٢٥-01-01",
    ],
)
def test_what_is_no_date_time(text: str) -> None:
    """Everything else is refused with an example."""
    with pytest.raises(ValueError, match="date-time"):
        instants.key(text)


class TestLength:
    """Date-times are short: whatever is read is also kept for a while."""

    def test_the_longest(self) -> None:
        """A fraction may have eighty digits, and no more; neither may anything else that is read."""
        longest = f"2025-07-01T12:00:00.{'1' * (instants.LONGEST - 21)}Z"
        assert instants.in_utc(longest) == longest
        assert instants.key(longest)[1] == "1" * 79
        for longer in (longest.replace("Z", "1Z"), "2025-07-01T12:00:00." + "1" * 900_000, "x" * 900_000):
            for read in (instants.key, instants.in_utc):
                with pytest.raises(ValueError, match="must be a date-time of at most 100 characters"):
                    read(longer)

    def test_what_is_refused_is_not_kept(self) -> None:
        """Long texts leave nothing in the cache."""
        instants.key.cache_clear()
        for at in range(10):
            with pytest.raises(ValueError, match="at most"):
                instants.key(f"2025-07-01T12:00:00.{str(at) * 900_000}Z")
        assert instants.key.cache_info().currsize == 0
