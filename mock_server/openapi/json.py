"""JSON text: strict reading of what a caller sent."""

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from mock_server.openapi.limits import DEEPEST, MOST_ITEMS, MOST_PARTS

_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = b"0" * 19
_STRIDE = 9
_TWO_DIGITS = re.compile(rb"[0-9]{2}")
"""Of 19 digits in a row each 9th byte shows two at least; few texts without have that anywhere."""
_WINDOW = 64 * 1024


def parse_json(text: bytes) -> Any:
    """Return the value of a JSON text; ValueError says what is wrong with it.

    Refused are other encodings than UTF-8, NaN and infinities, lone surrogates, text after the value and more
    than the limits allow: 100 levels of nesting, 100,000 arrays, objects and members, 250,000 values.
    """
    _check_size(text)
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"is not valid JSON in UTF-8: {error}") from error
    # Counting brackets is cheap and bounds the depth from above; only suspicious texts are walked.
    if text.count(b"[") + text.count(b"{") > DEEPEST and deeper_than(value, DEEPEST):
        raise ValueError(f"is nested more than {DEEPEST} levels deep")
    if _TWO_DIGITS.search(text[::_STRIDE]) and _LONG_NUMBER in text.translate(_DIGITS):
        # orjson reads an integer beyond 64 bits as a float; the standard library, which must not be given
        # what is nested too deeply, keeps it whole. A function of ours lets other threads have their turn.
        value = json.loads(text, parse_int=lambda digits: int(digits))  # noqa: PLW0108
    return value


def deeper_than(value: Any, levels: int) -> bool:
    """Tell whether a value is nested in more levels of arrays and objects."""
    layer = [value] if isinstance(value, dict | list) else []
    for _ in range(levels):
        layer = [child for part in layer for child in _children(part) if isinstance(child, dict | list)]
        if not layer:
            return False
    return bool(layer)


def _children(part: dict[str, Any] | list[Any]) -> Any:
    return part.values() if isinstance(part, dict) else part


def _check_size(text: bytes) -> None:
    """Raise ValueError for a text of more values than are read.

    What stands in texts counts too at first: that is cheap, and hardly a body comes near the limits.
    """
    if len(text) <= MOST_PARTS or _fits(*_counts(text)):
        return
    parts, commas = (sum(counts) for counts in zip(*map(_counts, _structure(text)), strict=True))
    if not _fits(parts, commas):
        raise ValueError(
            f"holds too many values to be read: at most {MOST_PARTS:,} arrays, objects and members, "
            f"and {MOST_ITEMS:,} values in all"
        )


def _fits(parts: int, commas: int) -> bool:
    return parts <= MOST_PARTS and parts + commas <= MOST_ITEMS


def _counts(text: bytes) -> tuple[int, int]:
    """Return how many arrays, objects and members begin, and how many commas there are."""
    return text.count(b"[") + text.count(b"{") + text.count(b":"), text.count(b",")


def _structure(text: bytes) -> Iterator[bytes]:
    """Return what stands outside of strings, piece by piece, so that other threads have their turn."""
    plain = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    inside = 0
    for start in range(0, len(plain), _WINDOW):
        pieces = plain[start : start + _WINDOW].split(b'"')
        yield b"".join(pieces[inside::2])
        inside = (inside + len(pieces) - 1) % 2
