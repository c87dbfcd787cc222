"""Rows of uploaded CSV and Parquet files, every value as text."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from mock_server.world.errors import BadRequest, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NULLS = frozenset({"", "nan", "none", "null", "nat", "<na>"})
"""What stands for no value, in any case; a frame written as text has them (client)."""

MISSING_PYARROW = (
    "is a Parquet file, and reading those needs pyarrow; install the mock with its `parquet` extra, "
    "or upload the rows as CSV"
)


BROKEN = (ValueError, csv.Error, OSError, OverflowError, NotImplementedError)
"""What readers raise for content that is damaged, or that holds what Python cannot (the year 300000)."""


@dataclass(frozen=True)
class Sample:
    """The first rows of a file, by column.

    Attributes:
        names: The columns' names in the file's order; they may repeat.
        columns: The values of each column, None for no value.
    """

    names: list[str]
    columns: list[list[str | None]]


def read(kind: str, content: bytes, size: int, place: str = "/file_id") -> Sample:
    """Return the first `size` rows of a CSV or PARQUET file.

    Raises BadRequest at the place when the content cannot be read as such.
    """
    try:
        if kind == "PARQUET":
            return _parquet(content, size)
        if kind == "CSV":
            return _csv(content, size)
    except ImportError:
        raise BadRequest(Violation(place, MISSING_PYARROW)) from None
    except BROKEN as error:
        raise BadRequest(Violation(place, f"cannot be read as {kind}: {_one_line(error)}")) from None
    raise BadRequest(Violation(place, f"is a {kind} file; a sample must be CSV or Parquet"))


def row_count(kind: str, content: bytes) -> int | None:
    """Return how many rows a file has, or None when that cannot be told. No row is kept."""
    counters = {"CSV": _csv_count, "PARQUET": _parquet_count}
    try:
        return counters[kind](content) if kind in counters else None
    except (*BROKEN, ImportError):
        return None


def value(raw: str) -> str | None:
    """Return a text of the file, or None for one that stands for no value."""
    stripped = raw.strip()
    return None if stripped.lower() in NULLS else stripped


def _csv(content: bytes, size: int) -> Sample:
    names, lines = _csv_lines(content)
    rows = list(islice(lines, size))
    return Sample(names, [[_cell(row, at) for row in rows] for at in range(len(names))])


def _csv_count(content: bytes) -> int:
    return sum(1 for _ in _csv_lines(content)[1])


def _csv_lines(content: bytes) -> tuple[list[str], Iterator[list[str]]]:
    # Strict: a quote that is never closed would swallow the rest of the file in one value.
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    lines = filter(None, csv.reader(text, strict=True))
    names = next(lines, None)
    if not names:
        raise ValueError("it has no header line with the columns' names")
    return names, lines


def _cell(row: Sequence[str], at: int) -> str | None:
    return value(row[at]) if at < len(row) else None


def _parquet(content: bytes, size: int) -> Sample:
    import pyarrow.parquet as pq  # noqa: PLC0415 -- optional and slow to import

    file = pq.ParquetFile(io.BytesIO(content))
    names = list(file.schema_arrow.names)
    columns: list[list[str | None]] = [[] for _ in names]
    for batch in _batches(file, size):
        for column, array in zip(columns, batch.columns, strict=True):
            column.extend(_text(cell) for cell in array.to_pylist())
    return Sample(names, columns)


def _parquet_count(content: bytes) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415 -- optional and slow to import

    return int(pq.ParquetFile(io.BytesIO(content)).metadata.num_rows)


def _batches(file: Any, size: int) -> Iterator[Any]:
    left = size
    for batch in file.iter_batches(batch_size=min(size, 10_000)):
        yield batch.slice(0, left)
        left -= batch.num_rows
        if left <= 0:
            return


def _text(cell: Any) -> str | None:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return value(cell.decode("utf-8", "replace"))
    return value(str(cell))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
