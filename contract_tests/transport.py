"""HTTP/1.1 as the suite needs it: every byte of a request as the clause wrote it, connections kept alive.

It stands on the connections of httpcore, the engine below httpx: httpx itself would encode a stray % and
resolve dots, and its conveniences cost as much time for each request as the mock takes to answer. httpcore's
pool serves many origins and counts who waits; for one origin without a limit a list of idle connections does.
"""

from __future__ import annotations

import gzip
import ssl
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import certifi
import httpcore

KEEP_ALIVE = 1.0
"""Seconds; less than any server keeps an idle connection, for one that is closing must not be used again."""
BODY_EXPECTED = {"PATCH", "POST", "PUT"}
"""Methods that announce the length of their body even where it is empty (RFC 9110, 8.6)."""
SAFE = {"GET", "HEAD", "OPTIONS"}
CLOSED = "Server disconnected without sending a response."
"""What httpcore says where a connection was closed before a byte of the answer."""
FAILURES = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    gzip.BadGzipFile,
    EOFError,
    zlib.error,
)


class NoAnswer(Exception):
    """A request was not answered, or not in HTTP; the message says how it ended."""


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: HTTP status.
        headers: names in lower case; the values of a repeated one joined by ", ".
        body: bytes, without their Content-Encoding.
    """

    status: int
    headers: dict[str, str]
    body: bytes


class Transport:
    """Connections to one server, for any number of threads."""

    def __init__(self, url: str, timeout: float) -> None:
        """Connect to nothing yet.

        Args:
            url: base URL, http or https; its path goes before every target.
            timeout: seconds to wait for a connection, and for each part of an answer.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        self._scheme, self._host, self._port = parts.scheme.encode(), host.encode("idna"), parts.port
        self._path = parts.path.rstrip("/").encode()
        shown = f"[{host}]" if ":" in host else self._host.decode()
        authority = shown if self._port is None else f"{shown}:{self._port}"
        self._headers = {"Host": authority, "Accept-Encoding": "gzip", "User-Agent": "contract-tests"}
        self._timeout = dict.fromkeys(("connect", "read", "write"), timeout)
        self._trust = _trusting() if parts.scheme == "https" else None
        self._idle: list[httpcore.HTTPConnection] = []

    def close(self) -> None:
        """Close the connections."""
        while self._idle:
            self._idle.pop().close()

    def send(self, method: str, target: bytes, headers: dict[str, str], content: bytes | None) -> Answer:
        """Send one request and return the answer; redirects are not followed.

        Args:
            method: HTTP method.
            target: path and query, sent as they are.
            headers: sent as they are, in Latin-1, in front of those that every request has.
            content: body, or None.

        Raises:
            NoAnswer: the connection failed, the answer did not come in time or is not HTTP.
        """
        given = {name.lower() for name in headers}
        ours = {name: text for name, text in self._headers.items() if name.lower() not in given}
        raw = [(name.encode(), text.encode("latin-1", "replace")) for name, text in (headers | ours).items()]
        body = b"" if content is None and method in BODY_EXPECTED else content
        try:
            response = self._sent(method, self._path + target, raw, body)
            received = _joined(response.headers)
            packed = response.content and received.get("content-encoding", "").lower() == "gzip"
            unpacked = gzip.decompress(response.content) if packed else response.content
        except FAILURES as error:
            raise NoAnswer(f"{type(error).__name__}: {error}".rstrip(": ")) from error
        return Answer(response.status, received, unpacked)

    def _sent(
        self, method: str, target: bytes, headers: list[tuple[bytes, bytes]], body: bytes | None
    ) -> httpcore.Response:
        url = httpcore.URL(scheme=self._scheme, host=self._host, port=self._port, target=target)
        how: Any = {"headers": headers, "content": body, "extensions": {"timeout": self._timeout}}
        try:
            return self._once(method, url, how)
        except httpcore.RemoteProtocolError as error:
            if method not in SAFE or str(error) != CLOSED:
                raise
            # A server may close an idle connection at any time; then one may ask again (RFC 9110, 9.2.2).
            return self._once(method, url, how)

    def _once(self, method: str, url: httpcore.URL, how: Any) -> httpcore.Response:
        connection = self._free() or httpcore.HTTPConnection(
            url.origin, ssl_context=self._trust, keepalive_expiry=KEEP_ALIVE
        )
        try:
            response = connection.request(method, url, **how)
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        self._close_expired()
        return response

    def _free(self) -> httpcore.HTTPConnection | None:
        """An idle connection, the one used last, that the server has not closed; None where there is none."""
        while (connection := self._taken(-1)) is not None:
            if _usable(connection):
                return connection
            connection.close()
        return None

    def _close_expired(self) -> None:
        """Close what many callers at once have left behind: it may keep threads of the server waiting."""
        while len(self._idle) > 1 and (oldest := self._taken(0)) is not None:
            if _usable(oldest):
                self._idle.insert(0, oldest)
                return
            oldest.close()

    def _taken(self, place: int) -> httpcore.HTTPConnection | None:
        # Taking off a list and adding to it are atomic: a connection never has two callers.
        try:
            return self._idle.pop(place)
        except IndexError:
            return None


def _usable(connection: httpcore.HTTPConnection) -> bool:
    return connection.is_available() and not connection.has_expired()


def _trusting() -> ssl.SSLContext:
    """Trust whom the system trusts, which may know a company's own authority, and whom browsers do."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _joined(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), _text(raw_value)
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
