"""Forms: parts as they come."""

import asyncio
import io
import threading
from typing import Any, BinaryIO

import httpx
import pytest

from mock_server.openapi.forms import (
    MULTIPART,
    URLENCODED,
    as_instance,
    files_of,
    parse_form,
    read_form,
)
from mock_server.openapi.limits import LONG, MOST_PAIRS

_SCHEMA: dict[str, Any] = {"properties": {"n": {"type": "integer"}}}


def _multipart(*parts: str) -> bytes:
    return (
        "".join(f"--b\r\nContent-Disposition: form-data; {part}\r\n" for part in parts).encode()
        + b"--b--\r\n"
    )


def _parse(content: bytes | BinaryIO, content_type: str) -> Any:
    return asyncio.run(parse_form(content, content_type, _SCHEMA))


def test_multipart() -> None:
    """A part with a filename is a file, another a text of the schema's type."""
    form = _parse(
        _multipart('name="f"; filename="a.csv"\r\n\r\nx,y', 'name="n"\r\n\r\n3'), f"{MULTIPART}; boundary=b"
    )
    assert (form["n"], form["f"].filename, form["f"].file.read()) == (3, "a.csv", b"x,y")
    assert as_instance(form) == {"f": "", "n": 3}
    assert list(files_of(form)) == [form["f"].file]


def test_a_form_in_a_file() -> None:
    """A form may be too large for memory; where its file was left off does not matter."""
    content = _multipart('name="f"; filename="a.csv"\r\n\r\nx,y', 'name="n"\r\n\r\n3')
    file = io.BytesIO(content)
    file.seek(7)
    form = _parse(file, f"{MULTIPART}; boundary=b")
    assert (form["n"], form["f"].file.read()) == (3, b"x,y")


def test_urlencoded() -> None:
    """A text that does not fit its type is left to the schema."""
    assert _parse(b"n=3&m=a+b", URLENCODED) == {"n": 3, "m": "a b"}
    assert _parse(b"n=x", URLENCODED) == {"n": "x"}


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"x", f"{MULTIPART}; boundary=b"),
        (b"x", MULTIPART),
        (
            _multipart('name="m"\r\n\r\n').replace(b'"m"\r\n\r\n', b'"m"\r\n\r\n\xff'),
            f"{MULTIPART}; boundary=b",
        ),
        (b"n=%ff", URLENCODED),
        (b"n&" * MOST_PAIRS, URLENCODED),
    ],
)
def test_unreadable(content: bytes, content_type: str) -> None:
    """A broken form is refused as a whole."""
    with pytest.raises(ValueError, match="is not a readable"):
        _parse(content, content_type)


@pytest.mark.parametrize("size", [LONG // 2, LONG])
def test_a_long_form_leaves_the_event_loop(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """A long form is read in another thread, a short one at once."""
    threads: list[int] = []

    def read(content: bytes, content_type: str, schema: Any) -> Any:
        threads.append(threading.get_ident())
        return read_form(content, content_type, schema)

    monkeypatch.setattr("mock_server.openapi.forms.read_form", read)
    assert _parse(b"m=" + b"x" * size, URLENCODED) == {"m": "x" * size}
    assert (threads[0] == threading.get_ident()) is (size < LONG)


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "nonsense", '"utf-16"', "*utf-7''utf-7"])
@pytest.mark.parametrize("boundary", ["B", 'B "\\c'])
def test_the_charset_of_a_multipart_form_is_ignored(
    client: httpx.Client, charset: str, boundary: str
) -> None:
    """The names in a form are UTF-8 whatever the caller claims, so that they can be written back."""
    part = b'Content-Disposition: form-data; name="file"; filename="+2AA-.csv"\r\n\r\na\n1\n\r\n'
    edge = f"--{boundary}".encode()
    content = edge + b"\r\n" + part + edge + b"--\r\n"
    quoted = boundary.replace("\\", "\\\\").replace('"', '\\"')
    media_type = f'multipart/form-data; boundary="{quoted}"; charset={charset}'.replace("=*", "*=")
    answer = client.post("/v3/files/upload", content=content, headers={"Content-Type": media_type})
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["filename"] == "+2AA-.csv"
