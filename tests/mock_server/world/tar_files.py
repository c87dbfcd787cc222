"""Tar archives for tests, block by block."""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import Any

END = bytes(1024)


def header(name: str = "a", **members: Any) -> bytes:
    """Return the header of a member, in the form of GNU tar."""
    info = tarfile.TarInfo(name)
    for member, value in members.items():
        setattr(info, member, value)
    return info.tobuf(tarfile.GNU_FORMAT)


def sparse_header(size: int, real_size: int) -> bytes:
    """Return the header of a file with holes, in the old form, whose map goes on in the next block."""
    block = bytearray(header("a", type=tarfile.GNUTYPE_SPARSE, size=size))
    block[482], block[483:495] = 1, b"%011o\x00" % real_size
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\x00 " % sum(block)
    return bytes(block)


def padded(content: bytes) -> bytes:
    """Return a content filled up to whole blocks."""
    return content + bytes(-len(content) % 512)


def records(**said: str) -> bytes:
    """Return an extension of the next member in the form of POSIX; dots in keywords are written as __."""
    content = b""
    for name, value in said.items():
        record = f" {name.replace('__', '.')}={value}\n".encode("utf-8", "surrogateescape")
        length = len(record) + len(str(len(record) + 2))
        content += str(length).encode() + record
    return extension(tarfile.XHDTYPE, content)


def extension(kind: bytes, content: bytes) -> bytes:
    """Return an extension of a kind."""
    return header("x", type=kind, size=len(content)) + padded(content)


def packed(*blocks: bytes) -> io.BytesIO:
    """Return a compressed archive of these blocks, as a file."""
    return io.BytesIO(gzip.compress(b"".join(blocks), 1))
