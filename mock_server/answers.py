"""Answers: what an operation gives back, as bytes ready to be sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from mock_server.documents import Json
from mock_server.world.page import Page

API_VERSION = "3.0"
JSON_MEDIA_TYPE = "application/json"


@dataclass(frozen=True)
class Answer:
    """A response: status, body and headers beyond Content-Type and Content-Length."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = JSON_MEDIA_TYPE

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """Return all headers the way ASGI wants them."""
        headers = dict(self.headers)
        if self.media_type is not None:
            headers["content-type"] = self.media_type
        if self.status != 204:
            headers["content-length"] = str(len(self.body))
        return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def normal(data: Json, status: int = 200) -> Answer:
    """Wrap one resource in the NORMAL envelope (guide)."""
    return Answer(status, dump({"api_version": API_VERSION, "kind": "NORMAL", "data": data}))


def paginated(page: Page) -> Answer:
    """Wrap a page in the PAGINATED envelope; `page_index` counts from 1 and `offset` is echoed (client)."""
    data = {
        "page_size": page.limit,
        "total": page.total,
        "item_count": len(page.items),
        "page_count": -(-page.total // page.limit),
        "page_index": page.offset // page.limit + 1,
        "offset": page.offset,
        "items": page.items,
    }
    return Answer(200, dump({"api_version": API_VERSION, "kind": "PAGINATED", "data": data}))


def dump(value: Any) -> bytes:
    """Return a value as JSON text."""
    try:
        return orjson.dumps(value)
    except TypeError:
        # The contract puts no upper bound on limit and offset, orjson one of 64 bits.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
