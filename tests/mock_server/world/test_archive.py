"""Listings of uploaded archives, within bounds."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

from mock_server.world import archive, gzip_stream
from tests.mock_server.world.tar_files import END, header, packed, padded, records

if TYPE_CHECKING:
    import pytest


def names(*blocks: bytes) -> list[str]:
    """Return the names that are listed for an archive."""
    return [member["name"] for member in archive.members(packed(*blocks))]


def test_the_file_stands_anywhere_and_stays_open() -> None:
    """A file is read from its beginning, and can be read again."""
    file = packed(header("./a", size=3, mtime=1), padded(b"abc"), END)
    file.read()
    for _ in range(2):
        assert archive.members(file) == [{"name": "a", "size": 3, "modified": "1970-01-01T00:00:01.000000Z"}]


def test_times() -> None:
    """A time before 1970 is one; one that no date-time can hold makes the archive unreadable."""
    assert archive.members(packed(header("a", mtime=-5), END))[0]["modified"] == "1969-12-31T23:59:55.000000Z"
    for mtime in ("1e400", "nan", "1e15", "-1e15"):
        assert archive.members(packed(records(mtime=mtime), header("a"), END)) == []


class TestBounds:
    """What is listed of hostile archives: what stands before the bound."""

    def test_a_large_extension(self) -> None:
        """A header that announces a GiB ends the listing, and hardly more than itself is read."""
        file = packed(header("a"), header("x", type=tarfile.XHDTYPE, size=2**30), bytes(2**25))
        assert [member["name"] for member in archive.members(file)] == ["a"]
        assert file.tell() <= 128 * 1024

    def test_large_data(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Data that is skipped counts: it has to be decompressed."""
        monkeypatch.setattr(gzip_stream, "LARGEST", 2**20)
        member = header("b", size=2**19) + bytes(2**19)
        assert names(header("a"), member, END) == ["a", "b"]
        assert names(header("a"), member, member, END) == ["a", "b"]

    def test_long_names(self) -> None:
        """Names that are longer together than an answer should be end the listing."""
        long = records(path="x" * 600_000) + header("a")
        assert [len(name) for name in names(long, long, header("b"), END)] == [600_000]
