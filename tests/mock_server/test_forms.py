"""Forms: parts as they come."""

import asyncio
from typing import Any

import httpx
import pytest

from mock_server.forms import MULTIPART, URLENCODED, FilePart, as_instance, parse_form

_SCHEMA: dict[str, Any] = {"properties": {"n": {"type": "integer"}}}


def _multipart(*parts: str) -> bytes:
    return (
        "".join(f"--b\r\nContent-Disposition: form-data; {part}\r\n" for part in parts).encode()
        + b"--b--\r\n"
    )


def _parse(content: bytes, content_type: str) -> Any:
    return asyncio.run(parse_form(content, content_type, _SCHEMA))


def test_multipart() -> None:
    """A part with a filename is a file, another a text of the schema's type."""
    form = _parse(
        _multipart('name="f"; filename="a.csv"\r\n\r\nx,y', 'name="n"\r\n\r\n3'), f"{MULTIPART}; boundary=b"
    )
    assert form == {"f": FilePart("a.csv", b"x,y"), "n": 3}
    assert as_instance(form) == {"f": "", "n": 3}


def test_urlencoded() -> None:
    """A text that does not fit its type is left to the schema."""
    assert _parse(b"n=3&m=a+b", URLENCODED) == {"n": 3, "m": "a b"}
    assert _parse(b"n=x", URLENCODED) == {"n": "x"}


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(b"x", f"{MULTIPART}; boundary=b"), (b"x", MULTIPART), (b"n=%ff", URLENCODED)],
)
def test_unreadable(content: bytes, content_type: str) -> None:
    """A broken form is refused as a whole."""
    with pytest.raises(ValueError, match="is not a readable"):
        _parse(content, content_type)


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
