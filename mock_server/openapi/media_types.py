"""Media types and ranges, as documents and the headers Accept and Content-Type name them."""

from collections.abc import Iterable

JSON_MEDIA_TYPE = "application/json"

_REPRESENTATIVES = {
    "*": JSON_MEDIA_TYPE,
    "application": JSON_MEDIA_TYPE,
    "text": "text/plain",
    "image": "image/png",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "font": "font/woff2",
}


def media_type(header: str) -> str:
    """Return a Content-Type without its parameters, in lower case."""
    return header.partition(";")[0].strip().lower()


def representative(name: str) -> str:
    """Return a media type that stands for a range such as `image/*`, or the media type itself."""
    kind, _, subtype = name.partition("/")
    return _REPRESENTATIVES.get(kind, "application/octet-stream") if subtype == "*" else name


def nearest(name: str, ranges: Iterable[str]) -> str | None:
    """Return the most specific of the media types and ranges that a media type belongs to, or None."""
    return max((item for item in ranges if matches(item, name)), key=specificity, default=None)


def is_json(name: str) -> bool:
    """Tell whether a media type is JSON (RFC 8259, RFC 6839); x-ndjson is many JSON texts, so is none."""
    return name in {JSON_MEDIA_TYPE, "text/json"} or name.endswith("+json")


def matches(pattern: str, name: str) -> bool:
    """Tell whether a media type belongs to a range, or is the media type that is named."""
    return pattern in {"*/*", name, f"{name.partition('/')[0]}/*"}


def specificity(pattern: str) -> int:
    """Return how much a range says: 0 for all types, 1 for all of one kind, 2 for one type."""
    return 0 if pattern == "*/*" else 1 if pattern.endswith("/*") else 2
