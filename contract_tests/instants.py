"""RFC 3339 date-times, as moments to sort by and as exact numbers to compare."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

# The contract names no precision; a server may keep milliseconds.
TOLERANCE = Fraction(1, 1000)
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII
)


def moment(text: str) -> datetime:
    """The moment that a date-time names, to the microsecond; one without an offset is in UTC."""
    at = datetime.fromisoformat(text.replace("z", "Z").replace("t", "T"))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def instant(text: Any) -> Fraction | None:
    """Seconds since the year 1 of an RFC 3339 date-time; None for anything else."""
    match = _INSTANT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    try:
        days = date(year, month, day).toordinal()
    except ValueError:
        return None
    seconds = Fraction(days * 86_400 + hour * 3600 + minute * 60 + second) + Fraction(match[7] or 0)
    offset = int(match[9] or 0) * 3600 + int(match[10] or 0) * 60
    return seconds + offset if match[8] == "-" else seconds - offset


def same_instant(left: Any, right: Any) -> bool:
    """Whether two date-times are the same moment, as far as the contract tells; two nulls are."""
    if left is None or right is None:
        return left is right
    one, other = instant(left), instant(right)
    return one is not None and other is not None and abs(one - other) <= TOLERANCE
