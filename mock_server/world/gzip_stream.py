"""What a gzip file holds, decompressed piece by piece, forward only and up to a bound."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

LARGEST = 1024 * 1024 * 1024
"""Bytes that are decompressed (decided): a few seconds of work, whatever a small file swells to."""
MOST_MEMBERS = 100_000
"""Compressed streams in one file (decided); tools that compress in parallel write one for some 64 KiB."""

_INPUT = 64 * 1024
_OUTPUT = 256 * 1024
_GZIP = 31
"""zlib's word for a gzip header and the largest window."""


class BoundReached(Exception):
    """More would have to be read than is allowed; what was read until then is good."""


class GzipStream:
    """The content of a readable gzip file, from its beginning.

    Reading raises BoundReached, and for a damaged file zlib.error or EOFError. It may run in any thread:
    while something is decompressed, others run too.
    """

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._file = file
        self._waiting = b""
        self._decompressor = zlib.decompressobj(_GZIP)
        self._members = 1
        self._left = LARGEST

    def read(self, size: int) -> bytes:
        """Return that many bytes, fewer only at the end."""
        pieces = []
        while size > 0 and (piece := self._piece(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> None:
        """Pass over that many bytes. EOFError when there are fewer."""
        while size > 0:
            piece = self._piece(size)
            if not piece:
                raise EOFError
            size -= len(piece)

    def _piece(self, most: int) -> bytes:
        """Return some bytes, none only at the end."""
        while not (self._decompressor.eof and not self._next_member()):
            compressed = self._waiting or self._file.read(_INPUT)
            if not compressed:
                raise EOFError
            piece = self._decompressor.decompress(compressed, min(most, _OUTPUT))
            self._waiting = self._decompressor.unconsumed_tail
            self._left -= len(piece)
            if self._left < 0:
                raise BoundReached
            if piece:
                return piece
        return b""

    def _next_member(self) -> bool:
        # Zeros may stand between and after the members (gzip's own manual).
        waiting = self._decompressor.unused_data.lstrip(b"\x00")
        while not waiting:
            read = self._file.read(_INPUT)
            if not read:
                return False
            waiting = read.lstrip(b"\x00")
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise BoundReached
        self._waiting, self._decompressor = waiting, zlib.decompressobj(_GZIP)
        return True
