"""The encoder: an answer as bytes of HTTP/1.1 (RFC 9112, sections 4, 6 and 7)."""

import re
from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus

_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_LEGAL = bytes(byte for byte in range(256) if byte in b"\t\r\n" or (byte >= 0x20 and byte != 0x7F))
"""The bytes of a block of headers."""
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_STATUS_LINES = {code: f"HTTP/1.1 {code} {_PHRASES.get(code, '')}\r\n".encode() for code in range(200, 600)}

_BODILESS = {204, 304}
_OWN = {b"connection", b"transfer-encoding"}
"""Headers that the encoder writes itself."""
_USUAL = {b"content-type", b"date", b"x-request-id"}
"""Headers of most answers that mean nothing to the encoder."""


class AnswerEncoder:
    """Encodes one answer: its head, then its body part by part.

    Without a Content-Length from the app a body is sent in chunks, or to an HTTP/1.0 client until the
    connection closes. Answers to HEAD, 204 and 304 have no body, whatever the app sends.

    Attributes:
        keep_alive: Whether the connection may stay open behind the answer; a head tells when it may not.
    """

    def __init__(self, method: str, version: str, *, keep_alive: bool) -> None:
        self.keep_alive = keep_alive
        self._bodiless = method == "HEAD"
        self._modern = version >= "1.1"
        self._left: int | None = None

    def head(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
        """Return the head; RuntimeError for a status or a header that would not be HTTP."""
        if status not in _STATUS_LINES:
            raise RuntimeError(f"the app's answer has an illegal status: {status}")
        parts = self._parts(headers)
        if status in _BODILESS:
            self._bodiless = True
        elif self._left is None and self._modern:
            parts += (b"transfer-encoding", b": ", b"chunked", b"\r\n")
        if not self.keep_alive:
            parts += (b"connection", b": ", b"close", b"\r\n")
        block = b"".join(parts)
        # As many lines as headers: a value with a line break would be two.
        if 4 * len(block.splitlines()) != len(parts) or block.translate(None, _LEGAL):
            raise RuntimeError(f"the app's answer has an illegal header: {block!r}")
        return b"".join((_STATUS_LINES[status], block, b"\r\n"))

    def _parts(self, headers: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
        """Return what the headers that are sent consist of, four parts each."""
        parts: list[bytes] = []
        for name, value in headers:
            if name == b"content-length":
                self._left = int(value)
            elif name not in _USUAL:
                key = _key(name)
                if key in _OWN:
                    self.keep_alive = self.keep_alive and b"close" not in value.lower()
                    continue
                if key == b"content-length":
                    self._left = int(value)
            parts += (name, b": ", value, b"\r\n")
        return parts

    def body(self, data: bytes, *, more: bool) -> bytes:
        """Return a part of the body, framed; RuntimeError when it does not have the length announced."""
        if self._bodiless:
            return b""
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0 or (self._left and not more):
                raise RuntimeError("the app's answer is longer or shorter than its Content-Length")
            return data
        if not self._modern:
            return data
        chunk = b"%x\r\n%b\r\n" % (len(data), data) if data else b""
        return chunk if more else chunk + b"0\r\n\r\n"


@lru_cache(maxsize=256)
def _key(name: bytes) -> bytes:
    """Return a header's name in lower case; RuntimeError for what is none."""
    if not _NAME.fullmatch(name):
        raise RuntimeError(f"the app's answer has an illegal header: {name!r}")
    return name.lower()
