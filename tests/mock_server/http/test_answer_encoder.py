"""The encoder: the bytes of an answer."""

from collections.abc import Sequence

import pytest

from mock_server.http.answer_encoder import AnswerEncoder

_LENGTH = (b"Content-Length", b"2")


def _encoded(
    method: str = "GET",
    version: str = "1.1",
    *,
    status: int = 200,
    headers: Sequence[tuple[bytes, bytes]] = (_LENGTH,),
    parts: Sequence[bytes] = (b"ok",),
    keep_alive: bool = True,
) -> bytes:
    encoder = AnswerEncoder(method, version, keep_alive=keep_alive)
    sent = encoder.head(status, headers)
    for part in parts:
        sent += encoder.body(part, more=True)
    return sent + encoder.body(b"", more=False)


def test_a_body_of_known_length() -> None:
    """It is sent as it is; headers keep the spelling that the app chose."""
    assert _encoded(parts=[b"o", b"k"]) == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def test_a_body_of_unknown_length() -> None:
    """It is sent in chunks, none of them empty, which would end it."""
    sent = _encoded(headers=[(b"a", b"b")], parts=[b"o" * 16, b"", b"k"])
    end = b"10\r\noooooooooooooooo\r\n1\r\nk\r\n0\r\n\r\n"
    assert sent == b"HTTP/1.1 200 OK\r\na: b\r\ntransfer-encoding: chunked\r\n\r\n" + end


def test_an_old_client_gets_no_chunks() -> None:
    """The end of the connection is the end of the body for HTTP/1.0."""
    sent = _encoded(version="1.0", headers=[], keep_alive=False)
    assert sent == b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nok"


@pytest.mark.parametrize(
    ("method", "status", "head"),
    [
        ("HEAD", 200, b"200 OK\r\nContent-Length: 2\r\n"),
        ("GET", 204, b"204 No Content\r\nContent-Length: 2\r\n"),
        ("GET", 304, b"304 Not Modified\r\nContent-Length: 2\r\n"),
    ],
)
def test_answers_without_a_body(method: str, status: int, head: bytes) -> None:
    """Their headers are those of an answer with a body, which is left out (RFC 9112, section 6.3)."""
    assert _encoded(method, status=status) == b"HTTP/1.1 " + head + b"\r\n"


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_cannot_have_a_body_has_no_chunks(status: int) -> None:
    """Transfer-Encoding is not for 204 and 304 (RFC 9112, section 6.1)."""
    assert b"transfer-encoding" not in _encoded(status=status, headers=[], parts=[])


def test_a_status_without_a_name() -> None:
    """A status that the standards do not know has an empty reason phrase."""
    assert _encoded(status=299).startswith(b"HTTP/1.1 299 \r\n")


@pytest.mark.parametrize("value", [b"close", b"keep-alive, Close"])
def test_the_app_may_close_the_connection(value: bytes) -> None:
    """It is said once."""
    encoder = AnswerEncoder("GET", "1.1", keep_alive=True)
    sent = encoder.head(200, [_LENGTH, (b"Connection", value), (b"Transfer-Encoding", b"chunked")])
    assert sent == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nconnection: close\r\n\r\n"
    assert not encoder.keep_alive


@pytest.mark.parametrize("parts", [(b"k",), (b"o", b"k", b"!")])
def test_a_length_that_is_not_kept(parts: Sequence[bytes]) -> None:
    """An answer that would garble the next one is the app's mistake."""
    with pytest.raises(RuntimeError, match="longer or shorter than its Content-Length"):
        _encoded(parts=parts)


@pytest.mark.parametrize(
    "header",
    [(b"a", b"b\r\nc: d"), (b"a", b"b\nc"), (b"a", b"\0"), (b"a b", b"c"), (b"a:", b"c"), (b"", b"c")],
)
def test_an_illegal_header(header: tuple[bytes, bytes]) -> None:
    """A header that would be read as something else is not sent."""
    with pytest.raises(RuntimeError, match="illegal header"):
        _encoded(headers=[_LENGTH, header])


@pytest.mark.parametrize("status", [99, 101, 600])
def test_an_illegal_status(status: int) -> None:
    """A status that is no answer's is not sent."""
    with pytest.raises(RuntimeError, match="illegal status"):
        _encoded(status=status)
