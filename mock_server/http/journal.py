"""The journal: the last requests a mock has answered, for the tests of those who call it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import Scope

LENGTH = 1000
SIZE = 16 * 1024 * 1024
"""Requests, and bytes of them, that are kept (decided)."""
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
    """The last requests, oldest first: at most 1,000, and at most 16 MiB of them."""

    def __init__(self) -> None:
        self._kept: deque[_Entry] = deque()
        self._size = 0

    def record(self, scope: Scope, status: int, body: bytes) -> None:
        """Take up a request whose status is known."""
        if len(body) > BODY_LIMIT:
            body = body[:BODY_LIMIT]
        path, query, headers = scope["path"], scope["query_string"], scope["headers"]
        size = _OVERHEAD + len(body) + len(query) + len(path) + sum(map(len, chain.from_iterable(headers)))
        # As it came: what is never read need not be made readable.
        self._kept.append((size, scope["method"], path, query, status, headers, body))
        self._size += size
        while len(self._kept) > LENGTH or self._size > SIZE:
            self._size -= self._kept.popleft()[0]

    def requests(self) -> list[RecordedRequest]:
        """Return the requests; a copy, so that requests that arrive meanwhile do not disturb a reading."""
        return [
            RecordedRequest(method, path, query.decode("latin-1"), status, tuple(headers), body)
            for _, method, path, query, status, headers, body in list(self._kept)
        ]

    def clear(self) -> None:
        """Forget them all."""
        self._kept.clear()
        self._size = 0


def decoded_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers of a request, repeated ones joined by commas."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
