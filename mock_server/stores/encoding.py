"""Rows as bytes: JSON in UTF-8, whole numbers of any size included.

Bytes and not dictionaries: a world of 100,000 models would be millions of objects, and each full garbage
collection would walk them, which stops every request for up to a second.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import orjson

from mock_server.stores.json_text import fitting

if TYPE_CHECKING:
    from mock_server.stores.store import Row

_LARGE = b" "
"""Marks a text with whole numbers beyond 64 bits, which orjson would read as floats; JSON allows a blank."""


def encode(row: Row) -> bytes:
    """Return the text of a row."""
    try:
        return fitting(orjson.dumps(row))
    except TypeError:
        return _LARGE + json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def decode(text: bytes) -> Row:
    """Return the row of a text that `encode` made."""
    row: Row = json.loads(text) if text.startswith(_LARGE) else orjson.loads(text)
    return row
