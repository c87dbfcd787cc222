"""Negotiation: whether an Accept header (RFC 9110, section 12.5.1) admits what is offered."""

from collections.abc import Iterable

from mock_server.openapi.media_types import matches, specificity


def admits(accept: str | None, offered: Iterable[str]) -> bool:
    """Tell whether an Accept header admits one of the media types."""
    if accept is None or not accept.strip():
        return True
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    return any(_quality(ranges, name) > 0 for name in offered)


def _quality(ranges: Iterable[tuple[str, float]], name: str) -> float:
    """The most specific range that matches decides."""
    matching = [(specificity(pattern), quality) for pattern, quality in ranges if matches(pattern, name)]
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
