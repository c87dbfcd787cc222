"""Rows of uploaded CSV and Parquet files, every value as text."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from mock_server.world import csv_rows, parquet
from mock_server.world.errors import BadRequest, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import BinaryIO

    from mock_server.world.rules import Rules

NULLS = frozenset({"", "nan", "none", "null", "nat", "<na>"})
"""What stands for no value, in any case; a frame written as text has them (client)."""

LARGEST_SAMPLE = 128 * 1024 * 1024
"""Bytes of memory that a sample takes (decided): 10,000 rows of 200 short values, or 100,000 of 20."""
MOST_COLUMNS = 10_000
"""Columns of a sample (decided), as the answer describes each of them."""

MISSING_PYARROW = (
    "is a Parquet file, and reading those needs pyarrow; install the mock with its `parquet` extra, "
    "or upload the rows as CSV"
)

_POINTER = 8


@dataclass(frozen=True)
class Sample:
    """The first rows of a file, by column.

    Attributes:
        names: The columns' names in the file's order; they may repeat.
        columns: The values of each column, None for no value.
    """

    names: list[str]
    columns: list[list[str | None]]


def read(rules: Rules, kind: str, file: BinaryIO, size: int, place: str = "/file_id") -> Sample:
    """Return the first `size` rows of a CSV or PARQUET file, which may stand anywhere and stays open.

    It can take seconds, but no more memory than LARGEST_SAMPLE, and for a Parquet file that of another
    process. Raises BadRequest at the place when the content cannot be read as such or exceeds a bound.
    """
    try:
        if kind == "PARQUET":
            return _parquet(rules, file, size)
        if kind == "CSV":
            return rules.csv_sample(file, size)
    except ImportError:
        raise BadRequest(Violation(place, MISSING_PYARROW)) from None
    except (ValueError, OSError) as error:
        raise BadRequest(Violation(place, f"cannot be read as {kind}: {_one_line(error)}")) from None
    raise BadRequest(Violation(place, f"is a {kind} file; a sample must be CSV or Parquet"))


def row_count(kind: str, file: BinaryIO) -> int | None:
    """Return how many rows a file has, or None when that cannot be told. No row is kept."""
    counters = {"CSV": _csv_count, "PARQUET": _parquet_count}
    try:
        return counters[kind](file) if kind in counters else None
    except (ValueError, OSError, ImportError):
        return None


def csv_sample(rules: Rules, file: BinaryIO, size: int) -> Sample:
    """Return the first `size` rows of a CSV file; ValueError for what is none, or exceeds a bound."""
    with csv_rows.rows(file) as rows:
        names = next(rows, None)
        if names is None:
            raise ValueError("it has no header line with the columns' names")
        return _collected(rules.cell, names, islice(rows, size))


def value(raw: str) -> str | None:
    """Return a text of the file, or None for one that stands for no value."""
    stripped = raw.strip()
    return None if stripped.lower() in NULLS else stripped


def _csv_count(file: BinaryIO) -> int:
    with csv_rows.rows(file) as rows:
        if next(rows, None) is None:
            raise ValueError("it has no header line with the columns' names")
        return sum(1 for _ in rows)


def _parquet(rules: Rules, file: BinaryIO, size: int) -> Sample:
    with parquet.table(file, size) as table:
        return _collected(rules.cell, table.names, table.rows)


def _parquet_count(file: BinaryIO) -> int | None:
    with parquet.table(file, 0) as table:
        return table.row_count if table.row_count >= 0 else None


def _collected(
    cell: Callable[[str], str | None], names: list[str], rows: Iterable[Sequence[str | None]]
) -> Sample:
    """Return the sample of these rows: a short row lacks its last values, a long one is cut."""
    if len(names) > MOST_COLUMNS:
        raise ValueError(f"it has {len(names):,} columns; at most {MOST_COLUMNS:,} are read")
    columns: list[list[str | None]] = [[] for _ in names]
    left = LARGEST_SAMPLE
    for number, row in enumerate(rows, 1):
        values = [None if raw is None else cell(raw) for raw in row[: len(names)]]
        values += [None] * (len(names) - len(values))
        for column, taken in zip(columns, values, strict=True):
            column.append(taken)
        left -= sum(_POINTER if taken is None else _POINTER + sys.getsizeof(taken) for taken in values)
        if left < 0:
            raise ValueError(
                f"its first {number:,} rows take more than {LARGEST_SAMPLE // 1024**2} MiB of memory; "
                "upload fewer rows or shorter values, or ask for fewer with sample_size"
            )
    return Sample(names, columns)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
