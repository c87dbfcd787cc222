"""The bytes of files in world files: as text or in base64."""

from __future__ import annotations

import base64
from typing import Any

MEMBERS = frozenset({"text", "base64"})


def decoded(row: dict[str, Any]) -> bytes:
    """Return the bytes of a row: `base64`, or `text` in worlds written by hand; else ValueError."""
    text: str | None = row.get("text")
    return base64.b64decode(row["base64"]) if text is None else text.encode()


def encoded(content: bytes) -> str:
    """Return the text for the member `base64`."""
    return base64.b64encode(content).decode("ascii")
