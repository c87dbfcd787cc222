"""Heads: what is read from them, and what is said about those that are none."""

from typing import Any

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.http.errors import Refusal
from mock_server.http.request_head import MOST_HEADERS, PATH_LIMIT, HeadReader, RequestHead, read_head

_START = b"GET / HTTP/1.1\r\nHost: mock\r\n"


def test_everything_is_read() -> None:
    """Method, target, headers, and what they mean for the connection."""
    text = (
        b"POST /v3/models%20?limit=1?2 HTTP/1.1\r\nHost: mock\r\nX-A: \t b c \r\nX-a:\r\n"
        b"Content-Length: 5\r\nExpect: a, 100-Continue\r\nConnection: x, Close\r\n\r\n"
    )
    assert read_head(text) == RequestHead(
        method="POST",
        path=b"/v3/models%20",
        query=b"limit=1?2",
        version="1.1",
        headers=[
            (b"host", b"mock"),
            (b"x-a", b"b c"),
            (b"x-a", b""),
            (b"content-length", b"5"),
            (b"expect", b"a, 100-Continue"),
            (b"connection", b"x, Close"),
        ],
        length=5,
        keep_alive=False,
        expects_continue=True,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\r\n\r\n", "request line: it is empty; begin with the method at once"),
        (
            b"\x16\x03\x01",
            "request line: this looks like TLS; call this port with http:// instead of https://",
        ),
        (b"\0", 'request line: it begins with "\\u0000"; begin with a method such as GET'),
        (b"G(T / HTTP/1.1", 'request line: the method "G(T" is no word; begin with one such as GET'),
        (b"GET /", 'request line: "GET /" has no HTTP version; write it like GET /path HTTP/1.1'),
        (b"GET / http/1", 'request line: the HTTP version "http/1" is unknown; write HTTP/1.1'),
        (
            b"GET /\xc3\xb6 b HTTP/1.1",
            r'request line: the target "/\u00c3\u00b6 b" has a blank or no ASCII; percent-encode it',
        ),
        (b"GET mock:80 HTTP/1.1", 'request line: the target "mock:80" is neither a path nor an http URL'),
        (b"GET / HTTP/1.1", "header Host: it is missing; HTTP/1.1 needs one, such as Host: localhost"),
        (_START + b"Host: b", "header Host: there are 2 of it; send one"),
        (_START + b"abc", 'header line 2: "abc" has no colon; write it like Name: value'),
        (
            _START + b"A B: c",
            'header line 2: the name "A B" is not legal; use letters, digits and hyphens, without blanks',
        ),
        (_START + b"A: b\0", 'header line 2: the value of "A" has a control character; leave it out'),
        (_START + b"A: b\rc", 'header line 2: the value of "A" has a control character; leave it out'),
        (
            b"GET / HTTP/1.1\r\n Host: mock",
            'header line 1: " Host: mock" continues no header; begin it with a name',
        ),
        (
            _START + b"Content-Length: 5\r\nContent-Length: 6",
            'header Content-Length: it is "5" and "6" at once; send the length of the body once',
        ),
        (
            _START + b"Content-Length: -1",
            'header Content-Length: "-1" is not a number of bytes; send at most 20 digits',
        ),
        (
            _START + b"Transfer-Encoding: gzip, chunked",
            'header Transfer-Encoding: it is "gzip, chunked"; only chunked is read here',
        ),
        (_START + b"A: b\r\n" * MOST_HEADERS, "head: it has more than 2000 headers"),
        (b"GET /%b HTTP/1.1" % (b"a" * PATH_LIMIT), "request line: its path is longer than 65536 bytes"),
    ],
)
def test_what_is_no_head(text: bytes, message: str) -> None:
    """A refusal names the place, what is there, and what would be right."""
    with pytest.raises(Refusal) as caught:
        HeadReader().take(bytearray(text + b"\r\n\r\n"))
    (violation,) = caught.value.violations
    assert (caught.value.status, f"{violation.place}: {violation.message}") == (400, message)


@pytest.mark.parametrize("text", [b"GET /" + b"\xff\0\x1b" * 1000, _START + b"\xff\x1b[31m" * 1000])
def test_a_refusal_shows_little(text: bytes) -> None:
    """No more than some printable ASCII of what was sent comes back."""
    with pytest.raises(Refusal) as caught:
        read_head(text + b"\r\n\r\n")
    (violation,) = caught.value.violations
    assert violation.message.isascii()
    assert violation.message.isprintable()
    assert len(violation.message) < 200


def test_a_refused_buffer_is_left_as_it_was() -> None:
    """Its method tells whether the refusal may have a body."""
    buffer = bytearray(b"HEAD / HTTP/1.1\r\n\r\n")
    with pytest.raises(Refusal):
        HeadReader().take(buffer)
    assert buffer.startswith(b"HEAD ")


@pytest.mark.parametrize("blank", [b"\r\n\r\n", b"\n\n", b"\n\r\n", b"\r\n\n"])
@pytest.mark.parametrize("behind", [b"", b"\n", b"\r\n", b"\r\n\r\n", b"\n\n"])
def test_the_first_blank_line_ends_a_head(blank: bytes, behind: bytes) -> None:
    """Lines may end in LF alone; more blank lines belong to what follows."""
    buffer = bytearray(b"GET / HTTP/1.0\nA: b" + blank + behind)
    assert HeadReader().take(buffer) is not None
    assert bytes(buffer) == behind


@given(
    st.lists(
        st.sampled_from([_START + b"\r\n", b"GET /a HTTP/1.0\n\n", b"POST / HTTP/1.0\r\nA: b\n\r\n"]),
        max_size=3,
    ),
    st.integers(1, 50),
)
def test_heads_in_pieces(heads: list[bytes], size: int) -> None:
    """However they arrive, the same heads are read, and nothing of what follows one."""
    text, reader, buffer, found = b"".join(heads), HeadReader(), bytearray(), []
    for start in range(0, len(text), size):
        buffer += text[start : start + size]
        while head := reader.take(buffer):
            found.append(head)
    assert found == [read_head(head) for head in heads]
    assert not buffer


_LINES = st.sampled_from(
    [
        *(b"Host: mock", b"Host:", b"host : a", b"A: b", b"A:\tb\t ", b"a:b:c", b"A: \xe9\x01\x7f"),
        *(b" folded", b"\tfolded \t", b"A: b\vc", b"A: b\rc", b"A: b\0", b"A b: c", b"no colon", b": c"),
        *(b"Connection: close", b"Connection: a,CLOSE ,b", b"Connection: closed", b"Connection:keep-alive"),
        *(b"Expect: 100-continue", b"Expect: x ,100-Continue", b"Content-Length: 3", b"Content-Length: 03"),
        *(b"content-length: 3, 3", b"Content-Length: 4", b"Content-Length: +3", b"Content-Length:"),
        *(b"Content-Length: 3 3", b"Content-Length: 123456789012345678901", b"Upgrade: h2c"),
        *(b"Transfer-Encoding: chunked", b"Transfer-Encoding: CHUNKED", b"Transfer-Encoding: gzip"),
    ]
)
_REQUEST_LINES = st.builds(
    lambda *parts: b" ".join(parts),
    st.sampled_from([b"GET", b"HEAD", b"get", b"X!", b"G(T", b"", b"CONNECT", b"POST"]),
    st.sampled_from([b"/", b"/a?b?c#d", b"*", b"/\xe9", b"/ b", b"", b"/\x7f", b"/%zz", b"//a"]),
    st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/1", b"http/1.1", b"HTTP/1.1 "]),
)


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(_REQUEST_LINES, st.just(b"GET / HTTP/1.1"), st.binary(max_size=20)),
    st.lists(st.one_of(_LINES, st.just(b"Host: mock"), st.binary(max_size=8)), max_size=6),
    st.sampled_from([b"\r\n", b"\n"]),
)
def test_h11_agrees(request_line: bytes, lines: list[bytes], end: bytes) -> None:
    """h11 accepts and refuses the same heads, and reads the same from them."""
    text = end.join([request_line, *lines, b"", b""])
    text = text[: _end(text)]
    assert _ours(text) == _h11s(text)


def _end(text: bytes) -> int:
    """Return where the first blank line ends: what is behind it is no head."""
    ends = [text.find(blank) + len(blank) for blank in (b"\n\n", b"\n\r\n") if blank in text]
    return min(ends) if ends else len(text)


def _ours(text: bytes) -> Any:
    try:
        head = HeadReader().take(bytearray(text))
    except Refusal:
        return "refused"
    if head is None:
        return "incomplete"
    target = head.path + (b"?" + head.query if head.query else b"")
    body = "chunks" if head.length is None else head.length
    headers = _plain(head.headers)
    return head.method, target, head.version, headers, body, head.keep_alive, head.expects_continue


def _h11s(text: bytes) -> Any:
    connection = h11.Connection(h11.SERVER, 1_000_000)
    connection.receive_data(text)
    try:
        event = connection.next_event()
    except h11.RemoteProtocolError:
        return "refused"
    if not isinstance(event, h11.Request):
        return "incomplete"
    waits = connection.they_are_waiting_for_100_continue
    body: Any = "chunks"
    if not any(name == b"transfer-encoding" for name, _ in event.headers):
        body = int(dict(event.headers).get(b"content-length", b"0"))
    connection.send(h11.Response(status_code=404, headers=[("Content-Length", "0")]))
    connection.send(h11.EndOfMessage())
    keep_alive = connection.our_state is not h11.MUST_CLOSE
    target, version = event.target.removesuffix(b"?"), event.http_version.decode()
    return (event.method.decode(), target, version, _plain(event.headers), body, keep_alive, waits)


def _plain(headers: Any) -> list[tuple[bytes, bytes]]:
    """Return headers without the one whose repetitions h11 takes out, and as h11 spells them."""
    return [
        (name, value.lower() if name == b"transfer-encoding" else value)
        for name, value in headers
        if name != b"content-length"
    ]
