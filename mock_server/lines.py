"""Lines: where in a JSON text a value stands."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\r\n]*")


def line_of_json(text: str, steps: Sequence[str | int]) -> int:
    """Return the line, from 1, of the value that keys and indexes lead to; of the deepest one that exists.

    The text is valid JSON, or empty; no more of it is read than leads to the value.
    """
    position = _skip(text, 0)
    for step in steps if text else ():
        below = _member(text, position, step)
        if below is None:
            break
        position = below
    return text.count("\n", 0, position) + 1


def _member(text: str, position: int, step: str | int) -> int | None:
    if text[position] == "{":
        return _in_object(text, position, str(step))
    counted = isinstance(step, int) and step >= 0
    return _in_array(text, position, int(step)) if text[position] == "[" and counted else None


def _in_object(text: str, position: int, key: str) -> int | None:
    position = _skip(text, position + 1)
    while text[position] != "}":
        name, position = _DECODER.raw_decode(text, position)
        position = _skip(text, _skip(text, position) + 1)
        if name == key:
            return position
        position = _past(text, position)
    return None


def _in_array(text: str, position: int, index: int) -> int | None:
    position = _skip(text, position + 1)
    for _ in range(index):
        if text[position] == "]":
            return None
        position = _past(text, position)
    return None if text[position] == "]" else position


def _past(text: str, position: int) -> int:
    # The start of what follows a value and its comma.
    _, position = _DECODER.raw_decode(text, position)
    position = _skip(text, position)
    return _skip(text, position + 1) if text[position] == "," else position


def _skip(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return position if match is None else match.end()
