"""Multipart forms (RFC 7578): the parts of a body in a file, without copies of what is uploaded.

The body is searched by native code and in pieces, so that neither an upload nor a body made to be slow keeps
other threads waiting.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from python_multipart.multipart import parse_options_header

MOST_FIELDS = 1000
"""Parts that a form may have (decided)."""

_WINDOW = 1024 * 1024
_LONGEST_HEADERS = 16 * 1024
_LONGEST_BOUNDARY = 70
"""Characters of a boundary (RFC 2046, section 5.1.1)."""
_LINE_END = re.compile(rb"--|[ \t]{0,64}\r\n")
"""What ends a line that separates parts: transport may add blanks."""
_LONGEST_LINE_END = 66


@dataclass(frozen=True)
class FormPart:
    """A part of a form; `filename` is None for one that is no file."""

    name: str
    filename: str | None
    file: BinaryIO


@dataclass(frozen=True)
class _Edge:
    """A line that separates parts: where it and the line breaks around it begin and end."""

    start: int
    end: int
    last: bool


def split_form(file: BinaryIO, content_type: str) -> Iterator[FormPart]:
    """Return the parts of a multipart form; ValueError says what is wrong with it.

    What they hold stays in the form's file, and is read from there. Names are UTF-8 whatever the caller
    claims: multipart/form-data has no charset (RFC 7578, section 4.6).
    """
    edges = _edges(file, b"--" + _boundary(content_type))
    before = next(edges, None)
    if before is None:
        raise ValueError("its boundary, which the Content-Type names, does not stand in it")
    for number, edge in enumerate(edges):
        if number == MOST_FIELDS:
            raise ValueError(f"it has more than {MOST_FIELDS:,} parts")
        yield _part(file, before.end, edge.start)
        before = edge
    if not before.last:
        raise ValueError("it does not end with its boundary and --")


def _boundary(content_type: str) -> bytes:
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= _LONGEST_BOUNDARY:
        raise ValueError(f"its Content-Type needs a boundary of 1 to {_LONGEST_BOUNDARY} characters")
    return boundary


def _edges(file: BinaryIO, needle: bytes) -> Iterator[_Edge]:
    """Return the lines that separate parts, to the last, which two dashes end."""
    for start, text, at in _found(file, needle):
        begins = start + at == 0 or text[at - 2 : at] == b"\r\n"
        rest = _LINE_END.match(text, at + len(needle)) if begins else None
        if rest is not None:
            yield _Edge(max(start + at - 2, 0), start + rest.end(), last=rest[0] == b"--")
            if rest[0] == b"--":
                return


def _found(file: BinaryIO, needle: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Return where a text stands in a file: the place of a piece, the piece, and the place in it.

    The piece also has the two bytes before it, and what may end its line.
    """
    start, piece, searched = 0, b"", 0
    more = True
    while more:
        file.seek(start + len(piece))
        window = file.read(_WINDOW)
        more = bool(window)
        piece += window
        end = max(len(piece) - _LONGEST_LINE_END, 0) if more else len(piece)
        at = piece.find(needle, searched, end)
        while at >= 0:
            yield start, piece, at
            at = piece.find(needle, at + 1, end)
        # What begins near the end of one piece is found in the next.
        searched = max(end - len(needle) + 1, searched)
        dropped = max(searched - 2, 0)
        start, piece, searched = start + dropped, piece[dropped:], searched - dropped


def _part(file: BinaryIO, start: int, end: int) -> FormPart:
    # The line break that ends the boundary's line may end the headers, where there are none.
    file.seek(start - 2)
    beginning = file.read(min(_LONGEST_HEADERS, end - start + 6))
    length = beginning.find(b"\r\n\r\n")
    if length < 0:
        raise ValueError("a part has no headers, or too many")
    name, filename = _names(beginning[:length])
    content = FileSlice(file, start + length + 2, max(end, start + length + 2))
    return FormPart(name, filename, io.BufferedReader(content))


def _names(head: bytes) -> tuple[str, str | None]:
    """Return the name of a part and, for a file, its filename, from the part's headers."""
    for line in head.split(b"\r\n"):
        header, _, value = line.partition(b":")
        if header.strip().lower() == b"content-disposition":
            _, options = parse_options_header(value.strip())
            try:
                name, filename = (_text(options.get(key)) for key in (b"name", b"filename"))
            except UnicodeDecodeError:
                raise ValueError("the name of a part is not UTF-8") from None
            if name is not None:
                return name, filename
    raise ValueError('a part has no Content-Disposition with a "name"')


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


class FileSlice(io.RawIOBase):
    """A part of a file, from `start` to before `end`, as a file of its own, which is closed by itself."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._size = end - start
        self._at = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read from any place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, and return it."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # as in io's documentation
        """Read into a buffer, and return how many bytes."""
        self._file.seek(self._start + self._at)
        data = self._file.read(min(len(buffer), max(self._size - self._at, 0)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
