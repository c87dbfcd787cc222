"""Multipart forms: parts as they come."""

import io

import pytest

from mock_server.openapi.multipart import MOST_FIELDS, FileSlice, split_form

_Part = tuple[str, str | None, bytes]

_TYPE = "multipart/form-data; boundary=b"
_HEAD = b'Content-Disposition: form-data; name="f"'
_FILE = _HEAD + b'; filename="a.csv"'


def _split(content: bytes, content_type: str = _TYPE) -> list[_Part]:
    parts = list(split_form(io.BytesIO(content), content_type))
    return [(part.name, part.filename, part.file.read()) for part in parts]


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"--b--", []),
        (b"--b\r\n" + _HEAD + b"\r\n\r\nx\r\n--b--\r\n", [("f", None, b"x")]),
        (b"--b\r\n" + _HEAD + b"\r\n\r\n\r\n--b--", [("f", None, b"")]),
        (b"--b\r\n" + _HEAD + b"\r\n\r\n--b--", [("f", None, b"")]),
        (b"before\r\n--b \t\r\n" + _HEAD + b"\r\n\r\nx\r\n--b--after", [("f", None, b"x")]),
        (b"--b\r\nA: b\r\n" + _FILE + b"\r\nC: d\r\n\r\n1\r\n--b--", [("f", "a.csv", b"1")]),
        (b"--b\r\n" + _FILE + b"\r\n\r\n-\n--b\r\n--bb\r\n--b--", [("f", "a.csv", b"-\n--b\r\n--bb")]),
        (b"--b\r\n" + _HEAD + b'; filename=""\r\n\r\n\r\n--b--', [("f", "", b"")]),
    ],
)
def test_parts(content: bytes, parts: list[_Part]) -> None:
    """What stands between two lines with the boundary is a part, as it is."""
    assert _split(content) == parts


def test_names_in_utf_8() -> None:
    """Names are UTF-8, and a header's name is in any case."""
    head = 'content-disposition:form-data; name="ä"; filename="ö.csv"'.encode()
    assert _split(b"--b\r\n" + head + b"\r\n\r\n\r\n--b--") == [("ä", "ö.csv", b"")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "does not stand in it"),
        (b"x--b--", "does not stand in it"),
        (b"--b\r\n" + _HEAD + b"\r\n\r\nx", "does not end with its boundary"),
        (b"--b\r\n" + _HEAD + b"\r\n\r\nx\r\n--b\r\n", "does not end with its boundary"),
        (b"--b\r\n--b--", "a part has no headers"),
        (b"--b\r\n\r\n\r\nx\r\n--b--", 'no Content-Disposition with a "name"'),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", 'no Content-Disposition with a "name"'),
        (b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nx\r\n--b--', "is not UTF-8"),
        (b"--b\r\n" + b"A: b\r\n" * 10_000 + _HEAD + b"\r\n\r\nx\r\n--b--", "or too many"),
        ((b"--b\r\n" + _HEAD + b"\r\n\r\n\r\n") * (MOST_FIELDS + 1) + b"--b--", "more than 1,000 parts"),
    ],
)
def test_broken(content: bytes, reason: str) -> None:
    """What is no form, or has too many parts, is refused with the reason."""
    with pytest.raises(ValueError, match=reason):
        _split(content)


@pytest.mark.parametrize("content_type", ["multipart/form-data", f"multipart/form-data; boundary={'b' * 71}"])
def test_without_a_boundary(content_type: str) -> None:
    """A form's boundary must be named, and be no longer than boundaries are."""
    with pytest.raises(ValueError, match="needs a boundary"):
        _split(b"--b--", content_type)


@pytest.mark.parametrize("shift", range(-8, 8))
def test_large_parts(shift: int) -> None:
    """A boundary is found wherever it stands in a large form."""
    large = b"\r\n--c" * (1024 * 1024 // 5) + b"x" * (-len(_FILE) + shift)
    start = b"--boundary\r\n" + _FILE + b"\r\n\r\n"
    content = start + large + b"\r\n" + start + b"1\r\n--boundary--\r\n"
    parts = _split(content, "multipart/form-data; boundary=boundary")
    assert [content for _, _, content in parts] == [large, b"1"]


@pytest.mark.parametrize("window", [*range(1, 20), 66, 67, 80])
def test_wherever_pieces_end(monkeypatch: pytest.MonkeyPatch, window: int) -> None:
    """A form is read piece by piece; where a piece ends does not matter."""
    monkeypatch.setattr("mock_server.openapi.multipart._WINDOW", window)
    line = b"\r\n--boundary \t \r\n"
    content = (
        line[2:] + _HEAD + b"\r\n\r\nx--boundary\r\n--bound" + line + _FILE + b"\r\n\r\n\r\n--boundary--"
    )
    parts = _split(content, "multipart/form-data; boundary=boundary")
    assert parts == [("f", None, b"x--boundary\r\n--bound"), ("f", "a.csv", b"")]


def test_files_are_read_from_the_form() -> None:
    """A part is a file of its own, which can be read from any place and closed by itself."""
    form = io.BytesIO(b"--b\r\n" + _FILE + b"\r\n\r\n0123456789\r\n--b--")
    (part,) = split_form(form, _TYPE)
    assert (part.file.seek(-3, io.SEEK_END), part.file.read()) == (7, b"789")
    assert (part.file.seek(2), part.file.read(3), part.file.seek(1, io.SEEK_CUR)) == (2, b"234", 6)
    assert (part.file.read(), part.file.seek(20), part.file.read()) == (b"6789", 20, b"")
    part.file.close()
    assert not form.closed


def test_a_slice_before_its_beginning() -> None:
    """There is nothing before the beginning of a slice."""
    assert FileSlice(io.BytesIO(b"0123"), 1, 3).seek(-5) == 0
