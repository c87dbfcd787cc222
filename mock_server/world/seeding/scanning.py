"""The rows of a world file, read one after another.

A large world as Python's reader gives it takes gigabytes. Row by row, each can be brought to the form in
which it is kept before the next is read.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import orjson

from mock_server.world.seeding.source import can_be_written, once

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANKS = re.compile(r"[ \t\n\r]*")
_SHALLOW = 100
"""Brackets of a row that cannot be nested too deeply."""
_UNCLEAR = (" :", "\t:", "\n:", "\r:", "\\u")
"""Signs in a row's text that it may well hold, but that make it unclear how many members there are."""


class Unusual(Exception):
    """A text that must be read as a whole, mostly because something is wrong with it."""


class Scanner:
    """Reads a text from its beginning to its end, once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._decode = json.JSONDecoder(parse_float=_finite, parse_constant=_unusual).raw_decode
        self._decode_strictly = json.JSONDecoder(object_pairs_hook=once).raw_decode

    def tables(self) -> Iterator[tuple[str, Iterator[Any]]]:
        """Return the members of the document, which are arrays, each with its items.

        The items must be taken before the next member. Unusual for any other document.
        """
        seen = set()
        self._take("{")
        if self._is_next("}"):
            self._end()
            return
        while True:
            name = self._value()
            self._take(":")
            self._take("[")
            if not isinstance(name, str) or name in seen:
                raise Unusual
            seen.add(name)
            yield name, self._items()
            if not self._is_next(","):
                break
        self._take("}")
        self._end()

    def _items(self) -> Iterator[Any]:
        if self._is_next("]"):
            return
        while True:
            yield self._checked()
            if not self._is_next(","):
                break
        self._take("]")

    def _value(self) -> Any:
        self._skip_blanks()
        try:
            value, self._at = self._decode(self._text, self._at)
        except (RecursionError, ValueError) as error:
            raise Unusual from error
        return value

    def _checked(self) -> Any:
        """Return the next value. Unusual if it cannot be written again or has members of the same name.

        Python's reader keeps the last of two members: what is written then has one `":` less than what was
        read, if there is no other way to write that.
        """
        self._skip_blanks()
        text, start = self._text, self._at
        value = self._value()
        end = self._at
        try:
            written = orjson.dumps(value)
        except TypeError as error:
            raise Unusual from error
        many = text.count("[", start, end) + text.count("{", start, end) > _SHALLOW
        # Below the document and its table.
        if many and not can_be_written([[value]]):
            raise Unusual
        unclear = any(text.find(sign, start, end) >= 0 for sign in _UNCLEAR)
        if unclear or text.count('":', start, end) != written.count(b'":'):
            self._decode_again(start)
        return value

    def _decode_again(self, start: int) -> None:
        try:
            self._decode_strictly(self._text, start)
        except (RecursionError, ValueError) as error:
            raise Unusual from error

    def _take(self, sign: str) -> None:
        if not self._is_next(sign):
            raise Unusual

    def _is_next(self, sign: str) -> bool:
        """Tell whether a sign comes next, and if so, go on behind it."""
        self._skip_blanks()
        found = self._text.startswith(sign, self._at)
        self._at += len(sign) if found else 0
        return found

    def _end(self) -> None:
        self._skip_blanks()
        if self._at < len(self._text):
            raise Unusual

    def _skip_blanks(self) -> None:
        match = _BLANKS.match(self._text, self._at)
        self._at = self._at if match is None else match.end()


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise Unusual
    return number


def _unusual(_: str) -> Any:
    raise Unusual
