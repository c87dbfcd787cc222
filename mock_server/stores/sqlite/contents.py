"""Contents of a SQLite store: small ones in the database, larger ones as files in a folder beside it."""

from __future__ import annotations

import io
import os
import shutil
import time
import uuid
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

from mock_server.stores.contents import SMALL, Content, Reader
from mock_server.stores.store import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import BinaryIO

UNCLAIMED = 3600.0
"""Seconds after which a file is removed that nothing has come to refer to, as its process was killed."""
_CHUNK = 1024 * 1024


class FileContent(Content):
    """A content in a file, which it holds open: so it can be read even when it has been removed meanwhile."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(b"", size)
        self.name = path.name
        try:
            self._descriptor = os.open(path, os.O_RDONLY)
        except OSError as error:
            raise Unavailable(f"the file {path} of an upload cannot be read: {error.strerror}.") from error
        weakref.finalize(self, os.close, self._descriptor)

    def open(self) -> BinaryIO:
        """Return a new readable file at its beginning, which the caller closes."""
        return io.BufferedReader(Reader(self.size, self._read_at), _CHUNK)

    def _read_at(self, at: int, size: int) -> bytes:
        # By position: several may read at the same time, and each holds on to this content.
        return os.pread(self._descriptor, size, at)


class Folder:
    """The folder of the larger contents; it is made when there is one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, file: BinaryIO) -> Content:
        """Take up all of a readable file, and close it. Unavailable when the disk is full."""
        with file:
            file.seek(0)
            beginning = file.read(SMALL + 1)
            if len(beginning) <= SMALL:
                return Content(beginning, len(beginning))
            path = self._path / uuid.uuid4().hex
            try:
                self._path.mkdir(exist_ok=True)
                with path.open("wb") as written:
                    written.write(beginning)
                    shutil.copyfileobj(file, written, _CHUNK)
                    size = written.tell()
            except OSError as error:
                with suppress(OSError):
                    path.unlink()
                raise Unavailable(f"an upload cannot be kept: {error.strerror}.") from error
            return FileContent(path, size)

    def content(self, size: int, kept: bytes | None, name: str | None) -> Content:
        """Return a content as the database has it."""
        if name is None:
            return Content(kept or b"", size)
        return FileContent(self._path / name, size)

    def columns(self, content: Content) -> tuple[int, bytes | None, str | None]:
        """Return a content as the database keeps it; one that was kept elsewhere is taken up."""
        if not isinstance(content, FileContent):
            content = self.keep(content.open())
        if isinstance(content, FileContent):
            return content.size, None, content.name
        with content.open() as file:
            return content.size, file.read(), None

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; readers that have them open go on."""
        for name in names:
            with suppress(OSError):
                (self._path / name).unlink()

    def unclaimed(self, claimed: set[str]) -> list[str]:
        """Return the files that nothing refers to, and that are too old for somebody to be about to."""
        if not self._path.is_dir():
            return []
        oldest = time.time() - UNCLAIMED
        return [
            path.name
            for path in self._path.iterdir()
            if path.name not in claimed and path.stat().st_mtime < oldest
        ]
