"""JSON text: strict reading of what a caller sent."""

import json
import re
from typing import Any

import orjson

DEEPEST = 100
"""Levels of nesting that are read (decided): far above the contract's, far below what can be written."""

_LONG_NUMBER = re.compile(rb"\d{19}")


def parse_json(text: bytes) -> Any:
    """Return the value of a JSON text; ValueError says what is wrong with it.

    Refused are other encodings than UTF-8, NaN and infinities, lone surrogates, text after the value and more
    than 100 levels of nesting.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"is not valid JSON in UTF-8: {error}") from error
    # Counting brackets is cheap and bounds the depth from above; only suspicious texts are walked.
    if text.count(b"[") + text.count(b"{") > DEEPEST and _deeper_than(value, DEEPEST):
        raise ValueError(f"is nested more than {DEEPEST} levels deep")
    if _LONG_NUMBER.search(text):
        # orjson reads an integer beyond 64 bits as a float; the standard library, which must not be given
        # what is nested too deeply, keeps it whole.
        value = json.loads(text)
    return value


def _deeper_than(value: Any, levels: int) -> bool:
    layer = [value]
    for _ in range(levels + 1):
        layer = [child for part in layer for child in _children(part)]
        if not layer:
            return False
    return True


def _children(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
