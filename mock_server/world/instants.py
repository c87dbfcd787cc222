"""Date-times: how they are written, compared and brought to UTC."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

InstantKey: TypeAlias = tuple[int, str]

LONGEST = 100
"""Characters of a date-time that is read, and kept in a cache (decided): 80 digits of a second's fraction."""

_CYCLE = 400
"""Years after which the Gregorian calendar repeats."""

# Wider than RFC 3339 (a date alone, a blank for T, no offset: UTC), because filters are typed by people.
_PATTERN = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?"
    r"(?:([Zz])|([+-])(\d\d):?(\d\d))?",
    re.ASCII,
)

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
"""What `text` writes."""


def text(instant: datetime) -> str:
    """Write an aware instant as `YYYY-MM-DDTHH:MM:SS.ffffffZ` (decided)."""
    in_utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return f"{in_utc.replace(tzinfo=None).isoformat('T', 'microseconds')}Z"


@functools.lru_cache(maxsize=32_768)
def key(written: str) -> InstantKey:
    """Return what sorts like the instant: seconds since 1970 and the digits of the fraction.

    Works for every year from 0000, offsets that leave the years of `datetime`, leap seconds and as many
    digits as LONGEST leaves room for. Raises ValueError when it is no date-time, or a longer one.
    """
    _check_length(written)
    match = _PATTERN.fullmatch(written)
    if match is None:
        raise ValueError("must be an RFC 3339 date-time such as 2025-07-01T12:00:00Z")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    _check_ranges(month, day, hour, minute, second)
    _check_offset(match)
    clock = hour * 3600 + minute * 60 + second
    return _days(year, month, day) * 86_400 + clock - _offset(match), (match[7] or "").rstrip("0")


@functools.lru_cache(maxsize=1024)
def sortable(written: str) -> str:
    """Return a text that sorts like the instant; what is no date-time sorts as it is written."""
    whole, _, part = (written if _STAMP.fullmatch(written) else in_utc(written))[:-1].partition(".")
    return f"{whole}.{part.rstrip('0')}"


@functools.lru_cache(maxsize=1024)
def in_utc(written: str) -> str:
    """Write a caller's date-time in UTC with Z, its fraction and a leap second as sent (decided).

    What is no date-time stays as sent. Raises ValueError for one that is longer than LONGEST, or that UTC
    puts outside the years 0000 to 9999, which RFC 3339 cannot write.
    """
    _check_length(written)
    match = _PATTERN.fullmatch(written)
    if match is None or match[4] is None:
        return written
    year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
    # `datetime` has no year 0; 400 years on the calendar is the same.
    ahead = _CYCLE if year < _CYCLE else 0
    try:
        whole = datetime(year + ahead, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return written
    try:
        shifted = whole - timedelta(seconds=_offset(match))
    except OverflowError:
        shifted = None
    if shifted is None or shifted.year < ahead:
        raise ValueError("must be a date-time that lies in the years 0000 to 9999 in UTC")
    # Offsets are whole minutes, so that the seconds stay, a 60th too.
    fraction = f".{match[7]}" if match[7] else ""
    # Quicker than strftime, and there may be 100,000 of them at the start.
    date = f"{shifted.year - ahead:04}-{shifted.month:02}-{shifted.day:02}"
    return f"{date}T{shifted.hour:02}:{shifted.minute:02}:{match[6] or '00'}{fraction}Z"


def _check_length(written: str) -> None:
    if len(written) > LONGEST:
        raise ValueError(f"must be a date-time of at most {LONGEST} characters")


def _check_ranges(month: int, day: int, hour: int, minute: int, second: int) -> None:
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour <= 23 and minute <= 59 and second <= 60):
        raise ValueError("must be a date-time whose month, day and time exist")


def _check_offset(match: re.Match[str]) -> None:
    if match[9] is not None and not (int(match[10]) <= 23 and int(match[11]) <= 59):
        raise ValueError("must be a date-time whose offset is less than a day")


def _offset(match: re.Match[str]) -> int:
    if match[9] is None:
        return 0
    seconds = int(match[10]) * 3600 + int(match[11]) * 60
    return seconds if match[9] == "+" else -seconds


def _days(year: int, month: int, day: int) -> int:
    # Days since 1970-01-01 in the proleptic Gregorian calendar, years starting in March.
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
