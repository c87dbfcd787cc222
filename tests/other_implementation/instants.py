"""RFC 3339 date-times by integer arithmetic: years 0000 to 9999, leap seconds, any fraction of a second."""

import re
from datetime import date
from fractions import Fraction
from typing import NamedTuple

_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII
)
_LAST_MINUTE_OF_DAY = 23 * 60 + 59


class Instant(NamedTuple):
    """A point in time, sorting chronologically: minutes since 0000-03-01 UTC, seconds 0 to 60, fraction."""

    minute: int
    second: int
    fraction: Fraction


def instant(text: str) -> Instant:
    """Read an RFC 3339 date-time.

    Raises:
        ValueError: It is none.
    """
    found = _DATE_TIME.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not an RFC 3339 date-time")
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    if not (1 <= month <= 12 and 1 <= day <= _month_length(year, month) and hour <= 23 and minute <= 59):
        raise ValueError(f"{text!r} names no day or time of day")
    at = _days(year, month, day) * 1440 + hour * 60 + minute - _offset(found)
    if second > 59 and (second > 60 or at % 1440 != _LAST_MINUTE_OF_DAY):
        raise ValueError(f"{text!r} names no second")
    return Instant(at, second, Fraction("0" + (found[7] or "")))


def utc(text: str) -> str:
    """Rewrite an RFC 3339 date-time in UTC with `+00:00`; as sent if it leaves the years 0001 to 9999."""
    at = instant(text)
    days, minutes = divmod(at.minute, 1440)
    ordinal = days - _days(1, 1, 1) + 1
    if not 1 <= ordinal <= date.max.toordinal():
        return text
    digits = re.search(r"\.\d+", text)
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{at.second:02}{digits[0] if digits else ''}"
    return f"{date.fromordinal(ordinal).isoformat()}T{clock}+00:00"


def _offset(found: re.Match[str]) -> int:
    sign, hours, minutes = found.groups()[7:]
    if sign is None:
        return 0
    if int(hours) > 23 or int(minutes) > 59:
        raise ValueError(f"{found[0]!r} has no such offset")
    return (int(hours) * 60 + int(minutes)) * (-1 if sign == "-" else 1)


def _days(year: int, month: int, day: int) -> int:
    """Count the days since 0000-03-01; the year is taken to begin in March, so that a leap day ends it."""
    year -= month <= 2
    month = (month + 9) % 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day - 1


def _month_length(year: int, month: int) -> int:
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return _days(*following, 1) - _days(year, month, 1)
