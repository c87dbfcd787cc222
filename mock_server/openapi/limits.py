"""Limits: how much of one request is read, so that none holds up the others (all decided).

What reads JSON, matches patterns and judges values is native and keeps all other threads waiting. Within
these limits each such step takes less than 50 milliseconds of one core.
"""

LONG = 256 * 1024
"""Bytes of a body above which reading it is better left to a thread."""

DEEPEST = 100
"""Levels of nesting of a JSON text: far above the contract's, far below what can be written."""

MOST_PARTS = 100_000
"""Arrays, objects and members of a JSON text: Python makes an object of each."""

MOST_ITEMS = 250_000
"""Values of a JSON text in all."""

MOST_PAIRS = 10_000
"""Names with values of a query string or of a form, and items of an array that is written in one text."""


def is_long(content: bytes) -> bool:
    """Tell whether reading and judging a body should leave the event loop's thread."""
    return len(content) > LONG
