"""Text that came from a target, made fit to be shown: nothing in it can drive a terminal or break a file."""

from __future__ import annotations

import json
import re
from typing import Any

WIDTH = 150
# Control characters but line feed and tab, lone surrogates, and what XML 1.0 forbids.
_UNFIT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """The text with every character that a terminal or XML parser would act upon written as an escape."""
    return _UNFIT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def one_line(text: str, limit: int = 400) -> str:
    """The text as one printable line of at most about `limit` characters."""
    flat = printable(" ".join(text.split()))
    return flat if len(flat) <= limit else flat[:limit].rstrip() + " ..."


def readable(body: bytes, limit: int = 4000) -> str:
    """A body for reading: JSON laid out over lines, other text as it is; at most about `limit` characters."""
    text = laid_out(body, exact=False)
    if text is None:
        text = body.decode("utf-8", "replace")
    text = printable(text)
    return text if len(text) <= limit else f"{text[:limit]}\n... ({len(body)} bytes in all)"


def laid_out(body: bytes, *, exact: bool = True) -> str | None:
    """JSON over lines of at most about WIDTH characters; None when it is no JSON.

    Args:
        body: the text in UTF-8.
        exact: give None as well when laying it out would lose a detail, such as a doubled key or 1e2.
    """
    try:
        text = body.decode("utf-8")
        value = json.loads(text)
        if exact and json.dumps(value, ensure_ascii=False, separators=(",", ":")) != text:
            return None
        return _wrapped(value, "", 0)
    except (ValueError, RecursionError):
        return None


def _wrapped(value: Any, indent: str, taken: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or len(indent) + taken + len(flat) <= WIDTH:
        return flat
    deeper = indent + "  "
    if isinstance(value, dict):
        keys = [json.dumps(key, ensure_ascii=False) + ": " for key in value]
        lines = [
            key + _wrapped(item, deeper, len(key)) for key, item in zip(keys, value.values(), strict=True)
        ]
        begin, end = "{}"
    else:
        lines = [_wrapped(item, deeper, 0) for item in value]
        begin, end = "[]"
    return begin + "\n" + ",\n".join(deeper + line for line in lines) + f"\n{indent}{end}"
