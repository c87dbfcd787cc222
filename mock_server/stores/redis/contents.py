"""Contents in Redis: small ones with the rows, large ones as lists of pieces under keys of their own."""

from __future__ import annotations

import io
import uuid
from typing import TYPE_CHECKING

from mock_server.stores.contents import SMALL, Content, Reader
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
        return io.BufferedReader(Reader(self.size, self._read_at), PIECE)

    def _read_at(self, at: int, size: int) -> bytes:
        number, skipped = divmod(at, PIECE)
        piece: bytes | None = self._link.call("LINDEX", self._key, number)
        if piece is None:
            raise Unavailable("the bytes of a file are gone from Redis.")
        return piece[skipped : skipped + size]


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
