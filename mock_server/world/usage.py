"""How much room uploaded files take: bounded, so that a mock that runs for weeks fills no machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.world.indexes import ALL

if TYPE_CHECKING:
    from mock_server.stores import Content, Transaction
    from mock_server.world.rows import Rows

MOST_FILES = 1000
MOST_BYTES = 2 * 1024**3
"""Files, finished or not, and their bytes that are kept (decided). Of more, the oldest are forgotten."""

_TABLE, _ID = "usage", "files"


def put_content(rows: Rows, table: str, row_id: str, content: Content) -> None:
    """Keep the bytes of a row of files or parts."""
    delete_content(rows, table, row_id)
    _count(rows, content.size)
    rows.put_content(f"{table}/{row_id}", content)


def content(rows: Transaction | Rows, table: str, row_id: str) -> Content | None:
    """Return the bytes of a row of files or parts, or None."""
    return rows.content(f"{table}/{row_id}")


def delete_content(rows: Rows, table: str, row_id: str) -> None:
    """Forget the bytes of a row of files or parts."""
    found = content(rows, table, row_id)
    if found is not None:
        _count(rows, -found.size)
        rows.delete_content(f"{table}/{row_id}")


def make_room(rows: Rows, for_file: str) -> None:
    """Forget the oldest files while there are too many of them; the one that was written to stays."""
    while len(files := rows.listing("files", "all", ALL)) > 1 and (
        len(files) > MOST_FILES or _bytes(rows) > MOST_BYTES
    ):
        _forget(rows, next(file.id for file in files[:2] if file.id != for_file))


def _forget(rows: Rows, file_id: str) -> None:
    for part in rows.listing("parts", "file", (file_id,))[:]:
        delete_content(rows, "parts", part.id)
        rows.delete("parts", part.id)
    delete_content(rows, "files", file_id)
    rows.delete("files", file_id)


def _bytes(rows: Rows) -> int:
    row = rows.get(_TABLE, _ID)
    return 0 if row is None else int(row["bytes"])


def _count(rows: Rows, size: int) -> None:
    rows.put(_TABLE, {"id": _ID, "bytes": _bytes(rows) + size})
