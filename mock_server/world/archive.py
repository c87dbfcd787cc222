"""What an uploaded archive holds."""

from __future__ import annotations

import tarfile
import zlib
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from mock_server.world import instants, tar_members
from mock_server.world.gzip_stream import BoundReached, GzipStream

if TYPE_CHECKING:
    from typing import BinaryIO

    from mock_server.world.tar_members import TarMember

    Json = dict[str, Any]

MOST_MEMBERS = 1000
"""Files that are listed; an archive may have any number."""
LARGEST_NAMES = 1024 * 1024
"""Characters that the names in a listing have together (decided), as every answer shows them."""

BROKEN = (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, OverflowError)


def members(file: BinaryIO) -> list[Json]:
    """Return `{name, size, modified}` of each file in a tar.gz; [] when the content is no such archive.

    The file may stand anywhere and stays open. `size` is in bytes, `modified` a date-time. Of an archive that
    exceeds a bound (see `gzip_stream` and `tar_members`), what stands before it is listed. It can take
    seconds, but no more than a few MiB of memory.
    """
    listed: list[Json] = []
    left = LARGEST_NAMES
    try:
        for member in islice(tar_members.files(GzipStream(file)), MOST_MEMBERS):
            left -= len(member.name)
            if left < 0:
                break
            listed.append(_listed(member))
    except BoundReached:
        return listed
    except BROKEN:
        return []
    return listed


def _listed(member: TarMember) -> Json:
    modified = instants.text(datetime.fromtimestamp(member.modified, UTC))
    return {"name": _printable(member.name.removeprefix("./")), "size": member.size, "modified": modified}


def _printable(name: str) -> str:
    # Undecodable bytes have become lone surrogates, which no JSON text can carry.
    return name.encode("utf-8", "replace").decode("utf-8")
