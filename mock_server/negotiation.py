"""Negotiation: media types and ranges, as the Accept and Content-Type headers name them."""

from collections.abc import Iterable


def media_type(header: str) -> str:
    """Return a Content-Type without its parameters, in lower case."""
    return header.partition(";")[0].strip().lower()


_REPRESENTATIVES = {
    "*": "application/json",
    "application": "application/json",
    "text": "text/plain",
    "image": "image/png",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "font": "font/woff2",
}


def representative(name: str) -> str:
    """Return a media type that stands for a range such as `image/*`, or the media type itself."""
    kind, _, subtype = name.partition("/")
    return _REPRESENTATIVES.get(kind, "application/octet-stream") if subtype == "*" else name


def nearest(name: str, ranges: Iterable[str]) -> str | None:
    """Return the most specific of the media types and ranges that a media type belongs to, or None."""
    return max((item for item in ranges if _matches(item, name)), key=_specificity, default=None)


def is_json(name: str) -> bool:
    """Tell whether a media type is JSON (RFC 8259, RFC 6839); x-ndjson is many JSON texts, so is none."""
    return name in {"application/json", "text/json"} or name.endswith("+json")


def admits(accept: str | None, offered: Iterable[str]) -> bool:
    """Tell whether an Accept header (RFC 9110, section 12.5.1) admits one of the media types."""
    if accept is None or not accept.strip():
        return True
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    return any(_quality(ranges, name) > 0 for name in offered)


def _quality(ranges: Iterable[tuple[str, float]], name: str) -> float:
    """The most specific range that matches decides."""
    matching = [(_specificity(pattern), quality) for pattern, quality in ranges if _matches(pattern, name)]
    return max(matching)[1] if matching else 0.0


def _range(text: str) -> tuple[str, float]:
    pattern, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            quality = _number(value.strip())
    return pattern, quality


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


def _matches(pattern: str, name: str) -> bool:
    return pattern in {"*/*", name, f"{name.partition('/')[0]}/*"}


def _specificity(pattern: str) -> int:
    return 0 if pattern == "*/*" else 1 if pattern.endswith("/*") else 2
