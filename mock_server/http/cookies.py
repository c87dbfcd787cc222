"""Cookies of a request, by name (RFC 6265, section 4.2; quoted values as in RFC 2109)."""

import re

_ESCAPED = re.compile(r"\\(?:([0-3][0-7][0-7])|(.))", re.DOTALL)


def parse_cookies(header: str) -> dict[str, str]:
    """Return the cookies of a Cookie header, of two with one name the last; one without `=` has no name.

    It takes time in proportion to the header: the standard library's reader takes the square of it.
    """
    cookies = {}
    for part in header.split(";"):
        name, equals, value = part.partition("=")
        name, value = (name.strip(), value.strip()) if equals else ("", part.strip())
        if name or value:
            cookies[name] = _unquoted(value)
    return cookies


def _unquoted(value: str) -> str:
    if len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return value
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8)) if match[1] else match[2], value[1:-1])
