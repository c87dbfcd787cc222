"""Bodies: taken from a buffer as they arrive, in whatever pieces."""

from typing import Any

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.http.errors import Refusal
from mock_server.http.request_body import SIZE_LINE_LIMIT, TRAILER_LIMIT, ChunkedBody, SizedBody

_CHUNKED = b"POST / HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_a_sized_body_ends_where_it_ends() -> None:
    """What follows it stays in the buffer."""
    body, buffer = SizedBody(5), bytearray(b"ab")
    assert (body.take(buffer), body.complete) == (b"ab", False)
    buffer += b"cdefg"
    assert (body.take(buffer), body.complete, bytes(buffer)) == (b"cde", True, b"fg")


def test_a_chunked_body_ends_where_it_ends() -> None:
    """Extensions and trailers are dropped, what follows stays in the buffer."""
    body = ChunkedBody()
    buffer = bytearray(b"3 ; a=b\r\nabc\r\n0A\r\n0123456789\r\n000;x\r\nT: 1\r\n continued\r\n\r\nGET")
    assert (body.take(buffer), body.complete, bytes(buffer)) == (b"abc0123456789", True, b"GET")


def test_many_chunks_are_not_taken_at_once() -> None:
    """Other callers have their turn in between."""
    body, buffer, turns, data = ChunkedBody(), bytearray(b"1\r\na\r\n" * 5000 + b"0\r\n\r\n"), 0, b""
    while not body.complete:
        data += body.take(buffer)
        turns += 1
    assert data == b"a" * 5000
    assert turns > 4


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"x\r\n", 'body: "x" is no size of a chunk, which is a hexadecimal number'),
        (b"-1\r\n", 'body: "-1" is no size of a chunk, which is a hexadecimal number'),
        (b"\r\n", 'body: "" is no size of a chunk, which is a hexadecimal number'),
        (b"1" * 21 + b"\r\n", f'body: "{"1" * 21}" is no size of a chunk, which is a hexadecimal number'),
        (b"1\r\nab", 'body: a chunk ends with "b" instead of CR LF; is its size right?'),
        (b"1" * (SIZE_LINE_LIMIT + 1), "body: the size of a chunk stands in a line of over 4096 bytes"),
        (b"0\r\nabc\r\n\r\n", 'trailer line 1: "abc" has no colon; write it like Name: value'),
        (b"0\r\n" + b"A" * (TRAILER_LIMIT + 1), "body: over 65536 bytes of headers follow the last chunk"),
    ],
)
def test_broken_chunks(sent: bytes, message: str) -> None:
    """A refusal says what is wrong with them."""
    with pytest.raises(Refusal) as caught:
        ChunkedBody().take(bytearray(sent))
    (violation,) = caught.value.violations
    assert (caught.value.status, f"{violation.place}: {violation.message}") == (400, message)


_PIECES = st.lists(
    st.one_of(
        st.sampled_from([b"3\r\n", b"abc", b"\r\n", b"0\r\n", b"0\r\n\r\n", b"1\r\na\r\n", b"00A\r\n"]),
        st.sampled_from([b"\n", b"\r", b"2;x=y\r\n", b"2 \r\n", b"ab\r\n", b"0123456789", b";\n"]),
        st.sampled_from([b"T: x\r\n", b"T\r\n", b" folded\r\n", b"x", b"-1\r\n"]),
        st.binary(max_size=3),
    ),
    max_size=12,
)


@settings(max_examples=500, deadline=None)
@given(_PIECES, st.integers(1, 20))
def test_h11_agrees(pieces: list[bytes], size: int) -> None:
    """h11 reads the same data from the same bytes, and refuses the same, however they are cut up."""
    text = b"".join(pieces)
    assert _ours(text, size) == _ours(text, len(text) or 1) == _h11s(text)


def _ours(text: bytes, size: int) -> Any:
    body, buffer, data = ChunkedBody(), bytearray(), b""
    try:
        for start in range(0, len(text), size):
            buffer += text[start : start + size]
            if not body.complete:
                data += body.take(buffer)
    except Refusal:
        return "refused"
    return data, body.complete, bytes(buffer) if body.complete else b""


def _h11s(text: bytes) -> Any:
    connection = h11.Connection(h11.SERVER, 1_000_000)
    connection.receive_data(_CHUNKED + text)
    assert isinstance(connection.next_event(), h11.Request)
    data = b""
    try:
        while isinstance(event := connection.next_event(), h11.Data):
            data += event.data
    except h11.RemoteProtocolError:
        return "refused"
    complete = isinstance(event, h11.EndOfMessage)
    return data, complete, connection.trailing_data[0] if complete else b""
