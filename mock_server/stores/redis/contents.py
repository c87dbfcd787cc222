"""Contents in Redis: small ones with the rows, large ones as lists of pieces under keys of their own."""

from __future__ import annotations

import io
import uuid
from typing import TYPE_CHECKING

from mock_server.stores.contents import SMALL, Content
from mock_server.stores.store import Unavailable

if TYPE_CHECKING:
    from typing import BinaryIO

    from mock_server.stores.redis.keys import Keys
    from mock_server.stores.redis.link import Link

PIECE = 1024 * 1024
UNCLAIMED = 3600
"""Seconds after which bytes are gone that no row has come to refer to."""


class Blob(Content):
    """A content that stays in Redis until it is read."""

    def __init__(self, link: Link, keys: Keys, blob_id: str, size: int) -> None:
        super().__init__(b"", size)
        self.blob_id = blob_id
        self._link = link
        self._key = keys.blob(blob_id)

    def open(self) -> BinaryIO:
        """Return a new readable file at its beginning; reading raises Unavailable."""
        return io.BufferedReader(_Pieces(self._link, self._key, self.size), PIECE)


class _Pieces(io.RawIOBase):
    """The pieces of a blob, one after another."""

    def __init__(self, link: Link, key: str, size: int) -> None:
        super().__init__()
        self._link, self._key, self._size = link, key, size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any buffer
        if self._at >= self._size:
            return 0
        number, skipped = divmod(self._at, PIECE)
        piece = self._link.call("LINDEX", self._key, number)
        if piece is None:
            raise Unavailable("the bytes of a file are gone from Redis.")
        part = piece[skipped : skipped + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


def kept(link: Link, keys: Keys, file: BinaryIO) -> Content:
    """Take up all of a readable file, and close it."""
    with file:
        file.seek(0)
        piece = file.read(PIECE)
        if len(piece) <= SMALL:
            return Content(piece, len(piece))
        blob_id, size = uuid.uuid4().hex, 0
        while piece:
            size += len(piece)
            key = keys.blob(blob_id)
            link.calls([("RPUSH", key, piece), ("EXPIRE", key, UNCLAIMED)])
            piece = file.read(PIECE)
        return Blob(link, keys, blob_id, size)


def value_of(content: Content) -> bytes:
    """Return the value that a content is kept as."""
    if isinstance(content, Blob):
        return b"b" + content.blob_id.encode() + str(content.size).encode()
    with content.open() as file:
        return b"s" + file.read()


def content_of(link: Link, keys: Keys, value: bytes) -> Content:
    """Return the content of a value."""
    if value[:1] == b"b":
        return Blob(link, keys, value[1:33].decode(), int(value[33:]))
    return Content(value[1:], len(value) - 1)
