"""Reads a Parquet file in a process of its own; `parquet` starts it and says what it writes.

The file is the standard input; the arguments say how many rows are wanted, and how many characters a row may
have. Nothing of the kit is imported: a process that is started for each file must start fast.
"""

from __future__ import annotations

import json
import math
import os
import sys
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space (decided); libraries and an ordinary file take less than half of it."""
SECONDS = 20
"""Processor time (decided)."""
BATCH = 500
"""Rows that are held at a time."""


def main() -> None:
    """Write the columns' names, the rows and an end, or what went wrong."""
    _limit()
    try:
        _write_file(int(sys.argv[1]), int(sys.argv[2]))
    except MemoryError:
        _write({"error": f"it needs more than {MEMORY // 1024**2:,} MiB of memory to be read"})
    except Exception as error:  # noqa: BLE001 -- whatever the library raises for a damaged file
        _write({"error": str(error) or type(error).__name__})


def _limit() -> None:
    # What a file says about itself cannot be trusted: pages may be larger than their columns, and a value
    # that is repeated a billion times takes a few bytes. So the operating system sets the limits.
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource  # noqa: PLC0415 -- not on every system

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.nice(10)


def _write_file(size: int, longest: int) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 -- within the limits

    with open(0, "rb", closefd=False) as source:
        file = pq.ParquetFile(source, buffer_size=longest)
        names = file.schema_arrow.names
        _check_length(names, longest, "its columns' names have")
        _write({"names": names, "rows": file.metadata.num_rows})
        for number, row in enumerate(_rows(file, size), 1):
            _check_length(row, longest, f"its row {number} has")
            _write(row)
    _write({"end": True})


def _rows(file: Any, size: int) -> Iterator[list[str | None]]:
    left = size
    batches = file.iter_batches(batch_size=BATCH, use_threads=False) if size else ()
    for batch in batches:
        part = batch.slice(0, left)
        for row in zip(*(_values(column) for column in part.columns), strict=True):
            yield [_text(cell) for cell in row]
        left -= part.num_rows
        if left <= 0:
            return


def _values(column: Any) -> Iterable[Any]:
    # Lists are taken one by one: long ones would be too many objects at once.
    nested = column.type.num_fields > 0
    return (cell.as_py() for cell in column) if nested else column.to_pylist()


def _text(cell: Any) -> str | None:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return str(cell)


def _check_length(row: list[str | None], longest: int, words: str) -> None:
    if sum(len(cell) for cell in row if cell is not None) > longest:
        raise ValueError(f"{words} more than {longest:,} characters")


def _write(line: Any) -> None:
    sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


if __name__ == "__main__":
    main()
