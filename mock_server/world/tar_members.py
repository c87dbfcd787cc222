"""The files in a tar archive, by their headers alone.

The headers are read here and not by `tarfile.TarFile`, which keeps extensions of any size in memory, searches
them in quadratic time in many releases of Python (CVE-2024-6232), and reads chains of them recursively.
"""

from __future__ import annotations

import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.world.gzip_stream import BoundReached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.world.gzip_stream import GzipStream

LARGEST_EXTENSION = 1024 * 1024
"""Bytes of one extension of a header, such as a long name (decided)."""
LARGEST_HEADERS = 8 * 1024 * 1024
"""Bytes of all headers and extensions (decided): a second or two of work."""

_BLOCK = tarfile.BLOCKSIZE
_LONG_NAME = frozenset({tarfile.GNUTYPE_LONGNAME})
_RECORDS = frozenset({tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE})
_SHARED_RECORDS = frozenset({tarfile.XGLTYPE})
_EXTENSIONS = _LONG_NAME | _RECORDS | _SHARED_RECORDS | {tarfile.GNUTYPE_LONGLINK}

_NAMES = ("GNU.sparse.name", "path")
_SIZES = ("GNU.sparse.realsize", "GNU.sparse.size", "size")
_KEYWORDS = frozenset({*_NAMES, *_SIZES, "mtime"})
_SIZE_END = 2**63
_LONGEST_LENGTH = 20


@dataclass(frozen=True)
class TarMember:
    """A file in an archive: its name, its size in bytes, and when it changed, in seconds since 1970."""

    name: str
    size: int
    modified: float


def files(stream: GzipStream) -> Iterator[TarMember]:
    """Yield the files of an archive, no folders or links, names with lone surrogates for what is not UTF-8.

    Raises BoundReached, ValueError, tarfile.TarError, EOFError or zlib.error where it cannot be read on.
    """
    headers = _Headers(stream)
    while (header := headers.next()) is not None:
        if header.isreg() or header.type not in tarfile.SUPPORTED_TYPES:
            stream.skip(_padded(header.size))
        if header.isfile():
            yield headers.member(header)


class _Headers:
    """The headers of an archive, one after the other, and what their extensions say."""

    def __init__(self, stream: GzipStream) -> None:
        self._stream = stream
        self._left = LARGEST_HEADERS
        self._found = False
        self._shared: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._real_size: int | None = None

    def next(self) -> tarfile.TarInfo | None:
        """Return the header of the next member, its `size` that of the data that follows; None at the end."""
        self._own.clear()
        self._real_size = None
        while any(block := self._read(_BLOCK)):
            try:
                header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
            except tarfile.HeaderError:
                if self._found:
                    break  # What follows an archive without a mark of its end is no part of it.
                raise
            self._found = True
            if header.type not in _EXTENSIONS:
                header.size = int(self._said("size") or header.size)
                if header.type == tarfile.GNUTYPE_SPARSE:
                    self._real_size = self._skip_map(block)
                return header
            self._extend(header)
        return None

    def member(self, header: tarfile.TarInfo) -> TarMember:
        """Return the file that the last header and its extensions describe."""
        size = int(self._said(*_SIZES) or (header.size if self._real_size is None else self._real_size))
        if not 0 <= size < _SIZE_END:
            raise ValueError("a size is no number of bytes")
        name = (self._said(*_NAMES) or header.name).rstrip("/")
        return TarMember(name, size, float(self._said("mtime") or header.mtime))

    def _extend(self, header: tarfile.TarInfo) -> None:
        content = self._read(_padded(header.size))[: header.size]
        if header.type in _LONG_NAME:
            self._own["path"] = _decoded(content.partition(b"\x00")[0])
        elif header.type in _RECORDS:
            self._own.update(_records(content))
        elif header.type in _SHARED_RECORDS:
            self._shared.update(_records(content))

    def _said(self, *keywords: str) -> str | None:
        found = (records[key] for records in (self._own, self._shared) for key in keywords if key in records)
        return next(found, None)

    def _skip_map(self, block: bytes) -> int:
        # Where a sparse file of the old form has data; the blocks that continue it are no part of its size.
        more, real_size = block[482], _number(block[483:495])
        while more:
            more = self._read(_BLOCK).ljust(_BLOCK, b"\x00")[504]
        return real_size

    def _read(self, size: int) -> bytes:
        self._left -= size
        if size > LARGEST_EXTENSION or self._left < 0:
            raise BoundReached
        return self._stream.read(size)


def _padded(size: int) -> int:
    if size < 0:
        raise ValueError("a size is negative")
    return -(-size // _BLOCK) * _BLOCK


def _records(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield what matters of the records `LENGTH KEYWORD=VALUE` in an extension, up to a malformed one."""
    at = 0
    while True:
        blank = content.find(b" ", at, at + _LONGEST_LENGTH)
        length = int(content[at:blank]) if content[at : max(at, blank)].isdigit() else 0
        end = at + length
        if not blank < end <= len(content) or not length:
            return
        keyword, _, value = content[blank + 1 : end - 1].partition(b"=")
        if (known := keyword.decode("ascii", "replace")) in _KEYWORDS:
            yield known, _decoded(value)
        at = end


def _number(field: bytes) -> int:
    # Octal digits, or a binary number after a marker, for sizes of 8 GiB and more.
    if field[0] == 0o200:
        return int.from_bytes(field[1:], "big")
    return int(field.partition(b"\x00")[0].strip() or b"0", 8)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")
