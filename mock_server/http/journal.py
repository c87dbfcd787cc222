"""The journal: the last requests a mock has answered, for the tests of those who call it."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import msgpack

from mock_server.stores import Unavailable
from mock_server.stores.store import LOG_LENGTH, LOG_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from starlette.types import Scope

    from mock_server.stores import Log

DELAY = 0.05
"""Seconds after which a request is in the log of a shared store (decided)."""
BODY_LIMIT = 256 * 1024
_OVERHEAD = 500

_Entry: TypeAlias = tuple[int, str, str, bytes, int, list[tuple[bytes, bytes]], bytes]
"""A request with its size first; the members of `RecordedRequest` as they came."""


@dataclass(frozen=True)
class RecordedRequest:
    """A request and the status it got.

    `query` is the raw query string, `headers` have lower-case names, `body` is as far as the mock read it,
    at most 256 KiB.
    """

    method: str
    path: str
    query: str
    status: int
    raw_headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """Return the headers by their names in lower case."""
        return decoded_headers(self.raw_headers)


class Journal:
    """The last requests, oldest first: at most 1,000, and at most 16 MiB of them.

    With a `log` they are those of every process that serves the world. What this one has recorded goes there
    when `flush` is called, as to write each request for itself would cost more than to answer it.
    """

    def __init__(self, log: Log | None = None) -> None:
        self._log = log
        self._kept: deque[_Entry] = deque()
        self._size = 0
        self._lock = threading.Lock()
        self._flusher: asyncio.TimerHandle | None = None

    def record(self, scope: Scope, status: int, body: bytes) -> None:
        """Take up a request whose status is known."""
        if len(body) > BODY_LIMIT:
            body = body[:BODY_LIMIT]
        path, query, headers = scope["path"], scope["query_string"], scope["headers"]
        size = _OVERHEAD + len(body) + len(query) + len(path) + sum(map(len, chain.from_iterable(headers)))
        # As it came: what is never read need not be made readable.
        self._kept.append((size, scope["method"], path, query, status, headers, body))
        self._size += size
        while len(self._kept) > LOG_LENGTH or self._size > LOG_SIZE:
            self._size -= self._kept.popleft()[0]
        if self._log is not None and self._flusher is None:
            self._flusher = asyncio.get_running_loop().call_later(DELAY, self._flush_later)

    def requests(self) -> list[RecordedRequest]:
        """Return the requests; a copy, so that requests that arrive meanwhile do not disturb a reading.

        Unavailable when the log is. What other processes answered less than `DELAY` ago may be missing.
        """
        if self._log is None:
            return [_readable(entry[1:]) for entry in list(self._kept)]
        self.flush()
        return [_readable(msgpack.unpackb(entry)) for entry in self._log.entries()]

    def clear(self) -> None:
        """Forget them all. Unavailable when the log is."""
        with self._lock:
            self._kept.clear()
            self._size = 0
            if self._log is not None:
                self._log.clear()

    def flush(self) -> None:
        """Bring what was recorded into the log. Unavailable when that cannot be done; it is kept then."""
        if self._log is None:
            return
        with self._lock:
            taken = list(self._kept)
            if taken:
                self._log.append([msgpack.packb(entry[1:]) for entry in taken])
            # Requests that were recorded meanwhile stand behind those that were taken.
            for entry in taken:
                if self._kept and self._kept[0] is entry:
                    self._kept.popleft()
                    self._size -= entry[0]

    def _flush_later(self) -> None:
        self._flusher = None
        # What cannot be written now is kept, and written with what comes next.
        with suppress(Unavailable):
            self.flush()


def _readable(entry: Sequence[Any]) -> RecordedRequest:
    method, path, query, status, headers, body = entry
    raw = tuple((name, value) for name, value in headers)
    return RecordedRequest(method, path, query.decode("latin-1"), status, raw, body)


def decoded_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers of a request, repeated ones joined by commas."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
