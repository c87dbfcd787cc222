"""Gzip files, decompressed piece by piece."""

from __future__ import annotations

import gzip
import io
import zlib

import pytest

from mock_server.world import gzip_stream
from mock_server.world.gzip_stream import BoundReached, GzipStream


def stream(content: bytes) -> GzipStream:
    """Return a stream of a file."""
    return GzipStream(io.BytesIO(content))


def test_reading_and_skipping() -> None:
    """Pieces come in order, whatever their size; fewer bytes mean the end."""
    data = bytes(range(256)) * 4096
    found = stream(gzip.compress(data))
    assert (found.read(0), found.read(3)) == (b"", data[:3])
    found.skip(700_000)
    assert found.read(2_000_000) == data[700_003:]
    assert found.read(1) == b""
    with pytest.raises(EOFError):
        found.skip(1)


def test_several_members_and_padding() -> None:
    """Compressed streams one after the other are one content, and zeros between them none of it."""
    content = gzip.compress(b"a") + gzip.compress(b"") + bytes(100_000) + gzip.compress(b"b") + bytes(5)
    assert stream(content).read(10) == b"ab"


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", gzip.compress(b"a" * 1000, mtime=0)[:-9], b"no gzip"])
def test_damage(content: bytes) -> None:
    """What ends early or is no gzip file raises."""
    with pytest.raises((EOFError, zlib.error)):
        stream(content).read(2000)


class TestBounds:
    """What is decompressed of hostile files."""

    def test_size(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No more is decompressed than the bound, whether it is read or skipped."""
        monkeypatch.setattr(gzip_stream, "LARGEST", 1000)
        content = gzip.compress(bytes(1001))
        assert stream(content).read(1000) == bytes(1000)
        for size in (1001, 10**12):
            with pytest.raises(BoundReached):
                stream(content).read(size)
            with pytest.raises(BoundReached):
                stream(content).skip(size)

    def test_members(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file of many empty members is read up to a number of them."""
        monkeypatch.setattr(gzip_stream, "MOST_MEMBERS", 3)
        assert stream(gzip.compress(b"a") * 3).read(9) == b"aaa"
        with pytest.raises(BoundReached):
            stream(gzip.compress(b"") * 4).read(1)

    def test_only_what_is_asked_for(self) -> None:
        """Of a large file no more is read than the beginning needs."""
        file = io.BytesIO(gzip.compress(bytes(200_000_000), 1))
        assert GzipStream(file).read(512) == bytes(512)
        assert file.tell() <= 64 * 1024
