"""Raw HTTP/1.1 over a socket, for requests that no client library would send."""

import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson


@dataclass(frozen=True)
class RawAnswer:
    """What came back: the status, headers with lower-case names, and every byte after them."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON."""
        return orjson.loads(self.body)


def exchange(url: str, request: bytes) -> RawAnswer:
    """Send bytes and return the answer, read until the server closes the connection."""
    address = urlsplit(url)
    assert address.hostname is not None
    assert address.port is not None
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(request)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    start, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return RawAnswer(int(start.split(" ")[1]), headers, body)


def request_bytes(start: str, *headers: str, body: bytes = b"") -> bytes:
    """Return a request with a token that closes the connection; `start` is method and target."""
    lines = [
        f"{start} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Authorization: Bearer mock-token",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
