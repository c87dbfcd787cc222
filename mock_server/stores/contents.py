"""Contents: the bytes of uploaded files, small ones in memory, larger ones in files of their own."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = 64 * 1024
"""Bytes up to which a content is kept in memory."""
_CHUNK = 1024 * 1024


class Content:
    """The bytes of one file, which nothing changes.

    A file on disk is removed when nobody refers to its content any more: no row, no mark to revert to.
    """

    def __init__(self, kept: bytes | Path, size: int) -> None:
        self._kept = kept
        self.size = size
        if isinstance(kept, Path):
            weakref.finalize(self, _remove, str(kept))

    @classmethod
    def of(cls, file: BinaryIO) -> Content:
        """Take up all of a readable file, and close it. It may take seconds, so not on the event loop."""
        with file:
            file.seek(0)
            beginning = file.read(SMALL + 1)
            if len(beginning) <= SMALL:
                return cls(beginning, len(beginning))
            with tempfile.NamedTemporaryFile(prefix="mock-server-", delete=False) as written:
                try:
                    written.write(beginning)
                    shutil.copyfileobj(file, written, _CHUNK)
                except BaseException:
                    Path(written.name).unlink()
                    raise
                return cls(Path(written.name), written.tell())

    def open(self) -> BinaryIO:
        """Return a new readable file at its beginning, which the caller closes."""
        return io.BytesIO(self._kept) if isinstance(self._kept, bytes) else self._kept.open("rb")


class Reader(io.RawIOBase):
    """A readable file over anything that gives parts of itself by their position.

    `read_at` gives up to so many bytes from a position; it is asked for none behind the `size`.
    """

    def __init__(self, size: int, read_at: Callable[[int, int], bytes]) -> None:
        super().__init__()
        self._size, self._read_at = size, read_at
        self._at = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position, and return it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any buffer
        """Read on into a buffer, and return how many bytes; 0 at the end."""
        part = self._read_at(self._at, len(buffer)) if self._at < self._size else b""
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


def _remove(path: str) -> None:
    # At the end of the process, when another finalizer may have emptied the folder before.
    if os.path.exists(path):  # noqa: PTH110  pathlib may be gone by then
        os.unlink(path)  # noqa: PTH108
