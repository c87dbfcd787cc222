"""The body of a request, taken from a buffer as it arrives (RFC 9112, sections 6 and 7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from mock_server.http.request_head import excerpt, find_end, read_headers, split_lines, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS_AT_ONCE = 3000
"""Sizes, data and ends of chunks that are taken in one go; it is some milliseconds of work."""
SIZE_LINE_LIMIT = 4096
"""The longest line with the size of a chunk and its extensions in bytes (decided)."""
TRAILER_LIMIT = 64 * 1024
"""The most bytes of headers behind the last chunk (decided)."""

_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,20})[ \t]*(?:;[^\n]*)?")
_CRLF = b"\r\n"


class RequestBody(Protocol):
    """A body on its way; `complete` once all of it was taken."""

    complete: bool

    def take(self, buffer: bytearray) -> bytes:
        """Remove what belongs to the body from the front of the buffer, and return the data in it.

        What cannot be read before more arrives stays in the buffer, and so does what follows the body.
        Refusal for what is no such body.
        """
        ...


class SizedBody:
    """A body whose length is known beforehand."""

    def __init__(self, length: int) -> None:
        self.complete = length == 0
        self._left = length

    def take(self, buffer: bytearray) -> bytes:
        """See RequestBody."""
        data = bytes(buffer[: self._left])
        del buffer[: self._left]
        self._left -= len(data)
        self.complete = self._left == 0
        return data


class ChunkedBody:
    """A body in chunks; extensions, and headers behind the last chunk, are read and dropped."""

    def __init__(self) -> None:
        self.complete = False
        self._left = 0
        self._step: Callable[[bytearray, bytearray], bool] = self._take_size

    def take(self, buffer: bytearray) -> bytes:
        """See RequestBody; of thousands of chunks it takes some, and wants to be called again."""
        data = bytearray()
        for _ in range(STEPS_AT_ONCE):
            if self.complete or not self._step(buffer, data):
                break
        return bytes(data)

    def _take_size(self, buffer: bytearray, _: bytearray) -> bool:
        end = buffer.find(_CRLF)
        if (end if end >= 0 else len(buffer)) > SIZE_LINE_LIMIT:
            raise unreadable("body", f"the size of a chunk stands in a line of over {SIZE_LINE_LIMIT} bytes")
        if end < 0:
            return False
        line = bytes(buffer[:end])
        match = _SIZE_LINE.fullmatch(line)
        if match is None:
            raise unreadable("body", f"{excerpt(line)} is no size of a chunk, which is a hexadecimal number")
        del buffer[: end + 2]
        self._left = int(match[1], 16)
        self._step = self._take_data if self._left else self._take_trailer
        return True

    def _take_data(self, buffer: bytearray, data: bytearray) -> bool:
        part = buffer[: self._left]
        del buffer[: self._left]
        data += part
        self._left -= len(part)
        if not self._left:
            self._step = self._take_end
        return bool(part)

    def _take_end(self, buffer: bytearray, _: bytearray) -> bool:
        end = bytes(buffer[:2])
        if not _CRLF.startswith(end):
            raise unreadable("body", f"a chunk ends with {excerpt(end)} instead of CR LF; is its size right?")
        if len(end) < len(_CRLF):
            return False
        del buffer[:2]
        self._step = self._take_size
        return True

    def _take_trailer(self, buffer: bytearray, _: bytearray) -> bool:
        blank = next((line for line in (_CRLF, b"\n") if buffer.startswith(line)), b"")
        end = len(blank) or find_end(buffer)
        if (end if end >= 0 else len(buffer)) > TRAILER_LIMIT:
            raise unreadable("body", f"over {TRAILER_LIMIT} bytes of headers follow the last chunk")
        if end < 0:
            return False
        read_headers(split_lines(bytes(buffer[:end])), "trailer")
        del buffer[:end]
        self.complete = True
        return True
