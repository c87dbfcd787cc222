"""HTTP/1.1 as far as the benchmarks need it: requests as bytes, answers out of bytes.

A client library would cost more than many of the servers that are measured with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

TOKEN = "mock-token"  # noqa: S105  the mock's own, printed in the README
JSON = "application/json"

_BODILESS = {204, 304}


class Answer(NamedTuple):
    """One whole answer; `size` counts its head too."""

    status: int
    body: bytes
    size: int


def request(
    method: str, target: str, body: bytes | None = None, *, media_type: str = JSON, token: str = TOKEN
) -> bytes:
    """Return the bytes of a request that leaves the connection open."""
    lines = [
        f"{method} {target} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        f"Accept: {JSON}",
    ]
    if body is not None:
        lines += [f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


@dataclass
class Reader:
    """Takes the bytes of one connection as they come and gives the answers that are complete.

    Only one request is ever under way on a connection, so at most one answer waits for the rest of itself.
    """

    buffer: bytearray

    def feed(self, data: bytes) -> Answer | None:
        """Return the answer that these bytes complete, or None. ConnectionError when they are not HTTP."""
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.buffer[:end]).lower()
        if not head.startswith(b"http/1.") or not head[9:12].isdigit():
            raise ConnectionError(f"this is no HTTP answer: {head[:80]!r}")
        status = int(head[9:12])
        body = self._body(status, head, end + 4)
        if body is None:
            return None
        size = len(self.buffer)
        self.buffer.clear()
        return Answer(status, body, size)

    def _body(self, status: int, head: bytes, start: int) -> bytes | None:
        if status in _BODILESS:
            return b""
        if b"\r\ntransfer-encoding: chunked" in head:
            return _joined(self.buffer, start)
        _, found, rest = head.partition(b"\r\ncontent-length:")
        if not found:
            raise ConnectionError("the answer does not say how long it is")
        length = int(rest.split(b"\r\n", 1)[0])
        content = self.buffer[start : start + length]
        return bytes(content) if len(content) == length else None


def _joined(buffer: bytearray, start: int) -> bytes | None:
    """Return the chunks that begin at a place, put together; None while the last is missing."""
    chunks: list[bytes] = []
    while True:
        line = buffer.find(b"\r\n", start)
        if line < 0:
            return None
        size = int(bytes(buffer[start:line]).split(b";")[0], 16)
        start = line + 2 + size + 2
        if len(buffer) < start:
            return None
        if size == 0:
            return b"".join(chunks)
        chunks.append(bytes(buffer[line + 2 : line + 2 + size]))
