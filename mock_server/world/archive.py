"""What an uploaded archive holds."""

from __future__ import annotations

import io
import tarfile
import zlib
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from mock_server.world import instants

if TYPE_CHECKING:
    Json = dict[str, Any]

MOST_MEMBERS = 1000
"""Files that are listed; an archive may have any number."""

BROKEN = (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, OverflowError)


def members(content: bytes) -> list[Json]:
    """Return `{name, size, modified}` of each file in a tar.gz; [] when the content is no such archive.

    `size` is in bytes, `modified` a date-time.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            files = (member for member in archive if member.isfile())
            return [_listed(member) for member in islice(files, MOST_MEMBERS)]
    except BROKEN:
        return []


def _listed(member: tarfile.TarInfo) -> Json:
    modified = instants.text(datetime.fromtimestamp(member.mtime, UTC))
    return {"name": _printable(member.name.removeprefix("./")), "size": member.size, "modified": modified}


def _printable(name: str) -> str:
    # tarfile keeps undecodable bytes as lone surrogates, which no JSON text can carry.
    return name.encode("utf-8", "replace").decode("utf-8")
