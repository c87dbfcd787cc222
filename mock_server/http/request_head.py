"""The head of a request: request line and headers, read from bytes (RFC 9112, sections 2, 3, 5 and 6).

It accepts what h11 accepts, against which it is tested, and says what is wrong with the rest. Every regular
expression takes time in proportion to what it is given; h11's take the square of it for a long run of blanks.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from mock_server.http.errors import Refusal
from mock_server.world.errors import LONGEST_SHOWN, Violation, shown

HEAD_LIMIT = 1024 * 1024
"""The longest request line and headers in bytes (decided): far above what filters need, and not endless."""
PATH_LIMIT = 64 * 1024
"""The longest path in bytes (decided): to decode a longer one would hold up other callers."""
MOST_HEADERS = 2000
"""Headers of one request (decided, as many as Node.js takes)."""
MOST_WORDS = 100
"""Words of a list such as Connection that are looked at (decided)."""
MOST_DIGITS = 20
"""Digits of a Content-Length (decided, as in h11)."""

REPEATED = 1024
"""The longest block of headers in bytes that is remembered, as clients repeat theirs."""

Headers = list[tuple[bytes, bytes]]

# Possessive: what matches is not tried again shorter, which would take its time when the rest does not match.
_TOKEN = rb"[-!#$%&'*+.^_`|~0-9A-Za-z]++"
_NAME = re.compile(_TOKEN)
_VERSION = re.compile(rb"HTTP/[0-9]\.[0-9]")
_REQUEST_LINE = re.compile(rb"(" + _TOKEN + rb") ([!-~]++) HTTP/([0-9]\.[0-9])\r?")
_HEADER = re.compile(rb"(" + _TOKEN + rb"):([^\x00\n\v\f\r]*+)\r?")
_ABSOLUTE_FORM = re.compile(rb"https?://[^/?#]+([^#]*)", re.IGNORECASE)
_BLANKS = b" \t"
_FRAMING = frozenset({b"connection", b"content-length", b"expect", b"host", b"transfer-encoding"})


class RequestHead(NamedTuple):
    """What a head says.

    Attributes:
        method: As it was sent; methods are case-sensitive.
        path: The target up to its first `?`, percent-encoded, without scheme and host.
        query: The target after its first `?`.
        version: `1.1`, or what else the client speaks.
        headers: In their order, names in lower case, values without the blanks around them.
        length: Bytes of the body; None when it comes in chunks.
        keep_alive: Whether another request may follow on the connection.
        expects_continue: Whether the client waits for `100 Continue` before it sends the body.
    """

    method: str
    path: bytes
    query: bytes
    version: str
    headers: Headers
    length: int | None
    keep_alive: bool
    expects_continue: bool


class Fields(NamedTuple):
    """What the headers of a request say; see `RequestHead`."""

    headers: Headers
    length: int | None
    keep_alive: bool
    expects_continue: bool


class HeadReader:
    """Takes heads from the front of a buffer that grows as bytes arrive."""

    def __init__(self) -> None:
        self._searched = 0

    def take(self, buffer: bytearray) -> RequestHead | None:
        """Remove a head and return it, or None while there is none whole; Refusal for what is not HTTP.

        A buffer that is refused is left as it was.
        """
        _check_beginning(buffer)
        end = find_end(buffer, self._searched)
        if (end if end >= 0 else len(buffer)) > HEAD_LIMIT:
            raise unreadable("head", f"it is longer than {HEAD_LIMIT} bytes")
        if end < 0:
            # Each byte is searched once, in however many packets a head arrives.
            self._searched = max(0, len(buffer) - 2)
            return None
        head = read_head(bytes(buffer) if end == len(buffer) else bytes(buffer[:end]))
        del buffer[:end]
        self._searched = 0
        return head


def unreadable(place: str, message: str) -> Refusal:
    """Return the 400 for bytes that are no HTTP request: where, what is wrong, what would be right."""
    return Refusal(400, Violation(place, message))


def excerpt(data: bytes) -> str:
    """Return the beginning of what was sent as printable ASCII text in quotes."""
    return shown(data[: LONGEST_SHOWN + 1].decode("latin-1"))


def find_end(buffer: bytearray, start: int = 0) -> int:
    """Return where the first blank line from `start` on ends, -1 while there is none.

    A line may end in LF alone (section 2.2).
    """
    usual = buffer.find(b"\n\r\n", start)
    bare = buffer.find(b"\n\n", start, usual + 1 if usual >= 0 else len(buffer))
    if bare >= 0:
        return bare + 2
    return usual + 3 if usual >= 0 else -1


def read_head(text: bytes) -> RequestHead:
    """Read a head, which ends with a blank line; Refusal for what is not HTTP."""
    if len(text) > MOST_HEADERS and text.count(b"\n") > MOST_HEADERS + 2:
        raise unreadable("head", f"it has more than {MOST_HEADERS} headers")
    request_line, _, block = text.partition(b"\n")
    match = _REQUEST_LINE.fullmatch(request_line)
    if match is None:
        raise unreadable("request line", _request_line_fault(request_line.removesuffix(b"\r")))
    method, target, version = match.groups()
    path, _, query = _origin_form(target).partition(b"?")
    if len(path) > PATH_LIMIT:
        raise unreadable("request line", f"its path is longer than {PATH_LIMIT} bytes")
    headers, length, keep_alive, expects_continue = (
        _known_fields(block, version) if len(block) <= REPEATED else _fields(block, version)
    )
    return RequestHead(
        method.decode("ascii"),
        path,
        query,
        version.decode("ascii"),
        headers.copy(),
        length,
        keep_alive,
        expects_continue,
    )


def split_lines(text: bytes) -> list[bytes]:
    """Return the lines before the blank one that ends a text; CR at their ends is left."""
    return text.split(b"\n")[:-2]


def _fields(block: bytes, version: bytes) -> Fields:
    """Read the headers of a request, up to the blank line that ends them."""
    headers = read_headers(split_lines(block))
    framing = _framing(headers)
    if b"host" not in framing and version == b"1.1":
        raise unreadable("header Host", "it is missing; HTTP/1.1 needs one, such as Host: localhost")
    modern = version >= b"1.1"
    return Fields(
        headers,
        _body_length(framing),
        modern and not _says(framing.get(b"connection"), b"close"),
        modern and _says(framing.get(b"expect"), b"100-continue"),
    )


_known_fields = lru_cache(maxsize=256)(_fields)
"""Clients send most of their headers again and again."""


def read_headers(lines: Sequence[bytes], kind: str = "header") -> Headers:
    """Read header lines, continued ones too (section 5.2); Refusal for the first that is none."""
    headers = []
    for line in lines:
        header = _header(line)
        if header is None:
            whole = _unfolded(lines)
            if len(whole) < len(lines):
                return read_headers(whole, kind)
            raise unreadable(f"{kind} line {lines.index(line) + 1}", _header_fault(line.removesuffix(b"\r")))
        headers.append(header)
    return headers


def _header(line: bytes) -> tuple[bytes, bytes] | None:
    match = _HEADER.fullmatch(line)
    return (match[1].lower(), match[2].strip(_BLANKS)) if match is not None else None


def _unfolded(lines: Iterable[bytes]) -> list[bytes]:
    # Parts are joined at the end: a line that grew part by part would be copied for each of them.
    whole: list[list[bytes]] = []
    for line in lines:
        if whole and line.startswith((b" ", b"\t")):
            whole[-1].append(line.removesuffix(b"\r").lstrip(_BLANKS))
        else:
            whole.append([line.removesuffix(b"\r")])
    return [b" ".join(parts) for parts in whole]


def _origin_form(target: bytes) -> bytes:
    """Return a target as a path; a server must take `GET http://host/path` as well (section 3.2.2)."""
    if target.startswith((b"/", b"*")):
        return target
    match = _ABSOLUTE_FORM.fullmatch(target)
    if match is None:
        raise unreadable("request line", f"the target {excerpt(target)} is neither a path nor an http URL")
    rest: bytes = match[1]
    return rest if rest.startswith(b"/") else b"/" + rest


def _framing(headers: Headers) -> dict[bytes, bytes]:
    """Return the headers that this module acts on; repeated ones are a list (RFC 9110, section 5.3)."""
    found = [header for header in headers if header[0] in _FRAMING]
    framing = dict(found)
    if len(framing) < len(found):
        for name in framing:
            values = [value for key, value in found if key == name]
            if name == b"host" and len(values) > 1:
                raise unreadable("header Host", f"there are {len(values)} of it; send one")
            framing[name] = b", ".join(values)
    return framing


def _says(value: bytes | None, word: bytes) -> bool:
    """Tell whether a word is among the first of a comma-separated list."""
    return value is not None and word in map(_bare, value.lower().split(b",", MOST_WORDS))


def _bare(text: bytes) -> bytes:
    return text.strip(_BLANKS)


def _body_length(framing: dict[bytes, bytes]) -> int | None:
    """Return how many bytes the body has, None for chunks (section 6.3)."""
    length = _content_length(framing[b"content-length"]) if b"content-length" in framing else 0
    coding = framing.get(b"transfer-encoding")
    if coding is None:
        return length
    if coding.lower() != b"chunked":
        raise unreadable("header Transfer-Encoding", f"it is {excerpt(coding)}; only chunked is read here")
    return None


def _content_length(value: bytes) -> int:
    if not value.isdigit():
        value = _agreed(value)
    if not value.isdigit() or len(value) > MOST_DIGITS:
        message = f"{excerpt(value)} is not a number of bytes; send at most {MOST_DIGITS} digits"
        raise unreadable("header Content-Length", message)
    return int(value)


def _agreed(value: bytes) -> bytes:
    """Return what all numbers of a list are; a length may be said more than once (section 6.3)."""
    length, *others = map(_bare, value.split(b",", MOST_WORDS))
    other = next((other for other in others if other != length), None)
    if other is not None:
        both = f"{excerpt(length)} and {excerpt(other)}"
        raise unreadable("header Content-Length", f"it is {both} at once; send the length of the body once")
    return length


def _request_line_fault(line: bytes) -> str:
    method, _, rest = line.partition(b" ")
    target, _, version = rest.rpartition(b" ")
    if not _NAME.fullmatch(method):
        return f"the method {excerpt(method)} is no word; begin with one such as GET"
    if _VERSION.fullmatch(version):
        return f"the target {excerpt(target)} has a blank or no ASCII; percent-encode it"
    if version.upper().startswith(b"HTTP/"):
        return f"the HTTP version {excerpt(version)} is unknown; write HTTP/1.1"
    return f"{excerpt(line)} has no HTTP version; write it like GET /path HTTP/1.1"


def _header_fault(line: bytes) -> str:
    name, colon, _ = line.partition(b":")
    if line.startswith((b" ", b"\t")):
        return f"{excerpt(line)} continues no header; begin it with a name"
    if not colon:
        return f"{excerpt(line)} has no colon; write it like Name: value"
    if not _NAME.fullmatch(name):
        return f"the name {excerpt(name)} is not legal; use letters, digits and hyphens, without blanks"
    return f"the value of {excerpt(name)} has a control character; leave it out"


def _check_beginning(buffer: bytearray) -> None:
    """Raise Refusal for what is no head, however it may go on."""
    if not buffer or buffer[0] > 0x20:
        return
    if buffer[0] in b"\r\n":
        message = "it is empty; begin with the method at once"
    elif buffer[0] == 0x16:
        message = "this looks like TLS; call this port with http:// instead of https://"
    else:
        message = f"it begins with {excerpt(bytes(buffer[:1]))}; begin with a method such as GET"
    raise unreadable("request line", message)
