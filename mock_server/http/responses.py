"""Answers: what an operation gives back, as bytes ready to be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003  read at run time by NamedTuple
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from mock_server.openapi.media_types import JSON_MEDIA_TYPE
from mock_server.stores.json_text import JsonText, JsonTexts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.world.listing.paging import Page

API_VERSION = "3.0"

_WITHOUT_LENGTH = frozenset({204, 304})
"""The statuses that have no Content-Length here (RFC 9110, section 8.6)."""
_NO_HEADERS: Mapping[str, str] = {}
_CONTENT_TYPE_JSON = (b"content-type", JSON_MEDIA_TYPE.encode())
_OPENING = b'{"api_version":"%b","kind":"%b","data":'
_NORMAL = _OPENING % (API_VERSION.encode(), b"NORMAL")
_PAGINATED = _OPENING % (API_VERSION.encode(), b"PAGINATED")


class Answer(NamedTuple):
    """A response: status, body and headers beyond Content-Type and Content-Length."""

    status: int
    body: bytes
    headers: Mapping[str, str] = _NO_HEADERS
    media_type: str | None = JSON_MEDIA_TYPE

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """Return all headers the way ASGI wants them."""
        raw = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()
        ]
        if self.media_type == JSON_MEDIA_TYPE:
            raw.append(_CONTENT_TYPE_JSON)
        elif self.media_type is not None:
            charset = "; charset=utf-8" if _is_bare_text(self.media_type) else ""
            raw.append((b"content-type", f"{self.media_type}{charset}".encode("latin-1")))
        if self.status not in _WITHOUT_LENGTH:
            raw.append((b"content-length", b"%d" % len(self.body)))
        return raw


def _is_bare_text(name: str) -> bool:
    return name.startswith("text/") and "charset=" not in name.lower()


def normal(data: Mapping[str, Any], status: int = 200) -> Answer:
    """Wrap one resource in the NORMAL envelope (guide)."""
    return Answer(status, b"%b%b}" % (_NORMAL, _text(data)))


def paginated(page: Page) -> Answer:
    """Wrap a page in the PAGINATED envelope; `page_index` counts from 1 and `offset` is echoed (client)."""
    numbers = dump(
        {
            "page_size": page.limit,
            "total": page.total,
            "item_count": len(page.items),
            "page_count": -(-page.total // page.limit),
            "page_index": page.offset // page.limit + 1,
            "offset": page.offset,
        }
    )
    return Answer(200, b'%b%b,"items":[%b]}}' % (_PAGINATED, numbers[:-1], b",".join(_texts(page.items))))


def _texts(items: Iterable[Mapping[str, Any]]) -> Iterable[bytes]:
    return items.texts if isinstance(items, JsonTexts) else map(_text, items)


def _text(value: Mapping[str, Any]) -> bytes:
    return value.text if isinstance(value, JsonText) else dump(value)


def dump(value: Any) -> bytes:
    """Return a value as JSON text."""
    try:
        return orjson.dumps(value)
    except TypeError:
        # The contract puts no upper bound on limit and offset, orjson one of 64 bits.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
